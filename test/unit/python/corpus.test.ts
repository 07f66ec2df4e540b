import { expect, it } from 'vitest';
import {
  evaluateMarker,
  type Marker,
  type MarkerEnvironment,
  parseMarker,
} from '../../../src/python/marker.js';
import { parseRequirement, RequirementError } from '../../../src/python/requirement.js';
import { isSpecifierSet, isVersion, normalizeName, satisfies } from '../../../src/python/version.js';
import corpus from '../../fixtures/python/corpus.json' with { type: 'json' };
import fixture from '../../fixtures/python/markers.json' with { type: 'json' };

const environments: readonly MarkerEnvironment[] = fixture.environments;

/** Texts that lockgen refuses and `packaging` takes, and why. */
const REFUSED: readonly { readonly texts: RegExp; readonly reason: string }[] = [
  {
    texts: /(?:^|[[,])\s*[a-z0-9][a-z0-9._-]*_\s*(?:[^\sa-z0-9._-]|$)/i,
    reason: 'a name ends in a letter or a digit (PEP 508, and uv); `packaging` takes one that ends in `_`',
  },
];

/**
 * A marker's answers on all environments; `u` where it is known that `packaging` refuses one. There, lockgen takes the
 * comparison that has no meaning (`os_name < 'nt'`) for false, as resolvers do.
 */
function answers(marker: Marker | undefined, expected: unknown): string {
  const refused = typeof expected === 'string' ? expected : '';
  return environments
    .map((environment, index) =>
      refused[index] === 'u' ? 'u' : evaluateMarker(marker, environment) ? '1' : '0',
    )
    .join('');
}

/** What `read` gives, null where it refuses the text. */
function readOrNull<Value>(read: () => Value): Value | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof RequirementError || error instanceof RangeError) return null;
    throw error;
  }
}

function requirement(text: string, expected: unknown): unknown {
  const { name, key, extras, specifiers, url, marker } = parseRequirement(text);
  expect(key).toBe(normalizeName(name));
  const truths = typeof expected === 'object' && expected !== null && 'marker' in expected && expected.marker;
  return {
    name,
    extras,
    specifiers: specifiers.split(',').filter(Boolean).sort(),
    url: url ?? null,
    marker: marker === undefined ? null : answers(marker, truths),
  };
}

const takes = (set: string): string =>
  corpus.versions.map((version) => (satisfies(version, set) ? '1' : '0')).join('');

/** The rows on which the two don't agree, but for those that are meant to be refused. */
function wrong(
  rows: readonly (readonly unknown[])[],
  read: (text: string, expected: unknown) => unknown,
): unknown[] {
  return rows.flatMap(([row, expected]) => {
    const text = String(row);
    const found = readOrNull(() => read(text, expected));
    const refused = REFUSED.some(({ texts }) => texts.test(text));
    return JSON.stringify(found) === JSON.stringify(refused ? null : expected)
      ? []
      : [{ text, found, expected }];
  });
}

it('reads requirements as `packaging` does, and refuses what it refuses', () => {
  expect(wrong(corpus.requirements, requirement)).toEqual([]);
});

it('reads markers as `packaging` does, with the same answers', () => {
  expect(wrong(corpus.markers, (text, expected) => answers(parseMarker(text), expected))).toEqual([]);
});

it('takes by specifiers the versions that `packaging` takes', () => {
  expect(wrong(corpus.specifiers, takes)).toEqual([]);
});

it('knows the versions that `packaging` knows', () => {
  expect(wrong(corpus.isVersion, isVersion)).toEqual([]);
  expect(corpus.versions.filter((version) => !isVersion(version))).toEqual([]);
});

it('has some hundreds of each, right ones and wrong ones', () => {
  for (const rows of [corpus.requirements, corpus.markers, corpus.specifiers, corpus.isVersion]) {
    const refused = rows.filter(([, expected]) => expected === null || expected === false).length;
    expect(rows.length).toBeGreaterThanOrEqual(250);
    expect(refused).toBeGreaterThan(rows.length / 20);
    expect(refused).toBeLessThan(rows.length * 0.75);
  }
  expect(isSpecifierSet('')).toBe(true);
});
