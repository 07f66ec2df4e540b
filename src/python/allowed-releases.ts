import { type PythonRelease, releaseOf, releaseText } from './python-releases.js';
import { firstFailing, type Specifier } from './specifiers.js';

/**
 * Whether a set of specifiers allows a release, for many releases to be asked about: what one release has been left
 * out for is asked first for the next, and `!=`, of which there may be one for each release, is looked up.
 */
export function releasesAllowedBy(set: readonly Specifier[]): (release: PythonRelease) => boolean {
  const excluded = new Set<string>();
  const others: Specifier[] = [];
  for (const specifier of set) {
    if (specifier.operator !== '!=' || !/^\d+(?:\.\d+)*$/.test(specifier.text)) others.push(specifier);
    else for (const place of placeOf(specifier)) excluded.add(place);
  }
  return (release) => {
    const { major, minor } = release;
    const text = releaseText(release);
    const failing = firstFailing(others, text);
    if (failing === undefined) {
      return !(excluded.has(text) || excluded.has(`${major}.${minor}.*`) || excluded.has(`${major}.*`));
    }
    const [first] = others;
    if (failing > 0 && first !== undefined) [others[0], others[failing]] = [others[failing] ?? first, first];
    return false;
  };
}

/** What a `!=` leaves out: a release, all of a minor, or all of a major one; nothing where it names more numbers. */
function placeOf({ release, prefix }: Specifier): string[] {
  if (prefix && release.length < 3) return [`${release.join('.')}.*`];
  return release.slice(3).some((number) => number > 0) ? [] : [releaseText(releaseOf(release))];
}
