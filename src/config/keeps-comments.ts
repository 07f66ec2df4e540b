/** Whether what one edit took away from a text has no comment of YAML's or TOML's in it. */
export function keepsComments(before: string, after: string): boolean {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start += 1;
  let end = 0;
  const most = Math.min(before.length, after.length) - start;
  while (end < most && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return !before.slice(start, before.length - end).includes('#');
}
