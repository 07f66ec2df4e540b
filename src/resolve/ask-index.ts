import { Failure, isSurvivable } from '../failure.js';
import { hashesByPlace, pinPlace } from '../lockfile/installs.js';
import type { Lockfile } from '../lockfile/parse.js';
import { inFolder } from '../project/paths.js';
import type { Requirement } from '../python/requirement.js';
import { uvFailed } from './failures.js';
import { pinnedNames } from './left-out.js';
import type { Compilation, Request, Session } from './session.js';

/** A target's lockfile as uv gave it. */
export type Resolved = Extract<Compilation, { ok: true }>;

/** Where a verdict is wanted without an offline attempt, the index is asked about everything, whatever uv has of it. */
export function refreshed({ offlineFirst }: Session, judges: boolean): Pick<Request, 'refresh'> {
  return judges && !offlineFirst ? { refresh: 'all' } : {};
}

/**
 * Asks the index about the pins of a lockfile that a result knows nothing of: for some minutes uv does with the page
 * that it has in its cache, on which a release, or a file of one, may not be yet. Where no verdict is wanted, only hashes
 * are in doubt, since no other pin would be written for it.
 */
export async function withoutDoubt(
  session: Session,
  request: Request,
  result: Resolved,
  old: Lockfile | undefined,
  judges: boolean,
): Promise<Resolved> {
  if (old === undefined) return result;
  const known = hashesByPlace(result.lockfile.pins);
  const others = new Set(result.lockfile.pins.map(({ key }) => key));
  const doubtful = old.pins.filter((pin) => {
    if (pin.version === undefined) return false;
    const there = known.get(pinPlace(pin));
    // A narrower lockfile has the versions of those that constrain it, whatever the index has.
    if (there === undefined) return judges && others.has(pin.key) && request.agreement === undefined;
    return there.size > 0 && pin.hashes.some((hash) => !there.has(hash));
  });
  if (doubtful.length === 0 || request.refresh === 'all') return result;
  // Nobody else waits for an index that was lost, nor may a hash go because it can't be asked.
  if (session.reach.lost !== undefined) throw session.reach.lost;
  return await online(session, { ...request, refresh: [...new Set(doubtful.map(({ key }) => key))] });
}

/**
 * Runs uv with the network.
 *
 * @throws Failure as uv's failure says
 */
export async function online(session: Session, request: Request): Promise<Resolved> {
  return await session.inTurn(() => onlineNow(session, request));
}

async function onlineNow(session: Session, request: Request): Promise<Resolved> {
  const result = await session.compile(request);
  if (result.ok) return result;
  const pinned = pinnedNames([request.seed]);
  const constraints = result.failure.kind === 'unsatisfiable' ? await constraintTexts(session) : undefined;
  throw uvFailed(session.project, request.target, session.range, result.failure, pinned, constraints);
}

/**
 * Asks the index about some requirements alone, with the old pins as preferences: what they bring is in uv's cache then,
 * and what is new among it was chosen with the index.
 *
 * @returns undefined where that didn't do: whoever asks for the whole is told why
 */
export async function askAlone(
  session: Session,
  { target, seed }: Required<Pick<Request, 'target' | 'seed'>>,
  requirements: readonly Requirement[],
): Promise<Lockfile | undefined> {
  const { project, range, reach, staysOffline, hasCache } = session;
  if (staysOffline || !hasCache) return undefined;
  return await session.inTurn(async () => {
    if (reach.lost !== undefined) return undefined;
    const instead = requirements.map(({ text }) => `${text.replace(/\s+/g, ' ')}\n`).join('');
    const result = await session
      .compile({ target, instead, offline: false, seed })
      .catch((error: unknown) => {
        // It may be about what the question has otherwise than the whole; but the time that is over is over for both.
        if (!isSurvivable(error) || error.reason === 'network') throw error;
        return undefined;
      });
    if (result === undefined || result.ok) return result?.lockfile;
    const failure = uvFailed(project, target, range, result.failure);
    // Whoever ended uv doesn't want it to begin again.
    if (result.failure.kind === 'killed') throw failure;
    if (failure.unreachable) reach.lost = failure;
    return undefined;
  });
}

async function constraintTexts({ project, sandbox }: Session): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const path of project.inputs.constraints.files) texts.set(path, await sandbox.read(path));
  return texts;
}

/**
 * Asks the index; where it can't be reached, takes what it gave last, if uv's cache has every page and file that this
 * takes. Then nothing was chosen for want of something newer: it is what the index would give, had nothing been
 * released since. Once a host was lost, no other run waits for it.
 */
export async function choose(session: Session, request: Request): Promise<Resolved> {
  const { reach, upgrade, staysOffline } = session;
  const { refresh: _refresh, upgrade: _upgrade, ...plain } = request;
  const fromCache = async (why: string): Promise<Resolved | undefined> => {
    if (upgrade.all || upgrade.packages.length > 0) return undefined;
    const cached = await session.compile({ ...plain, offline: true, complete: true });
    if (!cached.ok) return undefined;
    return { ...cached, fromCache: true, warnings: [...cached.warnings, `resolved from uv's cache: ${why}`] };
  };
  if (staysOffline) {
    const cached = await fromCache('UV_OFFLINE is set');
    if (cached !== undefined) return cached;
    throw new Failure(
      'network',
      `${inFolder(session.project.folder, request.target.output)}: uv's cache doesn't have all that is needed, and UV_OFFLINE is set`,
      { next: 'unset UV_OFFLINE and try again' },
    );
  }
  try {
    return await session.inTurn(async () => {
      if (reach.lost !== undefined) throw reach.lost;
      try {
        return await onlineNow(session, request);
      } catch (error) {
        if (error instanceof Failure && error.unreachable) reach.lost = error;
        throw error;
      }
    });
  } catch (error) {
    if (!(error instanceof Failure) || !error.unreachable) throw error;
    const cached = await fromCache(`${error.host ?? 'the index'} could not be reached`);
    if (cached !== undefined) return cached;
    throw error;
  }
}
