import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { FAULTS, type Fault, type FaultyIndex, startFaultyIndex } from '../helpers/faulty-index.js';
import { silentPort } from '../helpers/fronted-index.js';
import { blocked, type Hooked, hooked, temporaryFiles } from '../helpers/hooked.js';
import { STANDARD_PACKAGES } from '../helpers/local-index.js';
import { processesWith } from '../helpers/processes.js';
import { pyproject } from '../helpers/projects.js';
import { scratchFolder } from '../helpers/scratch.js';
import { standing } from '../helpers/wired.js';

/** It and its child hear no signal but the last one, and are in groups of their own. */
const DEAF = `import os, signal, subprocess, sys, time
def get_requires_for_build_wheel(config_settings=None):
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)'], start_new_session=True)
    open(os.path.join(os.environ['UV_CACHE_DIR'], 'deaf'), 'w').close()
    time.sleep(99)
def build_wheel(*words):
    time.sleep(99)
`;

interface World extends Hooked {
  readonly faulty: FaultyIndex;
  /** Another machine: nothing is in its cache of uv. */
  readonly elsewhere: NodeJS.ProcessEnv;
}

const PROJECT = pyproject({ dependencies: ['gamma', 'delta<2'], extras: { full: ['iota<2'] } });

/** A commit of lockfiles from an index that has these packages, with a cache of its own. */
async function started(config = 'timeout: 60\n', project = PROJECT): Promise<World> {
  const faulty = await startFaultyIndex([
    ...STANDARD_PACKAGES,
    { name: 'upsilon', version: '1.0.0' },
    { name: 'upsilon', version: '2.0.0', sdist: 'only' },
  ]);
  const [cache, other] = [await scratchFolder(), await scratchFolder()];
  const world = await hooked({
    env: { ...faulty.env, UV_CACHE_DIR: join(cache, 'cache'), UV_HTTP_RETRIES: '0' },
  });
  await world.commit({ '.lockgenrc': config, 'pyproject.toml': project });
  const elsewhere = { ...world.repository.env, UV_CACHE_DIR: join(other, 'cache') };
  return { ...world, faulty, elsewhere };
}

const gone: Fault = FAULTS['hangs up'];
const edited = (dependencies: readonly string[], more = {}): string =>
  pyproject({ dependencies, extras: { full: ['iota<2'] }, ...more });

describe('an index that is gone, with all that is needed in uv’s cache', () => {
  test('a package that another project took is taken, no pin moves, and it is said', async () => {
    const { repository, faulty, pins, lockgen, elsewhere } = await started();
    await repository.stage({ 'other/pyproject.toml': pyproject({ dependencies: ['theta', 'omega'] }) });
    await lockgen(['generate', 'other']);
    const before = await pins('requirements.txt');
    faulty.become(gone);
    await repository.stage({ 'pyproject.toml': edited(['gamma', 'delta<2', 'omega']) });
    const { stderr } = await repository.commit('Change');
    expect(stderr).toContain("lockgen: note: resolved from uv's cache: 127.0.0.1 could not be reached\n");
    const after = await pins('requirements.txt');
    expect(after).toEqual(expect.arrayContaining(before));
    expect(after.filter((pin) => pin.startsWith('omega'))).toHaveLength(2);
    expect(await temporaryFiles(repository)).toEqual([]);
    // What was made so is what the index gives.
    faulty.become(undefined);
    const check = await lockgen(['check', '--no-cache', '.'], { env: elsewhere });
    expect(check, check.stdout).toMatchObject({ exitCode: 0 });
  });

  test('the first lockfiles of a project', async () => {
    const { repository, faulty, lockgen } = await started();
    await repository.stage({ 'second/pyproject.toml': PROJECT, '.lockgenrc': 'projects: [., second]\n' });
    faulty.become(gone);
    const { stderr } = await repository.commit('Change');
    expect(stderr).toContain("resolved from uv's cache: 127.0.0.1 could not be reached");
    expect(await repository.show('HEAD:second/requirements.txt')).toContain('gamma==1.0.0');
    faulty.become(undefined);
    expect(await lockgen(['check', '--no-cache'])).toMatchObject({ exitCode: 0 });
  });

  test.each(['never answers', 'answers 503'] as const)('one that %s is as good as gone', async (name) => {
    const { repository, faulty } = await started('timeout: 3\n');
    faulty.become(FAULTS[name]);
    await repository.stage({ 'pyproject.toml': edited(['gamma']) });
    await repository.stage({ 'pyproject.toml': edited(['gamma', 'delta<1.5']) });
    const { stderr } = await repository.tryCommit('Change');
    // The page of delta is there, its older release never was.
    expect(stderr).toContain('commit blocked');
    await repository.stage({ 'pyproject.toml': edited(['beta', 'delta<2']), 'other.txt': 'x' });
    await repository.commit('Change');
  });

  test('UV_OFFLINE is no other', async () => {
    const { repository, pins } = await started();
    await repository.stage({ 'pyproject.toml': edited(['gamma', 'delta<2', 'alpha']) });
    const env = { ...repository.env, UV_OFFLINE: '1' };
    const { stderr } = await repository.commit('Change', { env });
    expect(stderr).not.toContain('could not be reached');
    expect(await pins('requirements.txt')).toContain('alpha==2.0.0');
    await repository.stage({ 'pyproject.toml': edited(['gamma', 'delta<2', 'mu']) });
    const said = await blocked({ repository }, () => repository.tryCommit('Change', { env }));
    expect(said).toContain(
      "requirements-full.txt: uv's cache doesn't have all that is needed, and UV_OFFLINE is set",
    );
  });
});

