/** Room for the note, and for what closes that which was open where the text was cut. */
const RESERVE = 400;

/**
 * A Markdown text of at most so many characters, cut at the end of a line, with a note that says so. What is folded
 * or fenced there is closed.
 *
 * @param text - lines, each with its newline
 */
export function fitted(text: string, most: number): string {
  if (text.length <= most) return text;
  const lines = text.split('\n');
  let length = 0;
  let folds = 0;
  let fence = '';
  let taken = 0;
  for (const line of lines) {
    length += line.length + 1;
    if (length > most - RESERVE) break;
    taken += 1;
    const [mark = ''] = /^`{3,}/.exec(line) ?? [];
    if (fence === '' ? mark !== '' : line === fence) fence = fence === '' ? mark : '';
    if (fence === '' && line.startsWith('<details>')) folds += 1;
    if (fence === '' && line === '</details>') folds -= 1;
  }
  // The last of the lines is the empty one behind the text's end.
  const left = lines.length - 1 - taken;
  return [
    ...lines.slice(0, taken),
    ...(fence === '' ? [] : [fence]),
    '',
    ...Array.from({ length: folds }, () => '</details>\n'),
    `_It ends here, as there is no room for more: ${left} lines are left out. Where lockgen ran, its text has them._\n`,
  ].join('\n');
}
