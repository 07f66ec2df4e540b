import type { TargetConfig } from '../config/options.js';
import type { Lockfile } from '../lockfile/parse.js';
import { asConstraints, asPreferences, oneOfBothSides } from '../lockfile/preferences.js';
import { promises } from '../python/environments.js';
import type { Requirement } from '../python/requirement.js';
import { satisfies } from '../python/version.js';
import { uvFailed } from './failures.js';
import type { Compilation, Request, Session } from './session.js';

/** A target's lockfile as uv gave it. */
export type Resolved = Extract<Compilation, { ok: true }>;

/** How often a lockfile that isn't a fixpoint at once is compiled again. */
const ROUNDS = 3;

/**
 * Resolves the widest target of a family: the fixpoint closest to the old pins.
 *
 * Offline first, which tells in a twentieth of the time that all pins can stay; a version that is new to the
 * lockfile is only ever chosen online. uv's universal preferences may still move a pin that needn't move, so the
 * old pins are then tried as constraints; and a first result may prefer itself differently (forks), so it is
 * compiled from its own pins until it stands still.
 *
 * @param before - the lockfile that is replaced; half-merged, it has the pins of both sides
 * @param requirements - what the target asks for; `undefined` where only a build tells
 * @param accepts - whether an offline result settles it
 * @throws Failure as uv's failure says
 */
export async function settle(
  session: Session,
  target: TargetConfig,
  before: Lockfile | undefined,
  requirements: readonly Requirement[] | undefined,
  accepts: (result: Resolved, old: Lockfile) => boolean,
): Promise<Resolved> {
  const { upgrade } = session;
  const merged = before?.problems.some(({ kind }) => kind === 'conflict-marker') === true;
  const old = before !== undefined && merged ? oneOfBothSides(before, requirements ?? []) : before;
  const seed = old === undefined || old.pins.length === 0 || upgrade.all ? undefined : asPreferences(old);
  if (seed === undefined || old === undefined) {
    return await fixpoint(session, target, await online(session, { target, offline: false, upgrade }));
  }
  const upgrading = upgrade.packages.length > 0;
  const unmet = unmetRequirements(session, old, requirements);
  const mayHold =
    !upgrading && !unmet.some((requirement) => old.pins.some((pin) => pin.key === requirement.key));
  // What holds as constraints is a fixpoint as it is: compiled again from preferences, its pins would move after all.
  const hold = async (offline: boolean): Promise<Compilation | undefined> =>
    mayHold ? await session.compile({ target, seed, hidden: asConstraints(old), offline }) : undefined;

  if (session.offlineFirst && !upgrading && unmet.length === 0) {
    const preferred = await session.compile({ target, seed, offline: true });
    const settles = preferred.ok && accepts(preferred, old);
    if (!settles || moved(old, preferred.lockfile)) {
      const held = await hold(true);
      if (held?.ok && accepts(held, old)) return held;
    }
    if (settles) return await fixpoint(session, target, preferred, seed);
  }
  const chosen = await online(session, { target, seed, offline: false, upgrade });
  if (moved(old, chosen.lockfile)) {
    const held = await hold(true);
    if (held?.ok) return held;
    // What was chosen instead is in the cache; the old pins need not be, on a machine that is new to them.
    const asked = held === undefined || held.failure.kind === 'unsatisfiable' ? undefined : await hold(false);
    if (asked?.ok) return asked;
  }
  return await fixpoint(session, target, chosen, upgrading ? undefined : seed);
}

/**
 * Resolves a narrower target: its pins are those of the lockfiles that constrain it, so offline is enough unless
 * uv can't read there what it would ask for online.
 *
 * @throws Failure as uv's failure says
 */
export async function settleNarrower(session: Session, request: Omit<Request, 'offline'>): Promise<Resolved> {
  if (session.offlineFirst) {
    const attempt = await session.compile({ ...request, offline: true });
    if (attempt.ok) return attempt;
  }
  return await online(session, { ...request, offline: false });
}

async function online(session: Session, request: Request): Promise<Resolved> {
  const result = await session.compile(request);
  if (result.ok) return result;
  throw uvFailed(session.project, request.target, session.range, result.failure);
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
    const again = await settleNarrower(session, { target, seed });
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
  const sources = session.project.manifest.toolUv.sources;
  const elsewhere = new Set(typeof sources === 'object' ? Object.keys(sources) : []);
  return (requirements ?? []).filter((requirement) => {
    if (requirement.url !== undefined || elsewhere.has(requirement.name)) return false;
    if (!promises(requirement.marker, session.range)) return false;
    const pins = old.pins.filter((pin) => pin.key === requirement.key);
    return !pins.some((pin) => pin.version === undefined || satisfies(pin.version, requirement.specifiers));
  });
}

/** Whether a package that stays is pinned otherwise than before, be it by a marker. */
function moved(old: Lockfile, now: Lockfile): boolean {
  const before = pinsByKey(old);
  return [...pinsByKey(now)].some(([key, pins]) => (before.get(key) ?? pins) !== pins);
}

function pinsByKey(lockfile: Lockfile): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const pin of lockfile.pins) {
    found.set(pin.key, `${found.get(pin.key) ?? ''}${pin.version ?? pin.url} ; ${pin.markerText}\n`);
  }
  return found;
}
