import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { writeLockfiles } from '../../src/git/write-lockfiles.js';
import { scratchFolder } from '../helpers/scratch.js';

/** By a target's name, how its next renames end: the code of an error, or `FREE`. */
const failures = vi.hoisted(() => new Map<string, string[]>());
const FREE = 'free';

// As on Windows, where a scanner, an indexer or an editor can hold a file for a moment.
vi.mock('node:fs/promises', async (importOriginal) => {
  const real = await importOriginal<typeof import('node:fs/promises')>();
  return {
    ...real,
    rename: async (from: string, to: string) => {
      const code = failures.get(basename(to))?.shift();
      if (code !== undefined && code !== 'free')
        throw Object.assign(new Error(`${code}: rename '${from}' -> '${to}'`), { code });
      await real.rename(from, to);
    },
  };
});

/** A folder with two lockfiles, of which the second is held. */
async function held(name: string, codes: readonly string[]): Promise<string> {
  const folder = await scratchFolder();
  await writeFile(join(folder, 'first.txt'), 'old first\n');
  await writeFile(join(folder, name), 'old\n');
  failures.set(name, [...codes]);
  return folder;
}

function write(folder: string, name: string): Promise<void> {
  return writeLockfiles(folder, [
    { path: 'first.txt', text: 'new first\n' },
    { path: name, text: 'new\n' },
  ]);
}

async function expectContents(folder: string, first: string, second: string, name: string): Promise<void> {
  expect(await readFile(join(folder, 'first.txt'), 'utf8')).toBe(first);
  expect(await readFile(join(folder, name), 'utf8')).toBe(second);
  expect((await readdir(folder)).sort()).toEqual(['first.txt', name].sort());
}

test.concurrent('a file that is held for a moment is replaced when it is free again', async () => {
  const name = 'moment.txt';
  const folder = await held(name, ['EPERM', 'EBUSY', 'EACCES', 'EPERM']);
  await write(folder, name);
  expect(failures.get(name)).toEqual([]);
  await expectContents(folder, 'new first\n', 'new\n', name);
});

test.concurrent('a file that stays held is given up, and all is as it was', async () => {
  const name = 'forever.txt';
  const folder = await held(
    name,
    Array.from({ length: 50 }, () => 'EBUSY'),
  );
  await expect(write(folder, name)).rejects.toMatchObject({ reason: 'files', changed: false });
  await expectContents(folder, 'old first\n', 'old\n', name);
});

test.concurrent('an error of another kind is not waited for, and all is as it was', async () => {
  const name = 'full.txt';
  const folder = await held(name, ['ENOSPC', 'EXDEV']);
  await expect(write(folder, name)).rejects.toMatchObject({ reason: 'files', changed: false });
  expect(failures.get(name)).toEqual(['EXDEV']);
  await expectContents(folder, 'old first\n', 'old\n', name);
});

test.concurrent('a file that is held while it is put back is put back when it is free again', async () => {
  const name = 'refused.txt';
  const folder = await held(name, ['ENOSPC']);
  await writeFile(join(folder, 'back.txt'), 'old\n');
  failures.set('back.txt', [FREE, 'EBUSY', 'EPERM']);
  const written = writeLockfiles(folder, [
    { path: 'back.txt', text: 'new\n' },
    { path: name, text: 'new\n' },
  ]);
  await expect(written).rejects.toMatchObject({ reason: 'files', changed: false });
  expect(failures.get('back.txt')).toEqual([]);
  expect(await readFile(join(folder, 'back.txt'), 'utf8')).toBe('old\n');
});
