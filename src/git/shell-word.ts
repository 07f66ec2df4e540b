/** A path as one word of a command that a person can paste into a shell. */
export function shellWord(path: string): string {
  if (/^[\w@%+=:,./-]+$/.test(path) && !path.startsWith('-')) return path;
  const word = `'${path.replaceAll("'", `'\\''`)}'`;
  return path.startsWith('-') ? `./${word}` : word;
}
