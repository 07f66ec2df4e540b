import type { Lack, PinName } from '../uv/install-messages.js';
import type { Outcome } from '../verdict/exit-code.js';
import type { LockfileVerdict } from '../verdict/verdict.js';
import type { Pair } from './pairs.js';
import { lineOf, type NotAsked, type Question } from './question.js';

/** What was learnt of one pair. */
export interface PairAnswer {
  readonly pair: Pair;
  readonly installs: readonly PinName[];
  readonly lacks: readonly Lack[];
  /** Why it isn't known whether the rest can be installed. */
  readonly unknown?: string;
  /** Why uv refuses the rest. */
  readonly refused?: string;
}

/** Where a lockfile has a pin, 1-based. */
interface Placed {
  readonly line: number | undefined;
}

/** A pin that has nothing to install in one place, and where the lockfile has it. */
export type PlacedLack = Lack & Placed;

/** Whether a lockfile can be installed on one pair. */
export interface PairVerdict extends Pair {
  readonly verdict: 'green' | 'red' | 'unknown';
  /** Of the pair as a whole, where it isn't one package's. */
  readonly reason: string | undefined;
  /** What can't be installed there. */
  readonly lacks: readonly PlacedLack[];
}

/** Whether a lockfile can be installed everywhere that it is promised for. */
export interface Installability {
  /** Of the lockfile, relative to the repository's root. */
  readonly path: string;
  readonly pairs: readonly PairVerdict[];
  /** Packages without a wheel on any pair, which are built from their source everywhere. */
  readonly fromSource: readonly (PinName & Placed)[];
  /** Entries that no index was asked for, with the reason. */
  readonly notAsked: readonly NotAsked[];
  /** What to do where nothing could be told; undefined where that isn't known. */
  readonly next: string | undefined;
}

/** The verdict on all pairs together; on none, nothing is known. */
export function overallInstallability({ pairs }: Pick<Installability, 'pairs'>): PairVerdict['verdict'] {
  if (pairs.some(({ verdict }) => verdict === 'red')) return 'red';
  return pairs.length === 0 || pairs.some(({ verdict }) => verdict === 'unknown') ? 'unknown' : 'green';
}

/** The verdict on lockfiles, together with the proof that they can be installed. */
export function provenOutcome(
  freshness: LockfileVerdict['verdict'],
  proof: readonly Pick<Installability, 'pairs'>[],
): Outcome {
  const found = new Set(proof.map(overallInstallability));
  if (freshness === 'stale') return 'stale';
  if (found.has('red')) return 'not-installable';
  return found.has('unknown') ? 'unknown' : freshness;
}

/**
 * Judges a lockfile by what uv answered for each pair: a package that has a wheel on some pairs only is not
 * installable on the others; one that has a source and no wheel anywhere builds everywhere alike, which is a choice.
 *
 * @param more - `elsewhere`: what has a wheel where the lockfile is promised, and which wasn't asked for
 */
export function judge(
  path: string,
  answers: readonly PairAnswer[],
  question: Question,
  {
    elsewhere = [],
    next,
  }: { readonly elsewhere?: readonly PinName[]; readonly next?: string | undefined } = {},
): Installability {
  const wheels = new Set([...answers.flatMap(({ installs }) => installs), ...elsewhere].map(keyOf));
  const lacking = answers.flatMap(({ lacks }) => lacks);
  const unbuildable = new Set(lacking.filter(({ why }) => why !== 'source').map(keyOf));
  const isBuilt = (pin: PinName): boolean => !wheels.has(keyOf(pin)) && !unbuildable.has(keyOf(pin));
  const placed = <Named extends PinName>(pin: Named) => ({ ...pin, line: lineOf(question, pin) });
  const fromSource = new Map(
    lacking.filter(isBuilt).map(({ name, version }) => [`${name}==${version}`, placed({ name, version })]),
  );
  const pairs = answers.map(({ pair, lacks, unknown, refused }): PairVerdict => {
    const missing = lacks.filter((lack) => !isBuilt(lack)).map(placed);
    const isRed = missing.length > 0 || refused !== undefined;
    return {
      ...pair,
      verdict: isRed ? 'red' : unknown === undefined ? 'green' : 'unknown',
      reason: refused ?? unknown,
      lacks: missing,
    };
  });
  const byName = (a: PinName, b: PinName): number => (a.name < b.name ? -1 : 1);
  const { notAsked } = question;
  return { path, pairs, fromSource: [...fromSource.values()].sort(byName), notAsked, next };
}

function keyOf({ name, version }: PinName): string {
  return `${name}==${version}`;
}
