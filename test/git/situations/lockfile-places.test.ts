// topic: lockfiles
import { mkdir, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pyproject } from '../../helpers/projects.js';
import { scratchFolder } from '../../helpers/scratch.js';
import { type Busy, busy, wayOut } from './busy.js';

const TWO = pyproject({ dependencies: ['alpha', 'delta'] });
const PINS = ['alpha==2.0.0', 'delta==2.0.0'];

/** pyproject.toml is staged with one dependency more. */
async function started(more = '', folder = ''): Promise<Busy> {
  const path = `${folder}pyproject.toml`;
  const world = await busy({ [path]: pyproject({ dependencies: ['alpha'], more }) });
  await world.repository.stage({ [path]: pyproject({ dependencies: ['alpha', 'delta'], more }) });
  return world;
}

test.concurrent('a lockfile that is a symbolic link in the work tree: blocked, and nothing is written through it', async () => {
  const { repository, blocks } = await started();
  const elsewhere = join(await scratchFolder(), 'elsewhere.txt');
  await repository.run('mv', ['requirements.txt', elsewhere]);
  await symlink(elsewhere, repository.path('requirements.txt'));
  const before = await repository.run('cat', [elsewhere]);
  expect(await blocks()).toMatch(/requirements\.txt .*symbolic link/);
  expect((await repository.run('cat', [elsewhere])).stdout).toBe(before.stdout);
});

test.concurrent('a lockfile that is a symbolic link in the index: blocked, and nothing is written through it', async () => {
  const { repository, blocks } = await started();
  await repository.write('real.txt', 'mine\n');
  await repository.remove('requirements.txt');
  await symlink('real.txt', repository.path('requirements.txt'));
  await repository.git('add', 'requirements.txt', 'real.txt');
  expect(await blocks()).toMatch(/requirements\.txt .*symbolic link/);
  expect(await repository.read('real.txt')).toBe('mine\n');
});

test.concurrent('a lockfile that is a symbolic link to nothing: blocked, and nothing is made where it points', async () => {
  const { repository, blocks } = await started();
  await repository.remove('requirements.txt');
  await symlink('nothing.txt', repository.path('requirements.txt'));
  expect(await blocks()).toMatch(/requirements\.txt .*symbolic link/);
  expect(await repository.tryRead('nothing.txt')).toBeUndefined();
});

test.concurrent('a folder in the place of a lockfile: blocked, and what is in it stays', async () => {
  const { repository, blocks } = await started();
  await repository.remove('requirements.txt');
  await repository.write('requirements.txt/mine.md', 'mine\n');
  expect(await blocks()).toMatch(/requirements\.txt .*folder/);
});

test.concurrent('an empty folder in the place of a lockfile: blocked', async () => {
  const { repository, blocks } = await started();
  await repository.remove('requirements.txt');
  await mkdir(repository.path('requirements.txt'));
  expect(await blocks()).toMatch(/requirements\.txt .*folder/);
});

test.concurrent('a folder in the place of a lockfile, staged: blocked', async () => {
  const { repository, blocks } = await started();
  await repository.git('rm', '-q', 'requirements.txt');
  await repository.stage({ 'requirements.txt/mine.md': 'mine\n' });
  expect(await blocks()).toMatch(/requirements\.txt .*folder/);
});

test.concurrent('a named pipe in the place of a lockfile: blocked, and not waited for', async () => {
  const { repository } = await started();
  await repository.remove('requirements.txt');
  await repository.run('mkfifo', ['requirements.txt']);
  const before = await repository.git('ls-files', '--stage', '-v');
  const { stderr, exitCode } = await repository.tryCommit('Change');
  expect(exitCode, stderr).toBe(1);
  expect(stderr).toMatch(/commit blocked: requirements\.txt/);
  expect(await repository.git('ls-files', '--stage', '-v')).toBe(before);
});

