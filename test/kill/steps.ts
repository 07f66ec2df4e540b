import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { steppedHook } from './bundle.js';
import { start } from './group.js';
import { judge } from './judge.js';
import { type Form, type Place, type Prepared, prepare } from './prepared.js';
import { stateOf } from './state.js';
import { REFUSED } from './stepped/step.js';

/**
 * What happens at a step: lockgen is killed before it, git and all else with it; the step fails; a git that wrote all
 * the same says that it failed.
 */
export const FATES = ['kill', 'kill-all', 'fail', 'late'] as const;
type Fate = (typeof FATES)[number];

/** What the runs of a commit came to in which the same happened, each time at another step. */
export interface StepTotals {
  readonly form: Form;
  readonly fate: Fate;
  /** How many steps an undisturbed run takes. */
  readonly steps: number;
  runs: number;
  /** Runs after which the commit was there all the same. */
  completed: number;
  lost: number;
  stale: number;
  leftovers: number;
  wrong: number;
}

export interface StepRun {
  readonly forms: readonly Form[];
  readonly fates: readonly Fate[];
  /** Every how manieth step. Each form and fate begins at another one; a few steps are all taken. */
  readonly every: number;
  /** How many at a time. */
  readonly jobs: number;
  /** Told of each violation in words that are enough to repeat it. */
  readonly onViolation: (text: string) => void;
  readonly onTotals?: (totals: StepTotals) => void;
}

/** Disturbs commits between any two steps of writing. Everything is made below an empty folder. */
export async function disturbSteps(folder: string, run: StepRun): Promise<StepTotals[]> {
  const hook = await steppedHook(join(folder, 'program'));
  const found: StepTotals[] = [];
  for (const [at, form] of run.forms.entries()) {
    const prepared = await prepare(join(folder, form.replaceAll(/\W+/g, '-')), form, hook);
    for (const [offset, fate] of run.fates.entries()) {
      const names = await stepsOf(prepared, fate, join(folder, 'steps'));
      const totals: StepTotals = {
        ...{ form, fate, steps: names.length, runs: 0, completed: 0 },
        ...{ lost: 0, stale: 0, leftovers: 0, wrong: 0 },
      };
      found.push(totals);
      const all = names.map((_, at) => at + 1);
      const waiting =
        all.length < run.every ? all : all.filter((step) => (step + offset + 3 * at) % run.every === 0);
      const work = async (): Promise<void> => {
        for (let step = waiting.shift(); step !== undefined; step = waiting.shift()) {
          const violations = await disturbed(prepared, fate, step, totals);
          if (violations.length === 0) continue;
          run.onViolation(
            `git ${form}, ${fate} at step ${step} (${names[step - 1]}):\n  ${violations.join('\n  ')}`,
          );
        }
      };
      await Promise.all(Array.from({ length: run.jobs }, work));
      run.onTotals?.(totals);
    }
  }
  return found;
}

/** The names of the steps that an undisturbed commit takes. */
async function stepsOf(prepared: Prepared, fate: Fate, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const note = join(folder, `${prepared.form.replaceAll(/\W+/g, '-')}-${fate}`);
  const place = await prepared.copy();
  const env = { LOCKGEN_TEST_STEPS: note, LOCKGEN_TEST_STEP: `${fate}:0` };
  await start(place, env).ended();
  await rm(dirname(place.root), { recursive: true, force: true });
  return (await readFile(note, 'utf8')).trimEnd().split('\n');
}

/** What a commit that wasn't made has changed. */
async function changes({ root }: Place, { before }: Prepared): Promise<string[]> {
  const now = await stateOf(root);
  if (now.commits > before.commits) return [];
  const paths = [...new Set([...before.files.keys(), ...now.files.keys()])];
  const files = paths.filter((path) => now.files.get(path) !== before.files.get(path));
  const index = now.index.join('\n') === before.index.join('\n') ? [] : ['the index'];
  return [...files, ...index, ...now.locks].map((what) => `not taken back: ${what}`);
}

async function disturbed(
  prepared: Prepared,
  fate: Fate,
  step: number,
  totals: StepTotals,
): Promise<readonly string[]> {
  const place = await prepared.copy();
  const { stderr: words } = await start(place, { LOCKGEN_TEST_STEP: `${fate}:${step}` }).ended();
  const killed = fate === 'kill' || fate === 'kill-all';
  // A failure, unlike the end of the process, leaves time to take everything back.
  const untidy = killed ? [] : await changes(place, prepared);
  const { completed, lost, stale, leftovers, wrong } = await judge(place, prepared, !killed);
  await rm(dirname(place.root), { recursive: true, force: true });
  const said = killed || completed || words.includes(REFUSED);
  const problems = [
    ...wrong,
    ...untidy,
    ...(killed && completed ? ['it was not killed'] : []),
    ...(/a defect in lockgen|could be taken back/.test(words) || !said ? [words] : []),
  ];
  totals.runs += 1;
  totals.completed += Number(completed);
  totals.lost += lost.length;
  totals.stale += stale.length;
  totals.leftovers += leftovers.length;
  totals.wrong += problems.length;
  return [
    ...lost.map((path) => `lost: ${path}`),
    ...stale.map((text) => `stale: ${text}`),
    ...leftovers.map((path) => `left over: ${path}`),
    ...problems,
  ];
}
