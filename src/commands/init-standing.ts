import { constants } from 'node:fs';
import { access, lstat, readFile, stat } from 'node:fs/promises';
import { Failure } from '../failure.js';
import { describe } from '../git/disk-snapshot.js';
import { hasCode } from '../git/errors.js';
import { lookAt, onDisk } from '../git/paths.js';
import { type Folded, type Standing, shownPath } from '../setup/fold.js';
import type { FileEdit, Ground } from '../setup/step.js';
import { pathWord } from '../shell-word.js';
import { textOf } from './init-hooks.js';
import type { Surveyed } from './init-survey.js';

/**
 * What stands where an edit would be made, and what keeps init from making it: a link, a folder in its place, a file or
 * a folder that can't be written. What a link leads to is read, to see whether all is there; nothing is written through it.
 */
export async function standingAt(
  grounds: Surveyed['grounds'],
  { ground, path }: Pick<FileEdit, 'ground' | 'path'>,
): Promise<Standing | undefined> {
  const root = grounds[ground];
  const found = await lookAt(root, path);
  if (found.kind === 'file') {
    const standing = {
      text: textOf(await readFile(onDisk(root, path))),
      executable: (found.permissions & 0o111) !== 0,
    };
    if ((found.permissions & 0o222) === 0) return { ...standing, locked: readOnly(ground, path) };
    const locked = await lockedFolder(ground, root, path);
    return locked === undefined ? standing : { ...standing, locked };
  }
  if (found.kind === 'absent') {
    const locked = await lockedFolder(ground, root, path);
    return locked === undefined ? undefined : { text: undefined, isAbsent: true, executable: false, locked };
  }
  const locked =
    found.kind === 'behind-link' || found.kind === 'behind-file'
      ? describe({ ...found, at: shownPath(ground, found.at) })
      : describe(found);
  // git reads neither of them through a link, so what it leads to doesn't count.
  if (/(?:^|\/)\.git(?:attributes|ignore)$/.test(path)) return { text: '', executable: false, locked };
  return { ...(await throughLink(onDisk(root, path))), locked };
}

const readOnly = (ground: Ground, path: string): string => {
  const shown = shownPath(ground, path);
  return `is read-only (for init to write it: chmod u+w ${pathWord(shown)} && lockgen init)`;
};

async function throughLink(place: string): Promise<Standing> {
  const stats = await stat(place).catch(() => undefined);
  if (stats === undefined) return { text: undefined, isAbsent: true, executable: false };
  if (!stats.isFile()) return { text: undefined, executable: false };
  const bytes = await readFile(place).catch(() => undefined);
  return { text: bytes && textOf(bytes), executable: (stats.mode & 0o111) !== 0 };
}

/** A file is replaced by another one beside it, so it is its folder that has to be writable: the nearest that is there. */
async function lockedFolder(ground: Ground, root: string, path: string): Promise<string | undefined> {
  for (let folder = parent(path); ; folder = parent(folder)) {
    const place = folder === '' ? root : onDisk(root, folder);
    if (folder !== '' && (await lstat(place).catch(() => undefined)) === undefined) continue;
    try {
      await access(place, constants.W_OK | constants.X_OK);
      return undefined;
    } catch (error) {
      if (!hasCode(error, 'EACCES', 'EPERM', 'EROFS')) throw error;
      return `is in ${shownPath(ground, folder) || 'a folder'}, which can't be written to`;
    }
  }
}

const parent = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));

/** What a person can add by hand, and without which all else works: each of these adds lines, and takes nothing away. */
const CAN_WAIT = /^(?:hooks|install|gitignore|merge-driver|prepare|ci:.*)$/;

/**
 * Refuses what can't be left to a person: where a project's own files can't be written, nothing else would fit them.
 *
 * @throws Failure `files`; nothing was changed
 */
export function assertFirm({ byHand }: Pick<Folded, 'byHand'>): void {
  for (const { step, path, locked } of byHand) {
    if (locked === undefined || step === undefined || CAN_WAIT.test(step.id)) continue;
    throw new Failure('files', `nothing is written to ${path}: it ${locked}`, {
      next: `make ${path} a plain file that you may write, then try again`,
    });
  }
}
