import { describe, test } from 'vitest';
import { type ProjectOptions, pyproject } from '../helpers/projects.js';
import { type Files, holds, type Kind, wheel } from './project-kinds-world.js';

const file = (options: ProjectOptions): Files => ({ 'pyproject.toml': pyproject(options) });

const ROOT = (constraint: string, more = ''): string =>
  `[tool.uv]\nconstraint-dependencies = ["${constraint}"]\n[tool.uv.workspace]\nmembers = ["packages/*"]\n${more}`;
const APP = pyproject({
  name: 'app',
  dependencies: ['alpha', 'lib'],
  more: '[tool.uv.sources]\nlib = { workspace = true }\n[tool.lockgen]',
});
const LIB = (...dependencies: readonly string[]): string => pyproject({ name: 'lib', dependencies });
const WORKSPACE: Files = {
  'pyproject.toml': ROOT('alpha<2'),
  'packages/app/pyproject.toml': APP,
  'packages/lib/pyproject.toml': LIB('iota<2'),
};
const IN_APP = 'packages/app/requirements.txt';

const KINDS: Readonly<Record<string, () => Kind>> = {
  'workspace: the settings of a virtual root count': () => ({
    staged: WORKSPACE,
    unstaged: { 'pyproject.toml': ROOT('alpha<1.1'), 'packages/lib/pyproject.toml': LIB('delta') },
    lockfiles: { [IN_APP]: ['-e ../lib', 'alpha==1.1.0', 'iota==1.0.0'] },
  }),
  'workspace: an edit of a member marks its dependents': () => ({
    first: WORKSPACE,
    staged: { 'packages/lib/pyproject.toml': LIB('iota>=2') },
    unstaged: { 'packages/lib/pyproject.toml': LIB('delta') },
    lockfiles: { [IN_APP]: ['-e ../lib', 'alpha==1.1.0', 'iota==2.0.0'] },
  }),
  'workspace: an edit of the root marks its members': () => ({
    first: WORKSPACE,
    staged: { 'pyproject.toml': ROOT('alpha<1.1') },
    unstaged: { 'pyproject.toml': ROOT('alpha<1') },
    lockfiles: { [IN_APP]: ['-e ../lib', 'alpha==1.0.0', 'iota==1.0.0'] },
  }),
  'workspace: a root that is a project, with overrides and sources for all': () => {
    const root = (override: string): string =>
      pyproject({
        name: 'root',
        dependencies: ['app'],
        more: `[tool.uv]\noverride-dependencies = ["${override}"]\n[tool.uv.workspace]\nmembers = ["packages/*"]\n[tool.uv.sources]\napp = { workspace = true }\nlib = { workspace = true }`,
      });
    return {
      staged: {
        'pyproject.toml': root('alpha==1.0.0'),
        'packages/app/pyproject.toml': pyproject({
          name: 'app',
          dependencies: ['alpha', 'lib'],
          more: '[tool.lockgen]',
        }),
        'packages/lib/pyproject.toml': LIB('delta<2'),
      },
      unstaged: { 'pyproject.toml': root('alpha==1.1.0'), 'packages/lib/pyproject.toml': LIB('iota') },
      lockfiles: {
        'requirements.txt': ['-e ./packages/app', '-e ./packages/lib', 'alpha==1.0.0', 'delta==1.5.0'],
        [IN_APP]: ['-e ../lib', 'alpha==1.0.0', 'delta==1.5.0'],
      },
    };
  },
  "workspace: a virtual root that overrides a member's requirement": () => {
    const root = (version: string): string =>
      ROOT('delta<2').replace(
        /constraint-dependencies = .*/,
        `override-dependencies = ["alpha==${version}"]`,
      );
    return {
      staged: {
        ...WORKSPACE,
        'pyproject.toml': root('1.0.0'),
        'packages/app/pyproject.toml': APP.replace('"alpha"', '"alpha>=1.1"'),
      },
      unstaged: { 'pyproject.toml': root('1.1.0') },
      lockfiles: { [IN_APP]: ['-e ../lib', 'alpha==1.0.0', 'iota==1.0.0'] },
    };
  },
  'workspace: a folder that exclude leaves out has its own settings': () => ({
    staged: {
      'pyproject.toml': ROOT('alpha<1.1', 'exclude = ["packages/alone"]\n'),
      'packages/lib/pyproject.toml': LIB(),
      'packages/alone/pyproject.toml': pyproject({
        name: 'alone',
        dependencies: ['alpha'],
        more: '[tool.uv]\nconstraint-dependencies = ["alpha<2"]\n[tool.lockgen]',
      }),
    },
    unstaged: { 'pyproject.toml': ROOT('alpha<1.1') },
    lockfiles: { 'packages/alone/requirements.txt': ['alpha==1.1.0'] },
  }),
  'workspace: a member without build-system is a dependency all the same': () => ({
    staged: {
      ...WORKSPACE,
      'packages/lib/pyproject.toml': LIB('iota<2', 'sub'),
      'packages/lib/sub/pyproject.toml': pyproject({ name: 'sub', dependencies: ['delta<2'] }),
      'packages/lib/extra.toml': '',
      'pyproject.toml': `${ROOT('alpha<2').replace('"packages/*"', '"packages/*", "packages/*/sub"')}[tool.uv.sources]\nsub = { workspace = true }\n`,
    },
    unstaged: { 'packages/lib/sub/pyproject.toml': pyproject({ name: 'sub', dependencies: ['delta'] }) },
    lockfiles: { [IN_APP]: ['-e ../lib', '-e ../lib/sub', 'alpha==1.1.0', 'delta==1.5.0', 'iota==1.0.0'] },
  }),
  'groups with include-group': () => {
    const project = (delta: string): Files =>
      file({
        dependencies: ['alpha'],
        more: `[dependency-groups]
test = ["${delta}"]
docs = ["iota", { include-group = "test" }]
dev = [{ include-group = "docs" }, "theta"]
[tool.lockgen.targets.base]
output = "requirements.txt"
[tool.lockgen.targets.dev]
output = "requirements-dev.txt"
groups = ["dev"]`,
      });
    return {
      staged: project('delta<2'),
      unstaged: project('delta<1.5'),
      lockfiles: {
        'requirements.txt': ['alpha==2.0.0'],
        'requirements-dev.txt': ['alpha==2.0.0', 'delta==1.5.0', 'iota==2.0.0', 'theta==1.0.0'],
      },
    };
  },
  'extras that name the project itself': () => {
    const project = (b: string): Files =>
      file({
        dependencies: ['alpha'],
        extras: { a: ['delta<2'], b: [b], all: ['sample[a,b]'], full: ['Sample[all]'] },
      });
    return {
      staged: project('iota<2'),
      unstaged: project('iota'),
      lockfiles: {
        'requirements.txt': ['alpha==2.0.0'],
        'requirements-full.txt': ['alpha==2.0.0', 'delta==1.5.0', 'iota==1.0.0'],
      },
    };
  },
  'an extra that is new moves no pin of the lockfile that was there': () => ({
    first: file({ dependencies: ['alpha<2'] }),
    staged: file({ dependencies: ['alpha'], extras: { full: ['iota<2'] } }),
    unstaged: file({ dependencies: ['alpha>=2'], extras: { full: ['iota'] } }),
    lockfiles: {
      'requirements.txt': ['alpha==1.1.0'],
      'requirements-full.txt': ['alpha==1.1.0', 'iota==1.0.0'],
    },
  }),
  'constraints with -r and -c in them': () => {
    const more = '[tool.lockgen.targets.base]\noutput = "requirements.txt"\nconstraints = ["limits/all.txt"]';
    return {
      staged: {
        'pyproject.toml': pyproject({ dependencies: ['alpha', 'delta', 'iota'], more }),
        'limits/all.txt': '-r sub/more.txt\nalpha<2\n',
        'limits/sub/more.txt': '-c ../last.txt\ndelta<2\n',
        'limits/last.txt': 'iota<2\n',
      },
      unstaged: { 'limits/last.txt': 'iota\n', 'limits/sub/more.txt': null, 'limits/all.txt': 'alpha<1.1\n' },
      lockfiles: { 'requirements.txt': ['alpha==1.1.0', 'delta==1.5.0', 'iota==1.0.0'] },
    };
  },
  'path dependencies: a folder that is edited marks its dependents': () => {
    const project = pyproject({
      dependencies: ['lib'],
      more: '[tool.uv.sources]\nlib = { path = "libs/lib", editable = true }',
    });
    return {
      first: { 'pyproject.toml': project, 'libs/lib/pyproject.toml': LIB('delta<2') },
      staged: { 'libs/lib/pyproject.toml': LIB('delta<1.5') },
      unstaged: { 'libs/lib/pyproject.toml': LIB('alpha'), 'pyproject.toml': `${project}# more\n` },
      lockfiles: { 'requirements.txt': ['-e ./libs/lib', 'delta==1.0.0'] },
    };
  },
  'path dependencies: a wheel': () => {
    const [one, two] = [
      wheel({ name: 'private', version: '1.0.0', requires: ['alpha<2'] }),
      wheel({ name: 'private', version: '1.0.0', requires: ['delta'] }),
    ];
    const path = `vendor/${one.fileName}`;
    const more = `[tool.uv.sources]\nprivate = { path = "${path}" }`;
    return {
      staged: { 'pyproject.toml': pyproject({ dependencies: ['private'], more }), [path]: one.content },
      unstaged: { [path]: two.content },
      lockfiles: { 'requirements.txt': [`./${path}`, 'alpha==1.1.0'] },
    };
  },
  'path dependencies: a source archive': () => {
    const release = (requirement: string) =>
      wheel({ name: 'private', version: '1.0.0', requires: [requirement], sdist: 'only' });
    const path = `vendor/${release('alpha<2').fileName}`;
    const more = `[tool.uv.sources]\nprivate = { path = "${path}" }`;
    return {
      staged: {
        'pyproject.toml': pyproject({ dependencies: ['private'], more }),
        [path]: release('alpha<2').content,
      },
      unstaged: { [path]: release('delta').content },
      lockfiles: { 'requirements.txt': [`./${path}`, 'alpha==1.1.0'] },
    };
  },
  'path dependencies: in the requirement itself': () => ({
    staged: {
      'pyproject.toml': pyproject({ dependencies: [`lib @ file://\${PROJECT_ROOT}/libs/lib`] }),
      'libs/lib/pyproject.toml': LIB('delta<2'),
    },
    unstaged: { 'libs/lib/pyproject.toml': LIB('alpha') },
    lockfiles: { 'requirements.txt': ['./libs/lib', 'delta==1.5.0'] },
  }),
  'path dependencies: of a path dependency': () => ({
    staged: {
      'pyproject.toml': pyproject({
        dependencies: ['lib'],
        more: '[tool.uv.sources]\nlib = { path = "libs/lib" }',
      }),
      'libs/lib/pyproject.toml': pyproject({
        name: 'lib',
        dependencies: ['core'],
        more: '[tool.uv.sources]\ncore = { path = "../core" }',
      }),
      'libs/core/pyproject.toml': pyproject({ name: 'core', dependencies: ['delta<2'] }),
    },
    unstaged: { 'libs/core/pyproject.toml': pyproject({ name: 'core', dependencies: ['delta'] }) },
    lockfiles: { 'requirements.txt': ['./libs/core', './libs/lib', 'delta==1.5.0'] },
  }),
};

describe('the lockfiles of a commit are those of a clean clone, whatever the work tree has', () => {
  test.concurrent.each(Object.entries(KINDS))('%s', async (_kind, make) => {
    await holds(make());
  });
});
