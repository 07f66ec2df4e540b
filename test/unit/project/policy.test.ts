import { describe, expect, it } from 'vitest';
import { readRootConfig } from '../../../src/config/root.js';
import { policyOf } from '../../../src/project/policy.js';
import { fingerprint } from '../../../src/project/project.js';
import { projectOf, treeOf } from './fake-tree.js';

const head = (more = ''): string =>
  `[project]\nname = "app"\nversion = "1"\nrequires-python = ">=3.10"\n${more}`;
const policyIn = async (files: Readonly<Record<string, string>>, folder?: string) => {
  const root = await readRootConfig((path) => files[path]);
  return policyOf(await projectOf(files, root, folder), new Map(Object.entries(files)));
};
const hostsIn = async (files: Readonly<Record<string, string>>, folder?: string) => {
  const { allowed } = (await policyIn(files, folder)).hosts;
  return allowed.filter((host) => host !== 'download.pytorch.org');
};
const names = ['nvidia-cublas', 'nvidia-ml-py', 'nvidia', 'torch', 'torch-x', 'torchy'];

describe('deny', () => {
  it.each<[string, readonly string[]]>([
    ['torch', ['torch']],
    ['nvidia-*', ['nvidia-cublas', 'nvidia-ml-py']],
    ['*-x', ['torch-x']],
    ['torch?', ['torchy']],
    ['torch*', ['torch', 'torch-x', 'torchy']],
    ['*', names],
    ['{ package: nvidia*, except: [nvidia-ml-py] }', ['nvidia-cublas', 'nvidia']],
    ['{ package: "*", except: [nvidia*, torch] }', ['torch-x', 'torchy']],
  ])('%s', async (rule, denied) => {
    const { deny } = await policyIn({
      'pyproject.toml': head(),
      '.lockgenrc': `deny: [${rule.startsWith('{') ? rule : `'${rule}'`}]`,
    });
    expect(names.filter((name) => deny.some((one) => one.denies(name)))).toEqual(denied);
  });

  it.each<[string, string, number]>([
    ['services/gpu', 'services/gpu', 0],
    ['services/gpu', 'services/web', 1],
    ['services/*', 'services/web', 0],
    ['./services/web/', 'services/web', 0],
    ['services', 'services/web', 1],
    ['.', '', 0],
    ['.', 'services/web', 1],
    ['**', 'services/web', 0],
  ])('except in %s, of the project in %j', async (exceptIn, folder, count) => {
    const path = folder === '' ? 'pyproject.toml' : `${folder}/pyproject.toml`;
    const { deny } = await policyIn({
      [path]: head('[tool.lockgen]\n'),
      '.lockgenrc': `deny: [{ package: torch, exceptIn: ['${exceptIn}'] }]`,
    });
    expect(deny).toHaveLength(count);
  });

  it('knows the line of what is required directly', async () => {
    const { origin } = await policyIn({
      'svc/pyproject.toml': `${head('dependencies = [\n  "Torch>=2",\n]\n')}[dependency-groups]\ndev = ["pytest"]\n[tool.lockgen]\n`,
    });
    expect(['torch', 'pytest', 'numpy'].map(origin)).toEqual([
      'svc/pyproject.toml:6',
      'svc/pyproject.toml:9',
      'svc/pyproject.toml',
    ]);
  });
});

