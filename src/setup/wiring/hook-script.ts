import type { HookName } from '../facts.js';

/** How a shell script calls lockgen's hook. */
export const hookCall = (hook: HookName): string => `node_modules/.bin/lockgen-${hook}`;

/**
 * The package's own hook. A copy of it hands over to the package that is installed, or to the main work tree's where a
 * linked one has none.
 */
export const packageHook = (hook: HookName): string => `node_modules/lockgen/hooks/${hook}`;

/** Whether a script was one of those copies, as far as its first lines say. */
export function isCopyOnce(text: string, hook: HookName): boolean {
  return text.startsWith(`#!/bin/sh\n# lockgen's ${hook} hook`);
}

/** The hook that git itself calls where there is no other, and where the package can't be copied from. */
export const aloneHook = (hook: HookName): string => `#!/bin/sh\nexec ${hookCall(hook)}\n`;

/** What a hook is renamed to that lockgen can't be added to. */
export const movedHook = (hook: HookName): string => `${hook}.before-lockgen`;

/** What a script says where lockgen isn't installed, which a shell would only call "not found". */
function missing(hook: HookName, install: string): string {
  const what = hook === 'pre-commit' ? 'this commit could not be made' : 'this merge could not be judged';
  return `echo "lockgen: its program was not found, so the lockfiles of ${what}; install what package.json asks for: ${install}" >&2`;
}

/** A call of lockgen, below a line that says what to type where it isn't installed. */
const guardedCall = (hook: HookName, install: string, end = ''): readonly string[] => [
  `[ -e ${hookCall(hook)} ] || { ${missing(hook, install)}; exit 2; }`,
  `${hookCall(hook)}${end}`,
];

/** The pattern of those lines, whatever the first one says to type. */
export function guardedPattern(hook: HookName): string {
  const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  const [guard = '', call = ''] = guardedCall(hook, 'INSTALL').map(literal);
  return `(?:${guard.replace('INSTALL', '[a-z ]+')}\\r?\\n)?${call}(?: \\|\\| exit)?(?:\\r?\\n|$)`;
}

/**
 * The hook that calls the one that was there before, as git would have, and then lockgen's. All linked work trees share
 * it, and one without `node_modules` can do with the main one's, as with a copy of the package's hook.
 */
export const chainedHook = (hook: HookName, install: string): string =>
  `#!/bin/sh
before="\${0%/*}/${movedHook(hook)}"
if [ -x "$before" ]; then "$before" "$@" || exit; fi
if [ -e ${hookCall(hook)} ]; then exec ${hookCall(hook)}; fi
main=$(git rev-parse --git-common-dir)
main=\${main%/.git}/${hookCall(hook)}
if [ -e "$main" ]; then exec "$main"; fi
${missing(hook, install)}
exit 2
`;

/** Whether a script is one of these, whatever it says to type. */
export function isChained(text: string, hook: HookName): boolean {
  const install = /asks for: ([a-z ]+)" >&2\n/.exec(text)?.[1];
  return install !== undefined && text === chainedHook(hook, install);
}

