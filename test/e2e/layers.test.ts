import { describe, expect, test } from 'vitest';
import { blocked, type Hooked, hooked, pinsOf } from '../helpers/hooked.js';
import { pyproject } from '../helpers/projects.js';
import { generate, headerWords, lockgen, makeWorld, pins, proven } from './resolve-world.js';

/** The usual layers of pip-tools: what is for development is constrained by what is shipped. */
function layered(dependencies: readonly string[], dev: readonly string[] = ['zeta']): string {
  return pyproject({
    dependencies,
    groups: { dev },
    more: `[tool.lockgen.targets]
dev = { output = "requirements-dev.txt", groups = ["dev"], constraints = ["requirements.txt"] }
base = { output = "requirements.txt" }`,
  });
}

const project = (name: string, dependencies: readonly string[], constraints: readonly string[] = []) =>
  pyproject({
    name,
    dependencies,
    more: `[tool.lockgen.targets]\nbase = { output = "requirements.txt", constraints = ${JSON.stringify(constraints)} }`,
  });
const below = (name: string, dependencies: readonly string[]) =>
  project(name, dependencies, ['../a/requirements.txt']);

async function checked(world: Hooked, ...args: readonly string[]) {
  return await world.lockgen(['check', ...args]);
}

describe('a lockfile of the project constrains another', () => {
  test.concurrent('from the first run on, and all that is promised of any lockfile is true of both', async () => {
    const world = await makeWorld({ files: { 'pyproject.toml': layered(['alpha<2']) } });
    await generate(world);
    expect(await pins(world)).toEqual(['alpha==1.1.0']);
    expect(headerWords(await world.repository.read('requirements-dev.txt'))).toContain(
      '--constraints=requirements.txt',
    );
    await proven(world, { agree: [['requirements.txt', 'requirements-dev.txt']], thrice: true });
  });

  test.concurrent('in a first commit, and in one that changes it', async () => {
    const world = await hooked();
    const { repository, commit } = world;
    await commit({ 'pyproject.toml': layered(['alpha<2'], ['beta']) });
    expect(await repository.changed()).toEqual([
      'pyproject.toml',
      'requirements-dev.txt',
      'requirements.txt',
    ]);
    expect(await world.pins('requirements-dev.txt')).toContain('alpha==1.1.0');
    expect(await checked(world)).toMatchObject({ exitCode: 0 });
    // The old lockfile of base wouldn't allow it.
    await commit({ 'pyproject.toml': layered(['alpha>=2'], ['beta']) });
    expect(await world.pins('requirements-dev.txt')).toContain('alpha==2.0.0');
    expect(await checked(world)).toMatchObject({ exitCode: 0 });
  });

  test.concurrent('--target takes those along that it constrains, and makes those that it needs', async () => {
    const world = await makeWorld({ files: { 'pyproject.toml': layered(['alpha<2'], ['beta']) } });
    expect(await generate(world, '--target', 'dev')).toMatch(
      /^wrote requirements-dev\.txt[\s\S]*^wrote requirements\.txt/m,
    );
    await world.repository.write('pyproject.toml', layered(['alpha>=2'], ['beta']));
    expect(await generate(world, '--target', 'base')).toMatch(/^wrote requirements-dev\.txt/m);
    expect(await pins(world, 'requirements-dev.txt')).toContain('alpha==2.0.0');
    await world.repository.write('pyproject.toml', layered(['alpha>=2'], ['beta', 'delta']));
    expect(await generate(world, '--target', 'dev')).not.toContain('requirements.txt');
  });

  test.concurrent('check sees that the constrained one is stale with it', async () => {
    const world = await hooked();
    await world.commit({ 'pyproject.toml': layered(['alpha<2'], ['beta']) });
    const dev = await world.repository.read('requirements-dev.txt');
    await world.repository.write('requirements-dev.txt', dev.replace('alpha==1.1.0', 'alpha==2.0.0'));
    const { exitCode, stdout } = await checked(world);
    expect({ exitCode, stdout }).toMatchObject({ exitCode: 1 });
    expect(stdout).toMatch(/^stale {4}requirements-dev\.txt/m);
  });

  test.concurrent('each other is exit 2, and names both', async () => {
    const world = await makeWorld({
      files: {
        'pyproject.toml': layered([]).replace(
          'base = { output = "requirements.txt" }',
          'base = { output = "requirements.txt", constraints = ["requirements-dev.txt"] }',
        ),
      },
    });
    for (const command of ['generate', 'check']) {
      const { exitCode, stderr } = await lockgen(world, [command]);
      expect({ command, exitCode }).toEqual({ command, exitCode: 2 });
      expect(stderr).toContain('the targets dev, base constrain each other');
    }
  });
});

