/** A word as a POSIX shell takes it (Shell Command Language, "Quoting"), for commands to type or to replay. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-][\w@%+=:,./~-]*$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

/** A path as one word of a command, which no program takes for an option. */
export function pathWord(path: string): string {
  return path.startsWith('-') ? `./${shellWord(path)}` : shellWord(path);
}
