import { readHeader } from './header.js';
import { eachLine } from './lines.js';

/** `# via`, in its line or as a list, and where uv says which index a package is from. */
const WRITTEN = /^\s+#(?: via\b| from\b| {3}\S)/;
const BEHIND_A_PIN = /(?<=\S)\s+# via \S.*$/s;

/**
 * Whether two texts of a lockfile differ in nothing but comments: the pins, markers, hashes and options, those of the
 * header's command included, are the same.
 *
 * @returns `own` where the old text has comments that no resolver writes, and the new one hasn't; undefined where more
 *   than comments differs
 */
export function onlyComments(before: string, after: string): 'resolver' | 'own' | undefined {
  if (readHeader(before)?.command !== readHeader(after)?.command) return undefined;
  const [old, young] = [partsOf(before), partsOf(after)];
  if (old.rest.join('\n') !== young.rest.join('\n')) return undefined;
  const kept = new Set(young.comments);
  return old.comments.every((line) => WRITTEN.test(line) || kept.has(line)) ? 'resolver' : 'own';
}

/** How many lines of a text have a comment that no resolver writes. */
export function ownComments(text: string): number {
  return text
    .split('\n')
    .filter((line) => /(?:^|\s)#/.test(line) && !WRITTEN.test(line) && !BEHIND_A_PIN.test(line)).length;
}

/** Empty lines count for neither: uv has one more where there are options. */
function partsOf(text: string): { readonly comments: readonly string[]; readonly rest: readonly string[] } {
  const comments: string[] = [];
  const rest: string[] = [];
  eachLine(text, (line) => {
    if (/^\s*#/.test(line)) comments.push(line);
    else if (line.trim() !== '') rest.push(line.replace(BEHIND_A_PIN, ''));
    return true;
  });
  return { comments, rest };
}
