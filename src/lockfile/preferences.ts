import type { Requirement } from '../python/requirement.js';
import { compareVersions, isVersion, satisfies } from '../python/version.js';
import type { Lockfile, Pin } from './parse.js';
import { printEntry } from './print.js';

/**
 * Of a half-merged file with both sides' pins: one pin for each name and marker. The one that meets the requirements
 * where only one does; else the newer one.
 *
 * @param requirements - what the lockfile's target asks for, as far as it is known
 */
export function oneOfBothSides(lockfile: Lockfile, requirements: readonly Requirement[]): Lockfile {
  const chosen = new Map<string, Pin>();
  for (const pin of lockfile.pins) {
    const place = `${pin.key} ; ${pin.markerText}`;
    const other = chosen.get(place);
    if (other === undefined || isBetter(pin, other, requirements)) chosen.set(place, pin);
  }
  return { ...lockfile, pins: [...chosen.values()] };
}

function isBetter(pin: Pin, other: Pin, requirements: readonly Requirement[]): boolean {
  if (!isPlain(pin) || !isPlain(other)) return false;
  const asked = requirements.filter(({ key, url }) => key === pin.key && url === undefined);
  const meets = ({ version }: Plain): boolean =>
    asked.every(({ specifiers }) => satisfies(version, specifiers));
  if (meets(pin) !== meets(other)) return meets(pin);
  return compareVersions(pin.version, other.version) > 0;
}

type Plain = Pin & { readonly version: string };

function isPlain(pin: Pin): pin is Plain {
  return pin.version !== undefined && isVersion(pin.version);
}

/**
 * The pins as the `-o` file from which uv takes its preferences: `name==version ; marker` lines and nothing else.
 * No hashes, as uv copies them from there unseen; no options, and no entries without a version, which it can't read or doesn't heed.
 * Of two pins equal in name and marker, the first: uv takes one of them without a word.
 */
export function asPreferences(lockfile: Lockfile): string {
  return render(versioned(lockfile));
}

/**
 * The same as a `pylock.toml`, the one form that uv reads in such a file's place. uv takes no markers of preferences from
 * it: of a package with several pins, any is preferred anywhere.
 */
export function asPylockPreferences(lockfile: Lockfile): string {
  const pins = onePerPlace(versioned(lockfile)).map(({ key, version = '', markerText }) =>
    [
      '',
      '[[packages]]',
      `name = ${JSON.stringify(key)}`,
      `version = ${JSON.stringify(version)}`,
      ...(markerText === '' ? [] : [`marker = ${JSON.stringify(markerText)}`]),
      '',
    ].join('\n'),
  );
  // uv wants the list, be it empty.
  const none = pins.length === 0 ? 'packages = []\n' : '';
  return [`lock-version = "1.0"\ncreated-by = "uv"\n${none}`, ...pins].join('');
}

/**
 * The pins as a constraints file that uv takes: as preferences, and direct URLs. Unnamed entries are refused
 * there. Git URLs are left out: a commit conflicts with the branch that the requirement names.
 */
export function asConstraints(lockfile: Lockfile): string {
  return render(
    lockfile.pins.filter((pin) => {
      if (!pin.named) return false;
      return pin.url === undefined
        ? pin.version !== undefined && isVersion(pin.version)
        : !/^git\+/i.test(pin.url);
    }),
  );
}

function versioned({ pins }: Lockfile): readonly Pin[] {
  return pins
    .filter((pin) => pin.named && pin.version !== undefined && isVersion(pin.version))
    .map((pin) => (ODD.test(pin.markerText) ? { ...pin, markerText: evened(pin.markerText) } : pin));
}

/** What no TOML of one line can have, and spaces that only some readers take for such. */
const ODD = /(?! )[\p{C}\p{Z}]/u;

function evened(text: string): string {
  return text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
}

/** Each once, with its place alone. */
function render(pins: readonly Pin[]): string {
  return onePerPlace(pins)
    .map((pin) => `${printEntry({ ...pin, name: pin.key, extras: [], hashes: [] })}\n`)
    .join('');
}

/** Of pins equal in name and marker, the first. */
function onePerPlace(pins: readonly Pin[]): readonly Pin[] {
  const first = new Map<string, Pin>();
  for (const pin of pins) {
    const place = `${pin.key} ; ${pin.markerText}`;
    if (!first.has(place)) first.set(place, pin);
  }
  return [...first.values()];
}
