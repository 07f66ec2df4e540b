import { spawn } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type Hooked, slowUv, startedWith } from '../helpers/hooked.js';
import { pyproject } from '../helpers/projects.js';

/** Commits a new dependency, and stages a file while uv is at work. Gives git's exit code and the hook's words. */
async function meanwhile(
  { repository }: Hooked,
  path: string,
  text: string,
): Promise<{ readonly exitCode: number | null; readonly stderr: string }> {
  await repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['delta'] }) });
  const { env, isRunning } = await slowUv(repository, 1.5);
  const git = spawn('git', ['commit', '-m', 'Change'], {
    cwd: repository.root,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => git.once('close', resolve));
  let stderr = '';
  git.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  while (!isRunning()) await setTimeout(20);
  await repository.stage({ [path]: text });
  return { exitCode: await ended, stderr };
}

const started = (): Promise<Hooked> =>
  startedWith({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });

test.concurrent.each([
  ['the configuration', '.lockgenrc', 'generateHashes: true\n'],
  ['the manifest', 'pyproject.toml', pyproject({ dependencies: ['beta'] })],
  ['a lockfile', 'requirements.txt', '# mine\n'],
])('%s that is staged while its lockfiles are made blocks the commit', async (_what, path, text) => {
  const world = await started();
  const before = await world.repository.id();
  const { exitCode, stderr } = await meanwhile(world, path, text);
  expect(exitCode, stderr).toBe(1);
  expect(stderr).toContain(`${path} was staged anew while the lockfiles were being made`);
  expect(stderr).toContain('commit again');
  expect(await world.repository.id()).toBe(before);
  expect(await world.repository.read(path)).toBe(text);
});

const SVC = (dependency: string): string =>
  pyproject({
    name: 'svc',
    dependencies: [dependency],
    more: '[tool.lockgen.targets.base]\noutput = "requirements.txt"\nconstraints = ["../limits/svc.txt"]',
  });

test.concurrent.each([
  ["another project's manifest", 'svc/pyproject.toml', SVC('beta')],
  ["another project's constraints file", 'limits/svc.txt', 'alpha<2\n'],
  ["another project's lockfile", 'svc/requirements.txt', '# mine\n'],
  ['a new project', 'new/pyproject.toml', pyproject({ name: 'new', more: '[tool.lockgen]' })],
])('%s that is staged meanwhile blocks the commit', async (_what, path, text) => {
  const world = await startedWith({
    'pyproject.toml': pyproject({ dependencies: ['alpha'] }),
    'svc/pyproject.toml': SVC('alpha'),
    'limits/svc.txt': '',
  });
  const before = await world.repository.id();
  const { exitCode, stderr } = await meanwhile(world, path, text);
  expect(exitCode, stderr).toBe(1);
  expect(stderr).toContain(`${path} was staged anew while the lockfiles were being made`);
  expect(await world.repository.id()).toBe(before);
  expect(await world.repository.read(path)).toBe(text);
});

test.concurrent("another file that is staged meanwhile is in nobody's way", async () => {
  const world = await started();
  const { exitCode, stderr } = await meanwhile(world, 'notes.txt', 'notes\n');
  expect(exitCode, stderr).toBe(0);
  expect(await world.pins('requirements.txt')).toEqual(['delta==2.0.0']);
});
