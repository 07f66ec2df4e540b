import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { isWithin } from '../path-flavour.js';
import type { Surroundings } from './surroundings.js';

/**
 * Where Pythons could be that are not on PATH, in the order of asking: a program with a window (VS Code, GitHub Desktop,
 * JetBrains, Fork) doesn't have the PATH of a terminal, and the Python that a version manager put there is missing. Of
 * each manager it is the version that the user chose as the default, or else the newest. What the repository's files say
 * (`.python-version`, `.tool-versions`) is not asked: a commit is not to choose programs, and any Python gives the same
 * lockfiles. None is in a folder whose content comes with commits. Windows has the user's PATH everywhere.
 *
 * @param root - of the folders that are no user's, such as `/opt`. Default `/`
 */
export async function* usualPythons(surroundings: Surroundings, root = '/'): AsyncGenerator<string> {
  if (surroundings.platform === 'win32') return;
  for (const candidates of placesIn(surroundings, root))
    for (const path of await candidates()) if (await isOutside(path, surroundings)) yield path;
}

type Candidates = () => Promise<readonly string[]>;

function placesIn({ env, home }: Surroundings, root: string): readonly Candidates[] {
  const data = fixed(env.XDG_DATA_HOME) ?? join(home, '.local', 'share');
  const configuration = fixed(env.XDG_CONFIG_HOME) ?? join(home, '.config');
  const pyenv = fixed(env.PYENV_ROOT) ?? join(home, '.pyenv');
  const mise = join(fixed(env.MISE_DATA_DIR) ?? join(data, 'mise'), 'installs', 'python');
  const miseConfig = join(fixed(env.MISE_CONFIG_DIR) ?? join(configuration, 'mise'), 'config.toml');
  const asdf = join(fixed(env.ASDF_DATA_DIR) ?? join(home, '.asdf'), 'installs', 'python');
  return [
    // $PYENV_ROOT/versions/X.Y.Z, the default in `version` (https://github.com/pyenv/pyenv, "Notes about python releases",
    // "Environment variables"); that can be one of another name, as miniconda3-latest.
    async () => versionsIn(join(pyenv, 'versions'), firstWord(await textOf(join(pyenv, 'version')))),
    // $MISE_DATA_DIR/installs/python/X.Y.Z, the default in the user's config.toml (https://mise.jdx.dev/directories.html).
    async () => versionsIn(mise, miseChoice(await textOf(miseConfig))),
    // $ASDF_DATA_DIR/installs/python/X.Y.Z, the default in ~/.tool-versions (https://asdf-vm.com/manage/configuration.html).
    async () =>
      versionsIn(asdf, /^python[ \t]+(\S+)/m.exec((await textOf(join(home, '.tool-versions'))) ?? '')?.[1]),
    async () => condaPythons(env, home, root),
    async () => brewPythons(env, root),
    // MacPorts, and the installer of python.org for macOS.
    async () => [
      join(root, 'opt/local/bin/python3'),
      join(root, 'Library/Frameworks/Python.framework/Versions/Current/bin/python3'),
      join(home, '.local/bin/python3'),
    ],
    // uv's own, each in a folder as cpython-3.12.4-linux-x86_64-gnu (https://docs.astral.sh/uv/reference/storage/).
    async () => versionsIn(fixed(env.UV_PYTHON_INSTALL_DIR) ?? join(data, 'uv', 'python'), undefined),
  ];
}

/** Everything in one folder, which an installer or its user named (https://docs.conda.io, "Installing conda"). */
async function condaPythons(env: NodeJS.ProcessEnv, home: string, root: string): Promise<readonly string[]> {
  const names = ['miniconda3', 'anaconda3', 'miniforge3', 'mambaforge', 'micromamba'];
  // conda keeps a list of all environments that it made, itself included.
  const listed = (await textOf(join(home, '.conda', 'environments.txt')))?.split(/\r?\n/) ?? [];
  const mamba = fixed(env.MAMBA_ROOT_PREFIX);
  const folders = [
    ...(mamba === undefined ? [] : [mamba]),
    ...names.map((name) => join(home, name)),
    join(home, '.local/share/mamba'),
    ...['opt/conda', ...names.map((name) => `opt/${name}`)].map((name) => join(root, name)),
    ...listed.filter(isAbsolute).slice(0, 20),
  ];
  return folders.map((folder) => join(folder, 'bin', 'python3'));
}

