import { describe, expect, it } from 'vitest';
import { evaluateMarker, type MarkerEnvironment } from '../../../src/python/marker.js';
import { parseRequirement, RequirementError } from '../../../src/python/requirement.js';
import markers from '../../fixtures/python/markers.json' with { type: 'json' };
import fixture from '../../fixtures/python/requirements.json' with { type: 'json' };

const environments: readonly MarkerEnvironment[] = markers.environments;

describe('as `packaging` has it', () => {
  it.each(fixture.requirements)('%j', (text, name, key, extras, specifiers, url, marker) => {
    const requirement = parseRequirement(String(text));
    const answers = environments.map((environment) =>
      evaluateMarker(requirement.marker, environment) ? '1' : '0',
    );
    expect({
      ...requirement,
      specifiers: requirement.specifiers.split(',').filter(Boolean).sort(),
      marker: requirement.marker === undefined ? null : answers.join(''),
    }).toEqual({ name, key, extras, specifiers, url: url ?? undefined, marker, text: String(text).trim() });
  });

  it.each(fixture.invalid)('refuses %j', (text) => {
    expect(() => parseRequirement(text)).toThrow(RequirementError);
  });
});

it.each([
  ['-e lib', 0, 'expected a package name, found `-e lib`'],
  ['name[a b]', 7, 'expected `,` or `]`, found `b]`'],
  ['name>=1.*', 4, 'expected a version specifier (PEP 440), found `>=1.*`'],
  ['name>=1 <2', 8, 'expected a version specifier, `;` or the end, found `<2`'],
  ['name @ ', 6, 'expected a URL, found the end'],
  ['name @ u x', 9, 'expected ` ;` or the end, found `x`'],
  ["name>=1 ; os_name = 'nt'", 18, "expected a comparison, found `= 'nt'`"],
])('says where %s is wrong', (text, position, message) => {
  expect(() => parseRequirement(text)).toThrow(expect.objectContaining({ position, message }));
});
