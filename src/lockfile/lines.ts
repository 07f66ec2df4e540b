const CARRIAGE_RETURN = 13;

/** The four marks that git leaves in a file it couldn't merge, at the start of a line. */
export type ConflictMark = 'ours' | 'base' | 'theirs' | 'end';

const MARKS: Readonly<Record<string, ConflictMark>> = { '<': 'ours', '|': 'base', '=': 'theirs', '>': 'end' };

/**
 * Visits the lines of a text, one after the other; LF and CRLF alike, a byte order mark left out.
 *
 * @param visit gets a line without its ending, and its number, 1-based; returns false where no more lines are wanted
 */
export function eachLine(text: string, visit: (line: string, number: number) => boolean): void {
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  for (let number = 1; ; number += 1) {
    const end = text.indexOf('\n', start);
    if (end < 0) {
      visit(text.slice(start), number);
      return;
    }
    const last = end > start && text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
    if (!visit(text.slice(start, last), number)) return;
    start = end + 1;
  }
}

/** The line ending that a text uses: that of its first line, LF where it has none. */
export function lineEnding(text: string): '\r\n' | '\n' {
  return /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
}

/** Which conflict mark a line is, if it is one: seven characters, or more (gitattributes, `conflict-marker-size`). */
export function conflictMark(line: string): ConflictMark | undefined {
  const mark = MARKS[line.charAt(0)];
  if (mark === undefined) return undefined;
  // No pattern: to repeat what was found takes a stack as long as the line.
  let length = 1;
  while (line.charAt(length) === line.charAt(0)) length += 1;
  if (length < 7) return undefined;
  const ends = length === line.length || (mark !== 'theirs' && line.charAt(length) === ' ');
  return ends ? mark : undefined;
}

/** A line without the comment at its end; `#` inside a URL is no comment, as pip and uv have it. */
export function withoutComment(line: string): {
  readonly text: string;
  readonly comment: string | undefined;
} {
  for (let at = line.indexOf('#'); at >= 0; at = line.indexOf('#', at + 1)) {
    if (at > 0 && !/\s/.test(line.charAt(at - 1))) continue;
    return { text: line.slice(0, at).trimEnd(), comment: line.slice(at) };
  }
  return { text: line, comment: undefined };
}

/**
 * Whether a line goes on behind what only some installers take for its end. uv and pip end a line at a carriage return
 * alone, pip at each of Python's (`str.splitlines`): what looks like a comment's rest is a requirement then.
 */
export function hidesLine(line: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  return /[\r\v\f\x1c-\x1e\x85\u2028\u2029]/.test(line.trimEnd());
}
