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
  return loses(old, young) ? 'own' : 'resolver';
}

/** Whether the old text of a lockfile has comments that no resolver writes, and the new one hasn't. */
export function losesComments(before: string, after: string): boolean {
  // The header is of the resolver, and may be another's.
  const body = (text: string): string => text.replace(/^(?:#.*\r?\n)+/, '');
  return loses(partsOf(body(before)), partsOf(body(after)));
}

function loses(old: Parts, young: Parts): boolean {
  const kept = new Set(young.comments);
  return !old.comments.every((line) => WRITTEN.test(line) || kept.has(line));
}

interface Parts {
  readonly comments: readonly string[];
  readonly rest: readonly string[];
}

/** Empty lines count for neither: uv has one more where there are options. */
function partsOf(text: string): Parts {
  const comments: string[] = [];
  const rest: string[] = [];
  eachLine(text, (line) => {
    if (/^\s*#/.test(line)) comments.push(line);
    else if (line.trim() !== '') rest.push(line.replace(BEHIND_A_PIN, ''));
    return true;
  });
  return { comments, rest };
}
