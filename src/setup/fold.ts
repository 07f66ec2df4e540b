import type { Facts } from './facts.js';
import type { FileEdit, Ground, HandWork, Step } from './step.js';

/** A file as it stands, before any edit. */
export interface Standing {
  /** Undefined: it is no text in UTF-8, so no line can be added to it. */
  readonly text: string | undefined;
  readonly executable: boolean;
  /** There is none, and none can be made. */
  readonly isAbsent?: true;
  /** Why it mustn't or can't be written, as a sentence goes on. */
  readonly locked?: string;
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
export interface ByHand extends HandWork {
  /** None for a lockfile. */
  readonly step?: Step;
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

/** What a person does with the lines of a hook that isn't there. */
export const EXECUTABLE = 'put this there, executable, or git passes it over';

/** A path as it is shown: git's own folder is `.git`, wherever it is. */
export const shownPath = (ground: Ground, path: string): string => (ground === 'git' ? `.git/${path}` : path);

/**
 * Folds steps over the files that they edit. A step that changes nothing is left out; of one that can't edit a file,
 * nothing is done to that file.
 *
 * @param standing what is there; undefined: no such file
 * @throws what an edit throws for a file that can't be read
 */
export function foldSteps(
  steps: readonly Step[],
  standing: (edit: Pick<FileEdit, 'ground' | 'path'>) => Standing | undefined,
  settings: Facts['settings'],
): Folded {
  const now = new Map<string, FileChange>();
  const byHand: ByHand[] = [];
  const doing: Doing[] = [];
  for (const step of steps) {
    const changes: FileChange[] = [];
    byHand.push(...(step.byHand ?? []).map((one) => ({ step, ...one })));
    for (const edit of step.edits) {
      // Half of what belongs together isn't done.
      if (edit.goesWith !== undefined && standing(edit.goesWith)?.locked !== undefined) continue;
      const change = changeBy(edit, now.get(placeOf(edit)), standing(edit));
      if (change === 'by hand')
        byHand.push({
          step,
          path: shownPath(edit.ground, edit.path),
          lines: edit.byHand,
          locked: standing(edit)?.locked,
          ...(edit.why === undefined ? {} : { why: edit.why }),
          ...(edit.executable === true && standing(edit)?.isAbsent === true ? { what: EXECUTABLE } : {}),
        });
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
  if (standing !== undefined && standing.text === undefined && standing.isAbsent !== true) return 'by hand';
  const before = earlier === undefined ? standing?.text : earlier.after;
  const edited = edit(before);
  if (edited === undefined) return 'by hand';
  const after = edited ?? undefined;
  if (after === before) return undefined;
  if (standing?.locked !== undefined) return 'by hand';
  return { ground, path, before, after, executable: executable ?? earlier?.executable, copyOf };
}
