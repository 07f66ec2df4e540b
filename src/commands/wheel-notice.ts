import { type Asker, openAsker } from '../installable/ask.js';
import { type Pair, pairsFor, THE_PROMISE } from '../installable/pairs.js';
import { type Question, questionOf } from '../installable/question.js';
import type { Lockfile } from '../lockfile/parse.js';
import { TORCH_PACKAGES } from '../lockfile/torch.js';
import { promisedRange } from '../project/range.js';
import { compareVersions } from '../python/version.js';
import { type Looked, wheelNotice } from '../report/wheel-notice.js';
import type { ResolvedProject } from '../resolve/project.js';
import type { Lack, PinName } from '../uv/install-messages.js';
import type { Context } from './context.js';
import { machines } from './resolve-all.js';
import { sideBySide } from './side-by-side.js';
import type { Workspace } from './workspace.js';

/** With what it takes to end uv and to tidy up, a commit waits 0.2 s at most for a notice that it doesn't need. */
const BUDGET_MS = 170;

/**
 * Tells which of the pins that lockfiles have newly taken have no wheel somewhere in the promise, as far as uv's cache
 * knows it and the time allows. The cache knows them: a version that is new is only ever chosen online.
 *
 * @returns a line, or nothing; it never throws
 */
export async function newPinsWithoutWheels(
  context: Context,
  { snapshot }: Pick<Workspace, 'snapshot'>,
  resolved: readonly ResolvedProject[],
  budget = BUDGET_MS,
): Promise<string> {
  const ended = AbortSignal.any([AbortSignal.timeout(budget), context.signal]);
  const found: (readonly Looked[])[] = [];
  // What there is to say was said when the lockfiles were made.
  const prepare = machines({ ...context, err: () => {}, verbose: false });
  for (const made of resolved) {
    const taken = newPins(made);
    if (taken.pins.length === 0 || ended.aborted) continue;
    try {
      const { project } = made;
      const range = promisedRange(project);
      const looking = distinct(
        project.config.targets.flatMap((target) => pairsFor(target, range, THE_PROMISE)),
      ).map((pair) => new Look(pair));
      found.push(looking);
      const machine = await prepare(project);
      const asker = await openAsker(project, snapshot, machine, { offline: true, signal: ended });
      try {
        await look(asker, questionOf(taken), looking);
      } finally {
        await asker.close();
      }
    } catch {
      // The time is over, or something is amiss that is no matter of the commit's.
    }
  }
  return wheelNotice(found);
}

/** What becomes known of a pair, run by run. */
class Look implements Looked {
  readonly pair: Pair;
  readonly lacks: Lack[] = [];
  readonly installs: PinName[] = [];
  done = false;

  constructor(pair: Pair) {
    this.pair = pair;
  }

  /** @returns whether there is more to ask */
  async askOnce(asker: Asker, question: Question): Promise<boolean> {
    const answer = await asker.askOnce(question, this.lacks, this.pair);
    if (answer.kind === 'installs') {
      this.installs.push(...answer.packages);
      this.done = true;
    }
    // Other answers can come from what the cache lacks.
    if (answer.kind !== 'lacks' || (answer.why !== 'source' && answer.why !== 'wheels')) return false;
    if (this.lacks.some(({ name, version }) => name === answer.name && version === answer.version))
      return false;
    this.lacks.push(answer);
    return true;
  }
}

/** All pairs are asked once before any is asked again: of the first pin without a wheel, all places are known soon. */
async function look(asker: Asker, question: Question, looking: readonly Look[]): Promise<void> {
  let open = looking;
  while (open.length > 0) {
    const more = await sideBySide(open, (one) => one.askOnce(asker, question));
    open = open.filter((_, index) => more[index] === true);
  }
}

/** The pins of packages that were added or changed, each once, with the lines that say where packages are. */
function newPins({ lockfiles }: ResolvedProject): Lockfile {
  const pins = lockfiles.flatMap(({ lockfile, changes }) => {
    const names = new Set(changes.filter(({ kind }) => kind !== 'removed').map(({ name }) => name));
    // Those of PyTorch are on a page of their own, which uv's cache doesn't have yet.
    return lockfile.pins.filter(
      ({ name, key, url }) => names.has(name) && url === undefined && !TORCH_PACKAGES.has(key),
    );
  });
  const options = lockfiles.flatMap(({ lockfile }) => (lockfile.isPylock ? [] : lockfile.options));
  const once = new Map(pins.map((pin) => [pin.text, pin]));
  return { header: undefined, options, pins: [...once.values()], problems: [] };
}

/** Each once. Most wheels are missing for a Python that has come out since: the newest is asked about first. */
function distinct(pairs: readonly Pair[]): readonly Pair[] {
  const once = new Map(pairs.map((pair) => [`${pair.python} ${pair.platform}`, pair]));
  return [...once.values()].sort((a, b) => compareVersions(b.python, a.python));
}
