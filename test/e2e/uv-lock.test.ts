import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { kill } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../soak/random.js';
import { findUv, installedUv } from '../../src/uv/find.js';
import { underLock } from '../../src/uv/install-lock.js';
import { readOnly } from '../helpers/disks.js';
import { realPython } from '../helpers/environment.js';
import { installedLockgen } from '../helpers/package.js';
import { run, runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import {
  FAKE,
  failureOf,
  fakeUv,
  type Machine,
  machine,
  machineWith,
  script,
} from '../helpers/uv-machine.js';

const KIND = `${process.platform}-${process.arch}`;

interface Place {
  readonly user: Machine;
  readonly wanted: { readonly version: string; readonly hashes: readonly string[] };
  readonly bin: string;
  /** A folder whose configuration asks for that uv. */
  readonly cwd: string;
  readonly versions: string;
}

/** A machine without that uv, and a folder that asks for it; one that has counts the calls of pip. */
async function place(extra: NodeJS.ProcessEnv = {}): Promise<Place> {
  const { wanted, pip } = await fakeUv();
  const user = await machine({ ...pip, ...extra });
  const cwd = await scratchFolder();
  await writeFile(
    join(cwd, '.lockgenrc'),
    JSON.stringify({ uvVersion: wanted.version, uvHashes: wanted.hashes }),
  );
  const { bin } = await installedLockgen();
  return { user, wanted, bin, cwd, versions: join(user.cache, 'uv', FAKE) };
}

/** A Python that notes each installation before it is begun. */
async function notingPython(log: string): Promise<string> {
  return await script(
    'python3',
    `case "$*" in *"-m pip"*) echo pip >> '${log}';; esac\nexec '${realPython()}' "$@"`,
  );
}

async function deadProcess(): Promise<number> {
  const child = spawn('true');
  await ended(child);
  return child.pid ?? 0;
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => child.once('close', () => resolve()));
}

