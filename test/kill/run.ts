import { join } from 'node:path';
import { installedLockgen } from '../helpers/package.js';
import { FORM_NAMES, type Form, type Prepared, prepare } from './prepared.js';
import { kill, type Outcome, type Plan, planned } from './random.js';

/** What a number of kills came to. */
export interface Totals {
  kills: number;
  sent: number;
  completed: number;
  lost: number;
  stale: number;
  leftovers: number;
  wrong: number;
  locks: number;
  torn: number;
}

export interface KillRun {
  readonly seed: number;
  /** The numbers of the kills. */
  readonly numbers: readonly number[];
  /** How many at a time. */
  readonly jobs: number;
  /** Told of each violation in words that are enough to repeat it. */
  readonly onViolation: (text: string) => void;
  readonly onKill?: (totals: Totals) => void;
}

/** Kills commits of the packed package at random moments, from outside. Everything is made below an empty folder. */
export async function killAtRandom(folder: string, run: KillRun): Promise<Totals> {
  const { shim } = await installedLockgen();
  const prepared = new Map<Form, Prepared>();
  for (const form of FORM_NAMES)
    prepared.set(form, await prepare(join(folder, form.replaceAll(/\W+/g, '-')), form, shim));
  const totals: Totals = {
    kills: 0,
    sent: 0,
    completed: 0,
    lost: 0,
    stale: 0,
    leftovers: 0,
    wrong: 0,
    locks: 0,
    torn: 0,
  };
  const waiting = [...run.numbers];
  const work = async (): Promise<void> => {
    for (let number = waiting.shift(); number !== undefined; number = waiting.shift()) {
      const plan = planned(run.seed, number);
      const template = prepared.get(plan.form);
      if (template === undefined) throw new Error(`${plan.form} was not prepared`);
      const outcome = await kill(template, plan);
      add(totals, outcome);
      const violations = violationsOf(outcome);
      if (violations.length > 0) run.onViolation(inWords(run.seed, number, plan, violations));
      run.onKill?.(totals);
    }
  };
  await Promise.all(Array.from({ length: run.jobs }, work));
  return totals;
}

function add(totals: Totals, outcome: Outcome): void {
  totals.kills += 1;
  totals.sent += Number(outcome.sent);
  totals.completed += Number(outcome.completed);
  totals.torn += Number(outcome.torn);
  totals.locks += outcome.locks;
  totals.lost += outcome.lost.length;
  totals.stale += outcome.stale.length;
  totals.leftovers += outcome.leftovers.length;
  totals.wrong += outcome.wrong.length;
}

function violationsOf({ lost, stale, leftovers, wrong }: Outcome): string[] {
  return [
    ...lost.map((path) => `lost: ${path}`),
    ...stale.map((text) => `stale: ${text}`),
    ...leftovers.map((path) => `left over: ${path}`),
    ...wrong,
  ];
}

function inWords(seed: number, number: number, plan: Plan, violations: readonly string[]): string {
  const { form, victim, signal, moment } = plan;
  return `git ${form}: ${signal} to ${victim} at ${Math.round(moment * 100)} % of its time
  to repeat: npm run kills -- --seed ${seed} --only ${number}
  ${violations.join('\n  ')}`;
}
