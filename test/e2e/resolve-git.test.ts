import { describe, expect, test } from 'vitest';
import { pyproject } from '../helpers/projects.js';
import type { TestRepository } from '../helpers/repository.js';
import { advance, type Library, makeLibrary } from './library.js';
import { change, check, generate, lockgen, makeWorld, pins, proven, type World } from './resolve-world.js';

/** A repository of a library that a project takes from a branch of it. */
async function library(): Promise<Library> {
  const made = await makeLibrary('lib', ['alpha<2']);
  await made.origin.git('branch', 'stable');
  return made;
}

const release = (origin: TestRepository, dependencies: readonly string[]): Promise<string> =>
  advance(origin, 'lib', dependencies);

const direct = (url: string, more: readonly string[] = []): string =>
  pyproject({ dependencies: [`lib @ ${url}@main`, ...more], extras: { full: ['theta', 'omega<2.3'] } });
const source = (url: string, more: readonly string[] = []): string =>
  pyproject({
    dependencies: ['lib', ...more],
    extras: { full: ['theta', 'omega<2.3'] },
    more: `[tool.uv.sources]\nlib = { git = "${url.slice('git+'.length)}", branch = "main" }`,
  });

async function commitAll(world: World): Promise<void> {
  await world.repository.git('add', '--all');
  await world.repository.git('commit', '--quiet', '--no-verify', '-m', 'Lockfiles');
}

async function libraryPin(world: World, name = 'requirements.txt'): Promise<string | undefined> {
  const found = (await pins(world, name)).find((pin) => pin.startsWith('lib @ '));
  return /@([0-9a-f]{40})$/.exec(found ?? '')?.[1];
}

describe.each([
  ['a branch in the requirement', direct],
  ['a branch in [tool.uv.sources]', source],
])('%s', (_what, project) => {
  test.concurrent('stays at its commit until it is asked for', async () => {
    const { origin, url } = await library();
    const first = await origin.id();
    const world = await makeWorld({ files: { 'pyproject.toml': project(url) } });
    await generate(world);
    for (const name of ['requirements.txt', 'requirements-full.txt']) {
      expect(await libraryPin(world, name)).toBe(first);
    }
    await proven(world, { agree: [] });

    const second = await release(origin, ['alpha<2', 'delta']);
    expect(await check(world)).toMatchObject({ exitCode: 0 });
    await change(world, { 'pyproject.toml': project(url, ['sigma']) });
    expect(await pins(world)).toEqual(
      expect.arrayContaining(['alpha==1.1.0', 'omega==2.2.0', 'sigma==1.0.0']),
    );
    for (const name of ['requirements.txt', 'requirements-full.txt']) {
      expect(await libraryPin(world, name)).toBe(first);
    }
    await commitAll(world);
    expect(await check(world)).toMatchObject({ exitCode: 0 });

    await generate(world, '--upgrade-package', 'lib');
    for (const name of ['requirements.txt', 'requirements-full.txt']) {
      expect(await libraryPin(world, name)).toBe(second);
    }
    expect(await pins(world)).toContain('delta==2.0.0');
    expect(await pins(world)).toContain('alpha==1.1.0');
  });

  test.concurrent('gives a new commit when its name is edited, and is then replayable', async () => {
    const { origin, url } = await library();
    const world = await makeWorld({ files: { 'pyproject.toml': project(url) } });
    await generate(world);
    await commitAll(world);
    const before = await origin.id();
    await origin.git('checkout', '--quiet', 'stable');
    const stable = await release(origin, ['alpha<1.1']);
    expect(stable).not.toBe(before);
    await change(world, { 'pyproject.toml': project(url).replace('main', 'stable') });
    expect(await libraryPin(world)).toBe(stable);
    expect(await libraryPin(world, 'requirements-full.txt')).toBe(stable);
    expect(await pins(world)).toContain('alpha==1.0.0');
  });

  test.concurrent('with a name that does not exist blocks, whatever the lockfile has', async () => {
    const { url } = await library();
    const world = await makeWorld({ files: { 'pyproject.toml': project(url) } });
    await generate(world);
    await commitAll(world);
    await world.repository.write('pyproject.toml', project(url).replace('main', 'no-such-branch'));
    const result = await lockgen(world, ['generate']);
    expect(result.exitCode).toBeGreaterThan(0);
    expect(result.stderr).toContain('no-such-branch');
  });
});

test.concurrent('a commit is not carried over to another repository, whatever HEAD says', async () => {
  const [one, other] = [await library(), await library()];
  const newest = await release(other.origin, ['alpha<1.1']);
  const world = await makeWorld({ files: { 'pyproject.toml': source(one.url) } });
  await generate(world);
  await commitAll(world);
  // As after a rebase or a commit without the hook: the manifest moved on, its lockfiles didn't.
  await world.repository.write('pyproject.toml', source(other.url));
  await commitAll(world);
  await change(world, { 'pyproject.toml': source(other.url, ['sigma']) });
  expect(await libraryPin(world)).toBe(newest);
  expect(await libraryPin(world, 'requirements-full.txt')).toBe(newest);
});