test.concurrent('a lockfile with a local entry constrains none, and says what to do instead', async () => {
  const world = await makeWorld({
    files: {
      'pyproject.toml': `${layered(['alpha', 'lib'])}\n[tool.uv.sources]\nlib = { path = "lib" }\n`,
      'lib/pyproject.toml': pyproject({ name: 'lib' }),
    },
  });
  const { exitCode, stderr } = await lockgen(world, ['generate']);
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 2 });
  expect(stderr).toMatch(
    /^lockgen: requirements\.txt:\d+ \(\.\/lib\) has no name, .* requirements-dev\.txt$/m,
  );
  expect(stderr).toContain('next: drop requirements.txt from its constraints');
});

describe("one project's lockfile constrains another's", () => {
  test.concurrent('a commit that changes the one carries the other, though it touches nothing of it', async () => {
    const world = await hooked();
    const { repository, commit } = world;
    await commit({
      'b/pyproject.toml': below('b', ['beta']),
      'c/pyproject.toml': project('c', ['beta'], ['../b/requirements.txt']),
      'd/pyproject.toml': project('d', ['beta']),
      'a/pyproject.toml': project('a', ['alpha<2']),
    });
    expect(await world.pins('c/requirements.txt')).toContain('alpha==1.1.0');
    expect(await checked(world)).toMatchObject({ exitCode: 0 });
    await commit({ 'a/pyproject.toml': project('a', ['alpha>=2']) });
    expect(await repository.changed()).toEqual([
      'a/pyproject.toml',
      'a/requirements.txt',
      'b/requirements.txt',
      'c/requirements.txt',
    ]);
    expect(await world.pins('c/requirements.txt')).toContain('alpha==2.0.0');
    expect(await checked(world)).toMatchObject({ exitCode: 0 });
    // What reads a lockfile that changed is resolved again, and may well stay as it is.
    await commit({ 'b/pyproject.toml': below('b', ['beta', 'delta']) });
    expect(await repository.changed()).toEqual(['b/pyproject.toml', 'b/requirements.txt']);
    expect(await checked(world)).toMatchObject({ exitCode: 0 });
  });

  test.concurrent('generate makes both, whatever their names, and takes the other along where it must', async () => {
    const world = await hooked();
    const { repository } = world;
    await repository.stage({
      'b/pyproject.toml': below('b', ['beta']),
      'a/pyproject.toml': project('a', ['alpha<2']),
    });
    expect(await world.lockgen(['generate'])).toMatchObject({ exitCode: 0 });
    expect(pinsOf(await repository.read('b/requirements.txt'))).toContain('alpha==1.1.0');
    expect(await checked(world)).toMatchObject({ exitCode: 0 });
    await repository.write('a/pyproject.toml', project('a', ['alpha>=2']));
    const { stdout } = await world.lockgen(['generate', 'a']);
    expect(stdout).toMatch(/^wrote a\/requirements\.txt[\s\S]*^wrote b\/requirements\.txt/m);
    expect(await checked(world)).toMatchObject({ exitCode: 0 });
    expect((await world.lockgen(['generate', 'a'])).stdout).not.toContain('b/requirements.txt');
  });

  test.concurrent('is missing, and nobody makes it: exit 2', async () => {
    const world = await hooked();
    await world.repository.write('b/pyproject.toml', below('b', ['beta']));
    await world.repository.write('a/pyproject.toml', project('a', ['alpha<2']));
    const { exitCode, stderr } = await world.lockgen(['generate', 'b']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("b/pyproject.toml names ../a/requirements.txt, which isn't there");
  });

  test.concurrent('and that one’s the other: the commit is blocked, and names both', async () => {
    const world = await hooked();
    const { repository } = world;
    await repository.stage({
      'b/pyproject.toml': below('b', ['beta']),
      'a/pyproject.toml': project('a', ['alpha'], ['../b/requirements.txt']),
    });
    const words = await blocked(world, () => repository.tryCommit('Change'));
    expect(words).toContain('a/pyproject.toml, b/pyproject.toml: their lockfiles constrain each other');
  });
});

describe('two projects with one output', () => {
  const clashing = (name: string) =>
    project(name, ['alpha']).replace('"requirements.txt"', '"../requirements.txt"');

  test.concurrent('block the commit of either, and no other', async () => {
    const world = await hooked();
    const { repository } = world;
    const message = 'a/pyproject.toml and b/pyproject.toml have the same output requirements.txt';
    await repository.stage({ 'a/pyproject.toml': clashing('a'), 'b/pyproject.toml': clashing('b') });
    expect(await blocked(world, () => repository.tryCommit('Change'))).toContain(message);
    await repository.git('commit', '--quiet', '--no-verify', '-m', 'Past the hook');
    await world.commit({ 'c/pyproject.toml': project('c', ['alpha']) });
    await repository.stage({ 'a/pyproject.toml': clashing('a').replace('alpha', 'delta') });
    expect(await blocked(world, () => repository.tryCommit('Change'))).toContain('have the same output');
  });

  test.concurrent('are refused by generate and check', async () => {
    const world = await hooked({
      files: { 'a/pyproject.toml': clashing('a'), 'b/pyproject.toml': clashing('b') },
    });
    for (const args of [['generate'], ['check'], ['generate', 'b']]) {
      const { exitCode, stderr } = await world.lockgen(args);
      expect({ args, exitCode }).toEqual({ args, exitCode: 2 });
      expect(stderr).toContain('have the same output requirements.txt');
    }
  });
});

describe('projects that are named', () => {
  test.concurrent('twice are resolved once', async () => {
    const world = await hooked({ files: { 'pyproject.toml': project('a', ['alpha']) } });
    const { stdout } = await world.lockgen(['generate', '.', './pyproject.toml', world.repository.root]);
    expect(stdout.match(/requirements\.txt/g)).toHaveLength(1);
  });

  test.concurrent('by an absolute path', async () => {
    const world = await hooked({ files: { 'svc/a/pyproject.toml': project('a', ['alpha']) } });
    const { repository } = world;
    const path = repository.path('svc/a');
    expect(await world.lockgen(['generate', path])).toMatchObject({ exitCode: 0 });
    for (const from of ['.', 'svc']) {
      expect(await world.lockgen(['check', `${path}/pyproject.toml`], { from })).toMatchObject({
        exitCode: 0,
      });
    }
    expect((await world.lockgen(['check', repository.home])).stderr).toContain('is not in');
  });
});

test.concurrent('--target of targets that are resolved by their union says that all were made', async () => {
  const world = await makeWorld({
    files: {
      'pyproject.toml': pyproject({
        dependencies: ['alpha'],
        extras: { one: ['delta'], two: ['iota'] },
        more: `[tool.lockgen.targets]
one = { output = "one.txt", extras = ["one"] }
two = { output = "two.txt", extras = ["two"] }`,
      }),
    },
  });
  const report = await generate(world, '--target', 'two');
  expect(report).toMatch(/^wrote one\.txt[\s\S]*^wrote two\.txt/m);
  expect(report).toContain('note: one, two agree by a resolution of them all, so they were made together');
  expect(await generate(world)).not.toContain('note:');
});

test.concurrent('constraints that a URL gives are uv’s to fetch', async () => {
  const world = await makeWorld({
    files: {
      'pyproject.toml': project('a', ['alpha'], ['limits.txt']),
      'limits.txt': '-c https://127.0.0.1:9/upper.txt\n',
    },
  });
  const { exitCode, stderr } = await lockgen(world, ['generate']);
  expect(exitCode).toBe(2);
  expect(stderr).not.toContain('git add');
  expect(stderr).toContain('127.0.0.1:9');
});
