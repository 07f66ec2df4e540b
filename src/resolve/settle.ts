import type { TargetConfig } from '../config/options.js';
import { Failure } from '../failure.js';
import { movesPins } from '../lockfile/moved-pins.js';
import type { Lockfile } from '../lockfile/parse.js';
import { asConstraints, asPreferences, oneOfBothSides } from '../lockfile/preferences.js';
import { tableAt } from '../project/manifest.js';
import { promises } from '../python/environments.js';
import type { Requirement } from '../python/requirement.js';
import { normalizeName, satisfies } from '../python/version.js';
import { choose, online, type Resolved, refreshed, withoutDoubt } from './ask-index.js';
import { assertNoneDenied } from './build-denied.js';
import type { Compilation, Request, Session } from './session.js';
import { settleWithNew } from './with-new.js';

/** What an offline result is good for. */
export interface Settling {
  /** Whether it settles a target. */
  readonly accepts: (result: Resolved, old: Lockfile) => boolean;
  /**
   * Given where a verdict on the old lockfile is wanted: before it is found wanting, the index is asked about what is in
   * doubt even where uv's cache would do. This tells whether an offline result with the old pins held proves that they
   * are no fixpoint, which counts where the index can't be asked.
   */
  readonly refutes?: (result: Resolved, old: Lockfile) => boolean;
}

/** How often a lockfile that isn't a fixpoint at once is compiled again. */
const ROUNDS = 3;

/**
 * Resolves the widest target of a family: the fixpoint closest to the old pins.
 *
 * Offline first, which tells in a twentieth of the time that all pins can stay; a version that is new to the
 * lockfile is only ever chosen online, and where a requirement is new, the index is asked about it alone as long as no
 * other pin has to move. uv's universal preferences may still move a pin that needn't move, so the
 * old pins are then tried as constraints; and a first result may prefer itself differently (forks), so it is
 * compiled from its own pins until it stands still.
 *
 * @param before - the lockfile that is replaced; half-merged, it has the pins of both sides
 * @param requirements - what the target asks for; `undefined` where only a build tells
 * @throws Failure as uv's failure says
 */
export async function settle(
  session: Session,
  target: TargetConfig,
  before: Lockfile | undefined,
  requirements: readonly Requirement[] | undefined,
  { accepts, refutes }: Settling,
): Promise<Resolved> {
  const { upgrade } = session;
  let refuted: Resolved | undefined;
  const merged = before?.problems.some(({ kind }) => kind === 'conflict-marker') === true;
  const old = before !== undefined && merged ? oneOfBothSides(before, requirements ?? []) : before;
  const seed = old === undefined || old.pins.length === 0 || upgrade.all ? undefined : asPreferences(old);
  if (seed === undefined || old === undefined) {
    const request = { target, offline: false, upgrade };
    const first = await choose(session, request);
    return await fixpoint(session, target, await withoutDoubt(session, request, first, old, false));
  }
  const upgrading = upgrade.packages.length > 0;
  const unmet = unmetRequirements(session, old, requirements);
  const mayHold =
    !upgrading && !unmet.some((requirement) => old.pins.some((pin) => pin.key === requirement.key));
  // What holds as constraints is a fixpoint as it is: compiled again from preferences, its pins would move after all.
  const hold = async (offline: boolean, complete = false): Promise<Compilation | undefined> =>
    mayHold
      ? await session.compile({ target, seed, hidden: asConstraints(old), offline, complete })
      : undefined;

  if (session.offlineFirst && !upgrading && unmet.length === 0) {
    const preferred = await session.compile({ target, seed, offline: true });
    const settles = preferred.ok && accepts(preferred, old);
    if (!settles || movesPins(old, preferred.lockfile)) {
      const held = await hold(true);
      if (held?.ok && accepts(held, old)) return held;
      if (held?.ok && refutes?.(held, old)) refuted = held;
    }
    if (settles) return await fixpoint(session, target, preferred, seed);
  }
  if (session.offlineFirst && !upgrading && requirements !== undefined && unmet.length > 0 && !refutes) {
    const quick = await settleWithNew(session, target, old, requirements, unmet, accepts);
    if (quick !== undefined) return await fixpoint(session, target, quick.resolved, quick.seed);
  }
  const ask = { target, seed, offline: false, upgrade, ...refreshed(session, refutes !== undefined) };
  const chosen = await (refutes === undefined ? choose : online)(session, ask)
    .then((result) => withoutDoubt(session, ask, result, old, refutes !== undefined))
    .catch((error: unknown) => {
      if (refuted !== undefined && error instanceof Failure && error.reason === 'network') return refuted;
      throw error;
    });
  if (movesPins(old, chosen.lockfile)) {
    const held = await hold(true, chosen.fromCache);
    if (held?.ok) return chosen.fromCache ? { ...held, warnings: chosen.warnings } : held;
    // What was chosen instead is in the cache; the old pins need not be, on a machine that is new to them.
    const isSettled = held === undefined || held.failure.kind === 'unsatisfiable' || chosen.fromCache;
    const asked = isSettled ? undefined : await session.inTurn(() => hold(false));
    if (asked?.ok) return asked;
    const free = new Set([...unmet.map(({ key }) => key), ...upgrade.packages.map(normalizeName)]);
    await assertNoneDenied(session, target, old, chosen.lockfile, free);
  }
  return await fixpoint(session, target, chosen, upgrading ? undefined : seed);
}

