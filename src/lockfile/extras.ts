import type { Requirement } from '../python/requirement.js';
import type { Difference } from './compare.js';
import { headerOptions } from './header.js';
import type { Lockfile } from './parse.js';

/** What has extras: a pin, a requirement. */
export type WithExtras = Pick<Requirement, 'key' | 'extras'>;

/**
 * Extras that a pin has and that weren't asked for: they bring packages. uv leaves out all of them, pip-compile doesn't.
 * What only another package asks for can't be told from what nobody does, as no comment says it.
 */
export function compareExtras(current: Lockfile, askers: readonly WithExtras[]): Difference[] {
  const asked = new Set(askers.flatMap(({ key, extras }) => extras.map((extra) => `${key} ${extra}`)));
  return current.pins.flatMap(({ key, name, extras, line }) => {
    const more = extras.filter((extra) => !asked.has(`${key} ${extra}`));
    const message = `${name}: [${more.join(',')}] should not be there`;
    return more.length === 0 ? [] : [{ kind: 'pin' as const, name, message, line }];
  });
}

/** Whether a lockfile's header says that its pins keep their extras. */
export function keepsExtras({ header, isPylock }: Pick<Lockfile, 'header' | 'isPylock'>): boolean {
  // A pylock.toml has no place for them.
  if (header === undefined || isPylock === true) return false;
  const other = headerOptions(header)?.other ?? [];
  return header.generator === 'pip-compile'
    ? !other.includes('--strip-extras')
    : other.includes('--no-strip-extras');
}
