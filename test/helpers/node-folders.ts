import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runOk } from './run.js';
import { scratchFolder } from './scratch.js';

/** A home in which a version manager keeps node as it documents, and the one that lockgen is to take. */
export interface NodeFolders {
  readonly name: string;
  /** Paths in the home that become this machine's node. */
  readonly nodes: readonly string[];
  /** Further files in the home, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Links in the home to folders in it. */
  readonly links?: Readonly<Record<string, string>>;
  readonly taken: string;
}

const NVM = '.nvm/versions/node';
const VOLTA = '.volta/tools/image/node';
const MISE = '.local/share/mise/installs/node';
const ASDF = '.asdf/installs/nodejs';
const versions = (folder: string, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `${folder}/${name}/bin/node`);
const NVM_NODES = versions(NVM, 'v20.19.0', 'v20.20.2', 'v22.9.0', 'v22.12.0', 'v24.1.0');

/** One of each manager, as most users have it. `hooks/find-node` says where each documents its folders. */
export const USUAL_NODE_FOLDERS: readonly NodeFolders[] = [
  {
    name: 'nvm',
    nodes: NVM_NODES,
    files: { '.nvm/alias/default': '22\n' },
    taken: `${NVM}/v22.12.0/bin/node`,
  },
  {
    name: 'fnm',
    nodes: [
      '.local/share/fnm/node-versions/v22.9.0/installation/bin/node',
      '.local/share/fnm/node-versions/v24.1.0/installation/bin/node',
    ],
    links: { '.local/share/fnm/aliases/default': '.local/share/fnm/node-versions/v22.9.0/installation' },
    taken: '.local/share/fnm/aliases/default/bin/node',
  },
  {
    name: 'Volta',
    nodes: versions(VOLTA, '20.19.1', '22.9.0', '24.1.0'),
    files: {
      '.volta/tools/user/platform.json':
        '{\n  "node": {\n    "runtime": "22.9.0",\n    "npm": null\n  },\n  "yarn": null\n}',
    },
    taken: `${VOLTA}/22.9.0/bin/node`,
  },
  {
    name: 'mise',
    nodes: versions(MISE, '20.19.1', '22.9.0', '22.10.0', '24.1.0'),
    files: { '.config/mise/config.toml': '[tools]\npython = "3.12"\nnode = "22"\n' },
    links: { [`${MISE}/22`]: `${MISE}/22.10.0`, [`${MISE}/latest`]: `${MISE}/24.1.0` },
    taken: `${MISE}/22.10.0/bin/node`,
  },
  {
    name: 'asdf',
    nodes: versions(ASDF, '20.19.1', '22.9.0', '24.1.0'),
    files: { '.tool-versions': 'python 3.12.1\nnodejs 22.9.0 system # ours\n' },
    taken: `${ASDF}/22.9.0/bin/node`,
  },
];

const nvm = (name: string, alias: Readonly<Record<string, string>>, version: string): NodeFolders => ({
  name: `nvm, ${name}`,
  nodes: NVM_NODES,
  files: Object.fromEntries(Object.entries(alias).map(([path, text]) => [`.nvm/alias/${path}`, text])),
  taken: `${NVM}/v${version}/bin/node`,
});

