import { LINUX_ONLY, type PackageOptions, STANDARD_PACKAGES } from '../helpers/local-index.js';
import { type ProjectOptions, pyproject } from '../helpers/projects.js';
import type { Library } from './library.js';

/** What is on the index when the projects are locked. */
export const LOCKED_PACKAGES: readonly PackageOptions[] = [
  ...STANDARD_PACKAGES,
  { name: 'tau', version: '1.0.0b1' },
  // What the newer one needs can't be had on Python 3.12, until there is a `step` for it.
  { name: 'rise', version: '2.0.0' },
  { name: 'rise', version: '3.0.0', requires: ["step ; python_version >= '3.12'"] },
  { name: 'step', version: '2.0.0', requiresPython: '>=3.13' },
  { name: 'chi', version: '1.0.0', requires: ['delta ; extra == "none"', 'alpha<3'], sdist: 'also' },
  {
    name: 'psi',
    version: '1.4.0',
    requires: ["omega<2.4 ; python_version < '3.11'", "omega ; python_version >= '3.11'"],
  },
];

/**
 * What comes out afterwards. Of every package a major release and one that fits narrow bounds, each of which drops what
 * was required, requires what is new, and raises the Python; and one more file of every release that was there.
 */
export const RELEASED_PACKAGES: readonly PackageOptions[] = [
  { name: 'newcomer', version: '1.0.0' },
  ...LOCKED_PACKAGES.map((one): PackageOptions => ({ ...one, sdist: 'also' })),
  ...[...new Set(LOCKED_PACKAGES.map(({ name }) => name))].flatMap((name, index) => {
    const python = ['>=3.11', '>=3.12', '>=3.13'][index % 3] ?? '';
    const requires = ['newcomer', ...(name === 'delta' ? [] : ['delta>=9'])];
    const versions = LOCKED_PACKAGES.filter((one) => one.name === name).map(({ version }) => version);
    const small = versions.map((version) => ({ name, version: `${version}.post1`, requires: ['newcomer'] }));
    const patch = versions.map((version) => ({
      name,
      version: version.replace(/0(b1)?$/, '7'),
      requires,
      requiresPython: python,
    }));
    return [...small, ...patch, { name, version: '9.0.0', requires, requiresPython: python }];
  }),
  { name: 'eta', version: '9.1.0', platformTags: LINUX_ONLY, requires: ['newcomer'] },
];

type Files = Readonly<Record<string, string>>;

const hashes = 'generate-hashes = true';
const tool = (text: string, more = ''): string => `[tool.lockgen]\n${text}\n${more}`;
const targets = (lines: readonly string[], more = ''): string =>
  tool('', `[tool.lockgen.targets]\n${lines.join('\n')}\n${more}`);
const one = (options: ProjectOptions): Files => ({ 'pyproject.toml': pyproject(options) });

