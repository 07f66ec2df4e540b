import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from './processes.js';

/** Folders of the managers that do so, and what they name a patch: the last number is their process. */
const MANAGERS = [
  { name: 'pre-commit', home: 'PRE_COMMIT_HOME', folder: '.', patch: /^patch\d+-(\d+)$/ },
  { name: 'prek', home: 'PREK_HOME', folder: 'patches', patch: /^\d+-(\d+)\.patch$/ },
] as const;

/**
 * The files whose unstaged edits a hook manager has set aside at this moment, and the abbreviated names of the blobs
 * that these are edits of (several where it runs in several repositories).
 *
 * pre-commit and prek write all unstaged changes into a patch, restore the index's files, and apply the patch in the
 * end. Where a hook has staged other contents of such a file, it doesn't apply: pre-commit then ends with an error,
 * and all unstaged changes are in the patch alone; prek takes the hook's changes back.
 *
 * @param env the hook's environment: both set PRE_COMMIT, and keep their patches in the user's cache
 * @returns empty outside of them. A patch whose process has ended is an old one, and isn't read.
 */
export async function editsSetAside(env: NodeJS.ProcessEnv): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, string[]>();
  if (!env.PRE_COMMIT) return found;
  const cache = env.XDG_CACHE_HOME || join(env.HOME ?? '', '.cache');
  for (const { name, home, folder, patch } of MANAGERS) {
    const where = join(env[home] || join(cache, name), folder);
    for (const file of await readdir(where).catch(() => [])) {
      const pid = patch.exec(file)?.[1];
      if (pid === undefined || !isAlive(Number(pid))) continue;
      const text = await readFile(join(where, file), 'latin1').catch(() => '');
      for (const { path, oid } of patchedFiles(text)) {
        found.set(path, [...(found.get(path) ?? []), oid]);
      }
    }
  }
  return found;
}

/**
 * The files that a patch of git's changes, with the abbreviated names of their blobs before it.
 *
 * @param patch its bytes, as Latin-1
 */
export function patchedFiles(patch: string): { readonly path: string; readonly oid: string }[] {
  // `a/` and `b/`, or other letters (diff.mnemonicPrefix); a name with special characters is quoted as a whole.
  const header = /^diff --git "?\w\/(.+?)"? "?\w\/\1"?\n(?:(?!diff |index ).*\n)*?index ([0-9a-f]+)\.\./gm;
  return [...patch.matchAll(header)].map(([, name = '', oid = '']) => ({ path: unquoted(name), oid }));
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** A name as git quotes it, which is that of C, read back. */
function unquoted(name: string): string {
  const bytes = [...name.matchAll(/\\([0-7]{3}|.)|[^\\]/gs)].map(([character, code]) => {
    if (code === undefined) return character.charCodeAt(0);
    return code.length === 3 ? Number.parseInt(code, 8) : (ESCAPES[code] ?? code.charCodeAt(0));
  });
  return Buffer.from(bytes).toString('utf8');
}
