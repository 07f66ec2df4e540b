import { describe, expect, test } from 'vitest';
import { pyproject } from '../helpers/projects.js';
import { SCIENCE_PACKAGES } from './resolve-science.js';
import {
  change,
  check,
  generate,
  headerWords,
  lockgen,
  makeWorld,
  pins,
  proven,
  type World,
} from './resolve-world.js';

/** `[tool.lockgen.targets]` of a project. */
function targets(lines: readonly string[]): string {
  return `[tool.lockgen.targets]\n${lines.join('\n')}`;
}

async function constraintsOf(world: World, lockfile: string): Promise<string[]> {
  return headerWords(await world.repository.read(lockfile)).filter((word) => /^--constraint/.test(word));
}

test.concurrent('several targets in one another: each is constrained by the widest', async () => {
  const world = await makeWorld({
    files: {
      'pyproject.toml': pyproject({
        dependencies: ['sigma'],
        extras: { some: ['gamma'], more: ['omega<2.3', 'theta'] },
        more: targets([
          'base = { output = "requirements.txt" }',
          'some = { output = "requirements/some.txt", extras = ["some"] }',
          'all = { output = "requirements/all.lock", extras = ["some", "more"] }',
        ]),
      }),
    },
  });
  await generate(world);
  expect(await constraintsOf(world, 'requirements.txt')).toEqual(['--constraints=requirements/all.lock']);
  expect(await constraintsOf(world, 'requirements/some.txt')).toEqual([
    '--constraints=requirements/all.lock',
  ]);
  expect(await constraintsOf(world, 'requirements/all.lock')).toEqual([]);
  expect(await pins(world)).toEqual(['omega==2.2.0', 'sigma==1.0.0']);
  await proven(world, {
    agree: [
      ['requirements.txt', 'requirements/some.txt'],
      ['requirements/some.txt', 'requirements/all.lock'],
    ],
  });
});

describe('targets of which none contains the others', () => {
  const project = (dependencies: readonly string[]): string =>
    pyproject({
      dependencies,
      extras: { train: ['omega<2.5', 'gamma'], serve: ['theta[fast]', 'alpha<2'] },
      groups: { dev: ['iota<2', 'delta<2'] },
      more: targets([
        'train = { output = "train.txt", extras = ["train"] }',
        'serve = { output = "serve.txt", extras = ["serve"] }',
        'dev = { output = "dev.txt", groups = ["dev"] }',
      ]),
    });

  test.concurrent('agree by the union of all, and name only files that exist', async () => {
    const world = await makeWorld({ files: { 'pyproject.toml': project(['sigma']) } });
    await generate(world);
    expect(await pins(world, 'dev.txt')).toEqual([
      'delta==1.5.0',
      'iota==1.0.0',
      'omega==2.4.0',
      'sigma==1.0.0',
    ]);
    expect(await pins(world, 'serve.txt')).toEqual(expect.arrayContaining(['iota==1.0.0', 'alpha==1.1.0']));
    expect(await pins(world, 'train.txt')).toEqual(expect.arrayContaining(['delta==1.5.0', 'alpha==1.1.0']));
    expect(await world.repository.status()).toEqual(['?? dev.txt', '?? serve.txt', '?? train.txt']);
    await proven(world);
    const named = await Promise.all(
      ['train.txt', 'serve.txt', 'dev.txt'].map((lockfile) => constraintsOf(world, lockfile)),
    );
    expect(named).toEqual([
      [],
      ['--constraints=train.txt'],
      ['--constraints=train.txt', '--constraints=serve.txt'],
    ]);
  });

  test.concurrent('move only what an added dependency makes them move', async () => {
    const world = await makeWorld({ files: { 'pyproject.toml': project(['sigma']) } });
    await generate(world);
    const before = await pins(world, 'serve.txt');
    await world.index.add([
      { name: 'iota', version: '1.5.0' },
      { name: 'omega', version: '2.4.5' },
      { name: 'theta', version: '1.1.0', requires: ['alpha'], extras: { fast: ['iota'] } },
    ]);
    await change(world, { 'pyproject.toml': project(['sigma', 'mu']) });
    const added = [
      'mu==1.0.0',
      "nu-macos==1.0.0 ; sys_platform == 'darwin'",
      "nu-windows==1.0.0 ; sys_platform == 'win32'",
    ];
    expect(await pins(world, 'serve.txt')).toEqual([...before, ...added].sort());
    await proven(world);
  });
});

test.concurrent('what only another target holds back is held back for all, in whatever order they stand', async () => {
  const world = await makeWorld({
    files: {
      'pyproject.toml': pyproject({
        extras: { tables: ['pandas'], old: ['numpy<2.3'], more: ['scipy'] },
        more: targets([
          'all = { output = "all.txt", extras = ["more", "tables"] }',
          'tables = { output = "tables.txt", extras = ["tables"] }',
          'old = { output = "old.txt", extras = ["old"] }',
        ]),
      }),
    },
    packages: SCIENCE_PACKAGES,
  });
  await generate(world);
  expect(await pins(world, 'tables.txt')).toContain('numpy==2.2.6');
  expect(await constraintsOf(world, 'old.txt')).toEqual([]);
  await proven(world, { agree: [['tables.txt', 'all.txt']] });
});

