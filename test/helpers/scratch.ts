import { chmod, lstat, mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folders: string[] = [];

// Removed at the end of the file, not of the test: tests that run concurrently share vitest's idea of the current test.
afterAll(async () => {
  for (const folder of folders.splice(0)) {
    await removeFolder(folder);
  }
});

/**
 * An empty folder, removed when all tests of the file are done.
 *
 * @returns its absolute path without symbolic links (on macOS the temporary folder itself is one).
 */
export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'lockgen-test-'));
  folders.push(folder);
  return folder;
}

/** Removes a folder with all in it, folders that a test made read-only included. */
async function removeFolder(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    await makeWritable(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function makeWritable(folder: string): Promise<void> {
  // What the first attempt set going may still remove some of it.
  const gone = (): undefined => undefined;
  await chmod(folder, 0o700).catch(gone);
  for (const name of await readdir(folder).catch((): string[] => [])) {
    const path = join(folder, name);
    if ((await lstat(path).catch(gone))?.isDirectory()) await makeWritable(path);
  }
}
