import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { writeLockfiles } from '../../src/git/write-lockfiles.js';
import { scratchFolder } from '../helpers/scratch.js';
import { leftovers } from './staging-repository.js';

it('lockfiles are written, replaced with their permissions, deleted', async () => {
  const root = await scratchFolder();
  await writeFile(join(root, 'old.txt'), 'old\n');
  await chmod(join(root, 'old.txt'), 0o600);
  await writeFile(join(root, 'gone.txt'), 'gone\n');
  await writeLockfiles(root, [
    { path: 'old.txt', text: 'new\n' },
    { path: 'sub/deep/new.txt', text: 'é\n' },
    { path: 'gone.txt', text: undefined },
    { path: 'never.txt', text: undefined },
  ]);
  expect(await readFile(join(root, 'old.txt'), 'utf8')).toBe('new\n');
  expect((await stat(join(root, 'old.txt'))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(root, 'sub/deep/new.txt'), 'utf8')).toBe('é\n');
  await expect(stat(join(root, 'gone.txt'))).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await leftovers(root)).toEqual([]);
});

it('a file that has its text already is not touched', async () => {
  const root = await scratchFolder();
  await writeFile(join(root, 'same.txt'), 'same\n');
  const before = await stat(join(root, 'same.txt'));
  await writeLockfiles(root, [{ path: 'same.txt', text: 'same\n' }]);
  expect(await stat(join(root, 'same.txt'))).toMatchObject({ ino: before.ino, ctimeMs: before.ctimeMs });
});

it.each(['a link', 'a folder', 'behind a link', 'outside', 'in .git'])(
  'nothing is written where one is %s',
  async (kind) => {
    const root = join(await scratchFolder(), 'root');
    await mkdir(join(root, 'folder'), { recursive: true });
    await writeFile(join(root, 'target'), 'target\n');
    await symlink('target', join(root, 'link'));
    await symlink('folder', join(root, 'linked'));
    const paths: Record<string, string> = {
      'a link': 'link',
      'a folder': 'folder',
      'behind a link': 'linked/x.txt',
      outside: '../x.txt',
      'in .git': '.git/x.txt',
    };
    const writes = [
      { path: 'made/first.txt', text: 'x\n' },
      { path: paths[kind] ?? '', text: 'x\n' },
    ];
    await expect(writeLockfiles(root, writes)).rejects.toMatchObject({ reason: 'not-a-file' });
    await expect(stat(join(root, 'made'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readFile(join(root, 'target'), 'utf8')).toBe('target\n');
    expect(await leftovers(root)).toEqual([]);
  },
);

it('an error half-way puts back what was written', async () => {
  const root = await scratchFolder();
  await writeFile(join(root, 'first.txt'), 'old\n');
  await writeFile(join(root, 'second.txt'), 'old\n');
  // Aborts once the files are in place: the signal is asked a last time after that.
  let asked = 0;
  const signal = {
    get aborted() {
      asked += 1;
      return asked > 2;
    },
  };
  const writes = ['first.txt', 'second.txt', 'third.txt'].map((path) => ({ path, text: 'new\n' }));
  await expect(writeLockfiles(root, writes, signal)).rejects.toMatchObject({ reason: 'interrupted' });
  expect(await readFile(join(root, 'first.txt'), 'utf8')).toBe('old\n');
  expect(await readFile(join(root, 'second.txt'), 'utf8')).toBe('old\n');
  await expect(stat(join(root, 'third.txt'))).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await leftovers(root)).toEqual([]);
});

it('what the system refuses is told in its words', async () => {
  const root = await scratchFolder();
  const writes = ['first.txt', `${'long'.repeat(100)}.txt`].map((path) => ({ path, text: 'new\n' }));
  await expect(writeLockfiles(root, writes)).rejects.toMatchObject({
    reason: 'files',
    detail: expect.stringContaining('ENAMETOOLONG'),
  });
  expect(await leftovers(root)).toEqual([]);
});