test.concurrent('groups that include groups, and extras that name the project itself', async () => {
  const world = await makeWorld({
    files: {
      'pyproject.toml': pyproject({
        name: 'Sam.Ple',
        dependencies: ['alpha'],
        extras: { fast: ['iota<2'], nice: ['delta'], full: ['sam_ple[fast,nice]'] },
        more: [
          '[dependency-groups]',
          'test = ["epsilon"]',
          'dev = [{ include-group = "test" }, "theta"]',
          targets([
            'base = { output = "requirements.txt" }',
            'full = { output = "requirements-full.txt", extras = ["full"] }',
            'dev = { output = "requirements-dev.txt", extras = ["full"], groups = ["dev"] }',
          ]),
        ].join('\n'),
      }),
    },
  });
  await generate(world);
  expect(await pins(world, 'requirements-full.txt')).toEqual(['alpha==2.0.0', 'delta==1.5.0', 'iota==1.0.0']);
  expect(await pins(world, 'requirements-dev.txt')).toEqual([
    'alpha==2.0.0',
    'delta==1.5.0',
    'epsilon==1.0.0',
    'iota==1.0.0',
    'theta==1.0.0',
  ]);
  await proven(world, { agree: [['requirements-full.txt', 'requirements-dev.txt']] });
});

test.concurrent('agree = false resolves a target apart', async () => {
  const world = await makeWorld({
    files: {
      'pyproject.toml': pyproject({
        dependencies: ['sigma'],
        extras: { full: ['omega<2.3'] },
        more: targets([
          'base = { output = "requirements.txt", agree = false }',
          'full = { output = "requirements-full.txt", extras = ["full"] }',
        ]),
      }),
    },
  });
  await generate(world);
  expect(await constraintsOf(world, 'requirements.txt')).toEqual([]);
  expect(await pins(world, 'requirements-full.txt')).toContain('omega==2.2.0');
  expect(await pins(world)).not.toContain('omega==2.2.0');
  await proven(world, { agree: [] });
});

describe('[tool.uv] conflicts', () => {
  const project = pyproject({
    dependencies: ['alpha'],
    extras: { old: ['epsilon'], new: ['zeta'] },
    more: [
      '[tool.uv]',
      'conflicts = [[{ extra = "old" }, { extra = "new" }]]',
      targets([
        'old = { output = "old.txt", extras = ["old"] }',
        'new = { output = "new.txt", extras = ["new"] }',
        'base = { output = "requirements.txt" }',
      ]),
    ].join('\n'),
  });

  test.concurrent('are resolved apart, and the report says so', async () => {
    const world = await makeWorld({ files: { 'pyproject.toml': project } });
    expect(await generate(world)).toMatch(/resolved apart.*conflicts/);
    expect(await pins(world, 'old.txt')).toContain('delta==1.5.0');
    expect(await pins(world, 'new.txt')).toContain('delta==2.0.0');
    await proven(world, { agree: [['requirements.txt', 'old.txt']] });
  });

  test.concurrent('that are not declared block, in the words of uv', async () => {
    const undeclared = project.replace(/conflicts = .*\n/, '');
    const world = await makeWorld({ files: { 'pyproject.toml': undeclared } });
    const result = await lockgen(world, ['generate']);
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/delta/);
    expect(await world.repository.status()).toEqual([]);
  });
});

test.concurrent('targets with other options are resolved apart', async () => {
  const world = await makeWorld({
    files: {
      'pyproject.toml': pyproject({
        dependencies: ['sigma'],
        extras: { full: ['omega<2.3'] },
        more: targets([
          'base = { output = "requirements.txt" }',
          'full = { output = "requirements-full.txt", extras = ["full"], generate-hashes = true }',
        ]),
      }),
    },
  });
  await generate(world);
  expect(await constraintsOf(world, 'requirements.txt')).toEqual([]);
  expect(await world.repository.read('requirements.txt')).not.toContain('--hash');
  expect(await world.repository.read('requirements-full.txt')).toContain('--hash=sha256:');
  await proven(world, { agree: [] });
});

test.concurrent("a target's own constraints files hold for it", async () => {
  const world = await makeWorld({
    files: {
      'constraints/mine.txt': 'delta<2\n-c more.txt\n',
      'constraints/more.txt': 'alpha<2\n',
      'pyproject.toml': pyproject({
        dependencies: ['gamma'],
        extras: { full: ['theta'] },
        more: targets([
          'base = { output = "requirements.txt", constraints = ["constraints/mine.txt"] }',
          'full = { output = "requirements-full.txt", extras = ["full"], constraints = ["constraints/mine.txt"] }',
        ]),
      }),
    },
  });
  await generate(world);
  expect(await constraintsOf(world, 'requirements-full.txt')).toEqual(['--constraints=constraints/mine.txt']);
  expect(await pins(world)).toEqual(expect.arrayContaining(['alpha==1.1.0', 'delta==1.5.0']));

  await world.repository.write('constraints/more.txt', 'alpha<1.1\n');
  const stale = await check(world);
  expect(stale).toMatchObject({ exitCode: 1 });
  await generate(world);
  expect(await pins(world)).toContain('alpha==1.0.0');
  await proven(world);
});

test.concurrent('a target for one platform and one Python', async () => {
  const world = await makeWorld({
    files: {
      'pyproject.toml': pyproject({
        dependencies: ['mu', 'beta'],
        more: targets([
          'base = { output = "requirements.txt" }',
          'linux = { output = "linux.txt", universal = false, python-version = "3.12", python-platform = "x86_64-manylinux_2_28", platforms = ["linux"] }',
        ]),
      }),
    },
  });
  await generate(world);
  expect(await pins(world, 'linux.txt')).toEqual(['alpha==2.0.0', 'beta==2.0.0', 'mu==1.0.0']);
  await proven(world, {
    refused: (word) => word === '--python-platform=x86_64-manylinux_2_28',
    installable: false,
  });
});
