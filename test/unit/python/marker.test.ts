import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  evaluateMarker,
  type MarkerEnvironment,
  markerAtoms,
  markerText,
  parseMarker,
} from '../../../src/python/marker.js';
import { RequirementError } from '../../../src/python/requirement.js';
import fixture from '../../fixtures/python/markers.json' with { type: 'json' };

const environments: readonly MarkerEnvironment[] = fixture.environments;

function answers(text: string): string {
  return environments
    .map((environment) => (evaluateMarker(parseMarker(text), environment) ? '1' : '0'))
    .join('');
}

describe('as `packaging` has it', () => {
  it.each(fixture.markers)('%s', (text, expected) => {
    // `u`: a comparison without a meaning, which `packaging` refuses to answer.
    expect(answers(text ?? '')).toBe(expected?.replaceAll('u', '0'));
  });

  it.each(fixture.invalid)('refuses %j', (text) => {
    expect(() => parseMarker(text)).toThrow(RequirementError);
  });
});

it.each([
  ["foo == 'x'", 0, "expected a variable of PEP 508, found `foo == 'x'`"],
  ["os_name == 'nt' or", 18, 'expected a variable or a quoted text, found the end'],
  ["(os_name == 'nt'", 16, 'expected `)`, found the end'],
  ["os_name = 'nt'", 8, "expected a comparison, found `= 'nt'`"],
  ["os_name == 'nt' x", 16, 'expected `and`, `or` or the end of the marker, found `x`'],
  [
    'os_name == sys_platform',
    0,
    'expected a comparison of a variable with a quoted text, found `os_name == sys_platf`',
  ],
  [`${'('.repeat(5000)}os_name == 'nt'`, 101, 'too many parentheses, found `((((((((((((((((((((`'],
])('says where %.30s is wrong', (text, position, message) => {
  expect(() => parseMarker(text)).toThrow(expect.objectContaining({ position, message }));
});

it.each([
  ['python_version>="3.10"', "python_version >= '3.10'"],
  ["'3.10'<=python_version", "'3.10' <= python_version"],
  [
    "os.name == 'a' or (os_name == 'b' and extra == 'C.d')",
    "os_name == 'a' or os_name == 'b' and extra == 'c-d'",
  ],
  [
    "(os_name == 'a' or os_name == 'b') and os_name not   in 'c'",
    "(os_name == 'a' or os_name == 'b') and os_name not in 'c'",
  ],
  [`os_name == "it's"`, `os_name == "it's"`],
])('writes %s as uv does', (text, written) => {
  expect(markerText(parseMarker(text))).toBe(written);
});

it('writes what it reads with the same meaning', () => {
  const atom = fc.constantFrom(...fixture.markers.slice(0, 200).map(([text]) => text ?? ''));
  const marker = fc.letrec<{ marker: string }>((tie) => ({
    marker: fc.oneof(
      { depthSize: 'small' },
      atom,
      fc
        .tuple(tie('marker'), fc.constantFrom('and', 'or'), tie('marker'))
        .map(([a, joint, b]) => `(${a}) ${joint} (${b})`),
    ),
  })).marker;
  fc.assert(
    fc.property(marker, (text) => {
      const written = markerText(parseMarker(text));
      expect(answers(written)).toBe(answers(text));
      expect(markerText(parseMarker(written))).toBe(written);
    }),
  );
});

it('gives equal comparisons as one object', () => {
  const [first] = markerAtoms(parseMarker("os_name == 'nt' and extra == 'x'"));
  expect(first).toBe(parseMarker('os_name=="nt"'));
});

it('is true everywhere where there is no marker', () => {
  expect(environments.every((environment) => evaluateMarker(undefined, environment))).toBe(true);
});