describe('an index that is gone, with less than what is needed in uv’s cache', () => {
  test('an older release that is there is not taken for a newer one that is not', async () => {
    const { repository, faulty, lockgen } = await started();
    await repository.stage({ 'other/pyproject.toml': pyproject({ dependencies: ['omega<2.4'] }) });
    await lockgen(['generate', 'other']);
    faulty.become(gone);
    await repository.stage({ 'pyproject.toml': edited(['gamma', 'delta<2', 'omega']) });
    const said = await blocked({ repository }, () => repository.tryCommit('Change'));
    expect(said).toContain("127.0.0.1 didn't give what uv asked for");
  });

  test('nor one with a wheel for a newer one that must be built', async () => {
    const { repository, faulty, lockgen } = await started();
    await repository.stage({ 'other/pyproject.toml': pyproject({ dependencies: ['upsilon<2'] }) });
    expect(await lockgen(['generate', 'other'])).toMatchObject({ exitCode: 0 });
    faulty.become(gone);
    await repository.stage({ 'pyproject.toml': edited(['gamma', 'delta<2', 'upsilon']) });
    await blocked({ repository }, () => repository.tryCommit('Change'));
  });
});

describe('onUnavailable: warn', () => {
  const WARN = 'timeout: 60\nonUnavailable: warn\n';

  test('the commit passes with its old lockfiles, with one warning, and check finds them', async () => {
    const { repository, faulty, lockgen, elsewhere } = await started(WARN);
    const before = await repository.show('HEAD:requirements.txt');
    faulty.become(gone);
    await repository.stage({ 'pyproject.toml': edited(['gamma', 'delta<2', 'omega']) });
    const { stderr } = await repository.commit('Change', { env: elsewhere });
    expect(stderr.split('\n').filter((line) => line !== '' && !line.includes('waiting for'))).toEqual([
      "lockgen: warning: requirements-full.txt: 127.0.0.1 didn't give what uv asked for",
      'lockgen: the commit passes all the same, since onUnavailable is warn; as they were, and perhaps stale: requirements.txt, requirements-full.txt',
      'lockgen: next: npx lockgen generate, and commit what it writes; npx lockgen check fails until then, in CI as well',
    ]);
    expect(await repository.show('HEAD:requirements.txt')).toBe(before);
    expect(await repository.status()).toEqual([]);
    expect(await temporaryFiles(repository)).toEqual([]);
    expect(await lockgen(['check'])).toMatchObject({ exitCode: 1 });
    faulty.become(undefined);
    await lockgen(['generate']);
    await repository.git('add', '.');
    await repository.commit('Mend');
    expect(await lockgen(['check', '--no-cache'])).toMatchObject({ exitCode: 0 });
  });

  test('of two projects of which one can be made, neither is', async () => {
    const { repository, faulty } = await started(`${WARN}projects: [., 'sec*']\n`);
    await repository.stage({ 'second/pyproject.toml': pyproject({ dependencies: ['omega'] }) });
    await repository.commit('Second');
    faulty.become((request, response, right) => {
      if (request.url?.includes('sigma') === true) gone(request, response, right);
      else response.writeHead(200, { 'content-type': 'text/html' }).end(right);
    });
    await repository.stage({
      'pyproject.toml': edited(['gamma', 'delta<2', 'alpha<2']),
      'second/pyproject.toml': pyproject({ dependencies: ['omega', 'sigma'] }),
    });
    const { stderr } = await repository.commit('Change');
    expect(stderr).toContain('lockgen: next: npx lockgen generate . second, and commit');
    expect((await repository.changed()).sort()).toEqual(['pyproject.toml', 'second/pyproject.toml']);
  });

  test('a folder that begins with a dash is no flag of the command to type', async () => {
    const { repository, faulty, lockgen } = await started(WARN);
    faulty.become(gone);
    await repository.stage({
      '.lockgenrc': `${WARN}projects: ['-svc']\n`,
      '-svc/pyproject.toml': pyproject({ dependencies: ['omega', 'sigma'] }),
    });
    const { stderr } = await repository.commit('Change');
    expect(stderr).toContain('lockgen: next: npx lockgen generate ./-svc, and commit');
    const refused = await lockgen(['generate', './-svc']);
    expect(refused).toMatchObject({ exitCode: 2 });
    expect(refused.stderr).toContain('npx lockgen generate ./-svc');
    faulty.become(undefined);
    expect(await lockgen(['generate', './-svc'])).toMatchObject({ exitCode: 0 });
    expect(await repository.read('-svc/requirements.txt')).toContain('sigma==');
  });

  test('what is at fault by itself still blocks, and so do generate and a lockfile in conflict', async () => {
    const { repository, faulty, lockgen } = await started(WARN);
    await repository.stage({ 'pyproject.toml': edited(['epsilon', 'zeta']) });
    const said = await blocked({ repository }, () => repository.tryCommit('Change'));
    expect(said).toContain("can't be resolved");
    faulty.become(gone);
    await repository.stage({ 'pyproject.toml': edited(['mu']) });
    const before = await standing(repository);
    expect(await lockgen(['generate'])).toMatchObject({ exitCode: 2 });
    expect(await standing(repository)).toBe(before);
    const text = await repository.read('requirements.txt');
    await repository.stage({ 'requirements.txt': `<<<<<<< ours\n${text}=======\n>>>>>>> theirs\n` });
    await blocked({ repository }, () => repository.tryCommit('Change'));
  });
});