/** The projects that are locked, by the name of their folder; each file at its path in it. */
export function lockedProjects(library: Library, nested: Library): Readonly<Record<string, Files>> {
  const git = (table: string): string => `[tool.uv.sources]\nlib = { git = "${library.plain}", ${table} }`;
  const local = (name: string, dependencies: readonly string[], more = ''): string =>
    pyproject({
      name,
      dependencies,
      more: `${more}\n[build-system]\nrequires = []\nbuild-backend = "none"\n`,
    });
  return {
    'a fork by Python': one({ dependencies: ['gamma'] }),
    'a fork by Python in a dependency': one({ dependencies: ['sigma', 'psi'] }),
    'a fork that what came out makes needless': one({ dependencies: ['rise'] }),
    'a fork by Python in the project': one({
      dependencies: ["delta<2 ; python_version < '3.12'", "delta>=2 ; python_version >= '3.12'"],
    }),
    'a fork by platform': one({
      dependencies: ["iota<2 ; sys_platform == 'win32'", "iota ; sys_platform != 'win32'", 'mu'],
    }),
    'a fork that narrower targets share': one({
      dependencies: ['sigma', 'gamma'],
      extras: { full: ['psi', 'theta[all]'] },
    }),
    'markers that leave packages out': one({
      dependencies: [
        "alpha ; sys_platform == 'win32'",
        "delta ; python_version < '3.12'",
        "iota ; python_version < '3'",
      ],
    }),
    'base and full': one({ dependencies: ['gamma'], extras: { full: ['theta[fast]'] } }),
    'full that holds base back': one({ dependencies: ['sigma'], extras: { full: ['omega<2.3'] } }),
    'an extra of an extra': one({
      dependencies: ['theta[all]'],
      extras: { full: ['sample[tools]'], tools: ['chi'] },
    }),
    'narrow bounds': one({ dependencies: ['alpha>=1,<1.2', 'delta~=1.0', 'iota==1.*', 'omega!=2.5.0'] }),
    'exact pins': one({ dependencies: ['alpha==1.0.0', 'beta===1.0.0', 'delta==1.5.0'] }),
    'a pre-release': one({ dependencies: ['tau>=1.0.0b1'] }),
    'lowest versions': one({
      dependencies: ['alpha>=1', 'delta>=1'],
      more: '[tool.uv]\nresolution = "lowest-direct"',
    }),
    'wheels for Linux alone': one({ dependencies: ['eta', 'kappa.core'] }),
    'a source distribution alone': one({ dependencies: ['xi', 'chi'] }),
    groups: one({
      dependencies: ['gamma'],
      groups: { dev: ['theta', 'delta<2'], lint: ['iota'] },
      more: targets([
        'base = { output = "requirements.txt" }',
        'dev = { output = "requirements-dev.txt", groups = ["dev", "lint"] }',
      ]),
    }),
    'targets of which none has all': one({
      dependencies: ['alpha'],
      extras: { a: ['sigma'], b: ['omega<2.4', 'beta'] },
      more: targets(['a = { output = "a.txt", extras = ["a"] }', 'b = { output = "b.txt", extras = ["b"] }']),
    }),
    'targets that conflict': one({
      extras: { a: ['epsilon'], b: ['zeta'] },
      more: targets(
        ['a = { output = "a.txt", extras = ["a"] }', 'b = { output = "b.txt", extras = ["b"] }'],
        '[tool.uv]\nconflicts = [[{ extra = "a" }, { extra = "b" }]]',
      ),
    }),
    'targets apart': one({
      dependencies: ['sigma'],
      extras: { full: ['omega<2.3'] },
      more: tool('agree = false'),
    }),
    'a constraints file': {
      ...one({
        dependencies: ['gamma', 'iota'],
        more: targets(['base = { output = "requirements.txt", constraints = ["limits.txt"] }']),
      }),
      'limits.txt': 'delta<2\n-c more.txt\n',
      'more.txt': 'iota<2\n',
    },
    'constraints, overrides and exclusions': one({
      dependencies: ['epsilon', 'zeta', 'gamma', 'mu', 'iota'],
      more: '[tool.uv]\nconstraint-dependencies = ["iota<2"]\noverride-dependencies = ["delta==1.5.0"]\nexclude-dependencies = ["nu-windows"]',
    }),
    'hashes of one target': one({ dependencies: ['gamma', 'chi'], more: tool(hashes) }),
    'hashes of two targets': one({
      dependencies: ['gamma', 'kappa.core'],
      extras: { full: ['theta[all]', 'xi', 'eta'] },
      more: tool(hashes),
    }),
    'one platform': one({
      dependencies: ['sigma', 'mu', 'beta'],
      more: tool('universal = false\npython-platform = "linux"\npython-version = "3.11"'),
    }),
    'an upper bound of Python': one({
      requiresPython: '>=3.10,<3.13',
      dependencies: ['pi', 'sigma'],
      more: `[tool.uv]\nenvironments = ["python_version < '3.13'"]`,
    }),
    'no floor of Python': one({ requiresPython: '>=3.8', dependencies: ['gamma', 'sigma'] }),
    'a git branch in the requirement': one({
      dependencies: [`lib[more] @ ${library.url}@main`],
      extras: { full: ['theta'] },
    }),
    'a git branch in the sources': one({
      dependencies: ["lib[more] ; sys_platform == 'linux'"],
      extras: { full: ['theta'] },
      more: git('branch = "main"'),
    }),
    'a git branch of no name, with a folder': one({
      dependencies: ['lib-sub'],
      more: `[tool.uv.sources]\nlib-sub = { git = "${library.plain}", subdirectory = "sub" }`,
    }),
    'a git tag': one({ dependencies: ['lib'], more: git('tag = "v1"') }),
    'a git tag in the requirement': one({ dependencies: [`lib @ ${library.url}@v1`] }),
    'a git branch that a path dependency takes': {
      ...one({ dependencies: ['near'], more: '[tool.uv.sources]\nnear = { path = "near" }' }),
      'near/pyproject.toml': local('near', ['lib', 'alpha<2'], git('branch = "main"')),
    },
    'a git branch that a git dependency takes': one({ dependencies: [`outer @ ${nested.url}@main`] }),
    'path dependencies': {
      ...one({
        dependencies: ['near', 'far'],
        more: '[tool.uv.sources]\nnear = { path = "near" }\nfar = { path = "libs/far", editable = true }',
      }),
      'near/pyproject.toml': local('near', ['gamma']),
      'libs/far/pyproject.toml': local('far', ['sigma', 'omega<2.5']),
    },
    'a workspace': {
      ...one({
        dependencies: ['member'],
        more: '[tool.uv.sources]\nmember = { workspace = true }\n[tool.uv.workspace]\nmembers = ["members/*"]',
      }),
      'members/member/pyproject.toml': local('member', ['gamma', 'psi']),
    },
    'another project’s lockfile as constraints': one({
      dependencies: ['theta', 'iota'],
      more: targets([
        'base = { output = "requirements.txt", constraints = ["../exact-pins/requirements.txt"] }',
      ]),
    }),
  };
}