/** Versions that are not linked into `bin` are in `opt` (https://docs.brew.sh/Homebrew-and-Python). */
async function brewPythons(env: NodeJS.ProcessEnv, root: string): Promise<readonly string[]> {
  const own = fixed(env.HOMEBREW_PREFIX);
  const prefixes = [
    ...(own === undefined ? [] : [own]),
    ...['opt/homebrew', 'usr/local', 'home/linuxbrew/.linuxbrew'].map((folder) => join(root, folder)),
  ];
  const found: string[] = [];
  for (const prefix of prefixes) {
    found.push(join(prefix, 'bin', 'python3'));
    const minors = (await namesIn(join(prefix, 'opt'))).flatMap(
      (name) => /^python@(3\.\d+)$/.exec(name)?.[1] ?? [],
    );
    for (const minor of minors.sort(newestFirst))
      found.push(join(prefix, 'opt', `python@${minor}`, 'bin', `python${minor}`));
  }
  return found;
}

/**
 * The Pythons of a folder that has one for each version: the chosen one, then the newest of those that can serve.
 *
 * @param chosen - `3.12.4`, the beginning of a version, or another name of a folder
 */
async function versionsIn(folder: string, chosen: string | undefined): Promise<readonly string[]> {
  const versions = (await namesIn(folder))
    .flatMap((name) => {
      const version = /^(?:cpython-)?(\d+\.\d+\.\d+)(?:-|$)/.exec(name)?.[1];
      return version === undefined ? [] : [{ name, version }];
    })
    .filter(({ version }) => newestFirst(version, '3.8.0') <= 0)
    .sort((a, b) => newestFirst(a.version, b.version));
  const asked = versions.find(({ version }) => `${version}.`.startsWith(`${chosen}.`));
  const named = chosen !== undefined && /^[A-Za-z][\w.+-]*$/.test(chosen) ? [chosen] : [];
  const names = [...named, ...(asked === undefined ? [] : [asked.name]), ...versions.map(({ name }) => name)];
  // One that doesn't run is rare: two are enough to be asked.
  return [...new Set(names)].slice(0, 2).map((name) => join(folder, name, 'bin', 'python3'));
}

function newestFirst(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
  for (const [at, number] of right.entries()) {
    const difference = number - (left[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** In TOML: a text, a list of them, or a table. */
function miseChoice(text: string | undefined): string | undefined {
  return /^[ \t]*python[ \t]*=[ \t]*(?:\[|\{[ \t]*version[ \t]*=)?[ \t]*["']([^"']+)["']/m.exec(
    text ?? '',
  )?.[1];
}

function firstWord(text: string | undefined): string | undefined {
  return /\S+/.exec(text ?? '')?.[0];
}

/** A variable that names a folder wherever one is. */
function fixed(value: string | undefined): string | undefined {
  return value !== undefined && isAbsolute(value) ? value : undefined;
}

/** Whether a program's folder, as it is written and as it really is, comes with no commit; not where it isn't there. */
async function isOutside(path: string, { untrusted = [] }: Surroundings): Promise<boolean> {
  const real = await realpath(path).catch(() => undefined);
  if (real === undefined) return false;
  for (const folder of untrusted) {
    const trees = [folder, await realpath(folder).catch(() => folder)];
    if (trees.some((tree) => [dirname(path), dirname(real)].some((one) => isWithin(tree, one)))) return false;
  }
  return true;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch(() => []);
}

async function textOf(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(() => undefined);
}
