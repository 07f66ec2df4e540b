import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isolatedEnvironment } from './environment.js';
import { runOk } from './run.js';
import { exclusively, sharedFolder } from './shared.js';
import { sharedUv } from './uv.js';

/** The packed package as a user has it installed. */
export interface InstalledLockgen {
  /** The project that it is installed in. */
  readonly project: string;
  /** Folder of the package itself. */
  readonly folder: string;
  /** The executable, in the project's `node_modules/.bin`. */
  readonly bin: string;
  /** `hooks/pre-commit` in the package. */
  readonly shim: string;
  /** `hooks/pre-merge-commit` in the package. */
  readonly mergeShim: string;
  /** The file that `import 'lockgen'` loads. */
  readonly module: string;
}

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** What isn't in the package and doesn't change how it is built. */
const LEFT_OUT = new Set([
  '.git',
  'node_modules',
  'dist',
  'test',
  'bench',
  'soak',
  'examples',
  'coverage',
  '.ci',
]);

let known: Promise<InstalledLockgen> | undefined;

/**
 * Packs the repository (`npm pack`, which builds it), installs the tarball in a project of its own, and sees to it that
 * the managed uv is there. Done once for each state of the sources, for all test files.
 *
 * @throws Error with npm's output where it can't be built, packed or installed.
 */
export function installedLockgen(): Promise<InstalledLockgen> {
  known ??= Promise.all([install(), sharedUv()]).then(([installed]) => installed);
  return known;
}

async function install(): Promise<InstalledLockgen> {
  const project = join(sharedFolder(), `package-${await sourcesDigest()}`);
  if (!existsSync(project)) {
    await exclusively('package', async () => {
      if (!existsSync(project)) {
        await removeOld();
        await packInto(project);
      }
    });
  }
  const folder = join(project, 'node_modules', 'lockgen');
  return {
    project,
    folder,
    bin: join(project, 'node_modules', '.bin', 'lockgen'),
    shim: join(folder, 'hooks', 'pre-commit'),
    mergeShim: join(folder, 'hooks', 'pre-merge-commit'),
    module: join(folder, mainModule(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')))),
  };
}

async function packInto(project: string): Promise<void> {
  const temporary = await mkdtemp(`${project}-`);
  try {
    const env = isolatedEnvironment(join(temporary, 'home'), {}, { managedUv: false });
    const packed = join(temporary, 'packed');
    await mkdir(packed);
    await runOk('npm', ['pack', '--pack-destination', packed], { cwd: REPOSITORY, env });
    const [tarball] = await readdir(packed);
    if (tarball === undefined) {
      throw new Error('npm pack made no file');
    }
    const scratch = join(temporary, 'project');
    await mkdir(scratch);
    await writeFile(join(scratch, 'package.json'), '{ "name": "scratch", "private": true }\n');
    // Offline: a package that pulls others in at installation fails here.
    await runOk(
      'npm',
      ['install', '--offline', '--no-save', '--no-audit', '--no-fund', join(packed, tarball)],
      { cwd: scratch, env },
    );
    await rename(scratch, project);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

// Those of earlier states of the sources, and what runs left that were killed; another run may still use one of today.
async function removeOld(): Promise<void> {
  for (const name of await readdir(sharedFolder())) {
    if (/^(package|target|template)-|\.lock\./.test(name)) {
      const path = join(sharedFolder(), name);
      // Gone in the meantime: its owner has removed it.
      const changed = await stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => Number.POSITIVE_INFINITY,
      );
      if (Date.now() - changed > DAY_MILLISECONDS) {
        await rm(path, { recursive: true, force: true });
      }
    }
  }
}

async function sourcesDigest(): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const path of await filesBelow('')) {
    hash.update(`${path}\0`).update(await readFile(join(REPOSITORY, path)));
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(join(REPOSITORY, folder), { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !(folder === '' && LEFT_OUT.has(entry.name))) {
      found.push(...(await filesBelow(path)));
    } else if (entry.isFile() && !entry.name.endsWith('.tgz')) {
      found.push(path);
    }
  }
  return found;
}

/** What `exports` (or `main`) gives to an `import` of the package. */
function mainModule(manifest: unknown): string {
  if (isObject(manifest)) {
    const exported = manifest.exports;
    const entry = target(isObject(exported) && '.' in exported ? exported['.'] : exported) ?? manifest.main;
    if (typeof entry === 'string') {
      return entry;
    }
  }
  throw new Error('package.json has neither exports nor main');
}

function target(exported: unknown): string | undefined {
  if (typeof exported === 'string') {
    return exported;
  }
  return isObject(exported)
    ? (target(exported.import) ?? target(exported.node) ?? target(exported.default))
    : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
