/** What stands for itself outside quotes. */
const PLAIN = /[^\s'"\\]+/y;

/**
 * Splits a command as a POSIX shell does: quotes, double quotes and backslashes; no expansion.
 * @returns undefined where a quote is left open
 */
export function shellWords(command: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let index = 0; index < command.length; index += 1) {
    const character = command.charAt(index);
    if (quote === "'") {
      if (character === quote) quote = undefined;
      else word += character;
    } else if (character === '\\') {
      const next = command.charAt(index + 1);
      // Inside double quotes, a backslash stands for itself but before these.
      const kept = quote === '"' && !'"\\$`'.includes(next) ? character : '';
      word = `${word ?? ''}${kept}${next}`;
      index += 1;
    } else if (quote === '"') {
      if (character === quote) quote = undefined;
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= '';
    } else if (character === ' ' || /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      PLAIN.lastIndex = index;
      const plain = PLAIN.exec(command)?.[0] ?? character;
      word = (word ?? '') + plain;
      index += plain.length - 1;
    }
  }
  if (quote !== undefined) return undefined;
  if (word !== undefined) words.push(word);
  return words;
}
