import type { HookName } from '../facts.js';

/** How a shell script calls lockgen's hook. */
export const hookCall = (hook: HookName): string => `node_modules/.bin/lockgen-${hook}`;

/** The hook that git itself calls, where there is no other. */
export const plainHook = (hook: HookName): string => `#!/bin/sh\nexec ${hookCall(hook)}\n`;

/** What a hook is renamed to that lockgen can't be added to. */
export const movedHook = (hook: HookName): string => `${hook}.before-lockgen`;

/** The hook that calls the one that was there before, as git would have, and then lockgen's. */
export const chainedHook = (hook: HookName): string =>
  `#!/bin/sh
before="\${0%/*}/${movedHook(hook)}"
if [ -x "$before" ]; then "$before" "$@" || exit; fi
exec ${hookCall(hook)}
`;

/** Whether a script has a line, other than a comment, that calls lockgen. */
export function callsLockgen(text: string | undefined): boolean {
  const code = (text ?? '').replace(/^[ \t]*#.*$/gm, '');
  return /(?<![\w.-])lockgen(?:-pre-commit|-pre-merge-commit|[ \t]+hook)\b/.test(code);
}

/**
 * A script of husky's, which runs it by `sh -e`, with a call of lockgen as its last line; above a last line that
 * replaces or ends the shell.
 *
 * @returns undefined where the script may have ended before
 */
export function withHuskyCall(text: string | undefined, hook: HookName): string | undefined {
  if (text === undefined || text.trim() === '') return `${text?.trimEnd() ?? ''}${hookCall(hook)}\n`;
  if (callsLockgen(text)) return text;
  const end = lineEnd(text);
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const last = lines.findLastIndex((line) => line.trim() !== '' && !/^\s*#/.test(line));
  const leaves = (line: string | undefined): boolean => /^(?:exec|exit)\b/.test(line ?? '');
  if (lines.slice(0, Math.max(last, 0)).some(leaves)) return undefined;
  const isCut = /\\$/.test(lines[last] ?? '') || /<<-?\s*["'\\]?\w/.test(text);
  if (isCut) return undefined;
  const at = leaves(lines[last]) ? last : lines.length;
  lines.splice(at, 0, hookCall(hook));
  return `${lines.join(end)}${end}`;
}

/**
 * A hook that git runs with a call of lockgen behind all else: only a plain shell script that can't end before its
 * last line but by failing, as git looks at nothing but how the whole script ends.
 *
 * @returns undefined for any other one: it is renamed and called
 */
export function withPlainCall(text: string, hook: HookName): string | undefined {
  if (callsLockgen(text)) return text;
  if (!/^#!\s*(?:\/usr)?\/bin\/(?:env\s+)?(?:sh|bash|dash)(?:\s+-e)?\s*\n/.test(text)) return undefined;
  if (/<<|\\\n*$|\b(?:exec|trap|return)\b|\bexit\b(?![ \t]+[1-9]\b)/.test(text)) return undefined;
  const body = text.endsWith('\n') ? text : `${text}\n`;
  return `${body}[ $? -eq 0 ] || exit 1\n${hookCall(hook)}\n`;
}

function lineEnd(text: string): string {
  return /\r\n/.test(text) ? '\r\n' : '\n';
}
