import { isDeepStrictEqual } from 'node:util';
import { removeFromJson, setInJson } from '../../config/edit-json.js';
import { Failure } from '../../failure.js';
import { HOOKS } from '../facts.js';
import { isObject } from '../is-object.js';
import type { FileEdit } from '../step.js';
import { callsLockgen, hookCall, withCommandCall } from './hook-script.js';

/** What each clone has to do for itself, as a script of npm's; a clone without lockgen (`--omit=dev`) does nothing. */
const CLONE_SCRIPT = 'lockgen init --clone || true';

/**
 * What `package.json` says.
 *
 * @throws Failure `configuration` where it is no JSON object
 */
export function readPackage(text: string, path = 'package.json'): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Failure('configuration', `${path} is not JSON`, {
      next: `correct ${path} and try again`,
      detail: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
  if (isObject(value)) return value;
  throw new Failure('configuration', `${path} is no JSON object`, { next: `correct ${path} and try again` });
}

/** Whether `package.json` asks for a package. */
export function dependsOn(manifest: Readonly<Record<string, unknown>> | undefined, name: string): boolean {
  return ['dependencies', 'devDependencies', 'optionalDependencies'].some((key) => {
    const table = manifest?.[key];
    return isObject(table) && name in table;
  });
}

/** Whether a `package.json`, if there is one, asks for lockgen. */
export function listsLockgen(text: string | undefined): boolean {
  return text !== undefined && dependsOn(readPackage(text), 'lockgen');
}

/** The script `prepare`, which npm runs in each clone. */
export function prepareEdit(manager: 'husky' | 'simple-git-hooks' | undefined): FileEdit {
  return {
    ground: 'work-tree',
    path: 'package.json',
    byHand: `"prepare": ${JSON.stringify(prepareOf(undefined, manager))}`,
    edit: (text) => {
      if (text === undefined) return undefined;
      const scripts = readPackage(text).scripts ?? {};
      if (!isObject(scripts)) return undefined;
      const there = scripts.prepare;
      if (there !== undefined && typeof there !== 'string') return undefined;
      return withKey(text, 'scripts', 'prepare', prepareOf(there, manager));
    },
  };
}

function prepareOf(there: string | undefined, manager: string | undefined): string {
  const isTyped = (name: string): boolean => new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(there ?? '');
  const parts = [
    ...(there === undefined || there.trim() === '' ? [] : [there]),
    ...(manager === undefined || isTyped(manager) ? [] : [manager]),
  ];
  if (there !== undefined && /lockgen init --clone/.test(there)) return parts.join(' && ');
  return parts.length === 0 ? CLONE_SCRIPT : `${parts.join(' && ')} && (${CLONE_SCRIPT})`;
}

/** simple-git-hooks' own key. */
export function simpleGitHooksEdit(): FileEdit {
  const KEY = 'simple-git-hooks';
  return {
    ground: 'work-tree',
    path: 'package.json',
    byHand: `"${KEY}": ${JSON.stringify(Object.fromEntries(HOOKS.map((hook) => [hook, hookCall(hook)])), undefined, 2)}`,
    edit: (text) =>
      HOOKS.reduce<string | undefined>((now, hook) => {
        if (now === undefined) return undefined;
        const there = readPackage(now)[KEY] ?? {};
        if (!isObject(there)) return undefined;
        const command = there[hook];
        if (command !== undefined && typeof command !== 'string') return undefined;
        if (callsLockgen(command)) return now;
        return withKey(
          now,
          KEY,
          hook,
          command === undefined ? hookCall(hook) : withCommandCall(command, hook),
        );
      }, text),
  };
}

/** `package.json` without what the edits above add. */
export function withoutLockgen(text: string): string {
  const { scripts, 'simple-git-hooks': hooks } = readPackage(text);
  let now = text;
  const cut = (table: string, there: unknown, key: string, shorter: (value: string) => string): void => {
    const value = isObject(there) ? there[key] : undefined;
    if (typeof value !== 'string' || !value.includes('lockgen')) return;
    const rest = shorter(value);
    const edited =
      rest === '' ? removeFromJson(now, [table], key) : setInJson(now, [table], { key, value: rest });
    now = edited ?? now;
  };
  cut('scripts', scripts, 'prepare', (value) =>
    value === CLONE_SCRIPT ? '' : value.replace(` && (${CLONE_SCRIPT})`, ''),
  );
  for (const hook of HOOKS)
    cut('simple-git-hooks', hooks, hook, (value) =>
      value === hookCall(hook)
        ? ''
        : value.replace(` && ${hookCall(hook)}`, '').replace(`${hookCall(hook)} && `, ''),
    );
  return now;
}

/** `package.json` with one key of one table at its top set, and not a letter else. */
function withKey(text: string, table: string, key: string, value: string): string | undefined {
  const before = readPackage(text);
  const there = before[table];
  if (isObject(there) && there[key] === value) return text;
  const edited = isObject(there)
    ? setInJson(text, [table], { key, value })
    : setInJson(text, [], { key: table, value: { [key]: value } });
  if (edited === undefined || (text.includes('\r\n') && /(?<!\r)\n/.test(text))) return undefined;
  const after = text.includes('\r\n') ? edited.replace(/\r?\n/g, '\r\n') : edited;
  const expected = { ...before, [table]: { ...(isObject(there) ? there : {}), [key]: value } };
  return isDeepStrictEqual(readPackage(after), expected) ? after : undefined;
}
