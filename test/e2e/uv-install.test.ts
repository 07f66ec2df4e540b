import { chmod, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { trustedEnvironment } from '../../src/search-path.js';
import { findUv, installedUv, type Wanted } from '../../src/uv/find.js';
import { installUv } from '../../src/uv/install.js';
import { findPython } from '../../src/uv/python.js';
import { runProgram, runUv } from '../../src/uv/run.js';
import { PINNED_UV } from '../../src/uv/version.js';
import { realPython } from '../helpers/environment.js';
import { FAULTS, type Place, SECRET, startFaultyIndex } from '../helpers/faulty-index.js';
import { scratchFolder } from '../helpers/scratch.js';
import { FAKE, failureOf, fakeUv, machine, machineWith, script } from '../helpers/uv-machine.js';

const pinned: Wanted = { version: PINNED_UV, hashes: [] };
const wrong = `sha256:${'0'.repeat(64)}`;

describe('the managed uv', () => {
  it('comes from the index by pip, once', async () => {
    const user = await machine();
    const uv = await findUv(pinned, user);
    expect(uv).toMatchObject({ version: PINNED_UV, origin: 'managed', warning: undefined });
    expect(uv.path.startsWith(join(user.cache, 'uv', PINNED_UV))).toBe(true);
    expect(user.progress).toEqual([`installing uv ${PINNED_UV} (once for this machine)`]);
    const run = await runUv(uv, ['--version'], { cwd: user.home, env: user.env });
    expect(run).toMatchObject({ exitCode: 0, missing: false, signal: undefined });
    expect(run.stdout).toMatch(new RegExp(`^uv ${PINNED_UV} .*\\n$`));

    expect(await findUv(pinned, user)).toEqual(uv);
    expect(await installedUv(pinned, user)).toEqual(uv);
    expect(user.progress).toHaveLength(1);
    expect(await readdir(join(user.cache, 'uv', PINNED_UV))).toEqual([`${process.platform}-${process.arch}`]);
  });

  it('is refused where its hash is another', async () => {
    const user = await machine();
    const failure = await failureOf(findUv({ version: PINNED_UV, hashes: [wrong] }, user));
    expect(failure.reason).toBe('uv-missing');
    expect(failure.message).toContain('whose hash is none of the expected ones');
    expect(failure.detail).toContain('DO NOT MATCH');
    expect(await installedUv(pinned, user)).toBeUndefined();
    expect(await readdir(join(user.cache, 'uv', PINNED_UV))).toEqual([]);
  });

  it('is installed by several at once without harm', async () => {
    const { wanted, pip } = await fakeUv();
    const user = await machine(pip);
    const found = await Promise.all([1, 2, 3].map(() => installUv(wanted, user)));
    expect(new Set(found.map((uv) => uv.path)).size).toBe(1);
    expect(await installedUv(wanted, user)).toEqual(found[0]);
    expect(await readdir(join(user.cache, 'uv', FAKE))).toHaveLength(1);
  });

  it.each<[string, (program: string) => Promise<void>]>([
    ['changed', (program) => writeFile(program, '#!/bin/sh\necho uv 1.1.1\n')],
    ['cut off', (program) => writeFile(program, '')],
    ['gone', (program) => rm(program)],
    ['not executable', (program) => chmod(program, 0o644)],
    ['without its record', (program) => rm(join(dirname(program), '..', 'lockgen.json'))],
  ])('is never used when it is %s, and is replaced', async (_, damage) => {
    const { wanted, pip } = await fakeUv();
    const user = await machine(pip);
    const { path } = await findUv(wanted, user);
    await damage(path);
    expect(await installedUv(wanted, user)).toBeUndefined();
    const again = await findUv(wanted, user);
    expect(await readFile(again.path, 'utf8')).toContain(`uv ${FAKE}`);
    expect(await readdir(join(user.cache, 'uv', FAKE))).toHaveLength(1);
  });

  it('is not published when it does not run here', async () => {
    const { wanted, pip } = await fakeUv("echo 'Exec format error'");
    const failure = await failureOf(findUv(wanted, await machine(pip)));
    expect(failure).toMatchObject({ reason: 'uv-missing' });
    expect(failure.message).toContain('does not run on this machine');
  });

  it('is for this run only where the cache cannot be written', async () => {
    const { wanted, pip } = await fakeUv();
    const file = join(await scratchFolder(), 'file');
    await writeFile(file, '');
    const user = await machine({ ...pip, XDG_CACHE_HOME: file });
    const uv = await findUv(wanted, user);
    expect(uv.origin).toBe('managed');
    expect(uv.warning).toContain('for this run only');
    expect(uv.path.startsWith(join(user.home, 'tmp'))).toBe(true);
    await rm(join(user.home, 'tmp'), { recursive: true });
  });

  it('ignores pip settings that would send it elsewhere', async () => {
    const { wanted, pip } = await fakeUv();
    const user = await machine({
      ...pip,
      PIP_REQUIRE_VIRTUALENV: '1',
      PIP_USER: '1',
      PIP_PREFIX: '/nowhere',
    });
    expect((await findUv(wanted, user)).origin).toBe('managed');
  });

  it('needs hashes for another version than the pinned one', async () => {
    const failure = await failureOf(findUv({ version: FAKE, hashes: [] }, await machine()));
    expect(failure).toMatchObject({ reason: 'configuration' });
    expect(failure.next).toContain('uvHashes');
  });

  it('says that there is no network, without the password of the index', async () => {
    const index = 'http://me:hunter2@127.0.0.1:1/simple';
    const user = await machine({ PIP_INDEX_URL: index, PIP_FIND_LINKS: undefined });
    const failure = await failureOf(findUv(pinned, user));
    expect(failure.reason).toBe('network');
    expect(JSON.stringify([failure.message, failure.next, failure.detail])).not.toContain('hunter2');
  });

  it.each<[keyof typeof FAULTS, Place, number]>([
    ['answers 401', 'page', 401],
    ['answers 403', 'page', 403],
    ['answers 404', 'page', 404],
    ['answers 503', 'page', 503],
    ['answers 403', 'file', 403],
    ['answers 404', 'file', 404],
    ['answers 503', 'file', 503],
  ])('of an index that %s for a %s: it and its credentials are named', async (name, at, status) => {
    const faulty = await startFaultyIndex([{ name: 'uv', version: FAKE }]);
    faulty.become(FAULTS[name], at);
    const user = await machine({
      PIP_INDEX_URL: `http://me:${SECRET}@127.0.0.1:${faulty.port}/simple/`,
      PIP_FIND_LINKS: undefined,
      PIP_NO_INDEX: undefined,
      PIP_RETRIES: '0',
    });
    const failure = await failureOf(findUv({ version: FAKE, hashes: [wrong] }, user));
    expect(failure.reason).toBe('network');
    expect(failure.message).toBe(`uv ${FAKE} could not be downloaded: 127.0.0.1 answered ${status}`);
    expect(failure.next).toMatch(/-m pip config list .*PIP_INDEX_URL.*pip\.conf.*netrc/);
    expect(failure.next).not.toContain('pip install uv==');
    expect(JSON.stringify([failure.message, failure.next, failure.detail])).not.toContain(SECRET);
  });

  it('of an index that has another version only: the index is named', async () => {
    const faulty = await startFaultyIndex([{ name: 'uv', version: '1.0.0' }]);
    const user = await machine({
      PIP_INDEX_URL: `http://127.0.0.1:${faulty.port}/simple/`,
      PIP_FIND_LINKS: undefined,
    });
    const failure = await failureOf(findUv({ version: FAKE, hashes: [wrong] }, user));
    expect(failure.message).toBe(`the index that pip asks has no uv ${FAKE} for this machine`);
    expect(failure.next).toContain('PIP_INDEX_URL');
    expect(failure.detail).toContain('1.0.0');
  });

  it('stops when it is interrupted, and leaves nothing', async () => {
    const folder = await script(
      'python3',
      `case "$*" in *"-m pip"*) exec sleep 60;; *) exec '${realPython()}' "$@";; esac`,
    );
    const abort = new AbortController();
    const user = await machineWith(folder, '/usr/bin', '/bin');
    const failed = failureOf(
      findUv(pinned, {
        ...user,
        signal: abort.signal,
        onProgress: () => setTimeout(() => abort.abort(), 200),
      }),
    );
    expect((await failed).reason).toBe('interrupted');
    expect(await readdir(join(user.cache, 'uv', PINNED_UV))).toEqual([]);
  });
});

describe('without what it takes', () => {
  it('names the apt command for a Python without pip', async () => {
    const folder = await script(
      'python3',
      `case "$*" in *"-m pip"*) echo "$0: No module named pip" >&2; exit 1;; *) exec '${realPython()}' "$@";; esac`,
    );
    const failure = await failureOf(findUv(pinned, await machineWith(folder)));
    expect(failure.reason).toBe('uv-missing');
    expect(failure.message).toContain(join(folder, 'python3'));
    expect(failure.next).toContain('sudo apt install python3-pip');
  });

  it('takes the next Python where the first has no pip', async () => {
    const { wanted, pip } = await fakeUv();
    const folder = await script(
      'python3',
      `case "$*" in *"-m pip"*) echo "$0: No module named pip" >&2; exit 1;; *) exec '${realPython()}' "$@";; esac`,
    );
    const user = await machine(pip);
    const path = `${folder}:${user.env.PATH}`;
    expect((await findUv(wanted, { ...user, env: { ...user.env, PATH: path } })).origin).toBe('managed');
  });

  it('names three ways to get a Python where there is none', async () => {
    const failure = await failureOf(findUv(pinned, await machineWith(await scratchFolder())));
    expect(failure.reason).toBe('uv-missing');
    expect(failure.message).toContain('neither uv nor a Python 3.8 or later');
    expect(failure.next?.split('\n')).toHaveLength(3);
  });

  it('does not take a Python 2', async () => {
    const folder = await script('python', 'echo /usr/bin/python2; echo 2.7.18');
    expect(await findPython(await machineWith(folder))).toBeUndefined();
  });
});

describe('a uv on PATH', () => {
  it('of the wanted version is used', async () => {
    const user = await machineWith(await script('uv', `echo 'uv ${PINNED_UV} (here)'`));
    expect(await findUv(pinned, user)).toMatchObject({
      origin: 'path',
      version: PINNED_UV,
      warning: undefined,
    });
    expect(user.progress).toEqual([]);
  });

  it('of the wanted version is used, though another comes first', async () => {
    const other = await script('uv', "echo 'uv 0.12.0'");
    const exact = await script('uv', `echo 'uv ${PINNED_UV}'`);
    expect(await findUv(pinned, await machineWith(other, exact))).toMatchObject({ path: join(exact, 'uv') });
  });

  it('of another version is a last resort, with a warning', async () => {
    const user = await machineWith(await script('uv', "echo 'uv 0.9.8'"));
    const uv = await findUv(pinned, user);
    expect(uv).toMatchObject({ origin: 'fallback', version: '0.9.8' });
    expect(uv.warning).toContain(`instead of ${PINNED_UV}`);
    expect(await installedUv(pinned, user)).toMatchObject({ origin: 'fallback' });
  });

  it('of another version yields to the managed one', async () => {
    const { wanted, pip } = await fakeUv();
    const user = await machine(pip);
    const path = `${await script('uv', "echo 'uv 0.12.0'")}:${user.env.PATH}`;
    expect(await findUv(wanted, { ...user, env: { ...user.env, PATH: path } })).toMatchObject({
      origin: 'managed',
    });
  });

  it('that is too old is not used, and named', async () => {
    const failure = await failureOf(findUv(pinned, await machineWith(await script('uv', "echo 'uv 0.8.0'"))));
    expect(failure.reason).toBe('uv-missing');
    expect(failure.message).toContain('uv 0.8.0');
    expect(failure.message).toContain('older than 0.9.8');
  });

  it('that is no uv is passed over', async () => {
    const user = await machineWith(await script('uv', 'exit 3'), await script('uv', "echo 'uv 0.10.0'"));
    expect(await installedUv(pinned, user)).toMatchObject({ version: '0.10.0' });
  });

  it('is not taken from the folder that is not to be trusted, nor from one relative to it', async () => {
    const clone = await scratchFolder();
    await mkdir(join(clone, 'bin'));
    await writeFile(join(clone, 'bin', 'uv'), `#!/bin/sh\necho 'uv ${PINNED_UV}'\n`, { mode: 0o755 });
    const link = join(await scratchFolder(), 'link');
    await symlink(clone, link);
    const user = await machineWith(join(clone, 'bin'), join(link, 'bin'), 'bin', '');
    expect(await installedUv(pinned, user)).toMatchObject({ origin: 'path' });
    const env = trustedEnvironment(user.env, user.platform, [clone]);
    expect(await installedUv(pinned, { ...user, env })).toBeUndefined();
  });

  it('is refused as a wish where it could not serve', async () => {
    const failure = await failureOf(findUv({ version: '0.9.7', hashes: [wrong] }, await machine()));
    expect(failure).toMatchObject({ reason: 'configuration' });
    expect(failure.message).toContain('0.9.8');
  });
});

describe('a uv on record', () => {
  const recorded = (folder: string) => ({ recorded: async () => ({ uv: join(folder, 'uv') }) });

  it('of the wanted version is used where none on PATH is, and nothing is installed', async () => {
    const folder = await script('uv', `echo 'uv ${PINNED_UV}'`);
    const user = { ...(await machine()), ...recorded(folder) };
    const uv = { path: join(folder, 'uv'), version: PINNED_UV, origin: 'recorded', warning: undefined };
    expect(await findUv(pinned, user)).toEqual(uv);
    expect(await installedUv(pinned, user)).toEqual(uv);
    expect(user.progress).toEqual([]);
  });

  it('is not even asked for where there is another of the wanted version', async () => {
    const user = await machineWith(await script('uv', `echo 'uv ${PINNED_UV}'`));
    const recorded = () => Promise.reject(new Error('asked'));
    expect(await findUv(pinned, { ...user, recorded })).toMatchObject({ origin: 'path' });
    const { wanted, pip } = await fakeUv();
    const another = await machine(pip);
    await findUv(wanted, another);
    expect(await findUv(wanted, { ...another, recorded })).toMatchObject({ origin: 'managed' });
  });

  it('of another version is a last resort, with a warning', async () => {
    const folder = await script('uv', "echo 'uv 0.9.8'");
    const uv = await findUv(pinned, { ...(await machineWith()), ...recorded(folder) });
    expect(uv).toMatchObject({ origin: 'fallback', version: '0.9.8', path: join(folder, 'uv') });
    expect(uv.warning).toContain('instead of');
  });
});

describe('findPython', () => {
  it('finds the interpreter behind a shim, asks once, and again when it is gone', async () => {
    const folder = await scratchFolder();
    const log = join(folder, 'asked');
    const real = join(folder, 'real-python');
    await writeFile(real, '');
    const shim = await script('python3', `echo asked >> '${log}'; echo '${real}'; echo 3.12.1`);
    const user = await machineWith(shim, '/usr/bin', '/bin');
    const asked = async () => (await readFile(log, 'utf8')).split('\n').length - 1;

    expect(await findPython(user)).toEqual({ path: real, version: '3.12.1' });
    expect(await findPython(user)).toEqual({ path: real, version: '3.12.1' });
    expect(await asked()).toBe(1);

    await rm(real);
    expect((await findPython(user))?.path).not.toBe(real);
    expect(await asked()).toBe(2);
  });

  it('finds the base of a virtual environment', async () => {
    const folder = join(await scratchFolder(), 'venv');
    const user = await machine();
    await runProgram(realPython(), ['-m', 'venv', '--without-pip', folder], {
      cwd: user.home,
      env: user.env,
    });
    const found = await findPython(await machineWith(join(folder, 'bin')));
    expect(found?.path.startsWith(folder)).toBe(false);
  });
});

describe('runUv', () => {
  const uvAt = (folder: string) =>
    ({ path: join(folder, 'uv'), version: FAKE, origin: 'path', warning: undefined }) as const;

  it('gives the environment and nothing else, and what was written byte for byte', async () => {
    const folder = await script('uv', 'env; cat; printf "one\\n\\n" >&2; exit 2');
    const env = { ONLY: 'this' };
    const result = await runUv(uvAt(folder), [], {
      cwd: folder,
      env: { ...env, PATH: '/usr/bin:/bin' },
      input: 'in\n\n',
    });
    expect(result).toMatchObject({ exitCode: 2, stderr: 'one\n\n', missing: false });
    expect(result.stdout.endsWith('in\n\n')).toBe(true);
    expect(result.stdout).toContain('ONLY=this');
    expect(result.stdout).not.toContain('HOME=');
  });

  it('tells a uv that was killed', async () => {
    const folder = await script('uv', 'kill -KILL $$');
    const result = await runUv(uvAt(folder), [], { cwd: folder, env: {} });
    expect(result).toMatchObject({ exitCode: undefined, signal: 'SIGKILL', missing: false });
  });

  it('tells a uv that is not there', async () => {
    const folder = await scratchFolder();
    const result = await runUv(uvAt(folder), [], { cwd: folder, env: {} });
    expect(result).toMatchObject({ exitCode: undefined, signal: undefined, missing: true });
  });

  it('ends uv when asked to', async () => {
    const folder = await script('uv', 'exec sleep 60');
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 100);
    const options = { cwd: folder, env: { PATH: '/usr/bin:/bin' }, signal: abort.signal };
    const result = await runUv(uvAt(folder), [], options);
    expect(result).toMatchObject({ exitCode: undefined, missing: false });
    expect(result.signal).toBeDefined();
    expect(result.timedOut).toBe(false);
    expect(result.milliseconds).toBeLessThan(5000);
  });

  it('ends uv when it takes too long, also where a program of its own goes on', async () => {
    const folder = await script('uv', 'echo begun; sleep 20; echo ended');
    const options = { cwd: folder, env: { PATH: '/usr/bin:/bin' }, patience: 200 };
    const result = await runUv(uvAt(folder), [], options);
    expect(result).toMatchObject({ exitCode: undefined, missing: false, timedOut: true, stdout: 'begun\n' });
    expect(result.milliseconds).toBeLessThan(10_000);
  });
});
