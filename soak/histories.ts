import type { Play } from './play.js';
import { nth } from './random.js';
import { look } from './state.js';
import type { Step } from './steps.js';
import { Violation } from './violation.js';

type Of<Name extends Step['do']> = Extract<Step, { readonly do: Name }>;

/** The branches that aren't checked out. */
export async function otherBranches(play: Play): Promise<readonly string[]> {
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
