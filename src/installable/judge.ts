import type { Lack, PinName } from '../uv/install-messages.js';
import type { Pair } from './pairs.js';

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

/** Whether a lockfile can be installed on one pair. */
export interface PairVerdict extends Pair {
  readonly verdict: 'green' | 'red' | 'unknown';
  /** Of the pair as a whole, where it isn't one package's. */
  readonly reason: string | undefined;
  /** What can't be installed there. */
  readonly lacks: readonly Lack[];
}

/** Whether a lockfile can be installed everywhere that it is promised for. */
export interface Installability {
  /** Of the lockfile, relative to the repository's root. */
  readonly path: string;
  readonly pairs: readonly PairVerdict[];
  /** Packages without a wheel on any pair, which are built from their source everywhere. */
  readonly fromSource: readonly PinName[];
  /** Entries that no index was asked for, with the reason. */
  readonly notAsked: readonly NotAsked[];
}

/** The verdict on all pairs together; on none, nothing is known. */
export function overallInstallability({ pairs }: Pick<Installability, 'pairs'>): PairVerdict['verdict'] {
  if (pairs.some(({ verdict }) => verdict === 'red')) return 'red';
  return pairs.length === 0 || pairs.some(({ verdict }) => verdict === 'unknown') ? 'unknown' : 'green';
}

/** An entry of a lockfile that isn't on an index. */
export interface NotAsked {
  readonly entry: string;
  readonly why: string;
}

/**
 * Judges a lockfile by what uv answered for each pair: a package that has a wheel on some pairs only is not
 * installable on the others; one that has a source and no wheel anywhere builds everywhere alike, which is a choice.
 */
export function judge(
  path: string,
  answers: readonly PairAnswer[],
  notAsked: readonly NotAsked[],
): Installability {
  const wheels = new Set(answers.flatMap(({ installs }) => installs.map(keyOf)));
  const lacking = answers.flatMap(({ lacks }) => lacks);
  const unbuildable = new Set(lacking.filter(({ why }) => why !== 'source').map(keyOf));
  const isBuilt = (pin: PinName): boolean => !wheels.has(keyOf(pin)) && !unbuildable.has(keyOf(pin));
  const fromSource = new Map(
    lacking.filter(isBuilt).map(({ name, version }) => [`${name}==${version}`, { name, version }]),
  );
  const pairs = answers.map(({ pair, lacks, unknown, refused }): PairVerdict => {
    const missing = lacks.filter((lack) => !isBuilt(lack));
    const isRed = missing.length > 0 || refused !== undefined;
    return {
      ...pair,
      verdict: isRed ? 'red' : unknown === undefined ? 'green' : 'unknown',
      reason: refused ?? unknown,
      lacks: missing,
    };
  });
  const byName = (a: PinName, b: PinName): number => (a.name < b.name ? -1 : 1);
  return { path, pairs, fromSource: [...fromSource.values()].sort(byName), notAsked };
}

function keyOf({ name, version }: PinName): string {
  return `${name}==${version}`;
}
