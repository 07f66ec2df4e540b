import type { Facts } from './facts.js';
import type { FileEdit, Ground, Step } from './step.js';

/** A file as it stands, before any edit. */
export interface Standing {
  /** Undefined: it is no text in UTF-8, so no line can be added to it. */
  readonly text: string | undefined;
  readonly executable: boolean;
}

/** How one file is to change. */
export interface FileChange {
  readonly ground: Ground;
  readonly path: string;
  readonly before: string | undefined;
  /** Undefined: it goes. */
  readonly after: string | undefined;
  readonly executable: boolean | undefined;
  /** The file that it is a copy of. */
  readonly copyOf: string | undefined;
}

/** What a person has to add, as it can't be done safely. */
export interface ByHand {
  readonly step: Step;
  readonly path: string;
  readonly why: string | undefined;
  readonly lines: string;
}

/** A step that changes something, and what. */
export interface Doing {
  readonly step: Step;
  readonly changes: readonly FileChange[];
  readonly settings: Step['settings'];
}

/** All that is to be done: several steps may edit one file, whose change is then that of all of them. */
export interface Folded {
  readonly doing: readonly Doing[];
  readonly files: readonly FileChange[];
  readonly byHand: readonly ByHand[];
}

/** How a file is known among others. */
export const placeOf = ({ ground, path }: Pick<FileEdit, 'ground' | 'path'>): string => `${ground}\0${path}`;

/**
 * Folds steps over the files that they edit. A step that changes nothing is left out; of one that can't edit a file,
 * nothing is done to that file.
 *
 * @param standing what is there; undefined: no such file
 * @throws what an edit throws for a file that can't be read
 */
export function foldSteps(
  steps: readonly Step[],
  standing: (edit: FileEdit) => Standing | undefined,
  settings: Facts['settings'],
): Folded {
  const now = new Map<string, FileChange>();
  const byHand: ByHand[] = [];
  const doing: Doing[] = [];
  for (const step of steps) {
    const changes: FileChange[] = [];
    for (const edit of step.edits) {
      const change = changeBy(edit, now.get(placeOf(edit)), standing(edit));
      if (change === 'by hand') byHand.push({ step, path: edit.path, why: edit.why, lines: edit.byHand });
      else if (change !== undefined) {
        const same = changes.findIndex((one) => placeOf(one) === placeOf(change));
        if (same < 0) changes.push(change);
        else changes[same] = { ...change, before: changes[same]?.before };
        const first = now.get(placeOf(edit));
        now.set(placeOf(edit), { ...change, before: first === undefined ? change.before : first.before });
      }
    }
    const missing = step.settings.filter(({ key, value }) => settings.get(key) !== value);
    if (changes.length > 0 || missing.length > 0 || step.command !== undefined)
      doing.push({ step, changes, settings: missing });
  }
  return { doing, files: [...now.values()], byHand };
}

function changeBy(
  { ground, path, edit, executable, copyOf }: FileEdit,
  earlier: FileChange | undefined,
  standing: Standing | undefined,
): FileChange | 'by hand' | undefined {
  if (standing !== undefined && standing.text === undefined) return 'by hand';
  const before = earlier === undefined ? standing?.text : earlier.after;
  const edited = edit(before);
  if (edited === undefined) return 'by hand';
  const after = edited ?? undefined;
  if (after === before) return undefined;
  return { ground, path, before, after, executable: executable ?? earlier?.executable, copyOf };
}
