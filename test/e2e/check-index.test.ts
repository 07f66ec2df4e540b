import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Hooked, hooked } from '../helpers/hooked.js';
import { type HttpIndex, startHttpIndex } from '../helpers/http-index.js';
import { pyproject } from '../helpers/projects.js';
import { scratchFolder } from '../helpers/scratch.js';
import { startTorchIndex } from '../helpers/torch-index.js';
import { MUTATED_PACKAGES, MUTATED_PROJECT } from './check-mutations.js';

const PROJECT = pyproject({
  dependencies: ['gamma', 'kappa.core'],
  more: '[tool.lockgen]\ngenerate-hashes = true',
});

interface World extends Hooked {
  readonly index: Hooked['index'];
  readonly http: HttpIndex;
}

/** A committed project whose packages are on an index that is asked over HTTP, with a cache of its own. */
async function started(project = PROJECT): Promise<World> {
  const http = await startHttpIndex(MUTATED_PACKAGES, { seconds: 600 });
  const cache = join(await scratchFolder(), 'cache');
  const world = await hooked({ env: { ...http.env, UV_CACHE_DIR: cache, UV_HTTP_RETRIES: '0' } });
  await world.commit({ 'pyproject.toml': project });
  return { ...world, http };
}

/** `lockgen check` that knows nothing yet. */
async function check(world: Hooked, more: readonly string[] = [], env: NodeJS.ProcessEnv = {}) {
  return await world.lockgen(['check', '--cache-dir', await scratchFolder(), ...more], { env });
}

/** Another machine's uv cache. */
const elsewhere = async (): Promise<NodeJS.ProcessEnv> => ({
  UV_CACHE_DIR: join(await scratchFolder(), 'cache'),
});

test.concurrent('a yanked pin is fresh, with a note each time, and with the network gone', async () => {
  const world = await started();
  world.http.yank([{ name: 'delta', version: '2.0.0' }]);
  const env = await elsewhere();
  const store = await scratchFolder();
  for (const state of ['here', 'gone'] as const) {
    world.http.become(state);
    const { exitCode, stdout } = await world.lockgen(['check', '--cache-dir', store], { env });
    expect(exitCode, stdout).toBe(0);
    expect(stdout).toMatch(
      /^fresh {4}requirements\.txt\n +note: `delta==2\.0\.0` is yanked \(reason: "withdrawn by its author"\)$/m,
    );
  }
});

test.concurrent('a yanked pin has its note after a hook and a generate that kept it, too', async () => {
  const world = await started();
  world.http.yank([{ name: 'delta', version: '2.0.0' }]);
  const env = await elsewhere();
  await world.repository.write('pyproject.toml', PROJECT.replace('"gamma"', '"gamma", "iota"'));
  const made = await world.lockgen(['generate'], { env });
  expect(made, made.stderr).toMatchObject({ exitCode: 0 });
  expect((await world.lockgen(['check'], { env })).stdout).toContain('note: `delta==2.0.0` is yanked');
  await world.repository.git('add', '.');
  await world.repository.commit('Change', { env: { ...world.repository.env, ...env } });
  expect((await world.lockgen(['check'], { env })).stdout).toContain('note: `delta==2.0.0` is yanked');
});

test.concurrent('a release, and a file of one, that are newer than the page in the cache', async () => {
  const world = await started();
  const { http, repository } = world;
  http.add([
    { name: 'delta', version: '2.1.0' },
    { name: 'kappa.core', version: '3.1.0', platformTags: ['musllinux_1_2_x86_64'] },
  ]);
  // Another machine takes them, while this one has a page that it needn't ask for again for ten minutes.
  for (const path of ['requirements.txt', 'requirements-full.txt']) {
    if ((await repository.tryRead(path)) !== undefined) await repository.remove(path);
  }
  const made = await world.lockgen(['generate'], { env: await elsewhere() });
  expect(made, made.stderr).toMatchObject({ exitCode: 0 });
  expect(await repository.read('requirements.txt')).toContain('delta==2.1.0');
  expect(await repository.read('requirements.txt')).toMatch(/kappa-core==3\.1\.0 \\\n(?: +--hash=.*\n){4}/);
  http.become('gone');
  const gone = await check(world);
  expect(gone, gone.stdout).toMatchObject({ exitCode: 2 });
  http.become('here');
  const asked = await check(world);
  expect(asked, asked.stdout).toMatchObject({ exitCode: 0 });
});

