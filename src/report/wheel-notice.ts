import type { Pair } from '../installable/pairs.js';
import { compareVersions } from '../python/version.js';
import type { Lack, PinName } from '../uv/install-messages.js';
import { placesText } from './places.js';

/** What is known of one pair when the time is over. */
export interface Looked {
  readonly pair: Pair;
  /** What has a wheel there. */
  readonly installs: readonly PinName[];
  /** What has none. */
  readonly lacks: readonly Lack[];
  /** Whether that is all there is to know. */
  readonly done: boolean;
}

/** A pin without a wheel somewhere. */
interface Finding {
  readonly pin: string;
  readonly at: readonly Pair[];
  /** Whether it may lack one in other places, too. */
  readonly maybeElsewhere: boolean;
  /** Whether it has a source and no wheel anywhere. */
  readonly built: boolean;
}

/**
 * One line of the hook's about pins that it newly took: the one that matters most, and how many more there are. What
 * has wheels in some places only comes before what is built everywhere.
 *
 * @param projects - what is known of each project's pairs
 */
export function wheelNotice(projects: readonly (readonly Looked[])[]): string {
  const findings = merged(projects.flatMap(findingsOf));
  const [first] = findings.toSorted((a, b) => Number(a.built) - Number(b.built) || (a.pin < b.pin ? -1 : 1));
  if (first === undefined) return '';
  const others = findings.length - 1;
  const more =
    others === 0 ? '' : ` (${others} more ${others === 1 ? 'pin lacks' : 'pins lack'} one somewhere)`;
  return `lockgen: note: ${first.pin} has no wheel ${whereOf(first)}${more}; lockgen check --installable tells more\n`;
}

function whereOf({ at, maybeElsewhere, built }: Finding): string {
  if (built) return 'for any promised Python and platform, so it is built from source';
  const places = at.toSorted(
    (a, b) => compareVersions(a.python, b.python) || (a.platform < b.platform ? -1 : 1),
  );
  return `for ${placesText(places)}${maybeElsewhere ? ', and perhaps elsewhere' : ''}`;
}

function findingsOf(looked: readonly Looked[]): readonly Finding[] {
  const pins = new Set(looked.flatMap(({ lacks }) => lacks.map(nameOf)));
  return [...pins].map((pin) => {
    const found = looked.map(({ pair, installs, lacks, done }) => ({
      pair,
      lack: lacks.find((lack) => nameOf(lack) === pin),
      installs: installs.some((one) => nameOf(one) === pin),
      done,
    }));
    const without = found.filter(({ lack }) => lack !== undefined);
    const maybeElsewhere = found.some(({ lack, done }) => lack === undefined && !done);
    return {
      pin,
      at: without.map(({ pair }) => pair),
      maybeElsewhere,
      built:
        !maybeElsewhere &&
        found.every(({ installs }) => !installs) &&
        without.every(({ lack }) => lack?.why === 'source'),
    };
  });
}

/** A pin of several projects is one. */
function merged(findings: readonly Finding[]): readonly Finding[] {
  const byPin = new Map<string, Finding>();
  for (const finding of findings) {
    const known = byPin.get(finding.pin);
    const at = [...(known?.at ?? []), ...finding.at].map(
      (pair) => [`${pair.python} ${pair.platform}`, pair] as const,
    );
    byPin.set(finding.pin, {
      pin: finding.pin,
      at: [...new Map(at).values()],
      maybeElsewhere: finding.maybeElsewhere || known?.maybeElsewhere === true,
      built: finding.built && known?.built !== false,
    });
  }
  return [...byPin.values()];
}

function nameOf({ name, version }: PinName): string {
  return `${name} ${version}`;
}
