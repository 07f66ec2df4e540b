import { normalizeName } from '../python/version.js';
import type { Block } from './blocks.js';
import { byText } from './three-way.js';

/** How `# via` comments are written: a list below the entry, or in its line (`--annotation-style=line`). */
export type AnnotationStyle = 'split' | 'line';

const INLINE = /(?<=\S)\s+# via \S.*$/s;
const COLUMN = 24;

/** The style of a lockfile's comments. */
export function annotationStyle(blocks: Iterable<Block>): AnnotationStyle {
  for (const { lines } of blocks)
    if (lines.some((line) => INLINE.test(line) || /^ +# via [^,]+, /.test(line))) return 'line';
  return 'split';
}

/** Those of `# via` that ask for the package: a constraints file (`-c`) doesn't. */
export function requirers(via: readonly string[]): readonly string[] {
  return via.filter((one) => !one.startsWith('-c '));
}

/** The key of the package that a `# via` names; undefined for a file, or a project with its file. */
export function requiringPackage(via: string): string | undefined {
  const name = via.endsWith(']') ? via.replace(/\[.*$/s, '') : via;
  return /^[A-Za-z0-9][\w.-]*$/.test(name) ? normalizeName(name) : undefined;
}

/** uv's order of these comments: files and projects before packages in a list, after them in a line. */
export function byRequirer(style: AnnotationStyle): (a: string, b: string) => number {
  const rank = (via: string): number => (/\s/.test(via) === (style === 'split') ? 0 : 1);
  return (a, b) => rank(a) - rank(b) || byText(a, b);
}

/** A block's lines with other `# via` comments. */
export function withVia(lines: readonly string[], via: readonly string[], style: AnnotationStyle): string[] {
  const bare: string[] = [];
  let place: number | undefined;
  let inList = false;
  for (const line of lines) {
    inList = inList && /^\s*#\s{2,}\S/.test(line);
    if (inList) continue;
    if (/^\s*# via(?:\s|$)/.test(line)) {
      place ??= bare.length;
      inList = line.trim() === '# via';
    } else bare.push(line.replace(INLINE, ''));
  }
  if (via.length === 0) return bare;
  const [first = ''] = bare;
  if (style === 'line' && bare.length === 1) return [`${first.padEnd(COLUMN)}  # via ${via.join(', ')}`];
  const one = style === 'line' || via.length === 1;
  const comment = one
    ? [`    # via ${via.join(', ')}`]
    : ['    # via', ...via.map((item) => `    #   ${item}`)];
  const comments = bare.findIndex((line) => /^\s*#/.test(line));
  const at = place ?? (comments < 0 ? bare.length : comments);
  return [...bare.slice(0, at), ...comment, ...bare.slice(at)];
}
