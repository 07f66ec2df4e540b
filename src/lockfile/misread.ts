import { eachLine, withoutComment } from './lines.js';

/** What looks like a space, and is none for pip, uv, or both. */
const ODD = '\\x1f\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000\\ufeff';
export const ODD_SPACE = new RegExp(`[${ODD}]`);
const ODD_SPACE_OR_LOST_BYTE = new RegExp(`[${ODD}\\ufffd]`);
/** Behind an option's name, or where a path ends. */
const ODD_BEHIND_NAME = new RegExp(`^-[a-z-]*[${ODD}]`, 'i');
const ODD_BEHIND_PATH = new RegExp(`[${ODD}];|;[${ODD}]`);

/** Why installers don't agree on a line. */
export const WHY = {
  coding: 'pip takes the bytes of the file for other characters, as it is told in',
  bytes: 'no installer can read the bytes in',
  comment: 'pip takes the next line for a part of the comment in',
  some: 'not every installer can read',
} as const;

/**
 * The comment that makes pip read a file in another encoding than UTF-8, which uv takes for a comment like any other:
 * one of PEP 263, that is the first of the first two lines. A byte order mark goes before it.
 */
export function codingComment(text: string): { readonly line: number; readonly text: string } | undefined {
  let found: { line: number; text: string } | undefined;
  if (text.startsWith('\uFEFF')) return undefined;
  eachLine(text, (line, number) => {
    const coding = line.startsWith('#') ? /coding[:=][ \t\r\v\f]*([-\w.]+)/.exec(line)?.[1] : undefined;
    if (coding !== undefined && !/^utf(?:[-_]?8|[-_]8[-_]sig)$/i.test(coding))
      found = { line: number, text: line };
    return coding === undefined && number < 2;
  });
  return found;
}

/** Why a line can't be read, seen by its characters alone: what JavaScript takes for a space may be none for installers. */
export function misreadCharacters(line: string): string | undefined {
  if (!ODD_SPACE_OR_LOST_BYTE.test(line)) return undefined;
  // What is left of bytes that are no UTF-8.
  if (line.includes('\ufffd')) return WHY.bytes;
  const comment = withoutComment(line).comment ?? '';
  const code = line.slice(0, line.length - comment.length);
  const before = code.slice(0, code.length - code.trimStart().length);
  const behind = code.slice(code.trimEnd().length);
  return ODD_SPACE.test(before) || ODD_SPACE.test(behind) || code.includes('\x1f') ? WHY.some : undefined;
}

/** Whether pip or uv doesn't read an option line: uv wants a space or `=` behind a short name, pip no `=`. */
export function isMisreadOption(written: string): boolean {
  const text = written.trimStart();
  return /^-[a-z][^\s-]/i.test(text) || ODD_BEHIND_NAME.test(text);
}

/**
 * Whether pip or uv doesn't read an entry: pip ends it at a space alone, no tab, before the options.
 *
 * @param written the logical line, its spaces as they are
 */
export function isMisreadEntry(written: string, named: boolean): boolean {
  const text = written.trimStart();
  if (text.startsWith('-')) return isMisreadOption(text);
  if (named ? ODD_SPACE.test(text) : ODD_BEHIND_PATH.test(text)) return true;
  if (!text.includes('--')) return false;
  const gap = /\s--[a-z]/i.exec(text)?.[0];
  return gap !== undefined && !gap.startsWith(' ');
}
