import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { realPython } from './environment.js';

/** A home, or a system, in which a Python is where its manager documents it. */
export interface PythonFolders {
  readonly name: string;
  /** Paths in it that become this machine's Python. */
  readonly pythons: readonly string[];
  /** Further files in it, by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly taken: string;
}

const versions = (folder: string, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `${folder}/${name}/bin/python3`);
const PYENV = '.pyenv/versions';
const MISE = '.local/share/mise/installs/python';
const ASDF = '.asdf/installs/python';

/** One of each manager, as most users have it. `src/uv/python-folders.ts` says where each documents its folders. */
export const USUAL_PYTHON_FOLDERS: readonly PythonFolders[] = [
  {
    name: 'pyenv',
    pythons: versions(PYENV, '3.7.17', '3.9.20', '3.12.4', '3.13.1'),
    files: { '.pyenv/version': '3.12.4\n3.9.20\n' },
    taken: `${PYENV}/3.12.4/bin/python3`,
  },
  {
    name: 'mise',
    pythons: versions(MISE, '3.11.9', '3.12.10', '3.12.4', '3.13.1'),
    files: { '.config/mise/config.toml': '[tools]\nnode = "22"\npython = "3.12"\n' },
    taken: `${MISE}/3.12.10/bin/python3`,
  },
  {
    name: 'asdf',
    pythons: versions(ASDF, '3.11.9', '3.13.1'),
    files: { '.tool-versions': 'nodejs 22.9.0\npython 3.11.9 system # ours\n' },
    taken: `${ASDF}/3.11.9/bin/python3`,
  },
  { name: 'conda', pythons: ['miniconda3/bin/python3'], taken: 'miniconda3/bin/python3' },
];

/** What else the managers document, or leave to their users. */
export const OTHER_PYTHON_FOLDERS: readonly PythonFolders[] = [
  {
    name: 'pyenv without a default',
    pythons: versions(PYENV, '3.9.20', '3.10.2', '3.7.17'),
    taken: `${PYENV}/3.10.2/bin/python3`,
  },
  {
    name: 'pyenv with the system’s as the default',
    pythons: versions(PYENV, '3.10.2'),
    files: { '.pyenv/version': 'system\n' },
    taken: `${PYENV}/3.10.2/bin/python3`,
  },
  {
    name: 'pyenv with one of another name',
    pythons: versions(PYENV, 'miniconda3-latest', '3.10.2'),
    files: { '.pyenv/version': 'miniconda3-latest' },
    taken: `${PYENV}/miniconda3-latest/bin/python3`,
  },
  {
    name: 'pyenv with a default that leads elsewhere',
    pythons: [...versions(PYENV, '3.10.2'), 'work/bin/python3'],
    files: { '.pyenv/version': '../../work\n' },
    taken: `${PYENV}/3.10.2/bin/python3`,
  },
  {
    name: 'mise with a list of versions',
    pythons: versions(MISE, '3.11.9', '3.13.1'),
    files: { '.config/mise/config.toml': "[tools]\npython = ['3.11', '3.13'] # ours\n" },
    taken: `${MISE}/3.11.9/bin/python3`,
  },
  {
    name: 'mise with a table',
    pythons: versions(MISE, '3.11.9', '3.13.1'),
    files: { '.config/mise/config.toml': '[tools]\npython = { version = "3.11" }\n' },
    taken: `${MISE}/3.11.9/bin/python3`,
  },
  {
    name: 'a conda that its list of environments names',
    pythons: ['work/conda/bin/python3'],
    files: { '.conda/environments.txt': '/gone\n$HOME/work/conda\n$HOME/work/conda/envs/a\n' },
    taken: 'work/conda/bin/python3',
  },
  {
    name: 'uv',
    pythons: versions(
      '.local/share/uv/python',
      'cpython-3.11.9-linux-x86_64-gnu',
      'cpython-3.13.1-linux-x86_64-gnu',
    ),
    taken: '.local/share/uv/python/cpython-3.13.1-linux-x86_64-gnu/bin/python3',
  },
  { name: 'programs of the user’s own', pythons: ['.local/bin/python3'], taken: '.local/bin/python3' },
];

/** The same for folders that are no user's. */
export const SYSTEM_PYTHON_FOLDERS: readonly PythonFolders[] = [
  { name: 'Homebrew', pythons: ['opt/homebrew/bin/python3'], taken: 'opt/homebrew/bin/python3' },
  {
    name: 'Homebrew, unlinked',
    pythons: ['opt/homebrew/opt/python@3.9/bin/python3.9', 'opt/homebrew/opt/python@3.13/bin/python3.13'],
    taken: 'opt/homebrew/opt/python@3.13/bin/python3.13',
  },
  {
    name: 'Homebrew on Linux',
    pythons: ['home/linuxbrew/.linuxbrew/bin/python3'],
    taken: 'home/linuxbrew/.linuxbrew/bin/python3',
  },
  { name: 'conda for all users', pythons: ['opt/conda/bin/python3'], taken: 'opt/conda/bin/python3' },
  { name: 'MacPorts', pythons: ['opt/local/bin/python3'], taken: 'opt/local/bin/python3' },
];

/** Lays out a folder; `$HOME` in a file's text is that folder. */
export async function layOutPythons(
  home: string,
  { pythons, files = {} }: Pick<PythonFolders, 'pythons' | 'files'>,
): Promise<void> {
  const place = async (path: string): Promise<string> => {
    await mkdir(dirname(join(home, path)), { recursive: true });
    return join(home, path);
  };
  for (const path of pythons) await symlink(realPython(), await place(path));
  for (const [path, text] of Object.entries(files))
    await writeFile(await place(path), text.replaceAll('$HOME', home));
}
