import { readdir, rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { assertLegitimate } from './blocked.js';
import type { HookedRun } from './hooked.js';
import { noteOwn, type Play } from './play.js';
import { count } from './stage.js';
import { differences, type Files, filesDiffering, look, type State } from './state.js';
import { FOLDERS, type Folder, LOCKFILE_NAMES } from './steps.js';
import { inside } from './subject.js';
import { assertValidCommit } from './valid-commit.js';
import { assertNone, Violation } from './violation.js';

/** What a git command takes into a commit, were there no hook. */
export interface Taken {
  /** The index afterwards. */
  readonly index: Files;
  /** The commit's tree. */
  readonly tree: Files;
}

export const LOCKFILES: ReadonlySet<string> = new Set(
  FOLDERS.flatMap((folder) => LOCKFILE_NAMES.map((name) => inside(folder, name))),
);

/** The paths that a person owns: all but the lockfiles. */
const withoutLockfiles = (files: Files): Files =>
  new Map([...files].filter(([path]) => !LOCKFILES.has(path)));

/**
 * Holds what a git command did, and its hook, against what it may do.
 *
 * @throws Violation
 */
export async function judge(play: Play, before: State, run: HookedRun, taken: Taken): Promise<State> {
  const { stage } = play.worker;
  if (run.killed !== undefined) await tidyAfterKill(play, run);
  const after = await look(play);
  const committed = after.head !== before.head;
  count(stage, run.hook === undefined ? 'git alone' : committed ? 'commits by the hook' : 'no commit');
  if (after.branch !== before.branch)
    throw new Violation('nothing lost', `on another branch: ${after.branch}`);

  const index = committed ? taken.index : before.index;
  const strangers = [
    ...filesDiffering('work tree', withoutLockfiles(before.work), withoutLockfiles(after.work)),
    ...filesDiffering('index', withoutLockfiles(index), withoutLockfiles(after.index)),
    ...(committed
      ? filesDiffering('commit', withoutLockfiles(taken.tree), withoutLockfiles(after.tree))
      : []),
  ].filter((line) => !/\.lockgen-\d+-[0-9a-f]+\.tmp/.test(line));
  assertNone('nothing lost', strangers, run.command);

  if (run.hookExit !== undefined && run.hookExit !== 0) {
    assertNone('a blocked commit changes nothing', differences(before, after), run.command);
    count(stage, `blocked: ${await assertLegitimate(play, before, run, taken)}`);
  } else if (run.killed !== undefined) await lockfilesAfterKill(play, before, after, taken, committed);
  else await lockfilesAfter(play, before, after, run, taken, committed);

  await assertTidy(play, run, after);
  if (committed && run.hook !== undefined) await assertValidCommit(play, before, after, run, taken);
  return after;
}

/** A lockfile is as it was, or lockgen's: the same in the commit, in the index and in the work tree, and nothing was lost for it. */
async function lockfilesAfter(
  play: Play,
  before: State,
  after: State,
  run: HookedRun,
  taken: Taken,
  committed: boolean,
): Promise<void> {
  for (const path of LOCKFILES) {
    const index = (committed ? taken.index : before.index).get(path);
    const tree = (committed ? taken.tree : before.tree).get(path);
    const now = { tree: after.tree.get(path), index: after.index.get(path), work: after.work.get(path) };
    if (now.index === index && now.tree === tree && now.work === before.work.get(path)) continue;
    const words = `${path}: was ${tree} in the commit, ${index} in the index, ${before.work.get(path)} in the work tree; is ${JSON.stringify(now)}`;
    if (run.hook === undefined) throw new Violation('nothing lost', `${run.command}\n${words}`);
    if (now.index !== now.work || (now.tree !== now.index && committed)) {
      throw new Violation('clean after the commit', `${run.command}\n${words}`);
    }
    const known = [before.tree.get(path), before.index.get(path), taken.index.get(path), now.work];
    const old = before.work.get(path);
    if (old !== undefined && !known.includes(old) && !play.own.has(old)) {
      throw new Violation('nothing lost', `${run.command}: a person's edits of ${path} are gone\n${words}`);
    }
    if (now.work !== undefined) noteOwn(play, await play.blob(now.work));
  }
}

/** After a kill each lockfile has its old bytes, or whole new ones. */
async function lockfilesAfterKill(
  play: Play,
  before: State,
  after: State,
  taken: Taken,
  committed: boolean,
): Promise<void> {
  for (const path of LOCKFILES) {
    const old = [before.work, before.index, before.tree, taken.index].map((files) => files.get(path));
    for (const [where, files] of [
      ['work tree', after.work],
      ['index', after.index],
    ] as const) {
      const oid = files.get(path);
      if (old.includes(oid) || (oid !== undefined && play.own.has(oid))) continue;
      const text =
        oid === undefined ? undefined : where === 'index' ? await play.blob(oid) : await play.tryRead(path);
      if (text === undefined || !isWhole(text)) {
        throw new Violation('old or new after a kill', `${where}: ${path}: ${oid ?? 'gone'}\n${text ?? ''}`);
      }
      noteOwn(play, text);
    }
    const work = before.work.get(path);
    const lost = work !== undefined && after.work.get(path) !== work && !play.own.has(work);
    if (lost && ![before.tree.get(path), before.index.get(path), taken.index.get(path)].includes(work)) {
      throw new Violation('nothing lost', `a person's edits of ${path} are gone after a kill`);
    }
    if (
      committed &&
      after.tree.get(path) !== taken.tree.get(path) &&
      after.index.get(path) !== after.tree.get(path)
    ) {
      throw new Violation('clean after the commit', `${path} after a kill that came too late`);
    }
  }
}

const isWhole = (text: string): boolean =>
  text.startsWith('# This file was autogenerated by uv') && text.endsWith('\n') && !/^[<>]{7}/m.test(text);

/** What git's own words ask of a person after a kill; and what was left is as old as what is swept. */
async function tidyAfterKill(play: Play, run: HookedRun): Promise<void> {
  if (run.killed === undefined) return;
  for (const name of await readdir(join(play.root, '.git'))) {
    if (/^(?:index|HEAD|next-index-\d+)\.lock$|\.lock$/.test(name)) {
      if (run.killed.whom === 'hook' || run.killed.signal !== 'SIGKILL') {
        throw new Violation('no lock', `${name} is left after ${run.command}`);
      }
      await rm(join(play.root, '.git', name));
    }
  }
  const old = new Date(Date.now() - 3 * 3_600_000);
  for (const name of await readdir(join(play.home, 'tmp'))) {
    await utimes(join(play.home, 'tmp', name), old, old);
    await untilGone(Number(/^lockgen-(\d+)-/.exec(name)?.[1]));
  }
}

/** A process that was killed is there, for whoever asks, until its new parent has heard of its end. */
async function untilGone(pid: number): Promise<void> {
  for (let patience = 500; patience > 0; patience -= 1) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await setTimeout(20);
  }
  throw new Error(`process ${pid}, which was killed, is still there`);
}

