import { spawn } from 'node:child_process';
import { access, mkdir, readdir, rename, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { blocked, type Hooked, slowUv, startedWith, temporaryFiles } from '../helpers/hooked.js';
import { pyproject } from '../helpers/projects.js';
import { scratchFolder } from '../helpers/scratch.js';

const CHANGED = pyproject({ dependencies: ['delta'] });

async function started(): Promise<Hooked> {
  return await startedWith({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
}

/** What a shell line does, in which `$L` is lockgen. */
function shell({ repository, installed }: Hooked, line: string) {
  return repository.run('sh', ['-c', line], { env: { ...repository.env, L: installed.bin } });
}

test.concurrent('without a temporary folder a commit is told what to set', async () => {
  const world = await started();
  await world.repository.stage({ 'pyproject.toml': CHANGED });
  const env = { TMPDIR: '/nonexistent/folder' };
  const words = await blocked(world, () => world.repository.tryCommit('Change', { env }));
  expect(words).toContain('no temporary folder can be made in /nonexistent/folder');
  expect(words).toContain('lockgen: next: set TMPDIR');
  expect(words).not.toContain('defect');
});

test.concurrent('in a folder that is gone', async () => {
  const world = await started();
  const gone = join(await scratchFolder(), 'gone');
  await mkdir(gone);
  const result = await shell(world, `cd '${gone}' && rmdir '${gone}' && "$L" check`);
  expect(result).toMatchObject({ exitCode: 2, stdout: '' });
  expect(result.stderr).toMatch(/^lockgen: the current folder is gone\nlockgen: next: cd /);
});

test.concurrent('nobody who hears the words is no reason for another end', async () => {
  const world = await started();
  await world.repository.write('pyproject.toml', '[project]\nname = "broken\n');
  // The reader of the pipe has ended before anything is written.
  const line = '{ { sleep 0.5; "$L" generate; echo $? >code; } 2>&1 >/dev/null | true; }; cat code';
  const open = await shell(world, '"$L" generate');
  const closed = await shell(world, line);
  expect(open.exitCode).not.toBe(0);
  expect(closed.stdout).toBe(`${open.exitCode}\n`);
});

test.concurrent('a report that is lost is a failure', async ({ skip }) => {
  await access('/dev/full').catch(() => skip('the system has no /dev/full'));
  const result = await shell(await started(), '"$L" check >/dev/full');
  expect(result.exitCode).toBe(2);
  expect(result.stderr).toMatch(/^lockgen: the report could not be written: ENOSPC/);
});

test.concurrent('what a killed run left is removed by a later one, uv’s temporary files with it', async () => {
  const { repository, ...world } = await started();
  await repository.stage({ 'pyproject.toml': CHANGED });
  const { env, isRunning } = await slowUv(repository, 1.5);
  const git = spawn('git', ['commit', '-m', 'Change'], {
    cwd: repository.root,
    env,
    detached: true,
    stdio: 'ignore',
  });
  const ended = new Promise((resolve) => git.once('close', resolve));
  while (!isRunning()) await setTimeout(20);
  if (git.pid === undefined) throw new Error('git was not started');
  process.kill(-git.pid, 'SIGKILL');
  await ended;
  const [left = '', ...more] = await temporaryFiles(repository);
  expect(more).toEqual([]);
  expect(await readdir(join(repository.home, 'tmp', left))).toContain('tmp');
  // Where nothing collects the dead (a container's first process may not), a killed process has its number still.
  const dead = join(repository.home, 'tmp', left.replace(/-\d+-(?=\w{6}$)/, '-4194305-'));
  await rename(join(repository.home, 'tmp', left), dead);
  const old = new Date(Date.now() - 2 * 3_600_000);
  await utimes(dead, old, old);
  await repository.commit('Again');
  expect(await temporaryFiles(repository)).toEqual([]);
  expect(await world.pins('requirements.txt')).toContain('delta==2.0.0');
});
