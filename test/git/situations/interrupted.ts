import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { type Hooked, startedBy, temporaryFiles } from '../../helpers/hooked.js';
import { type Judgement, judge } from '../../kill/judge.js';
import { FORMS, type Form, type Place, type Prepared } from '../../kill/prepared.js';
import type { Victim } from '../../kill/processes.js';
import { type State, stateOf } from '../../kill/state.js';
import { NOTES, putWorkAtHand } from './expect.js';
import { type Held, whileResolving, whileWriting } from './held.js';
import { EDIT, manifest } from './started.js';
import { type Ended, send, startCommit } from './under-way.js';

/** What the commit's lockfiles have, and those before it don't. */
export const NEW_PIN = 'alpha==1.1.0';
const START = { 'pyproject.toml': manifest(), 'notes.md': NOTES.committed };
const FURTHER = manifest({ ...EDIT, iota: 'iota<2' });

/** A commit that is about to be made beside work at hand, and what it gives when nothing comes between. */
export interface Interruptible extends Hooked {
  /** The same repository, for `judge`. */
  readonly place: Place;
  readonly prepared: Omit<Prepared, 'copy'>;
}

/** A repository with lockfiles, an edit of its project that is staged, and work at hand. */
export async function interruptible(form: Form = 'commit'): Promise<Interruptible> {
  const [world, after, further] = await Promise.all([
    standingAt('before', form),
    stateAt('after', form),
    stateAt('further', form),
  ]);
  const before = await stateOf(world.repository.root);
  return {
    ...world,
    place: placeOf(world, form),
    prepared: { form, before, after, further, milliseconds: 0 },
  };
}

const states = new Map<string, Promise<State>>();

/** Looked at once in a test file. */
function stateAt(point: 'after' | 'further', form: Form): Promise<State> {
  const name = `${point} ${form}`;
  const state =
    states.get(name) ?? standingAt(point, form).then(({ repository }) => stateOf(repository.root));
  states.set(name, state);
  return state;
}

async function standingAt(point: 'before' | 'after' | 'further', form: Form): Promise<Hooked> {
  const text = await readFile(fileURLToPath(import.meta.url), 'utf8');
  return await startedBy([text, point, form, JSON.stringify([START, EDIT, NOTES])], async (world) => {
    const { repository } = world;
    await world.commit(START);
    await putWorkAtHand(world);
    await change(world, form, manifest(EDIT));
    if (point === 'before') return;
    await repository.commit('Change', FORMS[form]);
    if (point === 'after') return;
    await change(world, form, FURTHER);
    await repository.commit('Further', FORMS[form]);
  });
}

async function change({ repository }: Hooked, form: Form, text: string): Promise<void> {
  await repository.write('pyproject.toml', text);
  if (FORMS[form].staged) await repository.git('add', 'pyproject.toml');
}

function placeOf(world: Hooked, form: Form): Place {
  const { root, home, env, git, tryCommit } = world.repository;
  return {
    form,
    root,
    home,
    env,
    git,
    commit: () => tryCommit('Again', FORMS[form]),
    async commitFurther() {
      await change(world, form, FURTHER);
      return await tryCommit('Further', FORMS[form]);
    },
  };
}

/** What is so after an interruption that changed nothing: as before, and the next commit is right. */
const NOTHING_HAPPENED: Judgement = {
  completed: false,
  torn: false,
  locks: 0,
  lost: [],
  stale: [],
  leftovers: [],
  wrong: [],
};

type Moment = 'resolving' | 'writing';

/**
 * Sends a signal while uv resolves or while the lockfiles are written, and holds what is left against what was there:
 * no commit; old or new bytes, all of the user's where they were; after a polite signal the old ones, and nothing is
 * left over. Then does what the user would: removes the lock of a git that was killed, and commits again, which is right.
 */
export async function expectInterrupted(
  signal: NodeJS.Signals,
  victim: Victim,
  moment: Moment,
  form: Form = 'commit',
): Promise<Ended & { readonly milliseconds: number }> {
  const world = await interruptible(form);
  const held: Held =
    moment === 'resolving' ? await whileResolving() : await whileWriting(world.repository, NEW_PIN);
  const underWay = startCommit(world, held.env, ['-m', 'Change', ...FORMS[form].args]);
  await held.reached();
  const started = performance.now();
  const dead = await send(signal, victim, underWay.group);
  // What a lockgen that tidies up waits for has to go on; nothing else does before its victim is gone.
  const waits = moment === 'writing' && (victim === 'lockgen' || victim === 'all') && signal !== 'SIGKILL';
  if (!waits) await dead();
  await held.letGo();
  const ended = await underWay.ended();
  const milliseconds = performance.now() - started;
  expect([ended.exitCode, ended.signal], ended.stderr).not.toEqual([0, null]);
  const killed = signal === 'SIGKILL' && victim !== 'uv';
  await expectAsBefore(world, { killed, hookDied: killed && victim !== 'git' });
  return { ...ended, milliseconds };
}

export interface Left {
  /** Something was killed without a chance to tidy up, which may have left locks and lockfiles of both kinds. */
  readonly killed: boolean;
  /** lockgen itself was, which may have left its temporary files. */
  readonly hookDied: boolean;
  /** It came after the hook, so that the new lockfiles are staged. */
  readonly staged?: boolean;
}

/** Holds what an interruption left against what was there before, and commits again. */
export async function expectAsBefore(
  { repository, place, prepared }: Interruptible,
  { killed, hookDied, staged = false }: Left,
): Promise<void> {
  if (!hookDied) {
    expect(await temporaryFiles(repository)).toEqual([]);
  }
  // What tidies up leaves nothing of the new ones.
  if (!hookDied && !staged)
    expect(placesOf(await stateOf(repository.root))).toEqual(placesOf(prepared.before));
  const judgement = await judge(place, { ...prepared, copy: () => Promise.resolve(place) }, !killed);
  expect(judgement).toEqual({ ...NOTHING_HAPPENED, locks: killed ? expect.any(Number) : 0 });
}

/** The places that bytes are in. */
function placesOf({ head, index, files, aside }: State) {
  return { head, index, files, aside };
}
