/** How a JavaScript package manager is told things. */
export interface PackageManager {
  /** Adds lockgen to `package.json`. */
  readonly add: string;
  /** Takes it out again. */
  readonly remove: string;
  /** Installs what `package.json` asks for, in a new clone. */
  readonly install: string;
}

/** By the file that each keeps its pins in (the documentation of each: "install", "Lockfile"). */
const BY_LOCKFILE: readonly (readonly [string, PackageManager])[] = [
  [
    'pnpm-lock.yaml',
    { add: 'pnpm add --save-dev lockgen', remove: 'pnpm remove lockgen', install: 'pnpm install' },
  ],
  ['yarn.lock', { add: 'yarn add --dev lockgen', remove: 'yarn remove lockgen', install: 'yarn install' }],
  ['bun.lock', { add: 'bun add --dev lockgen', remove: 'bun remove lockgen', install: 'bun install' }],
];
const NPM: PackageManager = {
  add: 'npm install --save-dev lockgen',
  remove: 'npm uninstall lockgen',
  install: 'npm ci',
};

/** Files that such a manager keeps its pins in: they belong into the commit that adds lockgen. */
export const PACKAGE_LOCKFILES: readonly string[] = [
  'package-lock.json',
  ...BY_LOCKFILE.map(([path]) => path),
];

/** Who installs npm's packages in a repository; npm where nothing says otherwise. */
export function packageManagerOf(paths: ReadonlySet<string>): PackageManager {
  if (paths.has('package-lock.json')) return NPM;
  return BY_LOCKFILE.find(([path]) => paths.has(path))?.[1] ?? NPM;
}