describe('hosts, where none are stated', () => {
  const CASES: readonly [string, Readonly<Record<string, string>>, readonly string[]][] = [
    ['of a project that names none', { 'pyproject.toml': head() }, []],
    [
      'of indexes and find-links',
      {
        'pyproject.toml': head(`
[[tool.uv.index]]
name = "a"
url = "https://a.example/simple"
[tool.uv]
index-url = "https://b.example/simple"
extra-index-url = ["https://c.example/simple"]
find-links = ["https://d.example/wheels", "./wheels"]
[tool.uv.pip]
find-links = ["https://e.example/wheels"]
`),
      },
      ['a.example', 'b.example', 'c.example', 'd.example', 'e.example'],
    ],
    [
      'of requirements and sources, but of nothing that describes the project',
      {
        'pyproject.toml': head(`
dependencies = ["a @ https://a.example/a.zip", "z"]
[project.urls]
home = "https://home.example"
[project.optional-dependencies]
x = ["b @ git+ssh://git@b.example/b"]
[dependency-groups]
dev = ["c @ git+https://c.example/c"]
[tool.uv]
override-dependencies = ["o @ https://o.example/o.zip"]
[tool.uv.sources]
z = { git = "https://z.example/z" }
[tool.other]
url = "https://other.example"
`),
      },
      ['a.example', 'b.example', 'c.example', 'o.example', 'z.example'],
    ],
    [
      'of uv.toml, but not of its comments',
      {
        'pyproject.toml': head(),
        'uv.toml': '# https://comment.example\n[[index]]\nurl = "https://a.example/simple"\n',
      },
      ['a.example'],
    ],
    ['of a uv.toml that is broken', { 'pyproject.toml': head(), 'uv.toml': 'url = "https://a.example' }, []],
    [
      'of uvArgs',
      { 'pyproject.toml': head('[tool.lockgen]\nuv-args = ["--index=a=https://a.example/simple"]\n') },
      ['a.example'],
    ],
    [
      'of constraint files, but not of their comments',
      {
        'pyproject.toml': head(
          '[tool.lockgen.targets.base]\noutput = "requirements.txt"\nconstraints = ["limits.txt"]\n',
        ),
        'limits.txt':
          '# https://comment.example\n--find-links https://a.example/x\nsix @ https://b.example/six.zip\n',
      },
      ['a.example', 'b.example'],
    ],
    [
      'of a package in the repository',
      {
        'pyproject.toml': head('dependencies = ["lib"]\n[tool.uv.sources]\nlib = { path = "lib" }\n'),
        'lib/pyproject.toml':
          '[project]\nname = "lib"\nversion = "1"\ndependencies = ["a @ https://a.example/a.zip"]\n',
      },
      ['a.example'],
    ],
    [
      'of what a build reads',
      {
        'pyproject.toml': head(
          'dynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = { file = "base.in" }\n',
        ),
        'base.in': 'a @ https://a.example/a.zip\n',
        'setup.py': 'setup(install_requires=["b @ https://b.example/b.zip"])\n',
      },
      ['a.example', 'b.example'],
    ],
  ];
  it.each(CASES)('%s', async (_, files, expected) => {
    expect(await hostsIn(files)).toEqual(expected);
  });

  it("are PyTorch's as well, and none of these where they are stated", async () => {
    const text = head('dependencies = ["a @ https://a.example/a.zip"]\n');
    expect((await policyIn({ 'pyproject.toml': text })).hosts).toEqual({
      allowed: ['a.example', 'download.pytorch.org'],
      place: undefined,
      emitted: new Set(),
    });
    expect((await policyIn({ 'pyproject.toml': text, '.lockgenrc': 'hosts: [b.example]' })).hosts).toEqual({
      allowed: ['b.example'],
      place: '.lockgenrc: hosts',
      emitted: new Set(),
    });
  });

  it.each<[Readonly<Record<string, string>>, readonly string[]]>([
    [{ 'pyproject.toml': head('[tool.uv.pip]\nemit-index-url = true\n') }, ['emit-index-url']],
    [{ 'pyproject.toml': head(), 'uv.toml': '[pip]\nemit-find-links = true\n' }, ['emit-find-links']],
    [{ 'pyproject.toml': head('[tool.uv.pip]\nemit-index-url = false\n') }, []],
    [
      {
        'pyproject.toml': head('[tool.uv.pip]\nemit-index-url = true\n'),
        '.lockgenrc': 'hosts: [b.example]',
      },
      [],
    ],
  ])('may be those of the machine: %j', async (files, kinds) => {
    expect([...(await policyIn(files)).hosts.emitted]).toEqual(kinds);
  });
});

it('what is known to be fresh is not, once the policy is another', async () => {
  const printOf = async (rc: string): Promise<string> => {
    const files = { 'pyproject.toml': head(), '.lockgenrc': rc };
    const root = await readRootConfig((path) => (path === '.lockgenrc' ? rc : undefined));
    return await fingerprint(await projectOf(files, root), treeOf(files));
  };
  const prints = await Promise.all(
    ['', 'deny: [torch]', 'deny: [{ package: torch, except: [x] }]', 'hosts: []', 'requireHashes: true'].map(
      printOf,
    ),
  );
  expect(new Set(prints).size).toBe(prints.length);
});
