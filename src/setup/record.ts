import { isObject } from './is-object.js';
import type { Ground } from './step.js';

/** A file's bytes (base64) and permissions. */
export interface Kept {
  readonly bytes: string;
  readonly mode: number;
}

/** The text that a file had; none where there was no file. */
export const textOfKept = (file: Kept | null): string => Buffer.from(file?.bytes ?? '', 'base64').toString();

/** One thing that was changed, with what there was before. `null` is nothing. */
export type Change =
  | {
      readonly kind: 'file';
      readonly ground: Ground;
      readonly path: string;
      readonly before: Kept | null;
      readonly after: Kept | null;
      /** One that a commit has stays: it is the project's. */
      readonly lockfile?: true;
      /** What HEAD had then, where it wasn't the bytes before: its SHA-256; `null`: nothing. */
      readonly head?: string | null;
    }
  | {
      readonly kind: 'setting';
      readonly key: string;
      readonly before: string | null;
      readonly after: string | null;
    }
  /** A folder that wasn't there. */
  | { readonly kind: 'folder'; readonly ground: Ground; readonly path: string }
  /** What another program is about to change; it becomes changes of files and settings when that has ended. */
  | {
      readonly kind: 'pending';
      readonly ground: Ground;
      /** A folder, with all files in it, or a file. */
      readonly path: string;
      readonly before: Readonly<Record<string, Kept>>;
      readonly lockfile?: true;
      readonly head?: string | null;
    };

/** A file that was changed. */
export type ChangedFile = Extract<Change, { kind: 'file' }>;

/** All that `lockgen init` has changed here, in its order. */
export interface SetupRecord {
  readonly version: 1;
  /** It has all that `init` did, not only what a clone does for itself: the rest came with a commit. */
  readonly whole?: true;
  readonly changes: readonly Change[];
}

export const EMPTY_RECORD: SetupRecord = { version: 1, changes: [] };

/** The record's text. */
export function recordText(record: SetupRecord): string {
  return `${JSON.stringify(record, undefined, 1)}\n`;
}

/** The record that a text is; undefined where it is none. */
export function readRecord(text: string): SetupRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is SetupRecord {
  return (
    isObject(value) && value.version === 1 && Array.isArray(value.changes) && value.changes.every(isChange)
  );
}

function isChange(value: unknown): value is Change {
  if (!isObject(value)) return false;
  if (value.kind === 'setting')
    return typeof value.key === 'string' && isTextOrNull(value.before) && isTextOrNull(value.after);
  if ((value.ground !== 'work-tree' && value.ground !== 'git') || typeof value.path !== 'string')
    return false;
  if (value.kind === 'folder') return true;
  if (value.head !== undefined && !isTextOrNull(value.head)) return false;
  if (value.kind === 'pending') return isObject(value.before) && Object.values(value.before).every(isKept);
  return value.kind === 'file' && isKeptOrNull(value.before) && isKeptOrNull(value.after);
}

const isTextOrNull = (value: unknown): boolean => value === null || typeof value === 'string';
const isKeptOrNull = (value: unknown): boolean => value === null || isKept(value);

function isKept(value: unknown): boolean {
  return isObject(value) && typeof value.bytes === 'string' && typeof value.mode === 'number';
}

/** Whether two states of a file are the same; its permissions count as far as git runs it. */
export function sameKept(a: Kept | null, b: Kept | null): boolean {
  if (a === null || b === null) return a === b;
  return a.bytes === b.bytes && (a.mode & 0o100) === (b.mode & 0o100);
}

/**
 * A record with further changes. What it says already isn't said twice: an `init` that was interrupted, and goes on,
 * makes the same ones.
 */
export function withChanges(record: SetupRecord, changes: readonly Change[]): SetupRecord {
  const known = new Set(record.changes.map((change) => JSON.stringify(change)));
  return {
    ...record,
    changes: [...record.changes, ...changes.filter((one) => !known.has(JSON.stringify(one)))],
  };
}