/**
 * Resolves a narrower target: its pins are those of the lockfiles that constrain it, so offline is enough unless
 * uv can't read there what it would ask for online.
 *
 * @param old - the lockfile that is replaced, or on which a verdict is wanted
 * @param judges - whether a verdict is
 * @throws Failure as uv's failure says
 */
export async function settleNarrower(
  session: Session,
  request: Omit<Request, 'offline'>,
  old?: Lockfile,
  judges = false,
): Promise<Resolved> {
  const ask = { ...request, offline: false, ...refreshed(session, judges && old !== undefined) };
  const attempt = session.offlineFirst ? await session.compile({ ...request, offline: true }) : undefined;
  const result = attempt?.ok ? attempt : await online(session, ask);
  return await withoutDoubt(session, ask, result, old, judges);
}

/** Compiles a lockfile from its own pins until it stands still. */
async function fixpoint(
  session: Session,
  target: TargetConfig,
  first: Resolved,
  firstSeed?: string,
): Promise<Resolved> {
  let current = first;
  let seededWith = firstSeed;
  for (let round = 0; round < ROUNDS; round += 1) {
    const seed = asPreferences(current.lockfile);
    if (seed === seededWith) return current;
    const request = { target, seed };
    const offline = await settleNarrower(session, request);
    // Without builds, uv passes over a version that has no wheels, without a word.
    const again = otherVersions(current.lockfile, offline.lockfile)
      ? await online(session, { ...request, offline: false })
      : offline;
    if (again.text === current.text) return current;
    current = { ...again, warnings: [...new Set([...current.warnings, ...again.warnings])] };
    seededWith = seed;
  }
  const held = await session.compile({
    target,
    seed: asPreferences(current.lockfile),
    hidden: asConstraints(current.lockfile),
    offline: true,
  });
  return held.ok ? held : { ...current, unsettled: true };
}

/** Requirements that no old pin meets, judged only where they can be. */
function unmetRequirements(
  session: Session,
  old: Lockfile,
  requirements: readonly Requirement[] | undefined,
): readonly Requirement[] {
  const { settings } = session.project.inputs;
  const elsewhere = new Set(
    settings.flatMap((table) => Object.keys(tableAt(table, 'sources')).map(normalizeName)),
  );
  return (requirements ?? []).filter((requirement) => {
    if (requirement.url !== undefined || elsewhere.has(requirement.key)) return false;
    if (!promises(requirement.marker, session.range)) return false;
    const pins = old.pins.filter((pin) => pin.key === requirement.key);
    return !pins.some((pin) => pin.version === undefined || satisfies(pin.version, requirement.specifiers));
  });
}

/** Whether a package has a version that it had not. */
function otherVersions(before: Lockfile, now: Lockfile): boolean {
  const known = new Set(before.pins.map(({ key, version }) => `${key} ${version}`));
  return now.pins.some(({ key, version }) => version !== undefined && !known.has(`${key} ${version}`));
}
