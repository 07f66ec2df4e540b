import { eastAsianWidth } from 'get-east-asian-width';

/** What a terminal takes for itself. */
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[mK]`, 'g');
const PLAIN = /^[\x20-\x7e]*$/;
// Marks, joiners, selectors: they go onto the letter before them.
const NOTHING = /^[\p{Mark}\p{Cc}\p{Default_Ignorable_Code_Point}]$/u;
// Shown as a picture: by itself, by a selector behind it, as a key, or as a flag.
const EMOJI = /^(?:\p{Emoji_Presentation}|\p{Emoji}\ufe0f|[\d#*]\ufe0f?\u20e3|\p{Regional_Indicator}{2})/u;

let segmenter: Intl.Segmenter | undefined;

/** What a person takes for one letter each (UAX 29). */
function letters(text: string): readonly string[] {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/**
 * How many columns of a terminal a text takes, without what colours it: two for a wide letter (UAX 11) or an emoji, none
 * for a mark on a letter.
 */
export function displayWidth(text: string): number {
  const shown = text.replace(ESCAPES, '');
  if (PLAIN.test(shown)) return shown.length;
  return letters(shown).reduce((width, letter) => width + letterWidth(letter), 0);
}

function letterWidth(letter: string): number {
  if (EMOJI.test(letter)) return 2;
  const [first] = [...letter].filter((character) => !NOTHING.test(character));
  return first === undefined ? 0 : eastAsianWidth(first.codePointAt(0) ?? 0);
}

/** A text with as many blanks behind it as make it so wide. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

/** A text without colours in at most so many columns; where it is cut, `…` says so. */
export function cut(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  let [taken, width] = ['', 0];
  for (const letter of letters(text)) {
    width += letterWidth(letter);
    if (width > columns - 1) break;
    taken += letter;
  }
  return columns < 1 ? '' : `${taken}…`;
}
