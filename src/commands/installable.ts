import { type Failure, isSurvivable } from '../failure.js';
import { type Asker, openAsker } from '../installable/ask.js';
import { type Installability, judge, type PairAnswer } from '../installable/judge.js';
import { type AskedPairs, type Pair, pairsFor } from '../installable/pairs.js';
import { type Question, questionOf } from '../installable/question.js';
import { parseLockfile } from '../lockfile/parse.js';
import { inFolder } from '../project/paths.js';
import type { Project } from '../project/project.js';
import { promisedRange } from '../project/range.js';
import type { Machine } from '../resolve/session.js';
import type { Context } from './context.js';
import { progressLine } from './progress.js';
import { machines } from './resolve-all.js';
import { sideBySide } from './side-by-side.js';
import type { Workspace } from './workspace.js';

/** One lockfile, and what is asked about it. */
interface Subject {
  readonly path: string;
  readonly question: Question;
  readonly pairs: readonly Pair[];
}

/**
 * Finds out whether the lockfiles of projects can be installed where they are promised.
 *
 * @throws Failure `interrupted`
 */
export async function proveInstallable(
  context: Context,
  workspace: Workspace,
  projects: readonly Project[],
  asked: AskedPairs,
): Promise<readonly Installability[]> {
  const prepare = machines(context);
  const found: Installability[] = [];
  for (const project of projects)
    found.push(...(await installability(context, workspace, project, asked, prepare)));
  return found;
}

/**
 * Asks the index about each lockfile of a project that there is, on each pair that it is promised for.
 *
 * @throws Failure `interrupted`; whatever else keeps an answer back is a pair's reason to be unknown
 */
async function installability(
  context: Context,
  { snapshot, tree }: Workspace,
  project: Project,
  asked: AskedPairs,
  prepare: (project: Project) => Promise<Machine>,
): Promise<readonly Installability[]> {
  const subjects: Subject[] = [];
  const range = promisedRange(project);
  for (const target of project.config.targets) {
    const path = inFolder(project.folder, target.output);
    const text = await tree.read(path);
    if (text === undefined) continue;
    subjects.push({ path, question: questionOf(parseLockfile(text)), pairs: pairsFor(target, range, asked) });
  }
  try {
    const machine = await prepare(project);
    const asker = await openAsker(project, snapshot, machine, { offline: false });
    try {
      return await askAll(context, subjects, asker);
    } finally {
      await asker.close();
    }
  } catch (error) {
    if (!isSurvivable(error)) throw error;
    return subjects.map(({ path, question, pairs }) => judge(path, unknown(pairs, error), question.notAsked));
  }
}

function unknown(pairs: readonly Pair[], { message }: Failure): readonly PairAnswer[] {
  return pairs.map((pair) => ({ pair, installs: [], lacks: [], unknown: message }));
}

async function askAll(
  context: Context,
  subjects: readonly Subject[],
  asker: Asker,
): Promise<readonly Installability[]> {
  const tasks = subjects.flatMap(({ question, pairs, path }) =>
    pairs.map((pair) => ({ question, pair, path })),
  );
  const line = progressLine(context, 'lockgen: asking the index for wheels');
  let done = 0;
  try {
    const answers = await sideBySide(tasks, async ({ question, pair, path }) => {
      line.now(
        `lockgen: ${path}, Python ${pair.python} on ${pair.platform} (${done} of ${tasks.length} done)`,
      );
      const answer = await asker.ask(question, pair);
      done += 1;
      return { path, answer };
    });
    return subjects.map(({ path, question }) => {
      const own = answers.filter((one) => one.path === path).map(({ answer }) => answer);
      return judge(path, own, question.notAsked);
    });
  } finally {
    line.end();
  }
}
