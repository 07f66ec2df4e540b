import { rm, symlink } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { realPython } from '../helpers/environment.js';
import {
  controlCharacters,
  type Hooked,
  hooked,
  pinsOf,
  slowUv,
  startedWith,
  temporaryFiles,
} from '../helpers/hooked.js';
import { pyproject, standardProject, unsatisfiableProject } from '../helpers/projects.js';
import { standing } from '../helpers/wired.js';

const managed = (name: string, dependency: string): string =>
  pyproject({ name, dependencies: [dependency], more: '[tool.lockgen]' });

/** `lockgen generate`, which must succeed and leave the index and HEAD alone; gives its report. */
async function generate(world: Hooked, args: readonly string[] = [], from = '.'): Promise<string> {
  const { repository } = world;
  const staged = () => repository.git('ls-files', '--stage');
  const before = await staged();
  const { exitCode, stdout, stderr } = await world.lockgen(['generate', ...args], { from });
  expect(exitCode, stderr).toBe(0);
  expect(await staged()).toBe(before);
  expect(await temporaryFiles(repository)).toEqual([]);
  return stdout;
}

/** `lockgen generate`, which must fail and change nothing; gives its message. */
async function refused(world: Hooked, args: readonly string[], exit: 1 | 2): Promise<string> {
  const before = await standing(world.repository);
  const { exitCode, stdout, stderr } = await world.lockgen(['generate', ...args]);
  expect({ exitCode, stdout }, stderr).toEqual({ exitCode: exit, stdout: '' });
  expect(stderr).toMatch(/^lockgen: /);
  expect(await standing(world.repository)).toBe(before);
  expect(await temporaryFiles(world.repository)).toEqual([]);
  return stderr;
}

const pins = async ({ repository }: Hooked, path = 'requirements.txt'): Promise<string[]> =>
  pinsOf(await repository.read(path));

describe('lockgen generate', () => {
  test.concurrent('writes the lockfiles of the work tree, says what, and a second run changes nothing', async () => {
    const world = await hooked();
    const { repository } = world;
    await repository.write('pyproject.toml', standardProject());
    const report = await generate(world);
    expect(report.split('\n')).toEqual([
      'wrote requirements.txt: 4 packages',
      'wrote requirements-full.txt: 6 packages',
      expect.stringMatching(/^took \d/),
      '',
    ]);
    const texts = [await repository.read('requirements.txt'), await repository.read('requirements-full.txt')];
    expect(await generate(world)).toMatch(
      /^unchanged requirements\.txt: 4 packages\nunchanged requirements-full\.txt: 6 packages\n/,
    );
    expect([
      await repository.read('requirements.txt'),
      await repository.read('requirements-full.txt'),
    ]).toEqual(texts);
    await repository.write(
      'pyproject.toml',
      standardProject({ dependencies: ['gamma', 'delta<2', 'kappa.core'] }),
    );
    const next = await generate(world);
    expect(next).toContain(
      'wrote requirements.txt: 5 packages\n  delta 2.0.0 → 1.5.0\n  + kappa-core 3.1.0\n',
    );
  });

  test.concurrent('from a sub-folder means the nearest project, and names are as seen from there', async () => {
    const world = await hooked();
    const { repository } = world;
    await repository.write('pyproject.toml', managed('root', 'alpha'));
    await repository.write('a/pyproject.toml', managed('a', 'delta'));
    await repository.write('b/pyproject.toml', managed('b', 'iota'));
    await repository.write('a/src/x.py', '');
    const made = async () =>
      (await repository.git('ls-files', '--others')).split('\n').filter((path) => path.endsWith('.txt'));
    await generate(world, [], 'a/src');
    expect(await made()).toEqual(['a/requirements.txt']);
    await generate(world, ['../b'], 'a');
    expect(await made()).toEqual(['a/requirements.txt', 'b/requirements.txt']);
    await rm(repository.path('a/requirements.txt'));
    await rm(repository.path('b/requirements.txt'));
    await generate(world, ['a', 'b/pyproject.toml']);
    expect(await made()).toEqual(['a/requirements.txt', 'b/requirements.txt']);
    await generate(world);
    expect(await made()).toEqual(['a/requirements.txt', 'b/requirements.txt', 'requirements.txt']);
  });

  test.concurrent('takes a project that is not managed where it is named', async () => {
    const world = await hooked();
    await world.repository.write('x/pyproject.toml', pyproject({ dependencies: ['alpha'] }));
    expect(await refused(world, [], 2)).toContain('no project here is managed');
    await generate(world, ['x']);
    expect(await pins(world, 'x/requirements.txt')).toEqual(['alpha==2.0.0']);
  });

  test.concurrent('works in a plain folder', async () => {
    const world = await hooked();
    await rm(world.repository.path('.git'), { recursive: true });
    await world.repository.write('pyproject.toml', pyproject({ dependencies: ['alpha'] }));
    const { exitCode } = await world.lockgen(['generate']);
    expect(exitCode).toBe(0);
    expect(await pins(world)).toEqual(['alpha==2.0.0']);
  });
});

