import { Failure } from '../failure.js';
import { filesBelow } from '../git/grounds.js';
import { outputsOf } from '../project/project.js';
import { askYes, canAnswer } from '../setup/ask.js';
import type { ManagerName } from '../setup/facts.js';
import type { Folded } from '../setup/fold.js';
import { planFor } from '../setup/plan.js';
import { foundText, nextText, planText } from '../setup/plan-text.js';
import { withChanges } from '../setup/record.js';
import type { Context, ExitCode } from './context.js';
import { runGenerate } from './generate.js';
import { applyFolded, foldedHere } from './init-apply.js';
import { keptBelow, loadRecord, saveRecord, settled } from './init-record.js';
import { type Surveyed, survey } from './init-survey.js';

/** What `lockgen init` was asked for. */
export interface InitRequest {
  /** Don't ask. */
  readonly yes: boolean;
  /** Only show. */
  readonly dryRun: boolean;
  /** Add the CI job. */
  readonly ci: boolean;
  /** The hook manager to use; undefined: the one that is found. */
  readonly manager: ManagerName | undefined;
}

/**
 * Sets a repository up: shows what it found and what it would do, asks once, does it, and makes the first lockfiles.
 * A second run has nothing to do.
 *
 * @returns 2 where nobody is there to say yes
 * @throws Failure as `survey`, and for whatever can't be read or written; nothing is changed then, unless it says so
 */
export async function runInit(context: Context, request: InitRequest): Promise<ExitCode> {
  const surveyed = await survey(context);
  const { facts } = surveyed;
  const { manager, plan } = planFor(facts, request);
  if (!facts.installed && manager.name !== 'pre-commit' && manager.name !== 'prek') {
    throw new Failure('usage', 'lockgen is not installed in this repository, so no hook could call it', {
      next: 'npm install --save-dev lockgen, then npx lockgen init',
    });
  }
  const folded = await foldedHere(surveyed, plan.steps);
  const missing = surveyed.projects.flatMap(outputsOf).filter((path) => !facts.paths.has(path));
  context.out(foundText(facts, manager));
  if (folded.doing.length + folded.byHand.length + missing.length === 0) {
    context.out('nothing to do: lockgen is set up here\n');
    return 0;
  }
  context.out(planText(folded, missing));
  if (request.dryRun) {
    context.out('nothing was changed\n');
    return 0;
  }
  if (!(request.yes || (await agreed(context)))) return 2;
  await applyFolded(context, surveyed, folded);
  const lockfiles = await firstLockfiles(context, surveyed, missing);
  const commands = folded.doing.flatMap(({ step: { command } }) =>
    command !== undefined && command.program === undefined ? [command.words.join(' ')] : [],
  );
  context.out(nextText([...committedPaths(folded), ...lockfiles], plan, commands));
  return folded.byHand.length === 0 ? 0 : 1;
}

async function agreed({ err, watched, signal }: Context): Promise<boolean> {
  if (watched && canAnswer()) {
    if (await askYes('do it?', err, signal)) return true;
    err('lockgen: nothing was changed\n');
    return false;
  }
  err('lockgen: nothing was changed, as nobody is here to ask\n  next: lockgen init --yes\n');
  return false;
}

const committedPaths = ({ files }: Folded): readonly string[] =>
  files.filter(({ ground }) => ground === 'work-tree').map(({ path }) => path);

/** The lockfiles that aren't there yet, with what the others of these projects become. */
async function firstLockfiles(
  context: Context,
  { grounds, projects }: Surveyed,
  missing: readonly string[],
): Promise<readonly string[]> {
  if (missing.length === 0) return [];
  const root = grounds['work-tree'];
  const outputs = projects.flatMap(outputsOf);
  let record = await loadRecord(grounds);
  for (const path of outputs) {
    const place = { ground: 'work-tree', path } as const;
    const before = await keptBelow(grounds, place);
    record = withChanges(record, [{ kind: 'pending', ...place, before, lockfile: true }]);
  }
  await saveRecord(grounds, record);
  try {
    await runGenerate(
      { ...context, cwd: root },
      {
        projects: [],
        upgrade: false,
        upgradePackages: [],
        target: undefined,
        dryRun: false,
        adopt: false,
        acceptHashes: [],
        flags: undefined,
      },
    );
  } finally {
    await saveRecord(grounds, await settled(grounds, record));
  }
  const made: string[] = [];
  for (const path of outputs) if ((await filesBelow(root, path)).has(path)) made.push(path);
  return made;
}

/**
 * Does only what each clone has to do for itself, and no commit carries. Asks nothing and runs no program: it is for the
 * script `prepare` of a `package.json`. Where there is no repository (a container, an unpacked archive), nothing.
 *
 * @throws Failure as `runInit`
 */
export async function runInitClone(context: Context): Promise<ExitCode> {
  const surveyed = await survey(context).catch((error: unknown) => {
    if (error instanceof Failure && error.reason === 'git') return undefined;
    throw error;
  });
  if (surveyed === undefined || !surveyed.facts.installed) return 0;
  const { plan } = planFor(surveyed.facts, { manager: undefined, ci: false });
  const own = plan.steps.filter(({ ofClone, command }) => ofClone && command === undefined);
  const folded = await foldedHere(surveyed, own);
  await applyFolded(context, surveyed, folded);
  return 0;
}
