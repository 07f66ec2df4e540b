import { describe, expect, test } from 'vitest';
import { pyproject } from '../helpers/projects.js';
import { committed, contents, holds, type Kind, sameInClone, withBackEnds } from './project-kinds-world.js';

/** A `pyproject.toml` whose dependencies a build tells. */
function built(
  requires: readonly string[],
  backEnd: string,
  more: string,
  dynamic = '"dependencies"',
): string {
  const version = dynamic.includes('version') ? '' : 'version = "1.0.0"\n';
  return `[build-system]
requires = ${JSON.stringify(requires)}
build-backend = "${backEnd}"
[project]
name = "sample"
${version}requires-python = ">=3.10"
dynamic = [${dynamic}]
${more}`;
}
const setuptools = (more: string, dynamic?: string): string =>
  built(['setuptools>=61'], 'setuptools.build_meta', more, dynamic);

const SCM = (more = ''): string =>
  built(
    ['setuptools>=61', 'setuptools-scm>=8'],
    'setuptools.build_meta',
    `[tool.setuptools]\npy-modules = []\n[tool.setuptools_scm]\n${more}`,
    '"version", "dependencies"',
  );
/** The version is what `git describe` makes of it, and decides about a dependency: `1.1.1.dev2+g…` is two commits after 1.1.0. */
const SETUP = (more: string): string => `import setuptools, setuptools_scm
version = setuptools_scm.get_version()
after = version.split('.dev')[1].split('+')[0] if '.dev' in version else '0'
setuptools.setup(install_requires=['delta==' + {'0': '1.0.0', '2': '1.5.0', '3': '2.0.0'}[after], '${more}'])
`;

const HATCH = built(
  ['hatchling', 'hatch-vcs'],
  'hatchling.build',
  '[tool.hatch.version]\nsource = "vcs"\n[tool.hatch.metadata.hooks.custom]\n[tool.hatch.build.targets.wheel]\nbypass-selection = true\n',
  '"version", "dependencies"',
);
const HATCH_HOOK = (more: string): string => `import subprocess
from hatchling.metadata.plugin.interface import MetadataHookInterface
class Hook(MetadataHookInterface):
    def update(self, metadata):
        told = subprocess.run(['git', 'describe', '--tags', '--dirty', '--always'], capture_output=True, text=True).stdout.strip()
        subprocess.run(['git', 'tag', 'of-the-build'], check=True)
        subprocess.run(['git', 'config', 'user.name', 'of-the-build'], check=True)
        subprocess.run(['git', 'add', '--all', '--force'], check=True)
        after = told.split('-')[1] if '-' in told else '0'
        dirty = 'dirty' in told
        metadata['dependencies'] = ['alpha==1.0.0' if dirty else 'alpha==1.1.0', 'delta==' + {'0': '1.0.0', '2': '1.5.0'}[after], '${more}']
`;

