/**
 * Text with what a terminal, or the reader of a log, would take for something else than a letter written out: line
 * ends, escapes, and what turns the direction of writing (`a\nb` for a name with a newline in it).
 */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, (character) => {
    const short = SHORT[character];
    return short ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** What lockgen writes itself: line ends, tabs, colours, and a line that is written over. */
const OWN = '\\n|\\t|\\r?\\u001b\\[K|\\u001b\\[(?:31|32|33|39|1|2|22)m';
const OWN_OR_CONTROL = new RegExp(`(${OWN})|[\\p{Cc}\\p{Bidi_Control}\\u2028\\u2029]`, 'gu');

/** A text as it may go to a terminal, whatever was quoted in it; in JSON, it says the same. */
export function printable(text: string): string {
  return text.replace(OWN_OR_CONTROL, (found: string, own: string | undefined) => own ?? visible(found));
}

/**
 * A text whose lines are no commands to the program that shows a job's log. GitHub takes lines that begin with `::`
 * for one, behind blanks too, and both GitHub and Azure what follows `##`: a path or another program's words could
 * have them. A blank without width breaks them.
 */
export function inert(text: string): string {
  return text.replace(/^([^\S\n\r]*:)(?=:)/gm, '$1\u200b').replace(/##(?=\[|vso\[)/gi, '##\u200b');
}

/** Whether what is printed goes to the log of a job, of which some lines are commands. */
export function showsLog(env: NodeJS.ProcessEnv): boolean {
  return env.GITHUB_ACTIONS === 'true' || env.TF_BUILD !== undefined;
}
