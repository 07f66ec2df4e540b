import type { HookedRun } from './hooked.js';
import { provedUnmoved } from './moved.js';
import type { Play } from './play.js';
import { provedFresh, provedInstallable } from './proof.js';
import { count } from './stage.js';
import { type Files, type State, treeOf } from './state.js';
import { FOLDERS, type Folder, LOCKFILE_NAMES } from './steps.js';
import { inside, type Subject, subjectIn } from './subject.js';
import type { Taken } from './taken.js';
import { assertNone } from './violation.js';

/**
 * That a commit made with the hook has lockfiles that are valid for its own projects: fresh, installable, in agreement,
 * and no further from the old pins than need be. Projects that are those of HEAD are exempt, and those of a merge that
 * are those of one parent.
 *
 * @throws Violation
 */
export async function assertValidCommit(
  play: Play,
  before: State,
  after: State,
  run: HookedRun,
  taken: Taken,
): Promise<void> {
  const { stage } = play.worker;
  const [, ...parents] = (await play.git('rev-list', '--parents', '-n1', 'HEAD')).trim().split(' ');
  for (const folder of FOLDERS) {
    const subject = await subjectIn(play, after.tree, folder);
    if (subject === undefined) {
      await assertGone(play, before, after, folder);
      continue;
    }
    const known: Files[] = [before.tree, ...(parents.length > 1 ? await treesOf(play, parents) : [])];
    const same = await Promise.all(known.map((files) => subjectIn(play, files, folder)));
    if (same.some((one) => one?.key === subject.key)) {
      count(stage, 'projects exempt');
      continue;
    }
    count(stage, 'projects proved');
    assertNone('fresh', await provedFresh(play, subject), run.command);
    assertNone('installable', await provedInstallable(play, subject), run.command);
    play.proved.add(subject.key);
    const old = parents.length > 1 ? undefined : await oldPins(play, before, taken, subject);
    if (old !== undefined) assertNone('no pin moved', await provedUnmoved(play, subject, old), run.command);
  }
}

/** Lockfiles that were proved go with their project's manifest. */
async function assertGone(play: Play, before: State, after: State, folder: Folder): Promise<void> {
  if (after.tree.has(inside(folder, 'pyproject.toml'))) return;
  const subject = await subjectIn(play, before.tree, folder);
  if (subject === undefined || !play.proved.has(subject.key)) return;
  count(play.worker.stage, 'projects that went');
  const left = LOCKFILE_NAMES.map((name) => inside(folder, name)).filter(
    (path) => after.tree.has(path) && after.tree.get(path) === before.tree.get(path),
  );
  assertNone('lockfiles go with their project', left);
}

function treesOf(play: Play, commits: readonly string[]): Promise<Files[]> {
  return Promise.all(commits.map((commit) => treeOf(play, commit)));
}

/** The lockfiles before; undefined where a person staged another one. */
async function oldPins(
  play: Play,
  before: State,
  taken: Taken,
  { folder, targets }: Subject,
): Promise<ReadonlyMap<string, string> | undefined> {
  const found = new Map<string, string>();
  for (const { lockfile } of targets) {
    const path = inside(folder, lockfile);
    const oid = before.tree.get(path);
    if (taken.index.get(path) !== oid) return undefined;
    if (oid !== undefined) found.set(path, await play.blob(oid));
  }
  return found;
}