describe('all lockfiles are written, or none', () => {
  test.concurrent('where the last of several projects has no solution', async () => {
    const world = await hooked();
    const { repository } = world;
    await repository.write('a/pyproject.toml', managed('a', 'alpha'));
    await generate(world);
    await repository.write('a/pyproject.toml', managed('a', 'delta'));
    await repository.write('b/pyproject.toml', managed('b', 'iota'));
    await repository.write('c/pyproject.toml', unsatisfiableProject({ more: '[tool.lockgen]' }));
    const words = await refused(world, [], 1);
    expect(words).toContain('c/requirements.txt');
    expect(words).toContain('No solution found');
  });

  test.concurrent('where one of them can’t be written', async () => {
    const world = await hooked();
    const { repository } = world;
    await repository.write('pyproject.toml', standardProject());
    await generate(world);
    await repository.write('pyproject.toml', standardProject({ dependencies: ['delta<2'] }));
    await rm(repository.path('requirements.txt'));
    await symlink('elsewhere.txt', repository.path('requirements.txt'));
    expect(await refused(world, [], 1)).toContain('requirements.txt is a symbolic link');
    await rm(repository.path('requirements.txt'));
    await repository.write('requirements.txt/file', '');
    expect(await refused(world, [], 1)).toContain('requirements.txt is a folder');
  });
});

test.concurrent('--dry-run says what would change, and writes nothing', async () => {
  const world = await hooked();
  const { repository } = world;
  await repository.write('pyproject.toml', standardProject());
  const before = await standing(repository);
  const { exitCode, stdout } = await world.lockgen(['generate', '--dry-run']);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(
    /^would write requirements\.txt: 4 packages\nwould write requirements-full\.txt: 6 packages\nnothing was written; took/,
  );
  expect(await standing(repository)).toBe(before);
  // It isn't known to be fresh afterwards either.
  expect(await world.lockgen(['check'])).toMatchObject({ exitCode: 1 });
  await generate(world);
  await repository.write('pyproject.toml', standardProject({ dependencies: ['gamma', 'delta<2'] }));
  expect(await generate(world, ['--dry-run'])).toContain(
    'would write requirements.txt: 4 packages\n  delta 2.0.0 → 1.5.0',
  );
  expect(await pins(world)).toContain('delta==2.0.0');
});

describe('--target', () => {
  test.concurrent('narrow: that lockfile alone', async () => {
    const world = await hooked();
    const { repository } = world;
    await repository.write('pyproject.toml', standardProject());
    await generate(world);
    const full = await repository.read('requirements-full.txt');
    await repository.remove('requirements.txt');
    const report = await generate(world, ['--target', 'base']);
    expect(report).toMatch(/^wrote requirements\.txt: 4 packages\ntook/);
    expect(await repository.read('requirements-full.txt')).toBe(full);
    expect(await world.lockgen(['check'])).toMatchObject({ exitCode: 0 });
  });

  test.concurrent('widest: that lockfile, and those that it constrains', async () => {
    const world = await hooked();
    await world.repository.write('pyproject.toml', standardProject());
    expect(await generate(world, ['--target', 'full'])).toMatch(
      /wrote requirements\.txt.*\nwrote requirements-full\.txt/,
    );
  });

  test.concurrent('unknown: exit 2, with those that there are', async () => {
    const world = await hooked();
    await world.repository.write('pyproject.toml', standardProject());
    const words = await refused(world, ['--target', 'ful'], 2);
    expect(words).toContain('no target ful');
    expect(words).toContain('base, full');
  });
});

