import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { randomFrom } from '../../soak/random.js';
import { type Running, start } from './group.js';
import { type Judgement, judge } from './judge.js';
import { FORM_NAMES, type Form, type Prepared } from './prepared.js';
import { VICTIMS, type Victim, victimIn } from './processes.js';

const SIGNALS = ['SIGKILL', 'SIGKILL', 'SIGKILL', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** One kill: what is decided before it. */
export interface Plan {
  readonly form: Form;
  readonly victim: Victim;
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
  const random = randomFrom(seed * 1_000_003 + number);
  return {
    form: random.pick(FORM_NAMES),
    victim: random.pick(VICTIMS),
    signal: random.pick(SIGNALS),
    moment: random.fraction() * 1.05,
  };
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
async function send({ git, group }: Running, victim: Victim, signal: NodeJS.Signals): Promise<boolean> {
  while (git.exitCode === null && git.signalCode === null) {
    const to = await victimIn(group, victim);
    if (to !== undefined && signalled(to, signal)) return true;
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