/** No file of lockgen's, beside those that a killed run left and no later one has swept. */
async function assertTidy(play: Play, run: HookedRun, after: State): Promise<void> {
  const temporaries = [...after.work.keys()].filter((path) => path.includes('.lockgen-'));
  const folders = await readdir(join(play.home, 'tmp'));
  if (run.killed?.signal === 'SIGKILL') {
    for (const folder of FOLDERS) play.littered.add(folder);
    play.littered.add('tmp');
    return;
  }
  const staged = /^lockgen: (?:staged|.* already right)/m.test(run.stderr);
  if (staged) {
    play.littered.delete('tmp');
    const swept = FOLDERS.filter((folder) => stagedIn(run.stderr, folder));
    for (const folder of swept) play.littered.delete(folder);
  }
  const folderOf = (path: string): Folder => (path.startsWith('svc/') ? 'svc' : '');
  assertNone(
    'no leftovers',
    [
      ...temporaries.filter((path) => !play.littered.has(folderOf(path))),
      ...(play.littered.has('tmp') ? [] : folders.map((name) => `TMPDIR/${name}`)),
    ],
    run.command,
  );
}

function stagedIn(stderr: string, folder: Folder): boolean {
  return new RegExp(
    `^lockgen: staged [^\\n]*${folder === '' ? '(?<!/)' : `${folder}/`}requirements`,
    'm',
  ).test(stderr);
}