describe('whom uv waited for, and what it had started', () => {
  const backend = `import time\ndef get_requires_for_build_wheel(*a, **k):\n    time.sleep(600)\nbuild_wheel = get_requires_for_build_wheel\n`;

  test('a build back-end that never ends is ended with uv', async () => {
    const { repository } = await hooked();
    const mark = await scratchFolder();
    await repository.stage({
      '.lockgenrc': 'timeout: 4\n',
      'pyproject.toml': pyproject({
        dependencies: ['lib'],
        more: '[tool.uv.sources]\nlib = { path = "lib" }',
      }),
      'lib/pyproject.toml':
        '[project]\nname = "lib"\ndynamic = ["version", "dependencies"]\n[build-system]\nrequires = []\nbuild-backend = "slow"\nbackend-path = ["."]\n',
      'lib/slow.py': backend,
    });
    const env = { ...repository.env, UV_CACHE_DIR: join(mark, 'cache') };
    const said = await blocked({ repository }, () => repository.tryCommit('Change', { env }));
    expect(said).toMatch(
      /not made within 4 s; uv was waiting for the build back-end of lib \(slow\.get_requires_for_build_wheel\(\)\)/,
    );
    expect(processesWith(mark)).toEqual([]);
  });

  test('a build back-end is ended, and what it has started, when Ctrl-C ends uv before lockgen can', async () => {
    const { repository } = await hooked();
    const mark = await scratchFolder();
    await repository.stage({
      'pyproject.toml': pyproject({
        dependencies: ['lib'],
        more: '[tool.uv.sources]\nlib = { path = "lib" }',
      }),
      'lib/pyproject.toml':
        '[project]\nname = "lib"\ndynamic = ["version", "dependencies"]\n[build-system]\nrequires = []\nbuild-backend = "deaf"\nbackend-path = ["."]\n',
      'lib/deaf.py': DEAF,
    });
    const env = { ...repository.env, UV_CACHE_DIR: join(mark, 'cache') };
    const group = spawn('git', ['commit', '-m', 'Change'], { cwd: repository.root, env, detached: true });
    const ended = new Promise<number | null>((resolve) => group.once('close', resolve));
    while (!existsSync(join(mark, 'cache', 'deaf'))) await setTimeout(20);
    process.kill(-(group.pid ?? 0), 'SIGINT');
    await ended;
    await expect.poll(() => processesWith(mark), { timeout: 5000 }).toEqual([]);
  });

  test('a git repository that never answers, without its token', async () => {
    const { repository } = await hooked();
    const mark = await scratchFolder();
    const url = `http://robot:t0ken-of-mine@127.0.0.1:${await silentPort()}/lib.git`;
    await repository.stage({
      '.lockgenrc': 'timeout: 3\n',
      'pyproject.toml': pyproject({ dependencies: [`lib @ git+${url}`] }),
    });
    const env = {
      ...repository.env,
      UV_CACHE_DIR: join(mark, 'cache'),
      NO_PROXY: '127.0.0.1',
      no_proxy: '127.0.0.1',
    };
    const said = await blocked({ repository }, () => repository.tryCommit('Change', { env }));
    expect(said).toContain('not made within 3 s; uv was waiting for 127.0.0.1 (lib)');
    expect(said).not.toContain('t0ken-of-mine');
    expect(processesWith(mark)).toEqual([]);
  });

  test('a budget by flag is that of generate, and of check', async () => {
    const { repository, faulty, lockgen, elsewhere } = await started();
    faulty.become(FAULTS['never answers']);
    await writeFile(repository.path('pyproject.toml'), edited(['gamma', 'delta<2', 'mu']));
    const made = await lockgen(['generate', '--timeout', '2'], { env: elsewhere });
    expect(made, made.stderr).toMatchObject({ exitCode: 2 });
    expect(made.stderr).toContain('requirements-full.txt: not made within 2 s; uv was waiting for 127.0.0.1');
    expect(made.stderr).toContain('npx lockgen generate --timeout=10');
    await writeFile(repository.path('pyproject.toml'), PROJECT);
    const judged = await lockgen(['check', '--no-cache', '--timeout=2 s'], { env: elsewhere });
    expect(judged, judged.stdout).toMatchObject({ exitCode: 2 });
    expect(judged.stdout).toContain('not made within 2 s');
  });
});
