import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSurvivable } from '../failure.js';
import { commitSnapshot } from '../git/commit-snapshot.js';
import { assertWritable, fileBelow, removeIfEmpty, replaceFiles } from '../git/grounds.js';
import { mergeFile } from '../git/merge-file.js';
import type { Replacement } from '../git/replacement.js';
import { repositoryOf } from '../git/repository.js';
import { commonFolder, localSetting, setLocalSetting } from '../git/settings.js';
import { makeTemporaryFolder } from '../git/temporary.js';
import { type Change, type Kept, type SetupRecord, sameKept } from '../setup/record.js';
import type { Ground } from '../setup/step.js';
import { withoutLines } from '../setup/take-back.js';
import { type Taken, takenText } from '../setup/taken-text.js';
import { isWellFormed, undone } from '../setup/undo.js';
import { type Context, type ExitCode, gitContext } from './context.js';
import { kept, loadRecord, saveRecord, settled, sweepBeside } from './init-record.js';
import { knownChanges } from './uninstall-known.js';

/** What `lockgen uninstall` was asked for. */
export interface UninstallRequest {
  readonly dryRun: boolean;
}

type FileChange = Extract<Change, { kind: 'file' }>;

/** What the files are to become. */
type Overlay = Map<string, { readonly ground: Ground; readonly path: string; readonly to: Kept | null }>;

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
  const loaded = await loadRecord(grounds);
  const recorded = await settled(grounds, loaded);
  const isKnown = recorded.changes.length > 0;
  const known = isKnown ? undefined : await knownChanges(context, git, grounds);
  const record = known === undefined ? recorded : { ...recorded, changes: known.changes };
  const overlay: Overlay = new Map();
  const taken: Taken[] = [];
  const left: Change[] = [];
  for (const change of [...record.changes].reverse()) {
    if (change.kind !== 'file') continue;
    const key = `${change.ground}\0${change.path}`;
    const there = await fileBelow(grounds[change.ground], change.path);
    const now = overlay.get(key)?.to ?? (overlay.has(key) ? null : kept(there));
    const { to, how } = await takeBack(git, change, now, head);
    if (how === 'by hand') left.unshift(change);
    if (!sameKept(now, to) || overlay.has(key))
      overlay.set(key, { ground: change.ground, path: change.path, to });
    if (how !== undefined) taken.push({ ground: change.ground, path: change.path, how });
  }
  const settings = await settingsToTakeBack(git, record);
  taken.push(...settings.map(({ key, how }) => ({ ground: 'git' as const, path: key, how })));
  // A file that is only about lockgen is no news where nothing else is; a hook that may still call it is.
  const isTold = ({ path }: Taken): boolean => taken.length > 0 || /hooks\/|\.husky\//.test(path);
  taken.push(...(known?.unsure.filter(isTold) ?? []));
  for (const { ground, path } of overlay.values()) assertWritable(grounds[ground], path);
  context.out(takenText(taken, dryRun));
  if (dryRun) return 0;
  await sweepBeside(grounds, loaded);
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
  await saveRecord(grounds, { version: 1, changes: left });
  return left.length === 0 ? 0 : 1;
}

function replacementOf({ path, to }: { readonly path: string; readonly to: Kept | null }): Replacement {
  return to === null
    ? { path, bytes: undefined }
    : { path, bytes: Buffer.from(to.bytes, 'base64'), mode: to.mode };
}

/** What a file becomes without a change; `how` is undefined where nothing is to be said. */
async function takeBack(
  git: ReturnType<typeof gitContext>,
  change: FileChange,
  now: Kept | null,
  head: string | undefined,
): Promise<{ readonly to: Kept | null; readonly how: Taken['how'] | undefined }> {
  const { before, after, path } = change;
  // Never done, taken back already, or removed by somebody: nothing of it is left.
  if (sameKept(now, before)) return { to: now, how: undefined };
  if (now === null) return after === null ? { to: before, how: 'as before' } : { to: now, how: undefined };
  if (change.lockfile === true && head !== undefined && (await isCommitted(git, head, change)))
    return { to: now, how: 'lockfile' };
  if (sameKept(now, after)) return { to: before, how: before === null ? 'removed' : 'as before' };
  if (change.lockfile === true || after === null) return { to: now, how: 'edited' };
  const merged = await withoutChange(git, path, { before, after, now });
  if (merged === undefined) return { to: now, how: 'by hand' };
  if (before === null && merged.toString().trim() === '') return { to: null, how: 'removed' };
  return { to: { ...now, bytes: merged.toString('base64') }, how: 'merged' };
}

/** Whether HEAD has a lockfile otherwise than before `init`. */
async function isCommitted(
  git: ReturnType<typeof gitContext>,
  head: string,
  { path, before }: FileChange,
): Promise<boolean> {
  const text = await commitSnapshot(git, head).read(path);
  return text !== undefined && (before === null || text !== Buffer.from(before.bytes, 'base64').toString());
}

/** A file without a change that it has, beside others: by a merge of three, or by its lines. */
async function withoutChange(
  git: ReturnType<typeof gitContext>,
  path: string,
  { before, after, now }: { readonly before: Kept | null; readonly after: Kept; readonly now: Kept },
): Promise<Buffer | undefined> {
  const bytes = (one: Kept | null): Buffer => Buffer.from(one?.bytes ?? '', 'base64');
  const folder = await makeTemporaryFolder(tmpdir());
  try {
    const paths = { base: join(folder, 'init'), ours: join(folder, 'now'), theirs: join(folder, 'before') };
    await writeFile(paths.base, bytes(after));
    await writeFile(paths.ours, bytes(now));
    await writeFile(paths.theirs, bytes(before));
    const merged = await mergeFile(git, paths, { path, markerSize: 7 });
    if (merged.conflicts === 0 && isWellFormed(path, merged.content.toString())) return merged.content;
  } catch (error) {
    if (!isSurvivable(error)) throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const text = bytes(now).toString();
  const known = undone(path, text);
  if (known !== text) return Buffer.from(known ?? '');
  const lines = withoutLines(bytes(before).toString(), bytes(after).toString(), text);
  return lines === undefined || !isWellFormed(path, lines) ? undefined : Buffer.from(lines);
}

interface SettingBack {
  readonly key: string;
  readonly to: string | null;
  readonly how: 'as before' | 'edited';
}

/** The settings as they were before the first change of each. */
async function settingsToTakeBack(
  git: ReturnType<typeof gitContext>,
  { changes }: SetupRecord,
): Promise<readonly SettingBack[]> {
  const found = new Map<string, SettingBack>();
  for (const change of [...changes].reverse()) {
    if (change.kind !== 'setting') continue;
    const { key, before, after } = change;
    const there = found.get(key);
    const now = there === undefined ? ((await localSetting(git, key)) ?? null) : there.to;
    if (now === before || there?.how === 'edited') continue;
    found.set(key, now === after ? { key, to: before, how: 'as before' } : { key, to: now, how: 'edited' });
  }
  return [...found.values()];
}
