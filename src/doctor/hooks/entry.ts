import { dirname, isAbsolute, join, resolve } from 'node:path';
import { isWithin, seenFrom } from '../../path-flavour.js';
import { type Entry, lefthookCommands } from './manager-files.js';
import { type Managers, textOf } from './managers.js';
import {
  type HookManager,
  type HookName,
  type LockgenCall,
  lockgenCalls,
  namedFiles,
  packageScripts,
} from './script.js';

/** How far a script is followed into the files and the package scripts that it runs. */
const DEPTH = 3;

/** A hook's file, read, and what is around it. */
export interface Reading {
  readonly hook: HookName;
  readonly file: string;
  readonly text: string;
  readonly manager: HookManager;
  readonly top: string;
  readonly managers: Managers;
}

/** What lockgen is called by, and where that is written, if not in the hook itself. */
export async function entryOf(
  reading: Reading,
): Promise<{ readonly entry: Entry | undefined; readonly config: string | undefined }> {
  const { hook, file, text, manager, top, managers } = reading;
  const ofScript = async (script: string): Promise<Entry | undefined> =>
    asEntry(await callsIn(script, hook, top, managers));
  if (manager === 'husky') {
    const script = join(dirname(dirname(file)), hook);
    return { entry: await ofScript((await textOf(script)) ?? ''), config: shown(top, script) };
  }
  if (manager === 'pre-commit' || manager === 'prek') {
    // A hook that was there before `pre-commit install` is run first.
    const legacy = asEntry(lockgenCalls((await textOf(`${file}.legacy`)) ?? '', hook));
    if (legacy !== undefined) return { entry: legacy, config: shown(top, `${file}.legacy`) };
    const { preCommit } = managers;
    return { entry: preCommit?.config.entryFor(hook), config: preCommit?.file ?? '.pre-commit-config.yaml' };
  }
  if (manager === 'lefthook') {
    const { lefthook } = managers;
    const commands = lefthook === undefined ? '' : lefthookCommands(lefthook.data, hook);
    return { entry: await ofScript(commands), config: lefthook?.file ?? 'lefthook.yml' };
  }
  // A link to lockgen's own hook is read as that.
  return { entry: await ofScript(text), config: undefined };
}

function asEntry(calls: readonly LockgenCall[]): Entry | undefined {
  if (calls.length === 0) return undefined;
  return { calls, own: undefined, checksOnly: calls.every(({ checksOnly }) => checksOnly) };
}

/** The calls in a script, or else in what it runs. */
async function callsIn(
  script: string,
  hook: HookName,
  top: string,
  managers: Managers,
  depth = DEPTH,
): Promise<readonly LockgenCall[]> {
  const direct = lockgenCalls(script, hook);
  if (direct.length > 0 || depth === 0) return direct;
  const scripts = managers.here.package?.scripts ?? {};
  const inner = packageScripts(script).flatMap((name) => scripts[name] ?? []);
  for (const file of namedFiles(script)) {
    const path = resolve(top, file);
    if (!isWithin(top, path)) continue;
    inner.push((await textOf(path)) ?? '');
  }
  const found: LockgenCall[] = [];
  for (const one of inner) found.push(...(await callsIn(one, hook, top, managers, depth - 1)));
  return found;
}

/** A path as it is shown: relative to the work tree's top where it is in it. */
export function shown(top: string, path: string): string {
  return isAbsolute(path) && isWithin(top, path) ? seenFrom(top, path) : path;
}
