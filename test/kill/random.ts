import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Running, start } from './group.js';
import { type Judgement, judge } from './judge.js';
import { FORM_NAMES, type Form, type Prepared } from './prepared.js';
import { IS, members } from './processes.js';

/** Whom a signal goes to: lockgen, everything (as a terminal does), the git that commits, one of lockgen's own, uv. */
const VICTIMS = ['lockgen', 'all', 'git', "lockgen's git", 'uv'] as const;
const SIGNALS = ['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One kill: what is decided before it. */
export interface Plan {
  readonly form: Form;
  readonly victim: (typeof VICTIMS)[number];
  readonly signal: (typeof SIGNALS)[number];
  /** Of the time that the commit usually takes. */
  readonly moment: number;
}

/** What a kill was, and what came of it. */
export interface Outcome extends Judgement {
  /** The victim was there, so that the signal was sent. */
  readonly sent: boolean;
}

/** The plan of the kill of a number, the same for the same seed. */
export function planned(seed: number, number: number): Plan {
  const random = numbers(seed * 1_000_003 + number);
  const one = <T>(values: readonly T[]): T => {
    const value = values[Math.floor(random() * values.length)];
    if (value === undefined) throw new Error('nothing to choose from');
    return value;
  };
  return { form: one(FORM_NAMES), victim: one(VICTIMS), signal: one(SIGNALS), moment: random() * 1.05 };
}

/** Commits in a copy of a prepared repository, kills as planned, and judges what is left. */
export async function kill(prepared: Prepared, { victim, signal, moment }: Plan): Promise<Outcome> {
  const place = await prepared.copy();
  const running = start(place);
  await setTimeout(moment * prepared.milliseconds);
  const sent = await send(running, victim, signal);
  await running.ended();
  const judgement = await judge(place, prepared, !sent || signal !== 'SIGKILL');
  await rm(dirname(place.root), { recursive: true, force: true });
  return { ...judgement, sent };
}

/** Sends the signal as soon as its victim is there; gives whether it ever was. */
async function send(
  { git, group }: Running,
  victim: Plan['victim'],
  signal: NodeJS.Signals,
): Promise<boolean> {
  while (git.exitCode === null && git.signalCode === null) {
    if (victim === 'all' || victim === 'git') return signalled(victim === 'all' ? -group : group, signal);
    const found = (await members(group)).find(
      ({ pid, command }) => pid !== group && IS[victim].test(command),
    );
    if (found !== undefined && signalled(found.pid, signal)) return true;
    await setTimeout(2);
  }
  return false;
}

function signalled(to: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(to, signal);
  } catch {
    return false;
  }
}

/** Random numbers from 0 to 1 (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
