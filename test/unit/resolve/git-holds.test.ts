import { describe, expect, test } from 'vitest';
import { parseLockfile } from '../../../src/lockfile/parse.js';
import { readManifest } from '../../../src/project/manifest.js';
import { heldManifests } from '../../../src/resolve/git-holds.js';
import { projectOf } from '../project/fake-tree.js';

const OLD = 'a'.repeat(40);
const OTHER = 'b'.repeat(40);
const head = '[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.10"\n';
const requiring = (...requirements: string[]): string =>
  `${head}dependencies = ${JSON.stringify(requirements)}\n`;
const sourced = (source: string, requirement = 'lib'): string =>
  `${requiring(requirement)}[tool.uv.sources]\nlib = ${source}\n`;

/** The manifest that uv gets, or undefined where it is the project's own. */
async function held(
  now: string,
  options: { before?: string | null; pin?: string; upgraded?: readonly string[] } = {},
): Promise<ReturnType<typeof readManifest> | undefined> {
  const { before = now, pin = `lib @ git+https://host/lib.git@${OLD}`, upgraded = [] } = options;
  const project = await projectOf({ 'pyproject.toml': now });
  const manifestsBefore = before === null ? [] : [readManifest(before, 'pyproject.toml')];
  const made = heldManifests(project, manifestsBefore, [parseLockfile(`${pin}\nalpha==1.0\n`)], upgraded);
  expect(made.length).toBeLessThanOrEqual(1);
  const [one] = made;
  expect(one?.path ?? 'pyproject.toml').toBe('pyproject.toml');
  return one === undefined ? undefined : readManifest(one.text, one.path);
}

const texts = (manifest: ReturnType<typeof readManifest> | undefined): readonly string[] | undefined =>
  manifest?.dependencies.map(({ text }) => text);

describe('a requirement is held at the old commit', () => {
  test.each([
    ['without a ref', 'lib @ git+https://host/lib.git', `lib @ git+https://host/lib.git@${OLD}`],
    ['of a branch', 'lib @ git+https://host/lib.git@main', `lib @ git+https://host/lib.git@${OLD}`],
    [
      'with a slash in the branch',
      'lib @ git+https://host/lib.git@feature/x',
      `lib @ git+https://host/lib.git@${OLD}`,
    ],
    [
      'with extras and marker',
      'Lib[fast,more] @ git+https://host/lib.git@main ; sys_platform == "linux"',
      `Lib[fast,more] @ git+https://host/lib.git@${OLD} ; sys_platform == "linux"`,
    ],
  ])('%s', async (_, requirement, expected) => {
    expect(texts(await held(requiring(requirement, 'alpha')))).toEqual([expected, 'alpha']);
  });

  test('with a folder', async () => {
    const requirement = 'lib @ git+https://host/lib.git@main#subdirectory=python';
    const pin = `lib @ git+https://host/lib.git@${OLD}#subdirectory=python`;
    expect(texts(await held(requiring(requirement), { pin }))).toEqual([
      `lib @ git+https://host/lib.git@${OLD}#subdirectory=python`,
    ]);
  });

  test('over ssh, whose user is no ref', async () => {
    const pin = `lib @ git+ssh://git@host/lib.git@${OLD}`;
    expect(texts(await held(requiring('lib @ git+ssh://git@host/lib.git'), { pin }))).toEqual([
      `lib @ git+ssh://git@host/lib.git@${OLD}`,
    ]);
  });

  test('in an extra and in a group', async () => {
    const text = `${requiring('alpha')}[project.optional-dependencies]\nfull = ["lib @ git+https://host/lib.git"]\n[dependency-groups]\ndev = ["lib @ git+https://host/lib.git", { include-group = "x" }]\nx = []\n`;
    const manifest = await held(text);
    expect(manifest?.extras.get('full')).toMatchObject([{ url: `git+https://host/lib.git@${OLD}` }]);
    expect(manifest?.groups.get('dev')).toMatchObject([
      { url: `git+https://host/lib.git@${OLD}` },
      { include: 'x' },
    ]);
  });

  test('while other things changed', async () => {
    const before = requiring('lib @ git+https://host/lib.git');
    const now = requiring('lib @ git+https://host/lib.git', 'beta>=2');
    expect(texts(await held(now, { before }))).toEqual([`lib @ git+https://host/lib.git@${OLD}`, 'beta>=2']);
  });
});