/** What else the managers document, or leave to their users. */
export const OTHER_NODE_FOLDERS: readonly NodeFolders[] = [
  nvm('a whole version', { default: 'v20.19.0\n' }, '20.19.0'),
  nvm('a version without a v, and no newline', { default: '22.9' }, '22.9.0'),
  nvm(
    'the newest of the LTS versions',
    { default: 'lts/*\n', 'lts/*': 'lts/jod\n', 'lts/jod': 'v22.12.0\n' },
    '22.12.0',
  ),
  nvm('one LTS version', { default: 'lts/iron', 'lts/iron': 'v20.20.2\n' }, '20.20.2'),
  nvm('a name of its own', { default: 'work\n', work: '20\n' }, '20.20.2'),
  nvm('the newest', { default: 'node\n' }, '24.1.0'),
  nvm('names that go round', { default: 'one\n', one: 'default\n' }, '24.1.0'),
  nvm('none', {}, '24.1.0'),
  nvm('one that is not there', { default: '21\n' }, '24.1.0'),
  nvm('one that is too old', { default: '18\n' }, '24.1.0'),
  {
    name: 'nvm, in the folder for configuration',
    nodes: ['.config/nvm/versions/node/v22.9.0/bin/node'],
    taken: '.config/nvm/versions/node/v22.9.0/bin/node',
  },
  {
    name: 'nvm with versions by numbers, not by letters',
    nodes: versions(NVM, 'v20.19.9', 'v20.19.10', 'v9.11.2'),
    taken: `${NVM}/v20.19.10/bin/node`,
  },
  {
    name: 'fnm without a default',
    nodes: [
      '.fnm/node-versions/v20.19.1/installation/bin/node',
      '.fnm/node-versions/v22.9.0/installation/bin/node',
    ],
    taken: '.fnm/node-versions/v22.9.0/installation/bin/node',
  },
  {
    name: 'fnm on macOS',
    nodes: ['Library/Application Support/fnm/node-versions/v22.9.0/installation/bin/node'],
    links: {
      'Library/Application Support/fnm/aliases/default':
        'Library/Application Support/fnm/node-versions/v22.9.0/installation',
    },
    taken: 'Library/Application Support/fnm/aliases/default/bin/node',
  },
  {
    name: 'Volta without a default',
    nodes: versions(VOLTA, '20.19.1', '22.9.0'),
    taken: `${VOLTA}/22.9.0/bin/node`,
  },
  {
    name: 'Volta with a default on one line',
    nodes: versions(VOLTA, '20.19.1', '22.9.0'),
    files: { '.volta/tools/user/platform.json': '{"node":{"runtime":"20.19.1","npm":null}}\n' },
    taken: `${VOLTA}/20.19.1/bin/node`,
  },
  {
    name: 'mise with a list of versions',
    nodes: versions(MISE, '20.19.1', '22.9.0', '24.1.0'),
    files: { '.config/mise/config.toml': '[tools]\nnode = ["22", "20"] # ours\n' },
    taken: `${MISE}/22.9.0/bin/node`,
  },
  {
    name: 'mise with a name of a version',
    nodes: versions(MISE, '20.19.1', '24.1.0'),
    files: { '.config/mise/config.toml': "[tools]\nnode = 'lts'\n" },
    taken: `${MISE}/24.1.0/bin/node`,
  },
  {
    name: 'asdf without a default',
    nodes: versions(ASDF, '20.19.1', '22.9.0'),
    taken: `${ASDF}/22.9.0/bin/node`,
  },
  {
    name: 'nodenv',
    nodes: versions('.nodenv/versions', '20.19.1', '22.9.0'),
    files: { '.nodenv/version': '20.19.1\n' },
    taken: '.nodenv/versions/20.19.1/bin/node',
  },
  { name: 'n', nodes: ['n/bin/node'], taken: 'n/bin/node' },
  { name: 'programs of the user’s own', nodes: ['.local/bin/node'], taken: '.local/bin/node' },
];

/** Lays out a home's folders. */
export async function layOut(
  home: string,
  { nodes, files = {}, links = {} }: Pick<NodeFolders, 'nodes' | 'files' | 'links'>,
): Promise<void> {
  const place = async (path: string): Promise<string> => {
    await mkdir(dirname(join(home, path)), { recursive: true });
    return join(home, path);
  };
  for (const path of nodes) await symlink(process.execPath, await place(path));
  for (const [path, text] of Object.entries(files)) await writeFile(await place(path), text);
  for (const [path, target] of Object.entries(links)) await symlink(join(home, target), await place(path));
}

/**
 * The text of `hooks/find-node` with its fixed folders, such as `/opt/homebrew`, below another one: a test can't write
 * where they are, and this machine may have a node there.
 */
export async function findNodeWithin(root: string): Promise<string> {
  const text = await readFile(join(import.meta.dirname, '../../hooks/find-node'), 'utf8');
  return text.replaceAll(/ \/(?=(opt|usr\/local|home|snap)\b)/g, ` ${root}/`);
}

const PROGRAMS = ['git', 'sh', 'cat', 'dirname', 'basename', 'env', 'readlink', 'rm', 'mkdir', 'uname'];

/** A folder for a PATH as programs with a window have it: what `/usr/bin` always has, and no node. */
export async function windowPath(
  env: NodeJS.ProcessEnv,
  further: Readonly<Record<string, string>> = {},
): Promise<string> {
  const folder = await scratchFolder();
  for (const name of PROGRAMS) {
    const { stdout } = await runOk('sh', ['-c', `command -v ${name}`], { env });
    await symlink(stdout.trim(), join(folder, name));
  }
  for (const [name, path] of Object.entries(further)) await symlink(path, join(folder, name));
  return folder;
}
