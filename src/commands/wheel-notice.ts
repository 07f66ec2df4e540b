import { openAsker } from '../installable/ask.js';
import { type Pair, pairsFor } from '../installable/pairs.js';
import { questionOf } from '../installable/question.js';
import type { Lockfile } from '../lockfile/parse.js';
import { TORCH_PACKAGES } from '../lockfile/torch.js';
import { promisedRange } from '../project/range.js';
import { type Missing, wheelNotice } from '../report/wheel-notice.js';
import type { ResolvedProject } from '../resolve/project.js';
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
  const missing: Missing[] = [];
  // What there is to say was said when the lockfiles were made.
  const prepare = machines({ ...context, err: () => {}, verbose: false });
  for (const made of resolved) {
    const taken = newPins(made);
    if (taken.pins.length === 0 || ended.aborted) continue;
    try {
      const { project } = made;
      const range = promisedRange(project);
      const pairs = distinct(
        project.config.targets.flatMap((target) =>
          pairsFor(target, range, { pythons: undefined, platforms: undefined }),
        ),
      );
      const machine = await prepare(project);
      const asker = await openAsker(project, snapshot, machine, { offline: true, signal: ended });
      try {
        await sideBySide(pairs, (pair) =>
          asker.ask(questionOf(taken), pair, ({ why, name, version }) => {
            // Other answers can come from what the cache lacks.
            if (why === 'source' || why === 'wheels') missing.push({ name, version, pair, why });
          }),
        );
      } finally {
        await asker.close();
      }
    } catch {
      // The time is over, or something is amiss that is no matter of the commit's.
    }
  }
  return wheelNotice(missing);
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
  const options = lockfiles.flatMap(({ lockfile }) => lockfile.options);
  const once = new Map(pins.map((pin) => [pin.text, pin]));
  return { header: undefined, options, pins: [...once.values()], problems: [] };
}

function distinct(pairs: readonly Pair[]): readonly Pair[] {
  return [...new Map(pairs.map((pair) => [`${pair.python} ${pair.platform}`, pair])).values()];
}