describe('upgrades', () => {
  async function withNewReleases(): Promise<Hooked> {
    const world = await startedWith({ 'pyproject.toml': standardProject() });
    await world.index.add([
      { name: 'alpha', version: '2.1.0' },
      { name: 'delta', version: '2.1.0' },
      { name: 'iota', version: '2.1.0' },
    ]);
    return world;
  }

  test.concurrent('without a flag nothing moves', async () => {
    const world = await withNewReleases();
    expect(await generate(world)).toMatch(/^unchanged requirements\.txt.*\nunchanged requirements-full\.txt/);
  });

  test.concurrent('--upgrade-package moves those packages alone, in every lockfile', async () => {
    const world = await withNewReleases();
    const report = await generate(world, ['--upgrade-package', 'delta', '-P', 'iota']);
    expect(report).toContain('  delta 2.0.0 → 2.1.0');
    for (const path of ['requirements.txt', 'requirements-full.txt']) {
      expect(await pins(world, path)).toEqual(expect.arrayContaining(['alpha==2.0.0', 'delta==2.1.0']));
    }
    expect(await pins(world, 'requirements-full.txt')).toContain('iota==2.1.0');
    expect(await world.repository.read('requirements.txt')).not.toContain('upgrade');
    expect(await world.lockgen(['check'])).toMatchObject({ exitCode: 0 });
  });

  test.concurrent('--upgrade moves all', async () => {
    const world = await withNewReleases();
    await generate(world, ['--upgrade']);
    expect(await pins(world, 'requirements-full.txt')).toEqual(
      expect.arrayContaining(['alpha==2.1.0', 'delta==2.1.0', 'iota==2.1.0']),
    );
    expect(await pins(world)).toEqual(expect.arrayContaining(['alpha==2.1.0', 'delta==2.1.0']));
    expect(await world.repository.read('requirements.txt')).not.toContain('upgrade');
  });

  test.concurrent('--upgrade-package of a package that is in no lockfile is exit 2, since uv would say nothing', async () => {
    const world = await withNewReleases();
    const words = await refused(world, ['-P', 'delta', '-P', 'dleta'], 2);
    expect(words).toContain('no lockfile here has dleta');
    expect(words).toContain('npx lockgen generate -P delta');
  });

  test.concurrent.each(['', 'a b', 'delta==1', '-x'])(
    '--upgrade-package of %j is no name, exit 2',
    async (name) => {
      const world = await withNewReleases();
      const words = await refused(world, ['-P', 'delta', `--upgrade-package=${name}`], 2);
      expect(words).toContain(`-P ${JSON.stringify(name)} names no package`);
    },
  );
});

/** A build back-end that names no requirement. */
const NO_REQUIREMENTS = `import os
def prepare_metadata_for_build_wheel(folder, config_settings=None):
    os.makedirs(os.path.join(folder, 'shop-1.0.dist-info'))
    with open(os.path.join(folder, 'shop-1.0.dist-info', 'METADATA'), 'w') as out:
        out.write('Metadata-Version: 2.1\\nName: shop\\nVersion: 1.0\\n')
    return 'shop-1.0.dist-info'
def build_wheel(folder, config_settings=None, metadata_directory=None):
    raise SystemExit('not in this test')
`;

