import { type Failure, isSurvivable } from '../failure.js';
import { type Asker, openAsker } from '../installable/ask.js';
import { type Installability, judge, type PairAnswer } from '../installable/judge.js';
import { type AskedPairs, type Pair, pairsFor, THE_PROMISE } from '../installable/pairs.js';
import { type Question, questionAbout, questionOf } from '../installable/question.js';
import { parseLockfile } from '../lockfile/parse.js';
import { inFolder } from '../project/paths.js';
import type { Project } from '../project/project.js';
import { promisedRange } from '../project/range.js';
import type { Machine } from '../resolve/session.js';
import type { PinName } from '../uv/install-messages.js';
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
  /** Where it is promised besides. */
  readonly others: readonly Pair[];
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
    const pairs = pairsFor(target, range, asked);
    const others = pairsFor(target, range, THE_PROMISE).filter(
      (pair) => !pairs.some((one) => isSame(one, pair)),
    );
    subjects.push({ path, question: questionOf(parseLockfile(text)), pairs, others });
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
    return subjects.map((subject) => {
      const { path, question, pairs } = subject;
      return judge(path, unknown(pairs, error), question, {
        next: oneLine(error.next) ?? nextChoice(subject),
      });
    });
  }
}

/** Without the ways to do it, which are on lines of their own. */
function oneLine(next: string | undefined): string | undefined {
  return next?.split('\n')[0]?.replace(/,? in one of these ways:$/, '');
}

/** What to ask for where nothing was asked. */
function nextChoice({ pairs, others }: Subject): string | undefined {
  if (pairs.length > 0 || others.length === 0) return undefined;
  const of = (kind: keyof Pair): string => [...new Set(others.map((pair) => pair[kind]))].join(',');
  return `lockgen check --installable --python ${of('python')} --platform ${of('platform')}`;
}

const isSame = (a: Pair, b: Pair): boolean => a.python === b.python && a.platform === b.platform;

function unknown(pairs: readonly Pair[], { message }: Failure): readonly PairAnswer[] {
  return pairs.map((pair) => ({ pair, installs: [], lacks: [], unknown: message }));
}

async function askAll(
  context: Context,
  subjects: readonly Subject[],
  asker: Asker,
): Promise<readonly Installability[]> {
  const line = progressLine(context, 'lockgen: asking the index for wheels');
  const answersTo = async (tasks: readonly Task[]) => {
    let done = 0;
    return await sideBySide(tasks, async ({ question, pair, path }) => {
      line.now(
        `lockgen: ${path}, Python ${pair.python} on ${pair.platform} (${done} of ${tasks.length} done)`,
      );
      const answer = await asker.ask(question, pair);
      done += 1;
      return { path, answer };
    });
  };
  const of = ({ path }: Subject, answers: Awaited<ReturnType<typeof answersTo>>): readonly PairAnswer[] =>
    answers.filter((one) => one.path === path).map(({ answer }) => answer);
  try {
    const answers = await answersTo(
      subjects.flatMap(({ path, question, pairs }) => pairs.map((pair) => ({ path, question, pair }))),
    );
    // Whether a pin is built everywhere is a matter of all places, not only of those that were asked for.
    const doubts = subjects.flatMap((subject): Task[] => {
      const { path, question, others } = subject;
      const { fromSource } = judge(path, of(subject, answers), question);
      if (fromSource.length === 0) return [];
      return others.map((pair) => ({ path, question: questionAbout(question, fromSource), pair }));
    });
    const settled = await answersTo(doubts);
    return subjects.map((subject) => {
      const elsewhere: readonly PinName[] = of(subject, settled).flatMap(({ installs }) => installs);
      const { path, question } = subject;
      return judge(path, of(subject, answers), question, { elsewhere, next: nextChoice(subject) });
    });
  } finally {
    line.end();
  }
}

/** A lockfile's pins, or some of them, to be asked about on one pair. */
interface Task {
  readonly path: string;
  readonly question: Question;
  readonly pair: Pair;
}
