import { lineChange } from './line-change.js';

/**
 * Takes one change of lines back in a text that was edited since: the lines that were added are found as they were, in
 * one place alone, and those that they took the place of come back.
 *
 * @returns undefined where they aren't there as they were, or twice
 */
export function withoutLines(before: string, after: string, now: string): string | undefined {
  const { removed, added } = lineChange(before, after);
  const lines = now.split('\n');
  if (added.length === 0) return undefined;
  const places = lines.flatMap((_, at) =>
    added.every((line, index) => lines[at + index] === line) ? [at] : [],
  );
  const [at] = places;
  if (at === undefined || places.length > 1) return undefined;
  lines.splice(at, added.length, ...removed);
  return lines.join('\n');
}

/**
 * The lines of a text that was edited since which are still those that a change added; where the change is about lockgen,
 * those that are about lockgen still, too, as they may be added lines that were edited. None: nothing of the change is left.
 */
export function linesLeft(before: string, after: string, now: string): readonly string[] {
  const old = new Set(trimmedLines(before));
  const added = trimmedLines(after).filter((line) => !old.has(line));
  const isAbout = added.some(mentions);
  const telling = added.filter(isAbout ? mentions : (line) => !/^(?:\[.*\]|[\W_]*)$/.test(line));
  const looked = new Set(telling.length === 0 ? added : telling);
  return now
    .split(/\r?\n/)
    .flatMap((line, at) =>
      isLeft(line.trim(), { looked, isAbout, old }) ? [`${at + 1}: ${line.trim()}`] : [],
    );
}

function isLeft(
  line: string,
  {
    looked,
    isAbout,
    old,
  }: { readonly looked: ReadonlySet<string>; readonly isAbout: boolean; readonly old: ReadonlySet<string> },
): boolean {
  return looked.has(line) || (isAbout && mentions(line) && !old.has(line) && !/^(?:#|\/\/)/.test(line));
}

const mentions = (line: string): boolean => line.includes('lockgen');

const trimmedLines = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
