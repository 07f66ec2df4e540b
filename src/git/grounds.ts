import { lstatSync } from 'node:fs';
import { readdir, readFile, rmdir } from 'node:fs/promises';
import { Failure } from '../failure.js';
import { pathWord } from '../shell-word.js';
import { describe } from './disk-snapshot.js';
import { fileFailure } from './errors.js';
import { lookAt, onDisk } from './paths.js';
import { prepareReplacements, type Replacement } from './replacement.js';

/** A file as it stands on disk. */
export interface FileOnDisk {
  readonly bytes: Buffer;
  readonly permissions: number;
}

/**
 * A file below a folder; undefined where there is none.
 *
 * @param shown the path in messages
 * @throws Failure `not-a-file` for what is none, and for one behind a symbolic link: nothing is written through it
 */
export async function fileBelow(root: string, path: string, shown = path): Promise<FileOnDisk | undefined> {
  const found = await lookAt(root, path);
  if (found.kind === 'absent') return undefined;
  if (found.kind !== 'file') {
    throw new Failure('not-a-file', `nothing is written to ${shown}: it ${describe(found)}`, {
      next: 'make it a plain file, or edit by hand what it leads to (docs/hook-managers.md has the lines)',
    });
  }
  return { bytes: await readFile(onDisk(root, path)), permissions: found.permissions };
}

/**
 * Says before anything is written that a file mustn't be: a new one would take its place without a question.
 *
 * @throws Failure `files`
 */
export function assertWritable(root: string, path: string, shown = path): void {
  const stats = lstatSync(onDisk(root, path), { throwIfNoEntry: false });
  if (stats === undefined || (stats.mode & 0o222) !== 0) return;
  throw new Failure('files', `${shown} is read-only`, {
    next: `chmod u+w ${pathWord(shown)}, then try again`,
  });
}

/** The files of a folder and of those in it, by path below the root. What is no plain file is left out. */
export async function filesBelow(root: string, path: string): Promise<ReadonlyMap<string, FileOnDisk>> {
  const found = new Map<string, FileOnDisk>();
  const at = await lookAt(root, path);
  if (at.kind === 'file') {
    found.set(path, { bytes: await readFile(onDisk(root, path)), permissions: at.permissions });
    return found;
  }
  if (at.kind !== 'folder') return found;
  for (const name of (await readdir(onDisk(root, path))).sort())
    for (const [inner, file] of await filesBelow(root, `${path}/${name}`)) found.set(inner, file);
  return found;
}

/** The folders on the way to a path that aren't there, the outermost first. */
export async function missingFolders(root: string, path: string): Promise<readonly string[]> {
  const parts = path.split('/').slice(0, -1);
  const folders = parts.map((_, at) => parts.slice(0, at + 1).join('/'));
  const looks = await Promise.all(folders.map((folder) => lookAt(root, folder)));
  return folders.filter((_, at) => looks[at]?.kind === 'absent');
}

/**
 * Replaces files below some folders: all, or none. Each changes at once.
 *
 * @throws Failure `not-a-file`, `files`; nothing is changed then, unless it says so
 */
export async function replaceFiles(
  groups: readonly { readonly root: string; readonly replacements: readonly Replacement[] }[],
): Promise<void> {
  const prepared: Awaited<ReturnType<typeof prepareReplacements>>[] = [];
  try {
    for (const { root, replacements } of groups) prepared.push(await prepareReplacements(root, replacements));
    for (const one of prepared) await one.apply();
  } catch (error) {
    let changed = false;
    for (const one of [...prepared].reverse())
      await one.undo().catch(() => {
        changed = true;
      });
    throw fileFailure(error, `a file could not be written${changed ? '' : '; nothing was changed'}`, {
      changed,
    });
  }
  for (const one of prepared) await one.finish();
}

/** Removes a folder that is empty; what isn't stays. */
export async function removeIfEmpty(root: string, path: string): Promise<void> {
  if ((await lookAt(root, path)).kind === 'folder') await rmdir(onDisk(root, path)).catch(() => undefined);
}
