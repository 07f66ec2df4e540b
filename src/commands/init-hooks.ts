import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { GitContext } from '../git/git.js';
import { effectiveSetting } from '../git/settings.js';
import { isWithin, seenFrom } from '../path-flavour.js';
import { type Facts, HOOKS, type HookFile, type HookName, type HooksPath } from '../setup/facts.js';

/** The folder that git was told to look for hooks in, if it was. */
export async function hooksPathOf(git: GitContext, common: string): Promise<HooksPath | undefined> {
  const found = await effectiveSetting(git, 'core.hooksPath');
  if (found === undefined) return undefined;
  const place = resolve(git.cwd, found.value);
  // Spelled out, but git's own folder all the same.
  if (place === join(common, 'hooks')) return undefined;
  const inside = isWithin(git.cwd, place) && !isWithin(join(git.cwd, '.git'), place);
  return { ...found, folder: inside ? seenFrom(git.cwd, place) : undefined };
}

/** The hooks that git calls from outside of the work tree. */
export async function hooksElsewhere(hooksPath: HooksPath | undefined, top: string): Promise<Facts['hooks']> {
  if (hooksPath === undefined || hooksPath.folder !== undefined) return new Map();
  return await hooksIn(resolve(top, hooksPath.value));
}

/** What a folder has under the names of the hooks, by whatever links: git follows them. */
export async function hooksIn(folder: string): Promise<ReadonlyMap<HookName, HookFile>> {
  const hooks = new Map<HookName, HookFile>();
  for (const hook of HOOKS) {
    const stats = await stat(join(folder, hook)).catch(() => undefined);
    if (stats === undefined) continue;
    const bytes = stats.isFile() ? await readFile(join(folder, hook)).catch(() => undefined) : undefined;
    hooks.set(hook, { text: bytes && textOf(bytes), executable: (stats.mode & 0o111) !== 0 });
  }
  return hooks;
}

/** The text that bytes are; undefined where they are none in UTF-8. A byte order mark stays. */
export function textOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : undefined;
}
