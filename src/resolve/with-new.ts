import type { TargetConfig } from '../config/options.js';
import { movesPins } from '../lockfile/moved-pins.js';
import type { Lockfile } from '../lockfile/parse.js';
import { asPreferences } from '../lockfile/preferences.js';
import { tableAt } from '../project/manifest.js';
import type { Requirement } from '../python/requirement.js';
import { askAlone, type Resolved } from './ask-index.js';
import type { Session } from './session.js';
import type { Settling } from './settle.js';

/**
 * Resolves a target from uv's cache, with what the index gives for its new requirements alone: for the pages of packages
 * that stay as they are, nobody waits then.
 *
 * It counts only where it can be no other than what the index would give for the whole: where no other pin moves, and each
 * package that is new has one version. Of several, uv's preferences would have one take the others' place.
 *
 * @param old - the lockfile that is replaced
 * @param requirements - all that the target asks for
 * @param unmet - those that none of its pins meet
 * @returns undefined where the index has to be asked about all; else also the pins that were preferred
 */
export async function settleWithNew(
  session: Session,
  target: TargetConfig,
  old: Lockfile,
  requirements: readonly Requirement[],
  unmet: readonly Requirement[],
  accepts: Settling['accepts'],
): Promise<{ readonly resolved: Resolved; readonly seed: string } | undefined> {
  // uv heeds sources for the requirements of a project alone: asked alone, a name that is somebody's folder or repository
  // here would be asked for, and built, from the index.
  if (session.project.inputs.settings.some((table) => Object.keys(tableAt(table, 'sources')).length > 0))
    return undefined;
  if (requirements.some(({ url }) => url !== undefined)) return undefined;
  const pinned = new Set(old.pins.map(({ key }) => key));
  const names = new Set(unmet.map(({ key }) => key));
  const asked = requirements.filter(({ key }) => names.has(key));
  // Where a marker holds, the old pin may go, and stay elsewhere: which, is a matter of the whole.
  if (asked.some(({ key, marker }) => marker !== undefined && pinned.has(key))) return undefined;
  const fresh = await askAlone(session, { target, seed: asPreferences(old) }, asked);
  const known = fresh === undefined ? undefined : withFresh(old, fresh, names);
  if (known === undefined) return undefined;
  const seed = asPreferences(known);
  const resolved = await session.compile({ target, seed, offline: true });
  const counts = resolved.ok && accepts(resolved, known) && !movesPins(known, resolved.lockfile);
  return counts ? { resolved, seed } : undefined;
}

/**
 * A lockfile with what the index gave for requirements that it doesn't meet.
 *
 * @returns undefined where that would move others of its pins, or forks
 */
function withFresh(old: Lockfile, fresh: Lockfile, unmet: ReadonlySet<string>): Lockfile | undefined {
  const kept = old.pins.filter(({ key }) => !unmet.has(key));
  const known = new Set(kept.map(({ key }) => key));
  const versions = new Set(kept.map(({ key, version }) => `${key} ${version}`));
  const added = fresh.pins.filter(({ key }) => !known.has(key));
  const moves = fresh.pins.some(({ key, version }) => known.has(key) && !versions.has(`${key} ${version}`));
  if (moves || new Set(added.map(({ key }) => key)).size < added.length) return undefined;
  // As uv sorts them: what needn't be compiled again is told by that.
  const pins = [...kept, ...added].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return { ...old, pins };
}
