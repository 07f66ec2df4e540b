import { describe, test } from 'vitest';
import { startHttpIndex } from '../helpers/http-index.js';
import { type ProjectOptions, pyproject } from '../helpers/projects.js';
import { advance, makeLibrary } from './library.js';
import { type Files, holds, type Kind, pages, wheel } from './project-kinds-world.js';

type Row = Omit<Kind, 'lockfiles'> & { readonly base: readonly string[]; readonly full?: readonly string[] };

const file = (options: ProjectOptions): Files => ({ 'pyproject.toml': pyproject(options) });
const uv = (dependencies: readonly string[], table: string): Files =>
  file({ dependencies, more: `[tool.uv]\n${table}` });

const KINDS: Readonly<Record<string, () => Promise<Row> | Row>> = {
  'sources: an index': async () => {
    const [one, two] = [
      await pages([{ name: 'private', version: '1.0.0' }]),
      await pages([{ name: 'private', version: '2.0.0' }]),
    ];
    const from = (name: string): Files =>
      file({
        dependencies: ['private', 'alpha'],
        more: `[tool.uv.sources]\nprivate = { index = "${name}" }\n[[tool.uv.index]]\nname = "one"\nurl = "${one}"\nexplicit = true\n[[tool.uv.index]]\nname = "two"\nurl = "${two}"\nexplicit = true`,
      });
    return { staged: from('one'), unstaged: from('two'), base: ['alpha==2.0.0', 'private==1.0.0'] };
  },
  'sources: a path': () => {
    const source = (path: string): string =>
      pyproject({ dependencies: ['lib'], more: `[tool.uv.sources]\nlib = { path = "${path}" }` });
    const lib = (requirement: string): string => pyproject({ name: 'lib', dependencies: [requirement] });
    return {
      staged: {
        'pyproject.toml': source('lib'),
        'lib/pyproject.toml': lib('alpha<2'),
        'other/pyproject.toml': lib('delta'),
      },
      unstaged: {
        'pyproject.toml': source('other'),
        'lib/pyproject.toml': lib('iota'),
        'other/pyproject.toml': null,
      },
      base: ['./lib', 'alpha==1.1.0'],
    };
  },
  'sources: a URL': async () => {
    const release = (version: string) => ({ name: 'private', version, requires: ['alpha<2'] });
    const { env } = await startHttpIndex([release('1.0.0'), release('2.0.0')]);
    const url = (version: string): string =>
      new URL(`/files/private-${version}-py3-none-any.whl`, env.UV_DEFAULT_INDEX).href;
    const source = (version: string): Files =>
      file({
        dependencies: ['private'],
        more: `[tool.uv.sources]\nprivate = { url = "${url(version)}" }`,
      });
    return {
      staged: source('1.0.0'),
      unstaged: source('2.0.0'),
      base: [`private @ ${url('1.0.0')}`, 'alpha==1.1.0'],
    };
  },
  'sources: git': async () => {
    const { origin, plain } = await makeLibrary('lib', ['alpha<2']);
    const first = await origin.id();
    const source = (what: string): Files =>
      file({ dependencies: ['lib'], more: `[tool.uv.sources]\nlib = { git = "${plain}", ${what} }` });
    return {
      staged: source('tag = "v1"'),
      unstaged: source('branch = "none"'),
      base: [`lib @ git+${plain}@${first}`, 'alpha==1.1.0'],
    };
  },
  'sources: git, a branch, from a folder of it': async () => {
    const { origin, plain } = await makeLibrary('lib', ['alpha<2']);
    const first = await origin.id();
    await origin.git('branch', 'stable');
    await advance(origin, 'lib', ['delta']);
    const source = (branch: string): Files =>
      file({
        dependencies: ['lib-sub'],
        more: `[tool.uv.sources]\nlib-sub = { git = "${plain}", branch = "${branch}", subdirectory = "sub" }`,
      });
    return {
      staged: source('stable'),
      unstaged: source('main'),
      base: [`lib-sub @ git+${plain}@${first}#subdirectory=sub`, 'alpha==1.1.0'],
    };
  },
  'sources: git, a commit': async () => {
    const { origin, plain } = await makeLibrary('lib', ['alpha<2']);
    const first = await origin.id();
    const second = await advance(origin, 'lib', ['delta']);
    const source = (rev: string): Files =>
      file({ dependencies: ['lib'], more: `[tool.uv.sources]\nlib = { git = "${plain}", rev = "${rev}" }` });
    return {
      staged: source(first),
      unstaged: source(second),
      base: [`lib @ git+${plain}@${first}`, 'alpha==1.1.0'],
    };
  },
  'git in the requirement itself': async () => {
    const { origin, url } = await makeLibrary('lib', ['alpha<2']);
    const first = await origin.id();
    return {
      staged: file({ dependencies: [`lib[more] @ ${url}@v1`] }),
      unstaged: file({ dependencies: [`lib @ ${url}@none`] }),
      base: [`lib @ git+${url.slice('git+'.length)}@${first}`, 'alpha==1.1.0', 'iota==2.0.0'],
    };
  },
  'an index with a name': async () => {
    const [one, two] = [
      await pages([{ name: 'private', version: '1.0.0' }]),
      await pages([{ name: 'private', version: '2.0.0' }]),
    ];
    const index = (url: string): Files =>
      file({
        dependencies: ['private', 'alpha'],
        more: `[[tool.uv.index]]\nname = "ours"\nurl = "${url}"`,
      });
    return { staged: index(one), unstaged: index(two), base: ['alpha==2.0.0', 'private==1.0.0'] };
  },
  'the default index': async () => {
    const [one, two] = [
      await pages([{ name: 'private', version: '1.0.0' }]),
      await pages([{ name: 'private', version: '2.0.0' }]),
    ];
    const index = (url: string): Files =>
      file({ dependencies: ['private'], more: `[[tool.uv.index]]\nurl = "${url}"\ndefault = true` });
    return {
      env: { UV_DEFAULT_INDEX: undefined, UV_FIND_LINKS: undefined },
      staged: index(one),
      unstaged: index(two),
      base: ['private==1.0.0'],
    };
  },
  'a flat index in the repository': () => {
    const [one, two] = [
      wheel({ name: 'private', version: '1.0.0', requires: ['alpha<2'] }),
      wheel({ name: 'private', version: '2.0.0' }),
    ];
    const more = '[[tool.uv.index]]\nname = "vendored"\nurl = "vendor"\nformat = "flat"';
    return {
      staged: {
        'pyproject.toml': pyproject({ dependencies: ['private'], more }),
        [`vendor/${one.fileName}`]: one.content,
      },
      unstaged: { [`vendor/${one.fileName}`]: null, [`vendor/${two.fileName}`]: two.content },
      base: ['alpha==1.1.0', 'private==1.0.0'],
    };
  },
  'constraint-dependencies': () => ({
    staged: uv(['gamma'], 'constraint-dependencies = ["delta<2"]'),
    unstaged: uv(['gamma'], 'constraint-dependencies = ["delta<1.5"]'),
    base: [
      'alpha==2.0.0',
      "beta==1.0.0 ; python_full_version < '3.11'",
      "beta==2.0.0 ; python_full_version >= '3.11'",
      'delta==1.5.0',
      'gamma==1.0.0',
    ],
  }),
  'override-dependencies': () => ({
    staged: uv(['epsilon'], 'override-dependencies = ["delta==2.0.0"]'),
    unstaged: uv(['epsilon'], 'override-dependencies = ["delta==1.0.0"]'),
    base: ['delta==2.0.0', 'epsilon==1.0.0'],
  }),
  'exclude-dependencies': () => ({
    staged: uv(['epsilon', 'sigma'], 'exclude-dependencies = ["delta"]'),
    unstaged: uv(['epsilon', 'sigma'], 'exclude-dependencies = ["omega"]'),
    base: [
      'epsilon==1.0.0',
      "omega==2.4.0 ; python_full_version < '3.12'",
      "omega==2.5.0 ; python_full_version >= '3.12'",
      'sigma==1.0.0',
    ],
  }),
  environments: () => ({
    staged: uv(['mu'], `environments = ["sys_platform == 'linux'", "sys_platform == 'win32'"]`),
    unstaged: uv(['mu'], `environments = ["sys_platform == 'darwin'"]`),
    base: [
      "mu==1.0.0 ; sys_platform == 'linux' or sys_platform == 'win32'",
      "nu-windows==1.0.0 ; sys_platform == 'win32'",
    ],
  }),
  'conflicts: two targets that can never agree': () => {
    const project = (old: string): Files =>
      file({
        dependencies: ['alpha'],
        extras: { old: [old], new: ['delta>=2'] },
        more: `[tool.uv]
conflicts = [[{ extra = "old" }, { extra = "new" }]]
[tool.lockgen.targets.base]
output = "requirements.txt"
extras = ["old"]
[tool.lockgen.targets.full]
output = "requirements-full.txt"
extras = ["new"]`,
      });
    return {
      staged: project('delta<2'),
      unstaged: project('delta<1.5'),
      base: ['alpha==2.0.0', 'delta==1.5.0'],
      full: ['alpha==2.0.0', 'delta==2.0.0'],
    };
  },
  'uv.toml beside it': () => ({
    staged: { ...file({ dependencies: ['alpha'] }), 'uv.toml': 'constraint-dependencies = ["alpha<2"]\n' },
    unstaged: { 'uv.toml': 'constraint-dependencies = ["alpha<1.1"]\n' },
    base: ['alpha==1.1.0'],
  }),
  'uv.toml that overrides a requirement of the project': () => {
    const settings = (version: string): string => `override-dependencies = ["alpha==${version}"]\n`;
    return {
      staged: { ...file({ dependencies: ['alpha<2'] }), 'uv.toml': settings('2.0.0') },
      unstaged: { 'uv.toml': settings('1.0.0') },
      base: ['alpha==2.0.0'],
    };
  },
  'required-environments': () => ({
    staged: uv(
      ['eta', 'mu'],
      `required-environments = ["sys_platform == 'linux' and platform_machine == 'x86_64'"]`,
    ),
    unstaged: uv(['eta', 'mu'], `required-environments = ["sys_platform == 'win32'"]`),
    base: [
      'eta==1.0.0',
      'mu==1.0.0',
      "nu-macos==1.0.0 ; sys_platform == 'darwin'",
      "nu-windows==1.0.0 ; sys_platform == 'win32'",
    ],
  }),
};

describe('the lockfiles of a commit are those of a clean clone, whatever the work tree has', () => {
  test.concurrent.each(Object.entries(KINDS))('%s', async (_kind, make) => {
    const { base, full, ...row } = await make();
    await holds({
      ...row,
      lockfiles: {
        'requirements.txt': base,
        ...(full === undefined ? {} : { 'requirements-full.txt': full }),
      },
    });
  });
});
