import { assertLegitimate } from './blocked.js';
import type { HookedRun } from './hooked.js';
import { lockfilesAfter, lockfilesAfterKill } from './lockfiles-after.js';
import type { Play } from './play.js';
import { count } from './stage.js';
import { differences, type Files, filesDiffering, look, type State } from './state.js';
import { LOCKFILES, type Taken } from './taken.js';
import { assertTidy, tidyAfterKill } from './tidy.js';
import { assertValidCommit } from './valid-commit.js';
import { assertNone, Violation } from './violation.js';

/** Whether a line is about a temporary file of lockgen's: a later run sweeps what a killed one left. */
const isTemporary = (line: string): boolean => line.includes('.lockgen-');

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
  ].filter((line) => !isTemporary(line));
  assertNone('nothing lost', strangers, run.command);

  if (run.hookExit !== undefined && run.hookExit !== 0) {
    assertNone(
      'a blocked commit changes nothing',
      differences(before, after).filter((line) => !isTemporary(line)),
      run.command,
    );
    count(stage, `blocked: ${await assertLegitimate(play, before, run, taken)}`);
  } else if (run.killed !== undefined) await lockfilesAfterKill(play, before, after, taken, committed);
  else await lockfilesAfter(play, before, after, run, taken, committed);

  await assertTidy(play, run, after);
  if (committed && run.hook !== undefined) await assertRemembered(play, before, after, run);
  if (committed && run.hook !== undefined) await assertValidCommit(play, before, after, run, taken);
  return after;
}

/** The index knows the times of the lockfiles that the hook wrote: else `reset --keep` and `merge --abort` refuse. */
async function assertRemembered(play: Play, before: State, after: State, run: HookedRun): Promise<void> {
  const written = [...LOCKFILES].filter(
    (path) =>
      after.index.get(path) === after.work.get(path) && before.work.get(path) !== after.work.get(path),
  );
  const dirty = new Set((await play.git('diff-files', '--name-only', '-z')).split('\0'));
  assertNone(
    'the index knows the files',
    written.filter((path) => dirty.has(path)),
    run.command,
  );
}
