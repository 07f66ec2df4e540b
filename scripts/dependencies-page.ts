import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** A package of others whose files are in lockgen's bundles. */
export interface Bundled {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** The text of its licence. */
  readonly text: string;
  /** How large its files are that are in the bundles, before anything is left out of them. */
  readonly bytes: number;
  /** What imports it: `lockgen`, or names of other packages. */
  readonly neededBy: readonly string[];
}

/** Why lockgen has what it imports itself. What these bring along has them for a reason. */
const REASONS: Readonly<Record<string, string>> = {
  '@renovatebot/pep440': 'versions and specifiers of Python (PEP 440), read as Renovate reads them',
  commander: 'the command line: flags, sub-commands, `--help`',
  cosmiconfig: 'finds `.lockgenrc` and its kin in one folder, with loaders that read data and run no code',
  execa: 'runs uv and Python without a shell, and ends them with lockgen',
  picomatch: "matches `projects`, `exclude` and a workspace's members",
  'simple-git': 'runs git without a shell',
  'smol-toml': 'reads TOML: `pyproject.toml`, `uv.toml`, `.lockgenrc.toml`',
  yaml: 'reads what hook managers and CI are told in YAML, with the place of each key, so that lines can be added',
  valibot: 'the one definition of the options, which also gives the JSON schema',
};

/**
 * The packages whose files are in bundles, by name.
 *
 * @throws Error for one without name, version or licence
 */
export function bundledPackages(root: string, metafiles: readonly Metafile[]): readonly Bundled[] {
  const folders = new Map<string, { readonly files: Map<string, number>; readonly neededBy: Set<string> }>();
  const at = (folder: string): { readonly files: Map<string, number>; readonly neededBy: Set<string> } => {
    const known = folders.get(folder) ?? { files: new Map<string, number>(), neededBy: new Set<string>() };
    folders.set(folder, known);
    return known;
  };
  for (const [path, { bytes, imports }] of metafiles.flatMap(({ inputs }) => Object.entries(inputs))) {
    const importer = packageFolder(path);
    if (importer !== undefined) at(importer).files.set(path, bytes);
    for (const { path: imported } of imports) {
      const folder = packageFolder(imported);
      if (folder !== undefined && folder !== importer) at(folder).neededBy.add(nameOf(importer));
    }
  }
  return [...folders]
    .sort(([a], [b]) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .map(([folder, { files, neededBy }]) => ({
      ...packageFacts(join(root, folder)),
      bytes: [...files.values()].reduce((sum, bytes) => sum + bytes, 0),
      // What is a file of its own is imported by its name, which no bundle has a path of.
      neededBy: REASONS[nameOf(folder)] === undefined ? [...neededBy].sort() : ['lockgen'],
    }));
}

/**
 * `docs/dependencies.md`, whose reasons stand here.
 *
 * @throws Error where a reason is given for what isn't there
 */
export function dependenciesPage(packages: readonly Bundled[]): string {
  const idle = Object.keys(REASONS).filter((name) => packages.every((one) => one.name !== name));
  if (idle.length > 0)
    throw new Error(`a reason is given, and no such package is bundled: ${idle.join(', ')}`);
  const rows = packages.map(({ name, version, licence, bytes, neededBy }) => {
    const reason = REASONS[name] ?? `comes with ${neededBy.join(', ')}`;
    return `| \`${name}\` | ${version} | ${licence} | ${Math.max(1, Math.round(bytes / 1000))} kB | ${reason} |`;
  });
  return `# What is in the package

<!-- Written by \`npm run build\`. -->

The npm package has no dependencies and no install scripts: what you install is what is listed here, and nothing is run, fetched or built meanwhile. lockgen's own code is
bundled with parts of ${packages.length} packages of others, at exactly these versions (\`package-lock.json\` has their hashes). Their licences are in \`dist/THIRD-PARTY-LICENSES.txt\`.

| Package | Version | Licence | Source | Why |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

*Source* is the size of its files that are bundled, before the bundler takes out what isn't used.

Beside these, lockgen runs programs that are yours: git, node, uv, and Python to install uv with. [The threat model](threat-model.md) says where each is taken from.
`;
}

/** The licence texts, for the package. */
export function licenceTexts(packages: readonly Bundled[]): string {
  return packages
    .map(({ name, version, licence, text }) => `${name} ${version} (${licence})\n\n${text}\n`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function packageFolder(path: string): string | undefined {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}

function nameOf(folder: string | undefined): string {
  return folder?.replace(/^.*node_modules\//, '') ?? 'lockgen';
}

function packageFacts(folder: string): Pick<Bundled, 'name' | 'version' | 'licence' | 'text'> {
  const manifest: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  if (typeof manifest !== 'object' || manifest === null || !('name' in manifest) || !('version' in manifest))
    throw new Error(`${folder} has no name or version`);
  const licence = 'license' in manifest ? String(manifest.license) : 'unknown';
  const file = readdirSync(folder).find(
    (name) => /^licen[cs]e/i.test(name) && statSync(join(folder, name)).isFile(),
  );
  if (file === undefined && !existsSync(join(folder, 'README.md')))
    throw new Error(`${folder} has no licence`);
  const text = file === undefined ? `Licence: ${licence}` : readFileSync(join(folder, file), 'utf8').trim();
  return { name: String(manifest.name), version: String(manifest.version), licence, text };
}
