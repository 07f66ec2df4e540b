import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Hooked, hooked } from '../helpers/hooked.js';
import { type HttpIndex, startHttpIndex } from '../helpers/http-index.js';
import { STANDARD_PACKAGES } from '../helpers/local-index.js';
import { pyproject, standardProject, unsatisfiableProject } from '../helpers/projects.js';
import { scratchFolder } from '../helpers/scratch.js';

// Several projects are resolved side by side: what comes out has to be the same as one after the other.

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f'];

interface World extends Hooked {
  readonly http: HttpIndex;
}

/** Projects that are not locked yet, an index whose pages may be taken from a cache for a while, and an empty cache. */
async function started(projects: Readonly<Record<string, string>>): Promise<World> {
  const http = await startHttpIndex(STANDARD_PACKAGES, { seconds: 600 });
  const cache = join(await scratchFolder(), 'cache');
  const world = await hooked({ env: { ...http.env, UV_CACHE_DIR: cache, UV_HTTP_RETRIES: '0' } });
  await world.repository.stage({
    '.lockgenrc': `projects: [${Object.keys(projects).join(', ')}]\n`,
    ...Object.fromEntries(Object.entries(projects).map(([name, text]) => [`${name}/pyproject.toml`, text])),
  });
  return { ...world, http };
}

const all = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(NAMES.map((name) => [name, text]));

async function lockfiles({ repository }: World): Promise<(string | undefined)[]> {
  return await Promise.all(
    NAMES.flatMap((name) =>
      ['requirements.txt', 'requirements-full.txt'].map((file) => `${name}/${file}`),
    ).map((path) => repository.tryRead(path)),
  );
}

test('a cold cache is filled once, however many projects there are', async () => {
  const world = await started(all(standardProject()));
  const { exitCode, stderr, stdout } = await world.lockgen(['generate']);
  expect(exitCode, stderr).toBe(0);
  const asked = world.http.requests.filter((path) => path.startsWith('/simple/'));
  expect(asked).toEqual([...new Set(asked)]);
  expect(asked.length).toBeGreaterThan(3);
  const made = await lockfiles(world);
  expect(new Set(made).size).toBe(2);
  // Each is told in its place.
  const told = [...stdout.matchAll(/^wrote (\w)\/requirements\.txt/gm)].map(([, name]) => name);
  expect(told, stdout).toEqual(NAMES);
});

test('the first in order that fails is told, and nothing is written', async () => {
  for (let round = 0; round < 3; round += 1) {
    const world = await started({
      ...all(standardProject()),
      c: unsatisfiableProject(),
      b: pyproject({ dependencies: ['no-such-package'] }),
    });
    const { exitCode, stderr } = await world.lockgen(['generate']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('b/requirements');
    expect(stderr).not.toContain('c/requirements');
    expect((await lockfiles(world)).every((text) => text === undefined)).toBe(true);
  }
});

test('a project waits for those whose lockfiles it reads, and no other does', async () => {
  const reading = (output: string): string =>
    pyproject({
      dependencies: ['delta', 'alpha'],
      more: `[tool.lockgen.targets.base]\noutput = "requirements.txt"\nconstraints = ["${output}"]`,
    });
  // In the order of their names, each would be made before what it reads.
  const world = await started({
    a: reading('../b/requirements.txt'),
    b: reading('../f/requirements.txt'),
    c: pyproject({ dependencies: ['alpha'] }),
    d: pyproject({ dependencies: ['alpha'] }),
    e: reading('../d/requirements.txt'),
    f: pyproject({ dependencies: ['delta<2', 'alpha<2'] }),
  });
  const { exitCode, stderr } = await world.lockgen(['generate']);
  expect(exitCode, stderr).toBe(0);
  const pins = async (name: string): Promise<string[]> =>
    (await world.repository.read(`${name}/requirements.txt`)).match(/^\w+==\S+/gm) ?? [];
  expect(await pins('f')).toEqual(['alpha==1.1.0', 'delta==1.5.0']);
  expect(await pins('b')).toEqual(['alpha==1.1.0', 'delta==1.5.0']);
  expect(await pins('a')).toEqual(['alpha==1.1.0', 'delta==1.5.0']);
  expect(await pins('e')).toEqual(['alpha==2.0.0', 'delta==2.0.0']);
  expect((await world.lockgen(['check'])).exitCode).toBe(0);
});

describe('check', () => {
  test('tells all of them in their order', async () => {
    const world = await started(all(standardProject()));
    expect((await world.lockgen(['generate'])).exitCode).toBe(0);
    await world.repository.write('b/pyproject.toml', standardProject({ dependencies: ['gamma', 'sigma'] }));
    const { exitCode, stdout } = await world.lockgen(['check', '--cache-dir', await scratchFolder()]);
    expect(exitCode).toBe(1);
    const told = [...stdout.matchAll(/^(\w+) +(\w)\/requirements\.txt/gm)].map(
      ([, how, name]) => `${name} ${how}`,
    );
    expect(told, stdout).toEqual(['a fresh', 'b stale', 'c fresh', 'd fresh', 'e fresh', 'f fresh']);
  });

  test('with an index that is gone takes no longer for many than for one', async () => {
    const world = await started(all(standardProject()));
    expect((await world.lockgen(['generate'])).exitCode).toBe(0);
    world.http.become('gone');
    const env = { UV_CACHE_DIR: join(await scratchFolder(), 'cache') };
    const { exitCode, stdout } = await world.lockgen(['check', '--cache-dir', await scratchFolder()], {
      env,
    });
    expect(exitCode).toBe(2);
    for (const name of NAMES) expect(stdout).toContain(`${name}/requirements.txt`);
  });
});