describe('the installation of uv', () => {
  it('of two processes at once: the second waits, and uses what the first installed', async () => {
    const log = join(await scratchFolder(), 'pip');
    const { user, bin, cwd, versions } = await place();
    const env = { ...user.env, PATH: `${await notingPython(log)}:${user.env.PATH}` };
    const runs = await Promise.all([1, 2, 3].map(() => run(bin, ['uv', '--version'], { cwd, env })));
    expect(runs.map(({ exitCode, stdout }) => [exitCode, stdout])).toEqual(
      runs.map(() => [0, `uv ${FAKE}\n`]),
    );
    expect(await readFile(log, 'utf8')).toBe('pip\n');
    const said = runs.map(({ stderr }) => stderr).sort();
    expect(
      said.filter((text) => text === `lockgen: installing uv ${FAKE} (once for this machine)\n`),
    ).toHaveLength(1);
    expect(
      said.filter((text) => text === `lockgen: waiting for another lockgen that installs uv ${FAKE}\n`),
    ).toHaveLength(2);
    expect(await readdir(versions)).toEqual([KIND]);
  });

  it('takes over the lock of a process that is dead, at once', async () => {
    const { user, wanted, versions } = await place();
    await mkdir(versions, { recursive: true });
    const lock = JSON.stringify({ pid: await deadProcess(), host: hostname(), token: 'x' });
    await writeFile(join(versions, `.${KIND}.lock`), lock);
    expect((await findUv(wanted, user)).origin).toBe('managed');
    expect(user.progress).toEqual([`installing uv ${FAKE} (once for this machine)`]);
    expect(await readdir(versions)).toEqual([KIND]);
  });

  it('takes over the lock of another machine that says nothing for ten seconds', async () => {
    const { user, wanted, versions } = await place();
    await mkdir(versions, { recursive: true });
    await writeFile(
      join(versions, `.${KIND}.lock`),
      JSON.stringify({ pid: 1, host: 'elsewhere', token: 'x' }),
    );
    const started = performance.now();
    expect((await findUv(wanted, user)).origin).toBe('managed');
    expect(performance.now() - started).toBeGreaterThan(10_000);
    expect(user.progress[0]).toContain('waiting');
    expect(await readdir(versions)).toEqual([KIND]);
  });

  it('waits for a lock that is touched no longer than it has patience, and leaves it', async () => {
    const lock = join(await scratchFolder(), 'lock');
    const text = JSON.stringify({ pid: process.pid, host: hostname(), token: 'x' });
    await writeFile(lock, text);
    let told = 0;
    const options = { patience: 700, onWait: () => (told += 1) };
    const started = performance.now();
    expect(await underLock(lock, options, async () => 'done')).toBe('done');
    expect(performance.now() - started).toBeGreaterThan(700);
    expect(told).toBe(1);
    expect(await readFile(lock, 'utf8')).toBe(text);
  });

  it('keeps a lock alive for as long as the work takes', async () => {
    const lock = join(await scratchFolder(), 'lock');
    await underLock(lock, { patience: 1000, onWait: () => {} }, async () => {
      await utimes(lock, new Date(0), new Date(0));
      while ((await stat(lock)).mtimeMs === 0) await setTimeout(50);
    });
    expect(await readdir(join(lock, '..'))).toEqual([]);
  });

  it('stops waiting when it is interrupted', async () => {
    const { user, wanted, versions } = await place();
    await mkdir(versions, { recursive: true });
    const lock = JSON.stringify({ pid: process.pid, host: hostname(), token: 'x' });
    await writeFile(join(versions, `.${KIND}.lock`), lock);
    const abort = new AbortController();
    const failure = await failureOf(
      findUv(wanted, { ...user, signal: abort.signal, onProgress: () => abort.abort() }),
    );
    expect(failure.reason).toBe('interrupted');
    expect(await readFile(join(versions, `.${KIND}.lock`), 'utf8')).toBe(lock);
  });

  it('is never half there, whenever lockgen and pip are killed, and the next one is right', async () => {
    const random = randomFrom(11);
    const { user, wanted, bin, cwd, versions } = await place();
    const whole = await run(bin, ['uv', '--version'], { cwd, env: user.env });
    const right = await readFile((await findUv(wanted, user)).path);
    await runOk('rm', ['-rf', versions]);
    let killed = 0;
    for (let attempt = 0; attempt < 25; attempt += 1) {
      const child = spawn(bin, ['uv', '--version'], { cwd, env: user.env, detached: true, stdio: 'ignore' });
      const closed = ended(child);
      const winner = await Promise.race([
        closed,
        setTimeout(random.below(Math.ceil(whole.milliseconds)), 'late'),
      ]);
      if (winner === 'late' && child.pid !== undefined) {
        killed += 1;
        kill(-child.pid, 'SIGKILL');
      }
      await closed;
      const there = await installedUv(wanted, user);
      if (there === undefined) continue;
      expect((await readFile(there.path)).equals(right)).toBe(true);
      // It was done before it was killed: again from the start.
      await runOk('rm', ['-rf', versions]);
    }
    expect(killed).toBeGreaterThan(10);
    expect(await run(bin, ['uv', '--version'], { cwd, env: user.env })).toMatchObject({
      exitCode: 0,
      stdout: `uv ${FAKE}\n`,
    });
    expect(await readdir(versions)).toEqual([KIND]);
  });

  it('is for one run, without a lock, where the cache is read-only, and leaves nothing', async () => {
    const { user, bin, cwd } = await place();
    await mkdir(user.cache, { recursive: true });
    const ran = await readOnly(user.cache)(bin, ['uv', '--version'], { cwd, env: user.env });
    expect(ran).toMatchObject({ exitCode: 0, stdout: `uv ${FAKE}\n` });
    expect(ran.stderr).toContain(`lockgen: installing uv ${FAKE} (for this run)\n`);
    expect(ran.stderr).toContain("the cache folder can't be written");
    expect(await readdir(user.cache)).toEqual([]);
    expect(await readdir(join(user.home, 'tmp'))).toEqual([]);
  });

  it('is used as it is where the cache is read-only now', async () => {
    const { user, wanted, bin, cwd } = await place();
    await findUv(wanted, user);
    const ran = await readOnly(user.cache)(bin, ['uv', '--version'], { cwd, env: user.env });
    expect(ran).toMatchObject({ exitCode: 0, stdout: `uv ${FAKE}\n`, stderr: '' });
  });

  it('that is killed leaves nothing in the temporary folder, and the next one clears up', async () => {
    const { user, bin, cwd, versions } = await place();
    const log = join(await scratchFolder(), 'made');
    const folder = await script(
      'python3',
      `case "$*" in *"-m pip install"*) mktemp -d > '${log}'; kill -KILL $PPID; exit 1;; esac\nexec '${realPython()}' "$@"`,
    );
    const killed = await run(bin, ['uv', '--version'], {
      cwd,
      env: { ...user.env, PATH: `${folder}:${user.env.PATH}` },
    });
    expect(killed.exitCode).not.toBe(0);
    expect((await readFile(log, 'utf8')).startsWith(join(versions, '.making-'))).toBe(true);
    expect(await readdir(join(user.home, 'tmp'))).toEqual([]);
    expect(await run(bin, ['uv', '--version'], { cwd, env: user.env })).toMatchObject({ exitCode: 0 });
    expect(await readdir(versions)).toEqual([KIND]);
  });

  it('needs no network once it is there', async () => {
    const { user, wanted, bin, cwd } = await place();
    await findUv(wanted, user);
    const nowhere = 'http://127.0.0.1:1';
    const env = { ...user.env, PIP_INDEX_URL: nowhere, PIP_FIND_LINKS: undefined, HTTPS_PROXY: nowhere };
    expect(await run(bin, ['uv', '--version'], { cwd, env })).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('is safe from others where the user’s umask lets them write', async () => {
    const { user, wanted, bin, cwd } = await place();
    const ran = await run('sh', ['-c', 'umask 0; exec "$0" uv --version', bin], { cwd, env: user.env });
    expect(ran).toMatchObject({ exitCode: 0, stdout: `uv ${FAKE}\n` });
    const uv = await installedUv(wanted, user);
    expect(uv?.origin).toBe('managed');
    expect((await stat(uv?.path ?? '')).mode & 0o777).toBe(0o755);
  });

  it('goes through a cache folder that is a link of the user’s', async () => {
    const { user, wanted } = await place();
    const disk = await scratchFolder();
    await mkdir(join(user.cache, '..'), { recursive: true });
    await symlink(disk, user.cache);
    expect((await findUv(wanted, user)).origin).toBe('managed');
    expect(await readdir(join(disk, 'uv', FAKE))).toEqual([KIND]);
    expect(await installedUv(wanted, user)).toMatchObject({ origin: 'managed' });
  });
});

describe('a Python that has no pip', () => {
  async function bare(): Promise<string> {
    const folder = join(await scratchFolder(), 'bare');
    await runOk(realPython(), ['-m', 'venv', '--without-pip', folder]);
    return join(folder, 'bin');
  }

  it('is named with the apt command, and nothing is said to be installed', async () => {
    const { wanted } = await fakeUv();
    const folder = await bare();
    const user = await machineWith(folder);
    const failure = await failureOf(findUv(wanted, user));
    expect(failure.reason).toBe('uv-missing');
    expect(failure.message).toContain(`${join(folder, 'python3')} has no pip`);
    expect(failure.next).toContain('sudo apt install python3-pip');
    expect(failure.next).toContain('pipx install uv==');
    expect(failure.next).not.toContain('pip install uv==');
    expect(user.progress).toEqual([]);
  });

  it('is no matter where pipx has a pip of its own, which checks the hashes, too', async () => {
    const { wanted, pip } = await fakeUv();
    const folder = await bare();
    const tools = join(await scratchFolder(), 'tools');
    await runOk(realPython(), ['-m', 'venv', tools]);
    await runOk(join(tools, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', 'pipx']);
    const only = await scratchFolder();
    await symlink(join(tools, 'bin', 'pipx'), join(only, 'pipx'));
    const user = await machine({
      ...pip,
      PATH: `${folder}:${only}`,
      PIPX_HOME: join(await scratchFolder(), 'pipx'),
    });
    // Before pipx has installed anything it has no pip either.
    expect((await failureOf(findUv(wanted, user))).next).toContain('sudo apt install python3-pip');
    await runOk(realPython(), ['-m', 'venv', join(user.env.PIPX_HOME ?? '', 'shared')]);
    const wrong = { ...wanted, hashes: [`sha256:${'0'.repeat(64)}`] };
    expect((await failureOf(findUv(wrong, user))).message).toContain('none of the expected ones');
    expect((await findUv(wanted, user)).origin).toBe('managed');
  });
});

it('says nothing of an installation where there is no Python', async () => {
  const { wanted } = await fakeUv();
  const user = await machineWith(await scratchFolder());
  expect((await failureOf(findUv(wanted, user))).next?.match(/^ {2}/gm)).toHaveLength(2);
  expect(user.progress).toEqual([]);
});