const KINDS: Readonly<Record<string, () => Kind>> = {
  'setuptools: dependencies from files, the version from an attribute': () => ({
    staged: {
      'pyproject.toml': setuptools(
        '[tool.setuptools]\npackages = ["pkg"]\n[tool.setuptools.dynamic]\nversion = { attr = "pkg.version.VERSION" }\ndependencies = { file = ["deps/base.in", "deps/more.in"] }\noptional-dependencies.full = { file = "deps/full.in" }\n',
        '"version", "dependencies", "optional-dependencies"',
      ),
      'pkg/__init__.py': '',
      'pkg/version.py': 'VERSION = "1.0.0"\n',
      'deps/base.in': 'alpha<2\n',
      'deps/more.in': '# more\ndelta<2\n',
      'deps/full.in': 'iota\n',
    },
    unstaged: { 'deps/base.in': 'alpha\n', 'deps/more.in': null, 'pkg/version.py': 'VERSION = 1/0\n' },
    lockfiles: {
      'requirements.txt': ['alpha==1.1.0', 'delta==1.5.0'],
      'requirements-full.txt': ['alpha==1.1.0', 'delta==1.5.0', 'iota==2.0.0'],
    },
  }),
  'setuptools: an edit of a file that the dependencies come from': () => {
    const project = setuptools(
      '[tool.setuptools]\npy-modules = []\n[tool.setuptools.dynamic]\ndependencies = { file = ["deps.in"] }\n',
    );
    return {
      first: { 'pyproject.toml': project, 'deps.in': 'alpha\n' },
      staged: { 'deps.in': 'alpha<2\n' },
      unstaged: { 'deps.in': 'delta\n' },
      lockfiles: { 'requirements.txt': ['alpha==1.1.0'] },
    };
  },
  'setuptools: setup.py that reads files with -r in them': () => {
    const setup = (file: string): string => `import setuptools
def read(path):
    for line in open(path).read().split('\\n'):
        if line.startswith('-r '):
            yield from read('deps/' + line[3:])
        elif line:
            yield line
setuptools.setup(install_requires=list(read('deps/${file}.in')))
`;
    return {
      staged: {
        'pyproject.toml': setuptools('[tool.setuptools]\npy-modules = []\n'),
        'setup.py': setup('all'),
        'deps/all.in': '-r some.in\nalpha<2\n',
        'deps/some.in': 'delta<2\n',
        'deps/other.in': 'iota\n',
      },
      unstaged: { 'setup.py': setup('other'), 'deps/some.in': 'delta\n', 'deps/all.in': null },
      lockfiles: { 'requirements.txt': ['alpha==1.1.0', 'delta==1.5.0'] },
    };
  },
  'setuptools: setup.cfg': () => {
    const config = (requirement: string): string => `[options]\ninstall_requires =\n    ${requirement}\n`;
    return {
      staged: {
        'pyproject.toml': setuptools('[tool.setuptools]\npy-modules = []\n'),
        'setup.cfg': config('alpha<2'),
      },
      unstaged: { 'setup.cfg': config('delta') },
      lockfiles: { 'requirements.txt': ['alpha==1.1.0'] },
    };
  },
  'setuptools: a path dependency that has only setup.py': () => {
    const setup = (requirement: string): string =>
      `import setuptools\nsetuptools.setup(name='lib', version='1', py_modules=[], install_requires=['${requirement}'])\n`;
    return {
      staged: {
        'pyproject.toml': pyproject({
          dependencies: ['lib'],
          more: '[tool.uv.sources]\nlib = { path = "lib" }',
        }),
        'lib/setup.py': setup('alpha<2'),
      },
      unstaged: { 'lib/setup.py': setup('delta') },
      lockfiles: { 'requirements.txt': ['./lib', 'alpha==1.1.0'] },
    };
  },
  'setuptools: a path dependency whose version is an attribute': () => ({
    staged: {
      'pyproject.toml': pyproject({
        dependencies: ['lib>=2'],
        more: '[tool.uv.sources]\nlib = { path = "lib" }',
      }),
      'lib/pyproject.toml': `[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "lib"\nrequires-python = ">=3.10"\ndynamic = ["version"]\ndependencies = ["alpha<2"]\n[tool.setuptools]\npackages = ["lib"]\n[tool.setuptools.dynamic]\nversion = { attr = "lib.VERSION" }\n`,
      'lib/lib/__init__.py': 'VERSION = "2.0.0"\n',
    },
    unstaged: { 'lib/lib/__init__.py': 'VERSION = "1.0.0"\n' },
    lockfiles: { 'requirements.txt': ['./lib', 'alpha==1.1.0'] },
  }),
  'poetry-core: [project]': () => {
    const project = (requirement: string): string =>
      `${pyproject({ dependencies: [requirement] })}\n[build-system]\nrequires = ["poetry-core>=2"]\nbuild-backend = "poetry.core.masonry.api"\n[tool.poetry]\npackages = []\n`;
    return {
      staged: { 'pyproject.toml': project('alpha<2') },
      unstaged: { 'pyproject.toml': project('delta') },
      lockfiles: { 'requirements.txt': ['alpha==1.1.0'] },
    };
  },
  'poetry-core: dynamic dependencies': () => {
    const project = (caret: string): string =>
      built(
        ['poetry-core>=2'],
        'poetry.core.masonry.api',
        `[tool.poetry]\npackages = []\n[tool.poetry.dependencies]\nalpha = "${caret}"\ndelta = { version = "<2", optional = false }\n`,
      );
    return {
      staged: { 'pyproject.toml': project('^1.0') },
      unstaged: { 'pyproject.toml': project('^2.0') },
      lockfiles: { 'requirements.txt': ['alpha==1.1.0', 'delta==1.5.0'] },
    };
  },
};

describe('the lockfiles of a commit are those of a clean clone, whatever the work tree has', () => {
  test.concurrent.each(Object.entries(KINDS))('%s', async (_kind, make) => {
    await holds({ ...make(), backEnds: true });
  });

  test.concurrent.each([
    {
      kind: 'setuptools-scm',
      project: SCM(),
      script: 'setup.py',
      text: SETUP,
      pins: ['alpha==2.0.0', 'delta==1.5.0'],
      none: 'alpha<2',
    },
    {
      kind: 'hatch-vcs',
      project: HATCH,
      script: 'hatch_build.py',
      text: HATCH_HOOK,
      pins: ['alpha==1.1.0', 'delta==1.5.0'],
      none: 'iota',
    },
  ])('$kind: the version is that of the commit, and no build touches the repository', async (one) => {
    const world = await withBackEnds();
    const { repository } = world;
    await repository.git('commit', '--quiet', '--allow-empty', '-m', 'Released');
    await repository.git('tag', '-a', '-m', 'Release', 'v1.1.0');
    await repository.git('commit', '--quiet', '--allow-empty', '-m', 'After the release');
    await repository.git('tag', 'unrelated');
    await repository.git('tag', '-d', 'unrelated');
    const kind: Kind = {
      staged: { 'pyproject.toml': one.project, [one.script]: one.text('alpha') },
      unstaged: { [one.script]: one.text(one.none), 'pyproject.toml': `${one.project}# more\n` },
      lockfiles: { 'requirements.txt': one.pins },
    };
    await committed(world, kind);
    await sameInClone(world, kind);
    expect(await repository.git('tag')).toBe('v1.1.0\n');
    expect(await repository.git('for-each-ref', '--format=%(refname)')).toBe(
      'refs/heads/main\nrefs/tags/v1.1.0\n',
    );

    // What only reads leaves every byte of it as it is.
    await repository.git('checkout', '--quiet', '.');
    const before = await contents(repository.path('.git'));
    await repository.remove('requirements.txt');
    const made = await world.lockgen(['generate']);
    expect(made, made.stderr).toMatchObject({ exitCode: 0 });
    expect(await contents(repository.path('.git'))).toEqual(before);
    expect(await repository.status()).toEqual([]);
  });
});

test.concurrent('a version that is told by git, with dependencies that are not, takes no build', async () => {
  const project = (requirement: string): string =>
    HATCH.replace('"version", "dependencies"', '"version"').replace(
      'requires-python',
      `dependencies = ["${requirement}"]\nrequires-python`,
    );
  await holds({
    staged: { 'pyproject.toml': project('alpha<2') },
    unstaged: { 'pyproject.toml': project('delta') },
    lockfiles: { 'requirements.txt': ['alpha==1.1.0'] },
  });
});
