import { visible } from './visible.js';

/** The cells of a row, as Markdown; several lines in one cell are an array. */
export type MarkdownRow = readonly (string | readonly string[])[];

/**
 * A table of GitHub Flavored Markdown (its specification, "Tables"), which GitLab and Azure read as well.
 *
 * @param rows - of `prose` and `code`, which put no bar into a cell
 * @returns lines, each with its newline
 */
export function markdownTable(head: readonly string[], rows: readonly MarkdownRow[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  return [
    line(head),
    line(head.map(() => '---')),
    ...rows.map((row) => line(row.map((cell) => (typeof cell === 'string' ? cell : cell.join('<br>'))))),
  ].join('');
}

/** A name as code, in prose and in tables. */
export function code(text: string): string {
  const shown = visible(text);
  // A bar ends a cell even in code, and no escape is one there.
  if (shown.includes('|') || shown.trim() === '') return htmlCode(text);
  const fence = '`'.repeat(Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  const pad = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A name as code where Markdown isn't read: in the `<summary>` of what is folded. */
export function htmlCode(text: string): string {
  const shown = visible(text).replace(/[^\p{L}\p{N} ./+=-]/gu, (letter) => `&#${letter.codePointAt(0)};`);
  return `<code>${shown}</code>`;
}

/**
 * Words that mean themselves, except that what stands between backticks is code: no other markup, no formula, and
 * neither a mention of a person (`@name`) nor of an issue (`#1`), which are looked for in what has been rendered
 * already, so that a backslash doesn't help.
 */
export function prose(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? code(part.slice(1, -1)) : plain(part)))
    .join('');
}

function plain(text: string): string {
  return visible(text)
    .replace(/[\\`*_[\]<>&|~$]/g, '\\$&')
    .replace(/[@#](?=\w)/g, '$&&#8203;');
}

/** What another program said, line by line. */
export function fenced(lines: readonly string[]): string {
  const longest = Math.max(
    2,
    ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)),
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}text`, ...lines.map(visible), fence, ''].join('\n');
}

/**
 * A part that is shown once it is clicked.
 *
 * @param summary - HTML
 * @param body - Markdown, lines
 */
export function folded(summary: string, body: string): string {
  return `\n<details><summary>${summary}</summary>\n\n${body}\n</details>\n`;
}