describe('a lockfile that a person wrote', () => {
  const OWN = '# ours\nalpha==1.0.0\ndelta>=1\n-r other.txt\n';

  test.concurrent('is not touched, exit 1, without --adopt; with it its pins are kept', async () => {
    const world = await hooked({
      files: { 'pyproject.toml': pyproject({ dependencies: ['alpha', 'delta'] }), 'requirements.txt': OWN },
    });
    expect(await refused(world, [], 1)).toMatch(/written by hand[\s\S]*lockgen generate --adopt/);
    await generate(world, ['--adopt']);
    expect(await pins(world)).toEqual(['alpha==1.0.0', 'delta==2.0.0']);
    expect(await world.lockgen(['check'])).toMatchObject({ exitCode: 0 });
  });

  test.concurrent('is not lost to a build that was to name the dependencies and names none', async () => {
    const world = await hooked({
      files: {
        'pyproject.toml':
          '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n[project]\nname = "shop"\nversion = "1.0"\nrequires-python = ">=3.10"\ndynamic = ["dependencies"]\n',
        'backend.py': NO_REQUIREMENTS,
        'requirements.txt': OWN,
      },
    });
    const words = await refused(world, ['--adopt'], 1);
    expect(words).toContain(
      'requirements.txt would lose all of its packages (2), as the build of pyproject.toml names no dependencies',
    );
    expect(words).toMatch(/take "dependencies" out of dynamic[\s\S]*lockgen generate --adopt;/);
  });

  test.concurrent('what no commit has of it is put beside it, and its limits and comments are named', async () => {
    const world = await hooked({
      files: { 'pyproject.toml': pyproject({ dependencies: ['alpha', 'delta'] }), 'requirements.txt': OWN },
    });
    const { repository } = world;
    const today = `${OWN}delta<2  # today\nbeta==1.0.0\n`;
    await repository.write('requirements.txt', today);
    await repository.write('requirements.txt.before-lockgen', 'mine\n');
    const told = await generate(world, ['--adopt']);
    expect(told).toContain(
      'note: requirements.txt had lines that no commit has: all of it is in requirements.txt.before-lockgen-2\n',
    );
    expect(told).toContain(
      "had limits that pyproject.toml doesn't state, and has them no more: line 3: delta>=1; line 5: delta<2; to keep one: npx lockgen uv add --frozen 'delta>=1', then npx lockgen generate\n",
    );
    expect(told).toContain(
      "had comments, which a lockfile doesn't keep: line 1: # ours; line 5: delta<2  # today\n",
    );
    expect(told).not.toContain('any version');
    expect(await repository.read('requirements.txt.before-lockgen-2')).toBe(today);
    expect(await repository.read('requirements.txt.before-lockgen')).toBe('mine\n');
    await repository.git('add', 'requirements.txt');
    await repository.commit('Lock');
    expect(await generate(world, ['--adopt'])).not.toContain('before-lockgen');
  });
});

describe('what is printed', () => {
  test.concurrent('in a pipe: no progress, the report on stdout, nothing on stderr', async () => {
    const { lockgen, repository } = await hooked({ files: { 'pyproject.toml': standardProject() } });
    const { stdout, stderr } = await lockgen(['generate']);
    expect(stderr).toBe('');
    expect(controlCharacters(stdout)).toEqual([]);
    await repository.remove('requirements.txt');
    expect(await lockgen(['generate', '--quiet'])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    const verbose = await lockgen(['generate', '--verbose']);
    expect(verbose.stderr).toMatch(/^lockgen: full, offline:\n {2}cd .* pip compile --universal/m);
  });

  test.concurrent('on a terminal: progress for what takes longer than half a second, wiped away at the end', async () => {
    const { repository, installed } = await hooked({ files: { 'pyproject.toml': standardProject() } });
    const { env: slow } = await slowUv(repository);
    const shown = async (env: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<string> => {
      await rm(repository.path('requirements.txt'), { force: true });
      const command = ['generate', ...args].map((word) => `'${word}'`).join(',');
      const script = `import pty; pty.spawn(['${installed.bin}',${command}])`;
      const result = await repository.run(realPython(), ['-c', script], { env });
      expect(result.exitCode).toBe(0);
      return result.stdout;
    };
    const text = await shown(slow);
    expect(text).toContain('lockgen: resolving requirements-full.txt');
    expect(text).toContain('\r\u001b[K');
    expect(text.split('\r\u001b[K').at(-1)).toMatch(/^wrote requirements\.txt/);
    expect(await shown({ ...slow, CI: 'true' })).not.toContain('resolving');
    expect(await shown(slow, '--quiet')).toBe('');
    expect(await shown(repository.env)).not.toContain('resolving');
  });
});