test.concurrent.each([401, 403, 503])('HTTP %s is unknown, with the host and the status', async (status) => {
  const world = await started();
  world.http.become(status);
  const { exitCode, stdout } = await check(world, [], await elsewhere());
  expect(exitCode, stdout).toBe(2);
  expect(stdout).toMatch(/^unknown {2}requirements\.txt: /m);
  expect(stdout).toContain(world.http.host);
  expect(stdout).toContain(`HTTP ${status}`);
});

test.concurrent.each([
  [
    404,
    /^unknown {2}requirements\.txt: 127\.0\.0\.1 has no (?:gamma|kappa-core)\b.*, which the lockfile pins$/m,
  ],
  [
    'login',
    /^unknown {2}requirements\.txt: 127\.0\.0\.1 has no (?:gamma|kappa-core)\b.*, which the lockfile pins$/m,
  ],
  ['circle', /^unknown {2}requirements\.txt: 127\.0\.0\.1 didn't give what uv asked for$/m],
] as const)('an index that answers without an answer (%s) is unknown', async (state, says) => {
  const world = await started();
  world.http.become(state);
  const { exitCode, stdout } = await check(world, [], await elsewhere());
  expect(exitCode, stdout).toBe(2);
  expect(stdout).toMatch(says);
});

test.concurrent('--no-cache asks about everything, whatever uv has of it, and never while UV_OFFLINE is set', async () => {
  const world = await started();
  const asked = world.http.requests.length;
  const all = await world.lockgen(['check', '--no-cache']);
  expect(all, all.stdout).toMatchObject({ exitCode: 0 });
  for (const name of ['delta', 'gamma', 'kappa-core'])
    expect(world.http.requests.slice(asked)).toContain(`/simple/${name}/`);
  for (const args of [['--no-cache'], ['--cache-dir', await scratchFolder()]]) {
    const text = await world.repository.read('requirements.txt');
    if (args[0] !== '--no-cache')
      await world.repository.write('requirements.txt', text.replace(/sha256:\w{8}/, 'sha256:00000000'));
    const offline = await world.lockgen(['check', ...args], { env: { UV_OFFLINE: '1' } });
    expect(offline, offline.stdout).toMatchObject({ exitCode: 2 });
    expect(offline.stdout).toContain('the index was not asked, since UV_OFFLINE is set');
  }
});

test.concurrent('an index that is gone is unknown, with its host, and what is stale by the file alone is stale', async () => {
  const world = await started();
  const { http, repository } = world;
  http.become('gone');
  const env = await elsewhere();
  const unknown = await check(world, [], env);
  expect(unknown, unknown.stdout).toMatchObject({ exitCode: 2 });
  expect(unknown.stdout).toContain(http.host);
  await repository.write('pyproject.toml', PROJECT.replace('"gamma"', '"gamma", "iota"'));
  const stale = await check(world, [], env);
  expect(stale, stale.stdout).toMatchObject({ exitCode: 1 });
  expect(stale.stdout).toContain('`iota` has no pin');
});

test.concurrent('pins that stand only when they are held, on a machine whose cache has none of them', async () => {
  const world = await started(pyproject({ dependencies: ['omega'] }));
  const { repository } = world;
  const text = await repository.read('requirements.txt');
  await repository.write('requirements.txt', text.replace('omega==2.5.0', 'omega==2.2.0'));
  const { exitCode, stdout } = await check(world, [], await elsewhere());
  expect(exitCode, stdout).toBe(0);
});

test('torch in base keeps its hashes when the index is asked for all', async () => {
  const [http, torch] = [
    await startHttpIndex(MUTATED_PACKAGES, { seconds: 600 }),
    await startTorchIndex(await scratchFolder()),
  ];
  const cache = join(await scratchFolder(), 'cache');
  const world = await hooked({ env: { ...torch.env, ...http.env, UV_CACHE_DIR: cache } });
  await world.commit({ 'pyproject.toml': MUTATED_PROJECT });
  const { exitCode, stdout } = await world.lockgen(['check', '--no-cache']);
  expect(exitCode, stdout).toBe(0);
});
