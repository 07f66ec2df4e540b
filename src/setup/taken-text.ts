import { quoted } from '../report/typed.js';
import type { Ground } from './step.js';

/** What was, or would be, taken back of one file or setting. */
export interface Taken {
  readonly ground: Ground;
  readonly path: string;
  readonly how:
    | 'as before'
    | 'removed'
    | 'merged'
    | 'moved back'
    | 'renamed'
    | 'lockfile'
    | 'beside'
    | 'edited'
    | 'own hook'
    | 'of the team'
    | 'by hand'
    | 'taken out'
    | 'still calls'
    | 'perhaps yours';
  /** Lines of it to look at. */
  readonly lines?: readonly string[];
}

/** The lines of a text that are about lockgen, with their numbers. */
export function linesAbout(text: string): readonly string[] {
  return text
    .split(/\r?\n/)
    .flatMap((line, at) => (line.includes('lockgen') ? [`${at + 1}: ${line.trim()}`] : []))
    .slice(0, 8);
}

const WORDS: Readonly<Record<Taken['how'], string>> = {
  'as before': 'as it was before',
  removed: 'removed',
  merged: 'without what init added; your edits since stay',
  'taken out': "lockgen's lines removed",
  'moved back': 'your own hook again',
  renamed: 'has its own name again',
  lockfile: 'stays: it is committed, and is yours',
  beside: 'what was there before init, and in no commit',
  edited: 'stays: it is not as init left it',
  'own hook': 'stays: it is the hook that you had before init',
  'of the team': 'stays: by it git calls hooks of your own',
  'perhaps yours': 'stays: nothing here tells whether init made it; take out by hand what is left of lockgen',
  'still calls': "stays: it calls lockgen, but not in init's words; take that out by hand",
  'by hand': 'stays: the lines that init added were edited; take them out by hand',
};

/** Whether a file, or setting, is another one now. What is put beside a file is for a person to look at. */
export const isTaken = ({ how }: Taken): boolean => how !== 'beside' && !WORDS[how].startsWith('stays');

/** Whether something that calls lockgen is still there, for a person to take out. */
export const mayCall = ({ how }: Taken): boolean => how === 'by hand' || how === 'still calls';

/**
 * What `lockgen uninstall` did, or would do.
 *
 * @param next what to type then
 */
export function takenText(taken: readonly Taken[], next: readonly string[], dryRun: boolean): string {
  const after = next.length === 0 ? '' : `next\n${next.map((line) => `  ${quoted(line)}\n`).join('')}`;
  if (taken.length === 0) return `nothing to take back: lockgen init has changed nothing here\n${after}`;
  const name = ({ ground, path }: Taken): string =>
    ground === 'git' && path.includes('/') ? `.git/${path}` : path;
  const rows = new Map(taken.map((one) => [name(one), one]));
  const width = Math.max(...[...rows.keys()].map((path) => path.length));
  const lines = [...rows].map(
    ([path, { how, lines: about = [] }]) =>
      `  ${path.padEnd(width)}  ${WORDS[how]}\n${about.map((line) => quoted(`      ${line}\n`)).join('')}`,
  );
  return [
    dryRun ? 'would take back\n' : 'taken back\n',
    ...lines,
    ...(dryRun ? ['nothing was changed\n'] : []),
    ...(taken.some(mayCall)
      ? ['keep lockgen installed until what stays by hand is taken out; then lockgen uninstall again\n']
      : []),
    after,
  ].join('');
}
