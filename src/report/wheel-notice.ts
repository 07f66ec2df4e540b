import type { Pair } from '../installable/pairs.js';
import { compareVersions } from '../python/version.js';
import type { Lack, PinName } from '../uv/install-messages.js';
import { placesText } from './places.js';

/** A pin without a wheel somewhere. */
export interface Missing extends PinName {
  readonly pair: Pair;
  /** `source`: there is a source distribution. */
  readonly why: Lack['why'];
}

/** One line of the hook's about pins that it newly took: the first of them, and how many more there are. */
export function wheelNotice(missing: readonly Missing[]): string {
  const [first] = missing.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  if (first === undefined) return '';
  const at = missing
    .filter(({ name, version }) => name === first.name && version === first.version)
    .map(({ pair }) => pair)
    .sort((a, b) => compareVersions(a.python, b.python) || (a.platform < b.platform ? -1 : 1));
  const others = new Set(missing.map(({ name, version }) => `${name} ${version}`)).size - 1;
  const more =
    others === 0 ? '' : ` (${others} more ${others === 1 ? 'pin lacks' : 'pins lack'} one somewhere)`;
  return `lockgen: note: ${first.name} ${first.version} has no wheel for ${placesText(at)}${more}; lockgen check --installable tells more\n`;
}
