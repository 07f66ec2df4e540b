import type { GitContext } from '../git/git.js';
import { assertWritable, fileBelow, removeIfEmpty, replaceFiles } from '../git/grounds.js';
import type { Replacement } from '../git/replacement.js';
import { repositoryOf } from '../git/repository.js';
import { commonFolder, localSetting, setLocalSetting } from '../git/settings.js';
import { placeOf, shownPath } from '../setup/fold.js';
import { type Change, type ChangedFile, type Kept, type SetupRecord, sameKept } from '../setup/record.js';
import { type Back, hookBack, renamedHooks } from '../setup/renamed-hook.js';
import type { Ground } from '../setup/step.js';
import { mayCall, type Taken, takenText } from '../setup/taken-text.js';
import { type Context, type ExitCode, gitContext } from './context.js';
import { kept, loadRecord, saveRecord, settled, sweepBeside } from './init-record.js';
import { aloneInSetup } from './setup-lock.js';
import { besideIt, leftOf, takeBack } from './uninstall-file.js';
import { knownChanges } from './uninstall-known.js';
import { nextCommands } from './uninstall-next.js';
import { type Coming, type Team, teamsOwn } from './uninstall-team.js';

/** What `lockgen uninstall` was asked for. */
export interface UninstallRequest {
  readonly dryRun: boolean;
}

/**
 * Takes back what `lockgen init` did in this repository: a file is again what it was, byte for byte; of one that was
 * edited since, only init's lines go. Lockfiles that a commit has stay.
 *
 * @returns 1 where some of it has to be taken back by hand
 * @throws Failure `git` outside of a repository; `files`, `not-a-file`: nothing is changed then
 */
export async function runUninstall(context: Context, { dryRun }: UninstallRequest): Promise<ExitCode> {
  const { top, head } = await repositoryOf(gitContext(context));
  const git = gitContext(context, top);
  const grounds = { 'work-tree': top, git: await commonFolder(git) };
  const work = (): Promise<ExitCode> => uninstallHere(context, { git, grounds, head, dryRun });
  return dryRun ? await work() : await aloneInSetup(grounds.git, context.signal, work);
}

async function uninstallHere(
  context: Context,
  {
    git,
    grounds,
    head,
    dryRun,
  }: UninstallRequest & {
    readonly git: GitContext;
    readonly grounds: Record<Ground, string>;
    readonly head: string | undefined;
  },
): Promise<ExitCode> {
  const loaded = await loadRecord(grounds);
  const recorded = await settled(grounds, loaded);
  const known =
    recorded.whole === true ? undefined : await knownChanges(context, git, grounds, recorded.changes);
  const byLines = new Set(known?.changes);
  const record = { ...recorded, changes: [...byLines, ...recorded.changes] };
  const overlay = new Map<string, Coming>();
  const taken: Taken[] = [];
  const left: Change[] = [];
  const nowAt = async (change: ChangedFile): Promise<Kept | null> => {
    const known = overlay.get(placeOf(change));
    return known === undefined
      ? kept(await fileBelow(grounds[change.ground], change.path, shownPath(change.ground, change.path)))
      : known.to;
  };
  const files = record.changes.flatMap((change) => (change.kind === 'file' ? [change] : []));
  const renamed = renamedHooks(files);
  const moved = new Set(renamed.values());
  for (const change of [...files].reverse()) {
    // One that was renamed goes with the script that calls it.
    if (moved.has(change)) continue;
    const own = renamed.get(change);
    const now = await nowAt(change);
    const backs: Back[] =
      own === undefined
        ? [{ change, now, ...(await takeBack(git, change, now, head)) }]
        : [...hookBack({ change, now }, { change: own, now: await nowAt(own) })];
    const beside = besideIt(change, backs[0]?.how);
    if (beside !== undefined) {
      const there = await nowAt(beside);
      if (there === null) backs.push({ change: beside, now: there, to: change.before, how: 'beside' });
      // Nothing is written over; the record keeps the only copy.
      else if (!sameKept(there, change.before)) left.unshift(change);
    }
    if (backs.some(({ how }) => how === 'by hand'))
      left.unshift(...files.filter((one) => one === own || one === change));
    for (const { change: one, now: before, to, how } of backs) {
      const { ground, path } = one;
      if (!sameKept(before, to) || overlay.has(placeOf(one))) overlay.set(placeOf(one), { ground, path, to });
      if (how === undefined) continue;
      // What is known by its lines may have been otherwise before.
      const said = byLines.has(one) && how === 'as before' ? 'taken out' : how;
      const about = how === 'by hand' ? { lines: leftOf(one, before) } : {};
      taken.push({ ground, path, how: said, ...about });
    }
  }
  const team = await teamsOwn(grounds, files, overlay);
  for (const place of team.files) overlay.delete(place);
  taken.splice(0, taken.length, ...taken.filter((one) => !team.files.has(placeOf(one))), ...team.told);
  const settings = await settingsToTakeBack(git, record, team);
  for (const { key, to, how } of settings) {
    const said = how === 'as before' && to === null ? 'removed' : how;
    taken.push({ ground: 'git', path: key, how: said });
  }
  // A file that is only about lockgen is no news where nothing else is; one that still calls it is.
  const isTold = ({ how }: Taken): boolean => taken.length > 0 || how === 'still calls';
  taken.push(...(known?.unsure.filter(isTold) ?? []));
  for (const { ground, path } of overlay.values())
    assertWritable(grounds[ground], path, shownPath(ground, path));
  if (dryRun) {
    context.out(takenText(taken, [], true));
    return 0;
  }
  await sweepBeside(grounds, loaded, known?.folders);
  await replaceFiles(
    (['work-tree', 'git'] as const).map((ground) => ({
      root: grounds[ground],
      replacements: [...overlay.values()].filter((one) => one.ground === ground).map(replacementOf),
    })),
  );
  for (const { key, how, to } of settings)
    if (how === 'as before') await setLocalSetting(git, key, to ?? undefined);
  for (const change of [...record.changes].reverse())
    if (change.kind === 'folder') await removeIfEmpty(grounds[change.ground], change.path);
  await saveRecord(grounds, { ...recorded, changes: left });
  context.out(takenText(taken, await nextCommands(git, head, context.cwd, taken), false));
  return left.length === 0 && !taken.some(mayCall) ? 0 : 1;
}

function replacementOf({ path, to }: { readonly path: string; readonly to: Kept | null }): Replacement {
  return to === null
    ? { path, bytes: undefined }
    : { path, bytes: Buffer.from(to.bytes, 'base64'), mode: to.mode };
}

interface SettingBack {
  readonly key: string;
  readonly to: string | null;
  readonly how: 'as before' | 'edited' | 'of the team';
}

/** The settings as they were before the first change of each. */
async function settingsToTakeBack(
  git: ReturnType<typeof gitContext>,
  { changes }: SetupRecord,
  { keepsSetting }: Team,
): Promise<readonly SettingBack[]> {
  const found = new Map<string, SettingBack>();
  for (const change of [...changes].reverse()) {
    if (change.kind !== 'setting') continue;
    const { key, before, after } = change;
    const there = found.get(key);
    const now = there === undefined ? ((await localSetting(git, key)) ?? null) : there.to;
    if (now === before || (there !== undefined && there.how !== 'as before')) continue;
    if (now === after && keepsSetting(key, now)) {
      found.set(key, { key, to: now, how: 'of the team' });
      continue;
    }
    found.set(key, now === after ? { key, to: before, how: 'as before' } : { key, to: now, how: 'edited' });
  }
  return [...found.values()];
}
