import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeFolders } from '../../src/make-folders.js';

describe('makeFolders', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lockgen-folders-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('makes what is missing, and leaves what is there', async () => {
    const deep = join(folder, 'a', 'b', 'c');
    await makeFolders(deep);
    await makeFolders(deep);
    await makeFolders(join(folder, 'a'));
    expect((await stat(deep)).isDirectory()).toBe(true);
  });

  it('fails below a file, and on one', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(makeFolders(file)).rejects.toThrow(/EEXIST/);
    await expect(makeFolders(join(file, 'a', 'b'))).rejects.toThrow(/ENOTDIR|ENOENT|EEXIST/);
  });

  it('ends where no folder can be made, though that is said as if the one above were missing', async () => {
    await expect(makeFolders('/proc/lockgen/a/b')).rejects.toThrow(/ENOENT|EACCES|EPERM|EROFS/);
  });
});
