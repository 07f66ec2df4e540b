import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * A file's text.
 *
 * @param path - as the caller wrote it, and as errors name it
 * @param cwd - what a relative path starts from
 * @throws the system's error; where there is no such file, with `code: 'ENOENT'` and `path`
 */
export async function textAt(path: string, cwd: string): Promise<string> {
  try {
    const text = await readFile(resolve(cwd, path), 'utf8');
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  } catch (error) {
    if (!isMissing(error)) throw error;
    const message = `ENOENT: no such file or directory, open '${path}'`;
    throw Object.assign(new Error(message, { cause: error }), {
      code: 'ENOENT',
      errno: error.errno,
      syscall: 'open',
      path,
    });
  }
}

/** Whether an error says that there is no such file. */
export function isMissing(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** An absolute path with the symbolic links of its folder followed, as far as that exists; its own name stays. */
export async function realPlace(path: string): Promise<string> {
  const folder = dirname(path);
  if (folder === path) return path;
  try {
    return join(await realpath(folder), basename(path));
  } catch (error) {
    if (!isMissing(error)) throw error;
    return join(await realPlace(folder), basename(path));
  }
}
