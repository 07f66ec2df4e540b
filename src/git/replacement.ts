import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, readFile, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Failure } from '../failure.js';
import { describe } from './disk-snapshot.js';
import { hasCode } from './errors.js';
import { isInside, lookAt, onDisk } from './paths.js';
import { sweepTemporaries, temporaryName } from './temporary.js';

/** A file on disk that is to have other bytes, or to go. */
export interface Replacement {
  /** Below the root, with `/`. */
  readonly path: string;
  /** Undefined = delete. */
  readonly bytes: Buffer | undefined;
  /** Permissions of a file that isn't there yet; one that is keeps its own. As for any new file, less the umask. Default: 666. */
  readonly permissions?: number;
  /** Exact permissions, be the file there or not. Default: as `permissions` says. */
  readonly mode?: number | undefined;
}

/** Replacements that are ready beside their targets. `apply` then `finish`, or at any time `undo`. */
export interface PreparedReplacements {
  /** Removes what is to go. `apply` does it as well where this wasn't asked for. */
  remove(): Promise<void>;
  /** Puts all in place, each at once. The old files are kept aside. */
  apply(): Promise<void>;
  /** Puts everything back as it was, folders included. Goes on past errors, and throws the first. */
  undo(): Promise<void>;
  /** Removes what was kept aside. */
  finish(): Promise<void>;
}

interface Step {
  readonly target: string;
  readonly exists: boolean;
  /** The new bytes, flushed to disk beside the target; undefined = delete. */
  readonly temporary: string | undefined;
  backup: string | undefined;
  applied: boolean;
}

/**
 * Writes the new bytes beside their targets and flushes them, so that what is left to do can hardly fail.
 * A target that has its bytes already is left alone.
 *
 * @throws `Failure('not-a-file')` for a target that is no file, or behind a symbolic link; nothing is left then.
 */
export async function prepareReplacements(
  root: string,
  replacements: readonly Replacement[],
): Promise<PreparedReplacements> {
  const steps: Step[] = [];
  const folders: string[] = [];
  const prepared = {
    remove: () => apply(steps.filter(({ temporary }) => temporary === undefined)),
    apply: () => apply(steps.filter(({ applied }) => !applied)),
    undo: () => undo(steps, folders),
    finish: () => finish(steps),
  };
  try {
    for (const replacement of replacements) {
      const step = await prepare(root, replacement, folders);
      if (step !== undefined) steps.push(step);
    }
  } catch (error) {
    await prepared.undo();
    throw error;
  }
  return prepared;
}

async function prepare(
  root: string,
  { path, bytes, permissions, mode }: Replacement,
  folders: string[],
): Promise<Step | undefined> {
  const found = await lookAt(root, path);
  if (!isInside(path))
    throw new Failure('not-a-file', `${path} is outside of ${root}`, {
      next: 'give the target another output',
    });
  if (found.kind !== 'file' && found.kind !== 'absent') {
    throw new Failure('not-a-file', `${path} ${describe(found)}`, {
      next: 'make it a plain file, or give the target another output',
    });
  }
  const target = onDisk(root, path);
  const folder = dirname(target);
  await sweepTemporaries(folder);
  const exists = found.kind === 'file';
  const isRight = mode === undefined || (exists && found.permissions === mode);
  if (bytes === undefined ? !exists : exists && isRight && (await readFile(target)).equals(bytes))
    return undefined;
  if (bytes === undefined) return { target, exists, temporary: undefined, backup: undefined, applied: false };
  const made = await mkdir(folder, { recursive: true });
  if (made !== undefined) for (let at = folder; at.length >= made.length; at = dirname(at)) folders.push(at);
  const temporary = temporaryName(folder);
  const wanted = mode ?? (exists ? found.permissions : (permissions ?? 0o666));
  await writeFlushed(temporary, bytes, wanted, exists || mode !== undefined);
  return { target, exists, temporary, backup: undefined, applied: false };
}

async function writeFlushed(file: string, bytes: Buffer, permissions: number, exact: boolean): Promise<void> {
  const handle = await open(file, 'wx', permissions);
  try {
    await handle.writeFile(bytes);
    // The user's umask is for new files only.
    if (exact) await handle.chmod(permissions);
    await handle.sync();
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

async function apply(steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (step.exists) {
      const backup = temporaryName(dirname(step.target));
      step.backup = backup;
      await keepAside(step.target, backup);
    }
    if (step.temporary === undefined) await unlink(step.target);
    else await move(step.temporary, step.target);
    step.applied = true;
  }
}

/** A second name for the same file, or a copy where a file system has no such names. */
async function keepAside(target: string, backup: string): Promise<void> {
  try {
    await link(target, backup);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) throw error;
    await copyFile(target, backup, constants.COPYFILE_EXCL);
  }
}

/** On Windows a scanner or an editor can hold a file for a moment. */
async function move(from: string, to: string): Promise<void> {
  for (let wait = 10; ; wait *= 2) {
    try {
      return await rename(from, to);
    } catch (error) {
      if (!hasCode(error, 'EPERM', 'EBUSY', 'EACCES') || wait > 500) throw error;
      await setTimeout(wait);
    }
  }
}

async function undo(steps: readonly Step[], folders: readonly string[]): Promise<void> {
  const errors: unknown[] = [];
  const attempt = (action: Promise<unknown>) => action.catch((error: unknown) => errors.push(error));
  for (const { target, temporary, backup, applied } of [...steps].reverse()) {
    if (applied && backup !== undefined) await attempt(move(backup, target));
    if (applied && backup === undefined) await attempt(rm(target, { force: true }));
    // A backup of a step that failed half-way is only a second name: its target is still there.
    if (!applied && backup !== undefined) await attempt(rm(backup, { force: true }));
    if (temporary !== undefined) await attempt(rm(temporary, { force: true }));
  }
  // Another program may have put something into them.
  for (const folder of folders) await rmdir(folder).catch(() => undefined);
  if (errors.length > 0) throw errors[0];
}

async function finish(steps: readonly Step[]): Promise<void> {
  // What can't be removed now is swept by the next run; everything is written.
  for (const { backup } of steps) {
    if (backup === undefined) continue;
    // A second time at once, since where a lockfile went for good there may be no next run.
    await rm(backup, { force: true })
      .catch(() => rm(backup, { force: true }))
      .catch(() => undefined);
  }
}
