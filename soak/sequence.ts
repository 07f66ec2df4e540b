import { commit } from './commits.js';
import * as edits from './edits.js';
import * as histories from './histories.js';
import * as integrations from './integrations.js';
import { closePlay, openPlay, type Play } from './play.js';
import { provedInstallable } from './proof.js';
import { nth } from './random.js';
import { count, type Worker } from './stage.js';
import { look } from './state.js';
import { FOLDERS, type Sequence, type Step } from './steps.js';
import { subjectIn } from './subject.js';
import { assertNone, Violation } from './violation.js';

/** A sequence that broke an invariant. */
export interface Broken {
  readonly sequence: Sequence;
  readonly violation: Violation;
  /** What was run, what it said, and how the repository stands. */
  readonly log: readonly string[];
  /** How many of the steps were taken. */
  readonly taken: number;
}

/** Plays a sequence. Gives what it broke, if anything. */
export async function playSequence(worker: Worker, sequence: Sequence): Promise<Broken | undefined> {
  const play = await openPlay(worker, sequence, `seed-${sequence.seed}`);
  let taken = 0;
  try {
    for (const step of sequence.steps) {
      taken += 1;
      play.log.push(`--- ${JSON.stringify(step)}`);
      await take(play, step);
      await assertSound(play, ['--connectivity-only']);
      count(worker.stage, 'steps');
    }
    await assertSound(play, []);
    await assertEverywhere(play);
    return undefined;
  } catch (error) {
    const violation =
      error instanceof Violation
        ? error
        : new Violation('the harness itself', String(error instanceof Error ? error.stack : error));
    return { sequence, violation, log: [...play.log, ...(await standing(play))], taken };
  } finally {
    await closePlay(play);
  }
}

function take(play: Play, step: Step): Promise<void> {
  switch (step.do) {
    case 'require':
      return edits.require(play, step);
    case 'unrequire':
      return edits.unrequire(play, step);
    case 'respecify':
      return edits.respecify(play, step);
    case 'python':
      return edits.setPython(play, step);
    case 'unrelated':
      return edits.editUnrelated(play, step);
    case 'constrain':
      return edits.constrain(play, step);
    case 'file':
      return edits.editFile(play, step);
    case 'lockfile':
      return edits.editLockfile(play, step);
    case 'remove-project':
      return edits.removeProject(play, step);
    case 'move-project':
      return edits.moveProject(play, step);
    case 'stage':
    case 'unstage':
      return restage(play, step);
    case 'release':
      return edits.release(play, step);
    case 'withdraw':
      return edits.withdraw(play, step);
    case 'generate':
      return edits.generate(play, step);
    case 'check':
      return edits.check(play);
    case 'commit':
      return commit(play, step);
    case 'commit-unverified':
      return histories.commitUnverified(play, step);
    case 'branch':
      return histories.branch(play, step);
    case 'switch':
      return histories.switchTo(play, step);
    case 'merge':
      return integrations.merge(play, step);
    case 'cherry-pick':
      return integrations.cherryPick(play, step);
    case 'revert':
      return integrations.revert(play, step);
    case 'rebase':
      return integrations.rebase(play, step);
    case 'stash':
      return histories.stash(play);
    case 'stash-pop':
      return histories.stashPop(play);
    case 'reset':
      return histories.reset(play, step);
  }
}

/** Stages one of the files that have changed, or takes one back out of the index. */
async function restage(play: Play, step: Extract<Step, { readonly do: 'stage' | 'unstage' }>): Promise<void> {
  const { tree, index, work } = await look(play);
  const paths = [...new Set([...tree.keys(), ...index.keys(), ...work.keys()])].sort();
  if (step.do === 'stage') {
    const path = nth(
      paths.filter((one) => index.get(one) !== work.get(one) && !one.includes('.lockgen-')),
      step.n,
    );
    if (path !== undefined) await histories.tell(play, 'add', '--all', '--', path);
    return;
  }
  const path = nth(
    paths.filter((one) => index.get(one) !== tree.get(one)),
    step.n,
  );
  if (path !== undefined && tree.size > 0) await histories.tell(play, 'reset', '--quiet', '--', path);
}

async function assertSound(play: Play, args: readonly string[]): Promise<void> {
  const { exitCode, stderr, stdout } = await play.tryGit('fsck', '--no-dangling', '--no-progress', ...args);
  // Before the first commit git says that HEAD points to nothing.
  const words = `${stderr}${stdout}`
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('notice: '));
  assertNone('git fsck', exitCode === 0 && words.length === 0 ? [] : [`exit ${exitCode}`, ...words]);
}

/** What was proved of HEAD's lockfiles for Linux holds for the other platforms. */
async function assertEverywhere(play: Play): Promise<void> {
  const { tree } = await look(play);
  for (const folder of FOLDERS) {
    const subject = await subjectIn(play, tree, folder);
    if (subject === undefined || !play.proved.has(subject.key)) continue;
    assertNone('installable', await provedInstallable(play, subject, ['macos', 'windows']));
  }
}

async function standing(play: Play): Promise<string[]> {
  const show = async (...args: readonly string[]): Promise<string> => {
    const { stdout, stderr } = await play.tryGit(...args);
    return `$ git ${args.join(' ')}\n${stdout}${stderr}`;
  };
  return [
    await show('status', '--short', '--branch', '--untracked-files=all'),
    await show('log', '--oneline', '--graph', '--all', '-n30'),
    await show('diff', 'HEAD'),
  ];
}
