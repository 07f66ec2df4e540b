import type { TargetConfig } from '../config/options.js';
import { Failure, isSurvivable } from '../failure.js';
import {
  type Bump,
  bumpsOf,
  hasBump,
  haveOtherVersions,
  type Standing,
  withBumps,
} from '../lockfile/bumps.js';
import { type Lockfile, parseLockfile } from '../lockfile/parse.js';
import { inFolder } from '../project/paths.js';
import type { Requirement } from '../python/requirement.js';
import { normalizeName } from '../python/version.js';
import type { Resolved } from './ask-index.js';
import type { Family } from './order.js';
import type { Resolution } from './project.js';
import type { Session } from './session.js';
import { type Settling, settle } from './settle.js';

/** Lockfiles as they are, and as they were committed last. */
type Olds = Pick<Resolution, 'previous' | 'committed' | 'trust'>;

/** The old lockfile of a target; of several, all their pins, which are preferred by the order of the targets. */
export function oldOf(
  session: Pick<Session, 'project'>,
  targets: readonly TargetConfig[],
  previous: ReadonlyMap<string, string>,
): Lockfile | undefined {
  return asOne(targets.flatMap((target) => previous.get(pathOf(session, target)) ?? []).map(parseLockfile));
}

/**
 * Resolves the widest target of a family, as `settle`, with the versions that a bot, or a person, has changed in a
 * narrower lockfile alone: these are tried first, and kept as far as they can be.
 *
 * @throws Failure as `settle`. Where a verdict is wanted, what can't be tried is as if it weren't there.
 */
export async function settleWidest(
  session: Session,
  family: Family,
  olds: Olds,
  requirements: readonly Requirement[] | undefined,
  settling: Settling,
): Promise<Resolved> {
  const { widest, written, narrower } = family;
  const own = written ? oldOf(session, [widest], olds.previous) : undefined;
  // What it has no pin for takes over those of the narrower ones: these would move with it otherwise.
  const old = withMissing(own, oldOf(session, narrower, olds.previous));
  let bumps =
    old === undefined
      ? []
      : await bumped(session, old, own === undefined ? undefined : widest, narrower, olds);
  while (old !== undefined && bumps.length > 0) {
    const raised = await tried(
      () => settle(session, widest, withBumps(old, bumps), requirements, settling),
      settling,
    );
    const kept = raised === undefined ? [] : bumps.filter((bump) => hasBump(raised.lockfile, bump));
    if (raised !== undefined && kept.length === bumps.length) return raised;
    bumps = kept;
  }
  return await settle(session, widest, old, requirements, settling);
}

/** @param own - the target whose lockfile `old` is; none where it is all the others' */
async function bumped(
  session: Session,
  old: Lockfile,
  own: TargetConfig | undefined,
  narrower: readonly TargetConfig[],
  { previous, committed, trust }: Olds,
): Promise<readonly Bump[]> {
  const { upgrade } = session;
  if (upgrade.all) return [];
  const asked = new Set(upgrade.packages.map(normalizeName));
  const read = committed ?? trust?.committed;
  const others: Standing[] = [];
  for (const target of narrower) {
    const now = oldOf(session, [target], previous);
    // History costs time, and mostly there is nothing for it to decide.
    if (now === undefined || !haveOtherVersions(old, now)) continue;
    others.push({ now, committed: await lastOf(session, target, read) });
  }
  if (others.length === 0) return [];
  const widest = { now: old, committed: own && (await lastOf(session, own, read)) };
  return bumpsOf(widest, others).filter(({ instead }) => !asked.has(instead.key));
}

async function lastOf(
  session: Session,
  target: TargetConfig,
  read: Olds['committed'],
): Promise<Lockfile | undefined> {
  const text = await read?.(pathOf(session, target));
  return text === undefined ? undefined : parseLockfile(text);
}

async function tried(settled: () => Promise<Resolved>, { refutes }: Settling): Promise<Resolved | undefined> {
  try {
    return await settled();
  } catch (error) {
    const goesWithout =
      refutes === undefined
        ? error instanceof Failure && error.reason === 'unsatisfiable'
        : isSurvivable(error);
    if (goesWithout) return undefined;
    throw error;
  }
}

/** A lockfile with another one's pins of packages that it has none of: it is new, or its place had one layer of several. */
function withMissing(old: Lockfile | undefined, others: Lockfile | undefined): Lockfile | undefined {
  if (old === undefined || others === undefined) return old ?? others;
  const known = new Set(old.pins.map(({ key }) => key));
  const missing = others.pins.filter(({ key }) => !known.has(key));
  return missing.length === 0 ? old : { ...old, pins: [...old.pins, ...missing] };
}

function asOne(olds: readonly Lockfile[]): Lockfile | undefined {
  const [first] = olds;
  if (first === undefined || olds.length === 1) return first;
  const [pins, options] = [olds.flatMap((old) => old.pins), olds.flatMap((old) => old.options)];
  return { header: first.header, options, pins, problems: olds.flatMap((old) => old.problems) };
}

function pathOf({ project }: Pick<Session, 'project'>, target: TargetConfig): string {
  return inFolder(project.folder, target.output);
}
