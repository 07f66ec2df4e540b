import { HOOKS } from './facts.js';
import { type ChangedFile, type Kept, sameKept } from './record.js';
import type { Taken } from './taken-text.js';
import { callsLockgen, movedHook } from './wiring/hook-script.js';

/** A file that `init` changed, and what it is now. */
interface Now {
  readonly change: ChangedFile;
  readonly now: Kept | null;
}

/** What is to become of it. */
export interface Back extends Now {
  readonly to: Kept | null;
  /** Undefined where nothing is to be said. */
  readonly how: Taken['how'] | undefined;
}

/** The hooks that `init` renamed, by the change of the script that calls each of them in its place. */
export function renamedHooks(files: readonly ChangedFile[]): ReadonlyMap<ChangedFile, ChangedFile> {
  const found = new Map<ChangedFile, ChangedFile>();
  for (const change of files) {
    const hook = HOOKS.find((one) => change.path.endsWith(`/${one}`));
    if (hook === undefined || change.before === null) continue;
    const path = `${change.path.slice(0, -hook.length)}${movedHook(hook)}`;
    const moved = files.find((one) => one.ground === change.ground && one.path === path);
    if (moved !== undefined) found.set(change, moved);
  }
  return found;
}

/**
 * A renamed hook and the script that calls it, without `init`. The renamed one is the user's, and there is no other copy:
 * it gets its name back as it is now, and stays where the script was edited.
 */
export function hookBack(caller: Now, own: Now): readonly [Back, Back] {
  const { before, after } = caller.change;
  const stays = (one: Now, how: Back['how']): Back => ({ ...one, to: one.now, how });
  if (sameKept(caller.now, before)) {
    const isCopy = own.now === null || sameKept(own.now, before) || sameKept(own.now, own.change.after);
    if (!isCopy) return [stays(caller, undefined), stays(own, 'own hook')];
    return [stays(caller, undefined), { ...own, to: null, how: own.now === null ? undefined : 'removed' }];
  }
  if (!sameKept(caller.now, after)) {
    const text = Buffer.from(caller.now?.bytes ?? '', 'base64').toString();
    return [
      stays(caller, callsLockgen(text) ? 'by hand' : undefined),
      stays(own, own.now === null ? undefined : 'own hook'),
    ];
  }
  if (own.now === null) return [{ ...caller, to: before, how: 'as before' }, stays(own, undefined)];
  const isEdited = !sameKept(own.now, own.change.after);
  return [
    { ...caller, to: isEdited ? own.now : before, how: isEdited ? 'moved back' : 'as before' },
    { ...own, to: null, how: 'renamed' },
  ];
}
