import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../failure.js';
import { hasCode } from '../git/errors.js';
import { type FileOnDisk, filesBelow, removeIfEmpty, replaceFiles } from '../git/grounds.js';
import { onDisk } from '../git/paths.js';
import { sweepTemporaries } from '../git/temporary.js';
import { SHARED_FOLDERS } from '../setup/manager.js';
import {
  type Change,
  EMPTY_RECORD,
  type Kept,
  readRecord,
  recordText,
  type SetupRecord,
  sameKept,
  withChanges,
} from '../setup/record.js';
import type { Surveyed } from './init-survey.js';

type Grounds = Surveyed['grounds'];

const FOLDER = 'lockgen';
const FILE = `${FOLDER}/setup.json`;

/**
 * What `init` has done in this repository, so far as it is known here.
 *
 * @throws Failure `files` where it can't be read
 */
export async function loadRecord({ git }: Grounds): Promise<SetupRecord> {
  try {
    const record = readRecord(await readFile(join(git, FILE), 'utf8'));
    if (record !== undefined) return record;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return EMPTY_RECORD;
    throw error;
  }
  throw new Failure('files', `${join(git, FILE)} is not what lockgen init wrote there`, {
    next: 'move it away; what init did can then be taken back by its lines alone',
  });
}

/** Writes it, or removes it where nothing is left to take back. */
export async function saveRecord({ git }: Grounds, record: SetupRecord): Promise<void> {
  const bytes = record.changes.length === 0 ? undefined : Buffer.from(recordText(record));
  await replaceFiles([{ root: git, replacements: [{ path: FILE, bytes }] }]);
  if (bytes === undefined) await removeIfEmpty(git, FOLDER);
}

/** The folders that `init` and `uninstall` write into whatever projects there are. */
export function setupFolders(grounds: Grounds): readonly string[] {
  return [
    ...['hooks', FOLDER].map((folder) => onDisk(grounds.git, folder)),
    grounds['work-tree'],
    ...['.husky', ...SHARED_FOLDERS, '.github/workflows'].map((folder) =>
      onDisk(grounds['work-tree'], folder),
    ),
  ];
}

/**
 * Removes what a run that was killed left beside the files that it was writing.
 *
 * @param record with what was pending
 * @param more folders of the work tree
 */
export async function sweepBeside(
  grounds: Grounds,
  { changes }: SetupRecord,
  more: readonly string[] = [],
): Promise<void> {
  const folders = new Set([
    ...setupFolders(grounds),
    ...more.map((folder) => onDisk(grounds['work-tree'], folder)),
  ]);
  for (const change of changes)
    if (change.kind !== 'setting') folders.add(dirname(onDisk(grounds[change.ground], change.path)));
  for (const folder of folders) await sweepTemporaries(folder);
}

/** A file as the record keeps it. */
export function kept(file: FileOnDisk | undefined): Kept | null {
  return file === undefined ? null : { bytes: file.bytes.toString('base64'), mode: file.permissions };
}

/** What is at a path now, files in folders included. */
export async function keptBelow(
  grounds: Grounds,
  { ground, path }: Pick<Extract<Change, { kind: 'pending' }>, 'ground' | 'path'>,
): Promise<Record<string, Kept>> {
  const found: Record<string, Kept> = {};
  for (const [name, file] of await filesBelow(grounds[ground], path)) {
    const one = kept(file);
    if (one !== null) found[name] = one;
  }
  return found;
}

/** What has become of pending changes: those of files, as they are now. */
export async function settled(grounds: Grounds, record: SetupRecord): Promise<SetupRecord> {
  const changes: Change[] = [];
  for (const change of record.changes) {
    if (change.kind !== 'pending') changes.push(change);
    else {
      const now = await keptBelow(grounds, change);
      for (const path of new Set([...Object.keys(change.before), ...Object.keys(now)])) {
        const [before, after] = [change.before[path] ?? null, now[path] ?? null];
        if (sameKept(before, after)) continue;
        changes.push({
          kind: 'file',
          ground: change.ground,
          path,
          before,
          after,
          ...(change.lockfile === true ? { lockfile: true } : {}),
          ...(change.head === undefined ? {} : { head: change.head }),
        });
      }
    }
  }
  return withChanges({ ...record, changes: [] }, changes);
}
