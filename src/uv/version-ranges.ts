import { isSpecifierSet } from '../python/version.js';

/**
 * A set of versions as uv's log writes it, in the form of PEP 440: `>=1.dev0, <2.dev0` is `==1.*`, `<1.5 | >=1.5+` is
 * `!=1.5`. The meaning is the same; the spelling need not be the author's.
 *
 * @returns undefined where it has no such form
 */
export function specifiersFromRange(range: string): string | undefined {
  if (range === '*') return '';
  const intervals = range.split(' | ').map((interval) => bounds(interval));
  const holes: string[] = [];
  for (const [index, interval] of intervals.entries()) {
    const next = intervals[index + 1];
    if (interval === undefined) return undefined;
    if (next === undefined) break;
    const hole = holeBetween(interval.upper, next.lower);
    if (hole === undefined) return undefined;
    holes.push(hole);
  }
  const lower = intervals[0]?.lower;
  const upper = intervals.at(-1)?.upper;
  const specifiers = [...oneInterval(lower, upper), ...holes].join(',');
  return isSpecifierSet(specifiers) ? specifiers : undefined;
}

interface Bounds {
  readonly lower: string | undefined;
  readonly upper: string | undefined;
}

function bounds(interval: string): Bounds | undefined {
  const parts = interval.trim().split(', ');
  if (parts.length === 1 && parts[0]?.startsWith('==')) return { lower: parts[0], upper: parts[0] };
  const lower = parts.find((part) => part.startsWith('>'));
  const upper = parts.find((part) => part.startsWith('<'));
  const known = (lower === undefined ? 0 : 1) + (upper === undefined ? 0 : 1);
  return known === 0 || known !== parts.length ? undefined : { lower, upper };
}

/** A version with `+` is the end of all its local versions (`1.0+cpu`): `<1.0+` still has 1.0. */
function oneInterval(lower: string | undefined, upper: string | undefined): readonly string[] {
  if (lower !== undefined && lower === upper) return [lower];
  const from = /^>=(.+)$/.exec(lower ?? '')?.[1];
  const to = /^<(?!=)(.+)$/.exec(upper ?? '')?.[1];
  if (from !== undefined && to === `${from}+`) return [`==${from}`];
  if (from !== undefined && to?.endsWith('.dev0') === true) {
    const end = to.slice(0, -'.dev0'.length);
    if (from.endsWith('.dev0') && bumped(from.slice(0, -'.dev0'.length)) === end)
      return [`==${from.slice(0, -'.dev0'.length)}.*`];
    const release = /^((?:\d+!)?\d+(?:\.\d+)*)\.\d+(?:[a-z.]|$)/.exec(from)?.[1];
    if (release !== undefined && bumped(release) === end) return [`~=${from}`];
  }
  return [lower, upper].flatMap((bound) => (bound === undefined ? [] : [withoutEnd(bound)]));
}

function withoutEnd(bound: string): string {
  if (!bound.endsWith('+')) return bound;
  // `<=1.0+` and `<1.0+` both end with 1.0's local versions; `>=1.0+` begins behind them.
  const version = bound.replace(/^[<>]=?/, '').slice(0, -1);
  return bound.startsWith('<') ? `<=${version}` : `>${version}`;
}

function holeBetween(upper: string | undefined, lower: string | undefined): string | undefined {
  const end = /^<(?!=)(.+)$/.exec(upper ?? '')?.[1];
  const start = /^>=?(.+)$/.exec(lower ?? '')?.[1];
  if (end === undefined || start === undefined) return undefined;
  if (start === `${end}+` || (start === end && !lower?.startsWith('>='))) return `!=${end}`;
  if (!end.endsWith('.dev0') || !start.endsWith('.dev0')) return undefined;
  const release = end.slice(0, -'.dev0'.length);
  return bumped(release) === start.slice(0, -'.dev0'.length) ? `!=${release}.*` : undefined;
}

/** `1.4` → `1.5`. */
function bumped(release: string): string | undefined {
  const [, head = '', last = ''] = /^((?:\d+!)?(?:\d+\.)*)(\d{1,15})$/.exec(release) ?? [];
  return last === '' ? undefined : `${head}${Number(last) + 1}`;
}