describe('a requirement is not held', () => {
  const branch = 'lib @ git+https://host/lib.git@main';
  test.each<[string, string, Parameters<typeof held>[1]]>([
    ['where nothing is known of before', branch, { before: null }],
    ['where its branch changed', branch, { before: requiring('lib @ git+https://host/lib.git@dev') }],
    ['where it is new', branch, { before: requiring('alpha') }],
    [
      'where its URL changed',
      branch,
      {
        before: requiring('lib @ git+https://old/lib.git@main'),
        pin: `lib @ git+https://old/lib.git@${OLD}`,
      },
    ],
    ['where its extras changed', 'lib[x] @ git+https://host/lib.git@main', { before: requiring(branch) }],
    ['where the old lockfile has another URL', branch, { pin: `lib @ git+https://other/lib.git@${OLD}` }],
    ['where the old lockfile has a version', branch, { pin: 'lib==1.0' }],
    ['where the old lockfile has none of it', branch, { pin: 'beta==1.0' }],
    ['where it names a commit itself', `lib @ git+https://host/lib.git@${OTHER}`, {}],
    ['where it is to move', branch, { upgraded: ['LIB'] }],
    ['where it is no git requirement', 'lib @ https://host/lib.zip', { pin: 'lib @ https://host/lib.zip' }],
  ])('%s', async (_, requirement, options) => {
    expect(await held(requiring(requirement), options)).toBeUndefined();
  });
});

describe('a source', () => {
  const url = 'git = "https://host/lib.git"';
  test.each<[string, string, string]>([
    ['without a ref', `{ ${url} }`, `{ ${url}, rev = "${OLD}" }`],
    ['of a branch', `{ ${url}, branch = "main" }`, `{ ${url}, rev = "${OLD}" }`],
    ['of a branch that is called a revision', `{ ${url}, rev = "main" }`, `{ ${url}, rev = "${OLD}" }`],
    [
      'with a folder',
      `{ ${url}, branch = "main", subdirectory = "py" }`,
      `{ ${url}, rev = "${OLD}", subdirectory = "py" }`,
    ],
    [
      'of several, by marker',
      `[{ ${url}, branch = "main", marker = "sys_platform == 'linux'" }, { index = "x", marker = "sys_platform != 'linux'" }]`,
      `[{ ${url}, rev = "${OLD}", marker = "sys_platform == 'linux'" }, { index = "x", marker = "sys_platform != 'linux'" }]`,
    ],
  ])('%s is held', async (_, source, expected) => {
    const manifest = await held(sourced(source));
    expect(manifest?.toolUv.sources).toEqual(readManifest(sourced(expected), 'x').toolUv.sources);
  });

  test.each<[string, string, Parameters<typeof held>[1]]>([
    ['of a tag', `{ ${url}, tag = "v1" }`, {}],
    ['of a commit', `{ ${url}, rev = "${OTHER}" }`, {}],
    [
      'whose branch changed',
      `{ ${url}, branch = "main" }`,
      { before: sourced(`{ ${url}, branch = "dev" }`) },
    ],
    ['that is new', `{ ${url} }`, { before: requiring('lib') }],
    ['that is to move', `{ ${url} }`, { upgraded: ['lib'] }],
    ['that is an index', '{ index = "x" }', {}],
  ])('%s is not', async (_, source, options) => {
    expect(await held(sourced(source), options)).toBeUndefined();
  });
});

test('the rest of the manifest stays as it is', async () => {
  const rest =
    'big = 12345678901234567890\nday = 2026-10-07\nmoment = 2026-10-07T01:02:03Z\nlist = [1.5, true]\n';
  const now = `${requiring('lib @ git+https://host/lib.git')}[tool.other]\n${rest}[tool.uv]\nresolution = "highest"\n`;
  const manifest = await held(now);
  const original = readManifest(now, 'pyproject.toml');
  expect(String(JSON.stringify(manifest?.document.tool, plain))).toBe(
    JSON.stringify(original.document.tool, plain),
  );
  expect(manifest?.requiresPython).toBe('>=3.10');
});

const plain = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? `${value}n` : value);

test('a branch that a local package takes is held in that package’s manifest, if it was there before', async () => {
  const source = '[tool.uv.sources]\nlib = { git = "https://host/lib.git", branch = "main" }\n';
  const near = `[project]\nname = "near"\nversion = "1"\ndependencies = ["lib"]\n${source}`;
  const project = await projectOf({
    'pyproject.toml': `${requiring('near')}[tool.uv.sources]\nnear = { path = "near" }\n`,
    'near/pyproject.toml': near,
  });
  const old = parseLockfile(`lib @ git+https://host/lib.git@${OLD}\n`);
  const [one, ...others] = heldManifests(project, project.inputs.manifests, [old], []);
  expect(others).toEqual([]);
  expect(one?.path).toBe('near/pyproject.toml');
  expect(readManifest(one?.text ?? '', 'near/pyproject.toml').toolUv.sources).toEqual({
    lib: { git: 'https://host/lib.git', rev: OLD },
  });
  expect(heldManifests(project, [project.manifest], [old], [])).toEqual([]);
});
