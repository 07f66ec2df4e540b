import { expect, test } from 'vitest';
import { disagreementsBetween, places } from '../helpers/installable.js';
import { disagreeingProject, platformProject, pyproject, standardProject } from '../helpers/projects.js';
import { runOk } from '../helpers/run.js';
import { sharedUv } from '../helpers/uv.js';
import { SCIENCE_PACKAGES } from './resolve-science.js';
import { change, check, generate, makeWorld, pins, proven } from './resolve-world.js';

const scienceProject = pyproject({
  dependencies: ['pandas', 'scipy'],
  extras: { full: ['scikit-learn', 'numpy<2.3'] },
});

test.concurrent('base installs what full installs, where pins as preferences would not do', async () => {
  const world = await makeWorld({ files: { 'pyproject.toml': scienceProject }, packages: SCIENCE_PACKAGES });
  await generate(world);
  await proven(world, { thrice: true });

  // The other way: base seeded with full's pins. If that agreed, this test would show nothing.
  const { repository } = world;
  const full = await repository.read('requirements-full.txt');
  await repository.write('seeded.txt', full);
  await runOk(
    await sharedUv(),
    ['pip', 'compile', '--universal', '--python-version=3.10', '--output-file=seeded.txt', 'pyproject.toml'],
    { cwd: repository.root, env: { ...repository.env, UV_PYTHON_DOWNLOADS: 'never' } },
  );
  const options = { uv: await sharedUv(), env: repository.env };
  const seeded = [repository.path('seeded.txt'), repository.path('requirements-full.txt')] as const;
  expect(await disagreementsBetween(...seeded, places(['3.14']), options)).not.toEqual([]);
});

test.concurrent.each([
  ['a release held back by full', disagreeingProject()],
  ['a fork by Python', standardProject()],
  ['forks by platform', platformProject({ extras: { full: ['theta[all]', 'beta'] } })],
  ['a full that holds a transitive release back', standardProject({ extras: { full: ['epsilon'] } })],
  [
    'requirements for some Pythons only',
    pyproject({
      dependencies: ["delta ; python_version >= '3.12'", 'beta'],
      extras: { full: ["delta<2 ; python_version < '3.12'", "alpha<2 ; sys_platform == 'win32'"] },
    }),
  ],
])('agreement with %s', async (_name, text) => {
  const world = await makeWorld({ files: { 'pyproject.toml': text } });
  await generate(world);
  await proven(world, { thrice: true });
});

test.concurrent('a lockfile holds for the Pythons that requires-python allows, below its upper bound alone', async () => {
  const world = await makeWorld({
    files: {
      'pyproject.toml': pyproject({
        requiresPython: '>=3.10,<3.13',
        dependencies: ['beta', "delta ; python_version < '3.13'"],
        more: `[tool.uv]\nenvironments = ["python_version < '3.13'"]`,
      }),
    },
  });
  await generate(world);
  await proven(world, { pythons: ['3.10', '3.12'] });
});

test.concurrent('a commit that adds a dependency moves only what it must', async () => {
  const world = await makeWorld({
    files: { 'pyproject.toml': pyproject({ dependencies: ['gamma'], extras: { full: ['theta'] } }) },
  });
  await generate(world);
  const before = await pins(world, 'requirements-full.txt');
  await world.index.add([
    { name: 'alpha', version: '3.0.0' },
    { name: 'beta', version: '2.1.0', requires: ['alpha>=1'], requiresPython: '>=3.11' },
    { name: 'delta', version: '2.1.0' },
    { name: 'iota', version: '3.0.0' },
  ]);

  await change(world, {
    'pyproject.toml': pyproject({ dependencies: ['gamma', 'iota'], extras: { full: ['theta'] } }),
  });
  expect(await pins(world, 'requirements-full.txt')).toEqual([...before, 'iota==3.0.0'].sort());

  await change(world, {
    'pyproject.toml': pyproject({ dependencies: ['gamma', 'iota', 'delta<2'], extras: { full: ['theta'] } }),
  });
  const held = before.filter((pin) => !pin.startsWith('delta=='));
  expect(await pins(world, 'requirements-full.txt')).toEqual([...held, 'delta==1.5.0', 'iota==3.0.0'].sort());

  await change(world, {
    'pyproject.toml': pyproject({ dependencies: ['gamma', 'delta<2'], extras: { full: ['theta'] } }),
  });
  expect(await pins(world, 'requirements-full.txt')).toEqual([...held, 'delta==1.5.0'].sort());
  await proven(world);
});

test.concurrent('pins of a forked world stay when something else is added', async () => {
  const world = await makeWorld({ files: { 'pyproject.toml': scienceProject }, packages: SCIENCE_PACKAGES });
  await generate(world);
  const [base, full] = [await pins(world), await pins(world, 'requirements-full.txt')];
  await world.index.add([
    { name: 'pandas', version: '2.3.4', requiresPython: '>=3.9', requires: ['numpy>=2', 'tzdata'] },
    { name: 'numpy', version: '2.2.7', requiresPython: '>=3.10' },
    { name: 'extra', version: '1.0.0', requires: ['numpy'] },
  ]);
  await change(world, {
    'pyproject.toml': pyproject({
      dependencies: ['pandas', 'scipy', 'extra'],
      extras: { full: ['scikit-learn', 'numpy<2.3'] },
    }),
  });
  expect(await pins(world)).toEqual([...base, 'extra==1.0.0'].sort());
  expect(await pins(world, 'requirements-full.txt')).toEqual([...full, 'extra==1.0.0'].sort());
  await proven(world, { thrice: true });
});

test.concurrent('--upgrade moves all pins, --upgrade-package one', async () => {
  const world = await makeWorld({ files: { 'pyproject.toml': standardProject() } });
  await generate(world);
  await world.index.add([
    { name: 'alpha', version: '2.5.0' },
    { name: 'delta', version: '2.5.0' },
  ]);
  await generate(world);
  expect(await pins(world)).toEqual(expect.arrayContaining(['alpha==2.0.0', 'delta==2.0.0']));
  await generate(world, '--upgrade-package', 'Delta');
  expect(await pins(world)).toEqual(expect.arrayContaining(['alpha==2.0.0', 'delta==2.5.0']));
  await generate(world, '--upgrade');
  expect(await pins(world)).toEqual(expect.arrayContaining(['alpha==2.5.0', 'delta==2.5.0']));
  await proven(world);
});

test.concurrent('a pin that may stay does, where uv prefers to fork it', async () => {
  const project = (numpy: string): string => pyproject({ dependencies: ['pandas', 'scikit-learn', numpy] });
  const world = await makeWorld({
    files: { 'pyproject.toml': project('numpy<2.3') },
    packages: SCIENCE_PACKAGES,
  });
  await generate(world);
  const before = await pins(world);
  await change(world, { 'pyproject.toml': project('numpy') });
  expect(await pins(world)).toEqual(before);
  expect(await check(world)).toMatchObject({ exitCode: 0 });
});
