import { assertLegitimate } from './blocked.js';
import { otherBranches, tell } from './histories.js';
import { type HookedRun, runHooked } from './hooked.js';
import { judge } from './judge.js';
import { noteOwn, type Play, runIn } from './play.js';
import { provedFresh } from './proof.js';
import { nth } from './random.js';
import { count } from './stage.js';
import { differences, type Files, filesDiffering, look, type State } from './state.js';
import { FOLDERS, LOCKFILE_NAMES, type Side, type Step } from './steps.js';
import { inside, subjectIn } from './subject.js';
import { LOCKFILES, type Taken } from './taken.js';
import { assertTidy } from './tidy.js';
import { assertValidCommit } from './valid-commit.js';
import { assertNone, Violation } from './violation.js';

type Of<Name extends Step['do']> = Extract<Step, { readonly do: Name }>;

/** What a person does where two histories meet. */
interface Integration {
  readonly manifests: Side;
  readonly lockfiles: Side;
  readonly how: 'commit' | 'continue' | 'abort' | 'no-commit';
}

export async function merge(play: Play, step: Of<'merge'>): Promise<void> {
  const name = nth(await otherBranches(play), step.n);
  if (name === undefined) return;
  const more = step.how === 'no-commit' ? ['--no-commit', '--no-ff'] : [];
  const before = await look(play);
  const run = await runHooked(play, ['merge', '--no-edit', ...more, name]);
  if (run.hook === 'pre-merge-commit') return await judgeMerge(play, before, run, step);
  if (run.exitCode === 0 && step.how !== 'no-commit') return count(play.worker.stage, 'merges without hook');
  await conclude(play, 'merge', 'MERGE_HEAD', step);
}

/** A merge without conflicts is either right, or stopped; then `git commit` makes it right, or `merge --abort` takes it back. */
async function judgeMerge(play: Play, before: State, run: HookedRun, step: Integration): Promise<void> {
  const { stage } = play.worker;
  const after = await look(play);
  await assertTidy(play, run, after);
  const taken = { index: after.index, tree: after.index };
  if (run.hookExit === 0) {
    count(stage, 'merges let through');
    assertNone('clean after the commit', filesDiffering('merge', after.tree, after.index), run.command);
    return await assertValidCommit(play, before, after, run, taken);
  }
  if (after.head !== before.head) throw new Violation('a stopped merge is no commit', run.command);
  count(stage, `merges stopped: ${await assertStopped(play, before, run, taken)}`);
  await conclude(play, 'merge', 'MERGE_HEAD', step);
}

/** Why a merge was stopped: what it has put together isn't fresh, or couldn't be committed either. */
async function assertStopped(play: Play, before: State, run: HookedRun, taken: Taken): Promise<string> {
  if (/^lockgen: commit blocked: /m.test(run.stderr)) return await assertLegitimate(play, before, run, taken);
  for (const folder of FOLDERS) {
    const subject = await subjectIn(play, taken.tree, folder);
    const orphans = LOCKFILE_NAMES.some((name) => taken.tree.has(inside(folder, name)));
    if (subject === undefined ? orphans : (await provedFresh(play, subject)).length > 0) return 'stale';
  }
  throw new Violation(
    'stops for a reason',
    `all projects of the merge are fresh\n${run.command}\n${run.stderr}`,
  );
}

export async function cherryPick(play: Play, step: Of<'cherry-pick' | 'revert' | 'rebase'>): Promise<void> {
  const commits = (await play.tryGit('rev-list', '--no-merges', '--branches', '^HEAD')).stdout
    .split('\n')
    .filter(Boolean);
  const one = nth(commits, step.n);
  if (one === undefined) return;
  if ((await tell(play, 'cherry-pick', one)) === 0)
    return count(play.worker.stage, 'cherry-picks without conflict');
  await conclude(play, 'cherry-pick', 'CHERRY_PICK_HEAD', step);
}

export async function revert(play: Play, step: Of<'cherry-pick' | 'revert' | 'rebase'>): Promise<void> {
  const commits = (await play.tryGit('rev-list', '--no-merges', 'HEAD')).stdout.split('\n').filter(Boolean);
  const one = nth(commits, step.n);
  if (one === undefined) return;
  if ((await tell(play, 'revert', '--no-edit', one)) === 0)
    return count(play.worker.stage, 'reverts without conflict');
  await conclude(play, 'revert', 'REVERT_HEAD', step);
}

/** Longest row of stops of one rebase. */
const STOPS = 12;

/** No hook of lockgen's runs in a rebase; what comes after it is judged all the same. */
export async function rebase(play: Play, step: Of<'cherry-pick' | 'revert' | 'rebase'>): Promise<void> {
  const name = nth(await otherBranches(play), step.n);
  if (name === undefined) return;
  let exitCode = await tell(play, 'rebase', name);
  for (let stop = 0; stop < STOPS && exitCode !== 0 && step.how !== 'abort'; stop += 1) {
    if ((await play.git('ls-files', '--unmerged')) === '') break;
    await settleConflicts(play, step);
    exitCode = await tell(play, 'rebase', '--continue');
  }
  if (exitCode !== 0) await tell(play, 'rebase', '--abort');
}

