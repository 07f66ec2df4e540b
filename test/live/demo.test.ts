import { cp, mkdir, readdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isolatedEnvironment } from '../helpers/environment.js';
import { installedLockgen } from '../helpers/package.js';
import { run, runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The repository as `git clone` and `npm ci` leave it, with the work tree's own state: everything that git has or would
 * take, what is installed, and what is built.
 */
async function clone(into: string, env: NodeJS.ProcessEnv): Promise<void> {
  const { folder } = await installedLockgen();
  const { stdout } = await runOk('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: REPOSITORY,
  });
  for (const path of stdout.split('\0').filter((name) => name !== '')) {
    await mkdir(dirname(join(into, path)), { recursive: true });
    // One that is removed and not yet committed so is still listed.
    await cp(join(REPOSITORY, path), join(into, path)).catch(() => undefined);
  }
  await cp(join(folder, 'dist'), join(into, 'dist'), { recursive: true });
  await runOk('git', ['init', '--quiet'], { cwd: into, env });
  await runOk('git', ['add', '--all'], { cwd: into, env });
  await runOk('git', ['commit', '--quiet', '-m', 'Start'], { cwd: into, env });
  await mkdir(join(into, 'node_modules'));
  for (const name of await readdir(join(REPOSITORY, 'node_modules'))) {
    await symlink(join(REPOSITORY, 'node_modules', name), join(into, 'node_modules', name));
  }
}

test('npm run demo shows what it says, in an empty home, without uv on PATH', async () => {
  const scratch = await scratchFolder();
  const home = join(scratch, 'home');
  const env = isolatedEnvironment(home, { UV_CACHE_DIR: undefined }, { managedUv: false });
  const repository = join(scratch, 'clone');
  await clone(repository, env);
  await expect(run('uv', ['--version'], { env })).rejects.toThrow('ENOENT');

  const { exitCode, stdout, stderr } = await run('npm', ['run', 'demo'], { cwd: repository, env });
  expect(exitCode, `${stdout}\n${stderr}`).toBe(0);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what bold type is written with
  const steps = stdout.replace(/\u001b\[\d*m/g, '').split('\n── ');
  const step = (letter: string): string => steps.find((text) => text.startsWith(`(${letter})`)) ?? '';
  const lockfiles = /requirements-full\.txt +\| +\d+ [+-]+\n requirements\.txt +\| +\d+ [+-]+\n/;

  expect(steps[1]).toMatch(
    /^The project: examples\/mlpstorage\n.*CPU-only PyTorch index (answers|doesn't answer)/,
  );
  expect(step('a')).toMatch(/ pyproject\.toml +\| +\d+ \++\n/);
  expect(step('a')).toMatch(lockfiles);
  expect(step('b')).toContain('"tqdm"');
  expect(step('b')).toMatch(lockfiles);
  expect(step('c')).toContain(' 1 file changed');
  expect(step('d')).toMatch(/\n[0-9a-f]+ Shorter lines\n[0-9a-f]+ Show progress\n[0-9a-f]+ Start\n/);
  // Nothing else has changed.
  expect(step('d')).toMatch(/\$ git status --short\nM {2}pyproject\.toml\n\n/);
  expect(step('e')).toMatch(/\nfresh +requirements\.txt\nfresh +requirements-full\.txt\nexit code: 0\n/);
  expect(step('e')).toMatch(
    /\nstale +requirements\.txt.*`humanize`.*\n +since .*\n(?: .*\n)*stale +requirements-full\.txt.*`humanize`.*\n(?:.*\n)*exit code: 1\n/,
  );

  // What the hook says goes to stderr: two commits with lockfiles, and one that is blocked.
  expect(stderr.match(/^lockgen: staged requirements\.txt and requirements-full\.txt /gm)).toHaveLength(2);
  expect(stderr).toContain('+ tqdm ');
  expect(stderr).toMatch(
    /^lockgen: commit blocked: requirements-full\.txt can't be resolved; see pyproject\.toml:\d+ "rich>=999"$/m,
  );
  expect(stderr).toContain('No solution found');

  const left = /The repository is (.+); its hook works there/.exec(stdout)?.[1] ?? '';
  expect(await readdir(left)).toEqual(
    expect.arrayContaining(['.git', 'pyproject.toml', 'requirements-full.txt', 'requirements.txt']),
  );
  expect((await runOk('git', ['status', '--porcelain'], { cwd: repository, env })).stdout).toBe('');
  expect((await runOk('git', ['status', '--porcelain'], { cwd: left, env })).stdout).toBe('');
});
