import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCKFILES, type Place, type Prepared } from './prepared.js';
import { type State, stateOf } from './state.js';

/** What a run that was killed left, and what came after it. */
export interface Judgement {
  /** The commit was there all the same. */
  readonly completed: boolean;
  /** git was killed between its own two last steps: HEAD is new, its index is still a lock. */
  readonly torn: boolean;
  /** Locks that a git which was killed left. */
  readonly locks: number;
  /** The user's bytes that are gone or other than they were. */
  readonly lost: readonly string[];
  /** Commits whose lockfiles, or other contents, aren't what they should be. */
  readonly stale: readonly string[];
  /** What was still there after the next run. */
  readonly leftovers: readonly string[];
  /** Everything else that mustn't be. */
  readonly wrong: readonly string[];
}

/**
 * Looks at a place after a kill, then does what its user would: removes the locks that git complains about, and commits
 * again.
 *
 * @param whole - nothing was killed without a chance to tidy up, so lockfiles are all old or all new
 */
export async function judge(place: Place, prepared: Prepared, whole: boolean): Promise<Judgement> {
  const { before, after, further } = prepared;
  const killed = await stateOf(place.root);
  const completed = killed.commits > before.commits;
  const torn = completed && killed.locks.includes('index.lock') && same(killed.index, before.index);
  const lost = lostBytes(killed, before);
  const stale = same(killed.head, completed ? after.head : before.head) ? [] : [show('HEAD', killed.head)];
  const wrong = [
    ...(killed.damage === '' ? [] : [killed.damage]),
    ...wrongIndex(killed, prepared, completed, torn),
    ...wrongLockfiles(killed, prepared, whole),
  ];
  if (torn) await rename(join(place.root, '.git', 'index.lock'), join(place.root, '.git', 'index'));
  for (const lock of killed.locks) await rm(join(place.root, '.git', lock), { force: true });

  const again = completed ? await place.commitFurther() : await place.commit();
  const expected = completed ? further : after;
  const then = await stateOf(place.root);
  if (again.exitCode !== 0) wrong.push(`the next commit failed: ${again.stderr}`);
  if (again.exitCode === 0 && !same(then.head, expected.head))
    stale.push(show('HEAD of the next commit', then.head));
  if (then.damage !== '') wrong.push(then.damage);
  for (const part of ['index', 'status'] as const) {
    if (!same(then[part], expected[part])) wrong.push(show(`${part} after the next commit`, then[part]));
  }
  lost.push(...lostBytes(then, expected, new Set()));
  const temporary = await readdir(join(place.home, 'tmp'));
  return {
    completed,
    torn,
    locks: killed.locks.length,
    lost,
    stale,
    leftovers: [...then.aside, ...then.locks, ...temporary],
    wrong,
  };
}

/** Files of the user's that a commit must not touch, and that are otherwise. */
function lostBytes(now: State, before: State, but: ReadonlySet<string> = new Set(LOCKFILES)): string[] {
  const paths = new Set([...now.files.keys(), ...before.files.keys()]);
  return [...paths].filter((path) => !but.has(path) && now.files.get(path) !== before.files.get(path));
}

function wrongIndex(
  { index }: State,
  { before, after }: Prepared,
  completed: boolean,
  torn: boolean,
): string[] {
  const others = (state: Pick<State, 'index'>) => state.index.filter((line) => !isLockfile(line));
  const lockfiles = (state: Pick<State, 'index'>) => state.index.filter(isLockfile);
  const now = { index };
  const right = completed && !torn ? after : before;
  const asOne =
    same(lockfiles(now), lockfiles(right)) || (!completed && same(lockfiles(now), lockfiles(after)));
  return same(others(now), others(right)) && asOne ? [] : [show('index', index)];
}

function isLockfile(line: string): boolean {
  return LOCKFILES.includes(line.slice(line.indexOf('\t') + 1));
}

function wrongLockfiles({ files }: State, { before, after }: Prepared, whole: boolean): string[] {
  const is = (state: State) => (path: string) => files.get(path) === state.files.get(path);
  const wrong = LOCKFILES.filter((path) => !is(before)(path) && !is(after)(path));
  if (wrong.length > 0) return wrong.map((path) => `${path} is neither old nor new: ${files.get(path)}`);
  const asOne = LOCKFILES.every(is(before)) || LOCKFILES.every(is(after));
  return whole && !asOne ? ['some lockfiles of the work tree are old, and some new'] : [];
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.join('\n') === other.join('\n');
}

function show(what: string, lines: readonly string[]): string {
  return `${what}:\n  ${lines.join('\n  ')}`;
}
