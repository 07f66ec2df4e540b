import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Hooked, slowUv, startedWith, temporaryFiles } from '../helpers/hooked.js';
import { pyproject } from '../helpers/projects.js';
import { standing } from '../helpers/wired.js';

/** Starts a commit, waits until uv is at work in it, and sends a signal: to all of it, as Ctrl-C does, or to git alone. */
async function interrupted(
  { repository }: Hooked,
  signal: NodeJS.Signals,
  whom: 'all' | 'git',
  args: readonly string[] = [],
): Promise<void> {
  const { env, isRunning } = await slowUv(repository, 1.5);
  const git = spawn('git', ['commit', '-m', 'Change', ...args], {
    cwd: repository.root,
    env,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // The pipe is closed when the last program that has it ends: git, the hook and uv.
  const ended = new Promise((resolve) => git.once('close', resolve));
  git.stderr.resume();
  while (!isRunning()) await setTimeout(20);
  if (git.pid === undefined) throw new Error('git was not started');
  process.kill(whom === 'all' ? -git.pid : git.pid, signal);
  await ended;
}

async function started(): Promise<Hooked & { readonly before: string }> {
  const world = await startedWith({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['delta'] }) });
  return { ...world, before: await standing(repository) };
}

test.concurrent.each(['SIGINT', 'SIGTERM'] as const)(
  'a commit that %s ends changes nothing and leaves nothing',
  async (signal) => {
    const { before, ...world } = await started();
    const { repository } = world;
    await interrupted(world, signal, 'all');
    expect(await standing(repository)).toBe(before);
    expect(await temporaryFiles(repository)).toEqual([]);
    expect(await repository.tryRead('.git/index.lock')).toBeUndefined();
    await repository.commit('Again');
    expect(await repository.changed()).toEqual(['pyproject.toml', 'requirements.txt']);
  },
);

test.concurrent('a hook whose git was killed writes nothing any more', async () => {
  const { before, ...world } = await started();
  const { repository } = world;
  await interrupted(world, 'SIGKILL', 'git');
  expect(await standing(repository)).toBe(before);
  expect(await temporaryFiles(repository)).toEqual([]);
});
