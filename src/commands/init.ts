import { realpath } from 'node:fs/promises';
import { relative } from 'node:path';
import { Failure, withNext } from '../failure.js';
import { findRepository } from '../git/repository.js';
import { commonFolder } from '../git/settings.js';
import { seenFrom } from '../path-flavour.js';
import { askYes, canAnswer } from '../setup/ask.js';
import type { Folded } from '../setup/fold.js';
import { foundText } from '../setup/found-text.js';
import { closingText, leftText, nextCommands, nextText } from '../setup/next-text.js';
import type { Wishes } from '../setup/plan.js';
import { notesText, planText } from '../setup/plan-text.js';
import { initCommand } from '../setup/typed-again.js';
import { type Context, type ExitCode, gitContext } from './context.js';
import { applyFolded } from './init-apply.js';
import { whatGoes } from './init-going.js';
import { firstLockfiles, type Wanted } from './init-lockfiles.js';
import { meantBy, type Planned, planned, textsOf } from './init-plan.js';
import { loadRecord, sweepBeside } from './init-record.js';
import { type Surveyed, survey } from './init-survey.js';
import { toAdd } from './init-to-add.js';
import { aloneInSetup } from './setup-lock.js';

/** What `lockgen init` was asked for. */
export interface InitRequest extends Wishes {
  /** Don't ask. */
  readonly yes: boolean;
  /** Only show, whatever `yes` says. */
  readonly dryRun: boolean;
}

/**
 * Sets a repository up: shows what it found and what it would do, asks once, does it, and makes the first lockfiles.
 * A second run has nothing to do.
 *
 * @returns 2 where nobody is there to say yes; 1 where something is left to do by hand
 * @throws Failure as `survey`, and for whatever can't be read or written; nothing is changed then, unless it says so;
 *   as `runGenerate`, after all else is done
 */
export async function runInit(context: Context, typed: InitRequest): Promise<ExitCode> {
  const repository = await findRepository(gitContext(context));
  const work = (): Promise<ExitCode> => initHere(context, typed);
  // Outside of a repository, and in a bare one, it says so.
  if (repository === undefined || repository.isBare || typed.dryRun) return await work();
  const folder = await commonFolder(gitContext(context, repository.top));
  return await aloneInSetup(folder, context.signal, work);
}

async function initHere(context: Context, typed: InitRequest): Promise<ExitCode> {
  const surveyed = await survey(context);
  const here = await realpath(context.cwd);
  const start = seenFrom(surveyed.grounds['work-tree'], here);
  const request = await meantBy(surveyed, typed, start, (projects) =>
    initCommand({ ...typed, projects }, flagsOf(typed), context.cache),
  );
  const { manager, plan, folded, lockfiles } = await planned(surveyed, request, start);
  context.out(foundText(surveyed.facts, manager, surveyed.migrations));
  if (folded.doing.length + folded.byHand.length + lockfiles.paths.length === 0) {
    context.out(`nothing to do: lockgen is set up here\n${notesText(plan)}`);
    if (!request.dryRun) await sweep(surveyed);
    return 0;
  }
  const isAnew = lockfiles.paths.some((path) => surveyed.facts.paths.has(path));
  const making = { paths: lockfiles.paths, isAnew };
  context.out(`${planText(folded, making, context.verbose)}${notesText(plan)}`);
  context.out(await whatGoes(context, surveyed, textsOf(folded), lockfiles));
  // What is left for a person to do needs no yes.
  if (folded.doing.length + lockfiles.paths.length === 0) {
    context.out('all else is set up here; nothing was changed\n');
    return 1;
  }
  if (request.dryRun) {
    const why = request.yes ? ', as --dry-run goes before --yes' : '';
    const doing = initCommand(request, request.yes ? ['--yes'] : [], context.cache);
    context.out(`nothing was changed${why}; to do it: ${doing}\n`);
    return 0;
  }
  if (!(request.yes || (await agreed(context, request)))) return 2;
  try {
    return await done(context, { surveyed, manager, plan, folded, lockfiles, here });
  } catch (error) {
    if (!context.signal.aborted) throw error;
    throw new Failure('interrupted', 'interrupted: a part of it may be done', {
      next: `to go on: ${initCommand(request, request.yes ? ['--yes'] : [], context.cache)}; to take back what is done: lockgen uninstall`,
      changed: true,
      cause: error,
    });
  }
}

async function done(
  context: Context,
  {
    surveyed,
    plan,
    folded,
    lockfiles,
    here,
  }: Planned & { readonly surveyed: Surveyed; readonly here: string },
): Promise<ExitCode> {
  await sweep(surveyed);
  await applyFolded(context, surveyed, folded);
  const commands = folded.doing.flatMap(({ step: { command } }) =>
    command !== undefined && command.program === undefined ? [command.words.join(' ')] : [],
  );
  const top = relative(here, surveyed.grounds['work-tree']);
  const isCiAlone = isOnlyCi(folded, lockfiles);
  const left = [...new Set(folded.byHand.map(({ path }) => path))];
  try {
    await firstLockfiles(context, surveyed, lockfiles, plan.notes);
  } catch (error) {
    if (!(error instanceof Failure) || context.signal.aborted) throw error;
    const paths = await toAdd(surveyed, folded, lockfiles, { coming: lockfiles.paths, isCiAlone });
    const then = nextCommands(paths, [...commands, 'lockgen generate'], top, isCiAlone).join(' && ');
    context.out(`all but the lockfiles is done\n${leftText(left)}${closingText(plan, isCiAlone)}`);
    throw withNext(error, error.next === undefined ? then : `${error.next}\nthen: ${then}`);
  }
  const paths = await toAdd(surveyed, folded, lockfiles, { coming: [], isCiAlone });
  const next = nextCommands(paths, commands, top, isCiAlone);
  context.out(`${leftText(left)}${nextText(next)}${closingText(plan, isCiAlone)}`);
  return folded.byHand.length === 0 ? 0 : 1;
}

/** Whether all else was done before. */
function isOnlyCi({ doing }: Folded, { paths }: Wanted): boolean {
  return paths.length === 0 && doing.length > 0 && doing.every(({ step }) => step.id.startsWith('ci:'));
}

/** Clears away what an init that was killed has left. */
async function sweep({ grounds }: Surveyed): Promise<void> {
  await sweepBeside(grounds, await loadRecord(grounds));
}

const flagsOf = ({ yes, dryRun }: InitRequest): readonly string[] => [
  ...(yes ? ['--yes'] : []),
  ...(dryRun ? ['--dry-run'] : []),
];

async function agreed({ err, watched, signal, cache }: Context, request: InitRequest): Promise<boolean> {
  if (watched && canAnswer()) {
    const isYes = await askYes('do it?', err, signal);
    if (signal.aborted) throw new Failure('interrupted', 'interrupted; nothing was changed');
    if (isYes) return true;
    err('lockgen: nothing was changed\n');
    return false;
  }
  err(
    `lockgen: nothing was changed, as nobody is here to ask\n  next: ${initCommand(request, ['--yes'], cache)}\n`,
  );
  return false;
}