test.concurrent('a lockfile behind a symbolic link to a folder: blocked, and nothing is written through it', async () => {
  const { repository, blocks } = await started('[tool.lockgen.targets.base]\noutput = "locks/base.txt"\n');
  const elsewhere = await scratchFolder();
  await repository.run('mv', ['locks', join(elsewhere, 'locks')]);
  await symlink(join(elsewhere, 'locks'), repository.path('locks'));
  expect(await blocks()).toMatch(/locks.*symbolic link/);
  expect(await readdir(join(elsewhere, 'locks'))).toEqual(['base.txt']);
  expect((await repository.run('cat', [join(elsewhere, 'locks/base.txt')])).stdout).toBe(
    await repository.show('HEAD:locks/base.txt'),
  );
});

test.concurrent('a project behind a symbolic link to a folder: blocked, and nothing is written through it', async () => {
  const { repository, blocks } = await started('[tool.lockgen]\n', 'svc/');
  const elsewhere = await scratchFolder();
  await repository.run('mv', ['svc', join(elsewhere, 'svc')]);
  await symlink(join(elsewhere, 'svc'), repository.path('svc'));
  expect(await blocks()).toMatch(/svc.*symbolic link/);
  expect((await readdir(join(elsewhere, 'svc'))).sort()).toEqual(['pyproject.toml', 'requirements.txt']);
  expect((await repository.run('cat', [join(elsewhere, 'svc/requirements.txt')])).stdout).toBe(
    await repository.show('HEAD:svc/requirements.txt'),
  );
});

/** A project whose lockfile was never made, in a repository that ignores it. */
async function ignoring(): Promise<Busy> {
  const world = await busy({ '.gitignore': 'requirements*.txt\n' });
  await world.repository.stage({ 'pyproject.toml': TWO });
  return world;
}

test.concurrent('a lockfile that git ignores and does not have: blocked, and what the message says works', async () => {
  const { repository, installed, blocks, commits, pins } = await ignoring();
  const words = await blocks();
  expect(words).toContain('git ignores requirements.txt');
  const rule = await repository.run('sh', ['-c', wayOut(words, 'next: ').replace(/ names the rule$/, '')]);
  expect(rule.stdout).toMatch(/^\.gitignore:1:/);
  // Another program on PATH; here the installed one.
  const command = wayOut(words, 'or: ').replace('npx lockgen generate', `'${installed.bin}' generate`);
  expect(await repository.run('sh', ['-c', command])).toMatchObject({ exitCode: 0 });
  await commits();
  expect(await pins('requirements.txt')).toEqual(PINS);
});

test.concurrent('a lockfile that git ignored, and the rule is removed: the commit has it', async () => {
  const { repository, blocks, commits, pins } = await ignoring();
  await blocks();
  await repository.stage({ '.gitignore': '*.log\n' });
  await commits();
  expect(await pins('requirements.txt')).toEqual(PINS);
});

test.concurrent('a lockfile that git ignores, made by `lockgen generate`: blocked, and what the message says works', async () => {
  const { repository, lockgen, blocks, commits, pins } = await ignoring();
  expect(await lockgen(['generate'])).toMatchObject({ exitCode: 0 });
  const command = wayOut(await blocks(), 'or: ');
  expect(command).toBe('git add -f requirements.txt');
  expect(await repository.run('sh', ['-c', command])).toMatchObject({ exitCode: 0 });
  await commits();
  expect(await pins('requirements.txt')).toEqual(PINS);
});

test.concurrent('a lockfile that git ignores but has: the commit has the new one', async () => {
  const { repository, commits, pins } = await started();
  await repository.stage({ '.gitignore': '*.txt\n!mine.txt\n' });
  await commits();
  expect(await pins('requirements.txt')).toEqual(PINS);
});

test.concurrent('a lockfile in a folder that git ignores: blocked', async () => {
  const { repository, blocks } = await busy({ '.gitignore': 'locks/\n' });
  const more = '[tool.lockgen.targets.base]\noutput = "locks/base.txt"\n';
  await repository.stage({ 'pyproject.toml': pyproject({ more }) });
  expect(await blocks()).toContain('git ignores locks/base.txt');
});
