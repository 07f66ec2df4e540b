import { type HookedRun, runHooked } from './hooked.js';
import { judge } from './judge.js';
import type { Play } from './play.js';
import { nth } from './random.js';
import { count } from './stage.js';
import { look } from './state.js';
import type { Side, Step } from './steps.js';
import { Violation } from './violation.js';

type Of<Name extends Step['do']> = Extract<Step, { readonly do: Name }>;

/** The branches that aren't checked out. */
async function otherBranches(play: Play): Promise<readonly string[]> {
  const all = (await play.git('for-each-ref', '--format=%(refname:short)', 'refs/heads'))
    .split('\n')
    .filter(Boolean);
  const current = (await play.tryGit('symbolic-ref', '--quiet', '--short', 'HEAD')).stdout.trim();
  return all.filter((name) => name !== current);
}

/** Runs git where no hook of lockgen's has a part in it, and tells the log. */
export async function tell(play: Play, ...args: readonly string[]): Promise<number> {
  const { exitCode, stdout, stderr } = await play.tryGit(...args);
  play.log.push(`$ git ${args.join(' ')}\n${stderr}${stdout}exit ${exitCode}`);
  return exitCode;
}

export async function branch(play: Play, { n }: Of<'branch'>): Promise<void> {
  await tell(play, 'switch', '--create', `b${n}`);
}

export async function switchTo(play: Play, { n }: Of<'switch'>): Promise<void> {
  const name = nth(await otherBranches(play), n);
  if (name !== undefined) await tell(play, 'switch', name);
}

export async function commitUnverified(play: Play, { form }: Of<'commit-unverified'>): Promise<void> {
  const args = form === 'plain' ? [] : form === 'all' ? ['-a'] : ['--amend'];
  play.counter += 1;
  await tell(play, 'commit', '--no-verify', ...args, '-m', `Unverified ${play.counter}`);
}

export async function stash(play: Play): Promise<void> {
  await tell(play, 'stash', 'push');
}

export async function stashPop(play: Play): Promise<void> {
  if ((await play.git('stash', 'list')) === '') return;
  if ((await tell(play, 'stash', 'pop', '--index')) === 0) return;
  if ((await play.git('ls-files', '--unmerged')) === '') return;
  await tell(play, 'reset', '--hard');
  await tell(play, 'stash', 'drop');
}

/** `reset --keep` refuses where it would lose something; in a clean work tree it must not. */
export async function reset(play: Play, { how, n }: Of<'reset'>): Promise<void> {
  if ((await play.tryGit('rev-parse', '--verify', '--quiet', `HEAD~${n}`)).exitCode !== 0) return;
  const { tree, index, work } = await look(play);
  const clean = [...new Set([...tree.keys(), ...index.keys()])].every(
    (path) => tree.get(path) === index.get(path) && index.get(path) === work.get(path),
  );
  const exitCode = await tell(play, 'reset', '--quiet', `--${how}`, `HEAD~${n}`);
  const untracked = [...work.keys()].some((path) => !index.has(path));
  if (exitCode !== 0 && clean && !untracked)
    throw new Violation('reset works in a clean work tree', `--${how} HEAD~${n}`);
}

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
  const exitCode = await tell(play, 'merge', '--no-edit', ...more, name);
  if (exitCode === 0 && step.how !== 'no-commit') return count(play.worker.stage, 'merges without conflict');
  await conclude(play, 'merge', 'MERGE_HEAD', step);
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
  const paths = new Set(
    (await play.git('ls-files', '--unmerged', '-z')).split('\0').flatMap((line) => line.split('\t')[1] ?? []),
  );
  for (const path of paths) {
    const side = /requirements(?:-full)?\.txt$/.test(path)
      ? lockfiles
      : /\.toml$/.test(path)
        ? manifests
        : 'ours';
    if (side === 'ours' || side === 'theirs') await play.tryGit('checkout', `--${side}`, '--', path);
    const text = await play.tryRead(path);
    if (side === 'union' && text !== undefined) await play.write(path, union(text));
    if (text === undefined) await play.git('rm', '--quiet', '--cached', '--', path);
    else await play.git('add', '--', path);
    play.log.push(`settled ${path}: ${side}`);
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
