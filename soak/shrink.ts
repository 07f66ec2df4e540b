import { type Broken, playSequence } from './sequence.js';
import type { Worker } from './stage.js';
import type { Sequence, Step } from './steps.js';

/** Longest time that is spent on making one sequence shorter. */
const PATIENCE_MILLISECONDS = 180_000;

/**
 * The shortest sequence found that breaks the same invariant: without what comes after the failing step, then
 * without halves, quarters…, and at last single steps.
 */
export async function shrink(worker: Worker, broken: Broken): Promise<Broken> {
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  let best = broken;
  let steps: readonly Step[] = broken.sequence.steps.slice(0, broken.taken);
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = steps.length - size; from > -size && Date.now() < deadline; from -= size) {
      const without = [...steps.slice(0, Math.max(from, 0)), ...steps.slice(from + size)];
      const found = await breaks(worker, { ...best.sequence, steps: without }, broken.violation.invariant);
      if (found === undefined) continue;
      best = found;
      steps = found.sequence.steps.slice(0, found.taken);
      from = Math.min(from, steps.length);
    }
  }
  return { ...best, sequence: { ...best.sequence, steps } };
}

/** What a kill does depends on its moment, so that a sequence with one has several chances. */
async function breaks(worker: Worker, sequence: Sequence, invariant: string): Promise<Broken | undefined> {
  const chances = sequence.steps.some((step) => step.do === 'commit' && step.kill !== undefined) ? 3 : 1;
  for (let chance = 0; chance < chances; chance += 1) {
    const found = await playSequence(worker, sequence);
    if (found?.violation.invariant === invariant) return found;
  }
  return undefined;
}
