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