/** Whether a script has a line, other than a comment, that calls lockgen. */
export function callsLockgen(text: string | undefined): boolean {
  const code = (text ?? '').replace(/^[ \t]*#.*$/gm, '');
  return /(?<![\w.-])lockgen(?:-pre-commit|-pre-merge-commit|[ \t]+hook)\b/.test(code);
}

/** Whether a script, which may be one for several hooks by the name that it is called by, calls lockgen's of that name. */
export function callsLockgenOf(text: string | undefined, hook: HookName): boolean {
  const named = (text ?? '').replace(/lockgen-\$(?:\{\w+\}|\w+)/g, `lockgen-${hook}`);
  return callsLockgen(named);
}

/** Whether a script in a folder for all repositories calls a repository's own hooks, by the ways to these. */
export function callsOwnHooks(text: string | undefined): boolean {
  const code = (text ?? '').replace(/^[ \t]*#.*$/gm, '');
  return /--git-(?:common-)?dir\b|--git-path\b|\bGIT_(?:COMMON_)?DIR\b|\.git\/hooks/.test(code);
}

/**
 * What a person puts into a hook of a folder that other repositories share: it asks only those that have lockgen.
 *
 * @param isThere there is such a hook already, which gets a line
 */
export function elsewhereHook(hook: HookName, isThere: boolean): string {
  const call = `if [ -x ${hookCall(hook)} ]; then ${hookCall(hook)} || exit; fi`;
  return isThere ? call : `#!/bin/sh\n${call}`;
}

/** Where a shell looks for a command. */
const COMMAND = '(?:^|[;&|({!)]|\\b(?:then|else|do|if|while|until)\\b)[ \\t]*';

/** Ends the shell, puts another program in its place, or has it read who knows what: what is below may not be reached. */
const LEAVING = new RegExp(
  `${COMMAND}(?:exec[ \\t]+(?!\\d*[<>])|exit\\b(?![ \\t]+[1-9])|(?:return|trap)\\b|(?:\\.|source|eval)[ \\t])`,
  'm',
);

/** husky 8 has this in each hook. */
const HUSKY_SH = /^\s*\.\s.*\/_\/husky\.sh"?\s*$/;

/** Goes to another folder, where the way to `node_modules` leads nowhere. */
const MOVING = new RegExp(`${COMMAND}(?:(?:builtin|command)[ \\t]+)?(?:cd|pushd|popd)(?![\\w-])`, 'm');

/** Goes to the top of the work tree, where git has started the hook. */
const TO_THE_TOP = /\bcd[ \t]+(?:--[ \t]+)?"?\$\(git rev-parse --show-toplevel\)"?(?=[ \t]*(?:$|[;&|)]))/gm;

/** Whether what is below a script's last line may be started in another folder than the script was. */
function mayMove(text: string): boolean {
  let code = text.replace(/(?:^|[ \t])#.*$/gm, '').replace(TO_THE_TOP, ':');
  // What is in brackets is a shell of its own, and moves alone.
  for (let before = ''; before !== code; ) {
    before = code;
    code = code.replace(/\$?\([^()]*\)/g, ' : ');
  }
  return MOVING.test(code);
}

/** Whether what is put below a script's last line may not be reached, or not where it can be found. */
const mayMiss = (text: string): boolean => mayLeave(text) || mayMove(text) || isCut(text);

/** Whether a script may end, and say that all is well, above its last line. */
function mayLeave(text: string): boolean {
  const code = text
    .split(/\r?\n/)
    .filter((line) => !HUSKY_SH.test(line))
    .join('\n')
    .replace(/(?:^|[ \t])#.*$/gm, '')
    // By the status of what failed.
    .replace(/\|\|[ \t]*exit(?:[ \t]+"?\$\?"?)?[ \t]*(?=$|[;})])/gm, '');
  // What a function returns from is the function.
  const isOfFunction = /\w[ \t]*\(\)|^[ \t]*function[ \t]/m.test(code);
  return LEAVING.test(isOfFunction ? code.replace(/([ \t;{])return\b/g, '$1') : code);
}

/** Whether a text for the shell ends in the middle of something: in a text within it, or in a line that goes on. */
const isCut = (text: string): boolean => /<<|(?:\\|&&|\|\|?)\s*$/.test(text);

/**
 * A script of husky's, which runs it by `sh -e`, with a call of lockgen as its last line, so that what rewrites
 * `pyproject.toml` runs before. A script that may end before its last line, or goes to another folder, gets it where it is
 * always reached, and from the top of the work tree, as a commit that nobody has looked at is worse than a formatter that
 * comes later: above a last line that leaves the shell, else as its first command.
 *
 * @returns undefined where it is none of the shell's
 */
export function withHuskyCall(text: string | undefined, hook: HookName, install: string): string | undefined {
  if (text === undefined || text.trim() === '') return `${guardedCall(hook, install).join('\n')}\n`;
  if (callsLockgen(text)) return text;
  if (/^#!/.test(text) && !SHELL.test(text)) return undefined;
  const end = lineEnd(text);
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  const last = lines.findLastIndex((line) => line.trim() !== '' && !/^\s*#/.test(line));
  const above = lines.slice(0, Math.max(last, 0)).join('\n');
  if (!mayMiss(text)) lines.push(...guardedCall(hook, install));
  else {
    const isLast = /^(?:exec|exit)\b/.test(lines[last] ?? '') && !mayMiss(above);
    // husky's `-e` may have been taken back.
    lines.splice(isLast ? last : firstCommand(lines), 0, ...guardedCall(hook, install, ' || exit'));
  }
  return `${lines.join(end)}${end}`;
}

/** The line below what prepares a shell, and above the comments on its first command. */
function firstCommand(lines: readonly string[]): number {
  let at = 0;
  for (const [index, line] of lines.entries()) {
    if (/^#!|^set\s+-/.test(line) || HUSKY_SH.test(line)) at = index + 1;
    else if (!/^\s*(?:#.*)?$/.test(line)) break;
  }
  return at;
}

const SHELL = /^#!\s*\S*\/(?:env\s+(?:-S\s*)?)?(?:sh|bash|dash|ash|ksh|zsh)(?:\s+-\w+)*\s*$/m;

/**
 * A hook that git runs with a call of lockgen behind all else: only a plain shell script that goes to no other folder, and
 * can't end before its last line but by failing, as git looks at nothing but how the whole script ends.
 *
 * @returns undefined for any other one: it is renamed and called, so that lockgen comes behind it all the same
 */
export function withPlainCall(text: string, hook: HookName, install: string): string | undefined {
  if (callsLockgen(text)) return text;
  if (!/^#!\s*(?:\/usr)?\/bin\/(?:env\s+)?(?:sh|bash|dash)(?:\s+-e)?\s*\n/.test(text)) return undefined;
  if (mayMiss(text)) return undefined;
  const body = text.endsWith('\n') ? text : `${text}\n`;
  return `${body}[ $? -eq 0 ] || exit 1\n${guardedCall(hook, install).join('\n')}\n`;
}

/** A command of simple-git-hooks' with a call of lockgen behind it, or before one that lets nothing follow. */
export function withCommandCall(command: string, hook: HookName): string {
  const isLast = mayMiss(command) || command.includes('#');
  return isLast ? `${hookCall(hook)} && ${command}` : `${command} && ${hookCall(hook)}`;
}

function lineEnd(text: string): string {
  return /\r\n/.test(text) ? '\r\n' : '\n';
}
