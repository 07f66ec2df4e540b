import { sequenceOf } from './generator.js';
import { type Broken, playSequence } from './sequence.js';
import { shrink } from './shrink.js';
import { makeWorker, openStage, type Stage, type StageOptions } from './stage.js';
import type { Sequence } from './steps.js';

export interface SoakOptions extends StageOptions {
  /** Seed of the first sequence; each has the next number. */
  readonly seed: number;
  readonly count: number;
  /** Length of a sequence. */
  readonly steps: number;
  /** How many are played at a time. */
  readonly workers: number;
  /** Whether it goes on after a failure. Default: no. */
  readonly keepGoing?: boolean;
  /** One sequence, instead of those that seeds stand for. */
  readonly replay?: Sequence;
  readonly say: (text: string) => void;
}

/**
 * Plays sequences, and makes those that break an invariant as short as can be.
 *
 * @returns what broke; none is what is wanted
 */
export async function soak(options: SoakOptions): Promise<readonly Broken[]> {
  const { seed, steps, say } = options;
  const stage = await openStage(options);
  try {
    const count = options.replay === undefined ? options.count : 1;
    const failures: Broken[] = [];
    const started = performance.now();
    let next = 0;
    let played = 0;
    const work = async (number: number): Promise<void> => {
      const worker = await makeWorker(stage, number);
      while (next < count && (failures.length === 0 || options.keepGoing === true)) {
        const sequence = options.replay ?? sequenceOf(seed + next, steps);
        next += 1;
        const broken = await playSequence(worker, sequence);
        played += 1;
        if (broken !== undefined) {
          say(`seed ${sequence.seed}: ${broken.violation.invariant}; making it shorter\n`);
          const shortest = await shrink(worker, broken);
          failures.push(shortest);
          say(report(shortest));
        } else if (played % 10 === 0) say(rate(played, started));
      }
    };
    await Promise.all(Array.from({ length: Math.min(options.workers, count) }, (_, number) => work(number)));
    say(summary(stage, played, failures.length, started));
    return failures;
  } finally {
    await stage.close();
  }
}

function rate(played: number, started: number): string {
  const seconds = (performance.now() - started) / 1000;
  return `${played} sequences in ${seconds.toFixed(0)} s, ${((played / seconds) * 60).toFixed(1)} a minute\n`;
}

function report({ sequence, violation, log }: Broken): string {
  return `
seed ${sequence.seed}: broken: ${violation.invariant}
${violation.message}

the shortest sequence found, from "${sequence.start}":
${sequence.steps.map((step) => `  ${JSON.stringify(step)}`).join('\n')}

${log.join('\n')}
seed ${sequence.seed}: broken: ${violation.invariant}
`;
}

function summary({ counts }: Stage, played: number, failures: number, started: number): string {
  const lines = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, times]) => `  ${what}: ${times}`);
  return `${lines.join('\n')}\n${rate(played, started)}${played} sequences played, ${failures} broke an invariant\n`;
}
