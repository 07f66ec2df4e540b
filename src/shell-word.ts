/** A word as a POSIX shell takes it (Shell Command Language, "Quoting"), for commands to type or to replay. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-][\w@%+=:,./~-]*$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

/** A path as one word of a command, which no program takes for an option. */
export function pathWord(path: string): string {
  return path.startsWith('-') ? `./${shellWord(path)}` : shellWord(path);
}

/** A project's folder behind a command that is typed at the repository's root, where the project there needs no word. */
export function folderOperand(folder: string): string {
  return folder === '' ? '' : ` ${pathWord(folder)}`;
}
