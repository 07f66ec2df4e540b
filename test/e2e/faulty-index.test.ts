import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  FAULTS,
  type FaultyIndex,
  FILE_FAULTS,
  type Place,
  SECRET,
  startFaultyIndex,
} from '../helpers/faulty-index.js';
import { blocked, type Hooked, hooked, temporaryFiles } from '../helpers/hooked.js';
import { processesWith } from '../helpers/processes.js';
import { pyproject } from '../helpers/projects.js';
import { scratchFolder } from '../helpers/scratch.js';
import { standing } from '../helpers/wired.js';

/** Those that only the time budget ends in good time. */
const ENDLESS: ReadonlySet<string> = new Set(['never answers', 'drips its head', 'drips its body']);

interface World extends Hooked {
  readonly faulty: FaultyIndex;
}

/** A commit of lockfiles from an index that was right then; on top of it, a requirement is staged otherwise. */
async function started(): Promise<World> {
  const faulty = await startFaultyIndex([
    { name: 'alpha', version: '1.0.0' },
    { name: 'alpha', version: '2.0.0' },
    { name: 'omega', version: '1.0.0' },
    { name: 'omega', version: '2.0.0' },
  ]);
  const cache = join(await scratchFolder(), 'cache');
  const world = await hooked({ env: { ...faulty.env, UV_CACHE_DIR: cache, UV_HTTP_RETRIES: '0' } });
  await world.commit({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
  await world.repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['alpha<3'] }) });
  return { ...world, faulty };
}

const worlds = new Map<Place, Promise<World>>();

/** Nothing in it changes from test to test: that is what they are about. */
async function worldFor(place: Place): Promise<World> {
  const known = worlds.get(place) ?? started();
  worlds.set(place, known);
  return await known;
}

const placed = (place: Place, faults: readonly string[]) =>
  faults.map((name): [Place, string] => [place, name]);
const CASES = [
  ...placed('page', Object.keys(FAULTS)),
  ...placed('file', Object.keys({ ...FAULTS, ...FILE_FAULTS })),
  ...placed('metadata', Object.keys({ ...FAULTS, ...FILE_FAULTS })),
];

describe('an index that fails', () => {
  test.each(CASES)('a %s that %s', async (place, name) => {
    const world = await worldFor(place);
    const { repository, faulty, lockgen } = world;
    await repository.stage({ '.lockgenrc': `timeout: ${ENDLESS.has(name) ? 3 : 60}\n` });
    const before = await standing(repository);
    const mark = await scratchFolder();
    const env = (of: string) => ({ UV_CACHE_DIR: join(mark, of) });
    faulty.become({ ...FAULTS, ...FILE_FAULTS }[name], place);

    const hook = await lockgen(['hook'], { env: env('hook') });
    expect(hook, hook.stderr).toMatchObject({ exitCode: 2 });
    expect(hook.stderr).toMatch(/^lockgen: commit blocked: requirements\.txt: .*127\.0\.0\.1/m);
    expect(hook.stderr).toMatch(/^lockgen: next: .*lockgen generate/m);
    if (ENDLESS.has(name))
      expect(hook.stderr).toContain('not made within 3 s; uv was waiting for 127.0.0.1 (alpha)');

    const check = await lockgen(['check', '--cache-dir', join(mark, 'store'), '--format=json'], {
      env: env('check'),
    });
    expect(check, check.stdout + check.stderr).toMatchObject({ exitCode: 2 });
    expect(check.stdout).toMatch(/"verdict": "unknown"/);
    expect(check.stdout).toMatch(/"code": "network"/);
    expect(check.stdout).toContain('127.0.0.1');

    expect(hook.stderr + hook.stdout + check.stderr + check.stdout).not.toContain(SECRET);
    expect(hook.stderr).not.toMatch(/^ *(?:TRACE|DEBUG|INFO|WARN) /m);
    expect(await standing(repository)).toBe(before);
    expect(await temporaryFiles(repository)).toEqual([]);
    expect(processesWith(mark)).toEqual([]);
  });
});

test('a commit that has waited for too long changes nothing, and the next one does', async () => {
  const { faulty, repository, ...world } = await started();
  faulty.become(FAULTS['never answers']);
  await repository.stage({ '.lockgenrc': 'timeout: 6 s\n' });
  const env = { ...repository.env, UV_CACHE_DIR: join(await scratchFolder(), 'cache') };
  const said = await blocked({ repository }, () => repository.tryCommit('Change', { env }));
  expect(said).toContain('lockgen: resolving requirements.txt: waiting for 127.0.0.1 (alpha) …\n');
  faulty.become(undefined);
  await repository.stage({ '.lockgenrc': 'timeout: 60 s\n' });
  await repository.commit('Change', { env });
  expect(await world.pins('requirements.txt')).toEqual(['alpha==2.0.0']);
});

test('a commit of several projects says of which it waits for the index, and one that is done within three seconds says nothing', async () => {
  const { faulty, repository } = await started();
  const project = (name: string) => pyproject({ name, dependencies: ['alpha<3'], more: '[tool.lockgen]' });
  await repository.stage({
    'services/a/pyproject.toml': project('a'),
    'services/b/pyproject.toml': project('b'),
  });
  const said = async (timeout: string): Promise<string> => {
    await repository.stage({ '.lockgenrc': `timeout: ${timeout}\n` });
    const env = { ...repository.env, UV_CACHE_DIR: join(await scratchFolder(), 'cache') };
    return await blocked({ repository }, () => repository.tryCommit('Change', { env }));
  };
  faulty.become(FAULTS['never answers']);
  expect(await said('2 s')).not.toContain('lockgen: resolving');
  await repository.git('rm', '--cached', '--quiet', 'pyproject.toml');
  expect(await said('6 s')).toContain(
    'lockgen: resolving services/a/requirements.txt (1 of 2): waiting for 127.0.0.1 (alpha) …\n',
  );
});

test('a new name that the index has not is a matter of the commit, and one without a release is not', async () => {
  const { faulty, repository, lockgen } = await started();
  await repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['alpha', 'sigma'] }) });
  const absent = await lockgen(['hook']);
  expect(absent, absent.stderr).toMatchObject({ exitCode: 1 });
  expect(absent.stderr).toContain("can't be resolved: no index (asked: 127.0.0.1) has sigma");
  faulty.become((request, response, right) => {
    if (request.url?.includes('omega') === true) FAULTS['asks for a login'](request, response);
    else response.writeHead(200, { 'content-type': 'text/html' }).end(right);
  });
  await repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['alpha', 'omega'] }) });
  const empty = await lockgen(['hook']);
  expect(empty, empty.stderr).toMatchObject({ exitCode: 2 });
  expect(empty.stderr).toContain('127.0.0.1 answers for omega without a single release; see pyproject.toml');
});

test('a file that is cut off is no reason to take an older release', async () => {
  const { faulty, repository, lockgen } = await started();
  await repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['alpha', 'omega'] }) });
  faulty.become((request, response, right) => {
    const isNewest = request.url?.includes('omega-2') === true;
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    response.end(isNewest ? right.subarray(0, 40) : right);
  }, 'file');
  const cut = await lockgen(['hook']);
  expect(cut, cut.stderr).toMatchObject({ exitCode: 2 });
  expect(cut.stderr).toContain("127.0.0.1 gave a file of omega 2.0.0 that can't be read");
  expect(cut.stderr).toContain('exclude it in pyproject.toml: "omega!=2.0.0"');
  await repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['alpha', 'omega!=2.0.0'] }) });
  expect(await lockgen(['hook'])).toMatchObject({ exitCode: 0 });
});