/** Settles the conflicts of a merge, cherry-pick or revert, and commits with the hook, or gives it up. */
async function conclude(
  play: Play,
  command: 'merge' | 'cherry-pick' | 'revert',
  head: string,
  step: Integration,
): Promise<void> {
  if ((await play.tryGit('rev-parse', '--verify', '--quiet', head)).exitCode !== 0) return;
  if (step.how !== 'abort') {
    await settleConflicts(play, step);
    const before = await look(play);
    const args = step.how === 'continue' ? [command, '--continue'] : ['commit', '--no-edit'];
    const run: HookedRun = await runHooked(play, args);
    await judge(play, before, run, { index: before.index, tree: before.index });
    count(play.worker.stage, `${command} with conflicts`);
    if ((await play.tryGit('rev-parse', '--verify', '--quiet', head)).exitCode !== 0) return;
  }
  if ((await tell(play, command, '--abort')) === 0) return;
  throw new Violation('abort works', `git ${command} --abort`);
}

/** Settles all conflicted files, as the step says. */
async function settleConflicts(play: Play, { manifests, lockfiles }: Integration): Promise<void> {
  const paths = await unmerged(play);
  const isLockfile = (path: string): boolean => LOCKFILES.has(path);
  for (const path of paths) {
    const side = isLockfile(path) ? lockfiles : path.endsWith('.toml') ? manifests : 'ours';
    if (side !== 'resolve') await settleBy(play, path, side);
  }
  if (lockfiles !== 'resolve' || !paths.some(isLockfile)) return;
  await resolve(play);
  for (const path of await unmerged(play)) await settleBy(play, path, 'ours');
}

async function unmerged(play: Play): Promise<readonly string[]> {
  const lines = (await play.git('ls-files', '--unmerged', '-z')).split('\0');
  return [...new Set(lines.flatMap((line) => line.split('\t')[1] ?? []))];
}

async function settleBy(play: Play, path: string, side: Side): Promise<void> {
  if (side === 'ours' || side === 'theirs') await play.tryGit('checkout', `--${side}`, '--', path);
  const text = await play.tryRead(path);
  if (side === 'union' && text !== undefined) await play.write(path, union(text));
  if (text === undefined) await play.git('rm', '--quiet', '--cached', '--', path);
  else await play.git('add', '--', path);
  play.log.push(`settled ${path}: ${side}`);
}

/** `lockgen resolve` settles all lockfiles in conflict and nothing else, or leaves everything as it is. */
async function resolve(play: Play): Promise<void> {
  const before = await look(play);
  const { exitCode, stdout, stderr } = await runIn(play, play.root, play.worker.stage.bin, ['resolve']);
  play.log.push(`$ lockgen resolve\n${stderr}${stdout}exit ${exitCode}`);
  count(
    play.worker.stage,
    `lockgen resolve: exit ${exitCode}${exitCode === 0 ? '' : ` (${stderr.split('\n')[0]})`}`,
  );
  const after = await look(play);
  if (exitCode !== 0) return assertNone('resolve changes all or nothing', differences(before, after));
  const others = (files: Files): Files => new Map([...files].filter(([path]) => !LOCKFILES.has(path)));
  assertNone('resolve stages lockfiles alone', [
    ...(before.head === after.head ? [] : ['HEAD moved']),
    ...filesDiffering('work tree', others(before.work), others(after.work)),
    ...filesDiffering('index', others(before.index), others(after.index)),
    ...[...LOCKFILES].filter(
      (path) =>
        before.index.get(path) !== after.index.get(path) && after.index.get(path) !== after.work.get(path),
    ),
  ]);
  for (const path of LOCKFILES) {
    const text = before.index.get(path) === after.index.get(path) ? undefined : await play.tryRead(path);
    if (text !== undefined) noteOwn(play, text);
  }
  for (const folder of FOLDERS) {
    const settled = LOCKFILE_NAMES.some(
      (name) => before.index.get(inside(folder, name)) !== after.index.get(inside(folder, name)),
    );
    const subject = settled ? await subjectIn(play, after.index, folder) : undefined;
    if (subject !== undefined) assertNone('resolve gives what is fresh', await provedFresh(play, subject));
  }
}

/** Both sides of each conflict; of what can be there only once, the first. */
function union(text: string): string {
  const seen = new Set<string>();
  return text
    .split('\n')
    .filter((line) => {
      if (/^(?:<{7}|={7}|>{7})/.test(line)) return false;
      const key = /^(?:requires-python|description|line-length|constraint-dependencies) =|^\[.*\]$/.exec(
        line,
      )?.[0];
      if (key === undefined) return true;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .join('\n');
}
