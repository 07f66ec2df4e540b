import { mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeTemporaryFolder, sweepTemporaryFolders } from '../../src/git/temporary.js';
import { scratchFolder } from '../helpers/scratch.js';

/** Above what any system gives to a process. */
const DEAD = 4194305;

it('old temporary folders of dead runs are swept, and nothing else', async () => {
  const folder = await scratchFolder();
  const old = new Date(Date.now() - 2 * 3_600_000);
  const made = async (name: string, time = old): Promise<string> => {
    await mkdir(join(folder, name, 'tree'), { recursive: true });
    await writeFile(join(folder, name, 'tree', 'pyproject.toml'), '');
    await utimes(join(folder, name), time, time);
    return name;
  };
  await made(`lockgen-${DEAD}-abcDEF`);
  const kept = [
    await made(`lockgen-${DEAD}-abcDE1`, new Date()),
    await made(`lockgen-${process.pid}-abcDEF`),
    await made(`lockgen-${DEAD}`),
    await made(`lockgen-${DEAD}-abcDEF.orig`),
    await made(`other-${DEAD}-abcDEF`),
  ];
  await symlink(`lockgen-${DEAD}`, join(folder, `lockgen-${DEAD}-linked`));
  await sweepTemporaryFolders(folder);
  expect((await readdir(folder)).sort()).toEqual([...kept, `lockgen-${DEAD}-linked`].sort());
});

it('a new temporary folder has a name that the sweep knows once its process is dead', async () => {
  const folder = await scratchFolder();
  const [name = ''] = [await makeTemporaryFolder(folder)].map((path) => path.slice(folder.length + 1));
  expect(name).toMatch(new RegExp(`^lockgen-${process.pid}-\\w{6}$`));
  await sweepTemporaryFolders(folder);
  expect(await readdir(folder)).toEqual([name]);
});

it('a folder that is not there needs no sweep', async () => {
  await expect(sweepTemporaryFolders(join(await scratchFolder(), 'none'))).resolves.toBeUndefined();
});
