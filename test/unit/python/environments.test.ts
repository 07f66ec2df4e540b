import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Platform } from '../../../src/config/options.js';
import {
  environmentGrid,
  environmentName,
  markerTruths,
  type PromisedRange,
  promises,
} from '../../../src/python/environments.js';
import {
  evaluateMarker,
  type Marker,
  type MarkerEnvironment,
  parseMarker,
} from '../../../src/python/marker.js';
import { allowsPython } from '../../../src/python/requires-python.js';
import { compareVersions } from '../../../src/python/version.js';

const ALL: readonly Platform[] = ['linux', 'macos', 'windows'];
const range: PromisedRange = { requiresPython: '>=3.10', floor: '3.10', platforms: ALL };

function grid(markers: readonly string[], limits: Partial<PromisedRange> = {}): MarkerEnvironment[] {
  return environmentGrid(markers.map(parseMarker), { ...range, ...limits });
}

function values(environments: readonly MarkerEnvironment[], variable: keyof MarkerEnvironment): unknown[] {
  return [...new Set(environments.map((environment) => environment[variable]))];
}

const MINORS = ['3.10.0', '3.11.0', '3.12.0', '3.13.0', '3.14.0', '3.15.0'];

describe('Pythons', () => {
  it.each<[string, string[], Partial<PromisedRange>, string[]]>([
    ['every known minor', [], { floor: '3.10.0' }, ['3.10.0', '3.10.1', ...MINORS.slice(1)]],
    ['no newer than allowed', [], { requiresPython: '>=3.10,<3.12' }, ['3.10.0', '3.10.1', '3.11.0']],
    ['no older than the floor', [], { floor: '3.14' }, ['3.14.0', '3.14.1', '3.15.0']],
    [
      'without those left out',
      [],
      { requiresPython: '>=3.13,!=3.14.*', floor: '3.13' },
      ['3.13.0', '3.13.1', '3.15.0'],
    ],
    [
      'a floor with a patch',
      [],
      { requiresPython: '>=3.14.2', floor: '3.14.2' },
      ['3.14.2', '3.14.3', '3.15.0'],
    ],
    ['an exclusive floor', [], { requiresPython: '>3.14', floor: '3.14' }, ['3.14.1', '3.15.0']],
    [
      'around a patch that is named',
      ["python_full_version >= '3.14.4'"],
      { requiresPython: '>=3.14', floor: '3.14' },
      ['3.14.0', '3.14.1', '3.14.3', '3.14.4', '3.14.5', '3.15.0'],
    ],
    [
      'around a minor that is named and not out yet',
      ["'4.0' > python_version"],
      { requiresPython: '>=3.15', floor: '3.15' },
      ['3.15.0', '3.15.1', '3.16.0', '4.0.0', '4.0.1', '4.1.0'],
    ],
    [
      'limited by `environments`',
      [],
      { environments: [parseMarker("python_version < '3.11'")] },
      ['3.10.0', '3.10.1'],
    ],
    ['none', [], { requiresPython: '>=3.12,<3.10', floor: '3.12' }, []],
  ])('%s', (_, markers, limits, expected) => {
    expect(values(grid(markers, limits), 'python_full_version')).toEqual(expected);
  });

  it('says the minor of each', () => {
    expect(values(grid([]), 'python_version')).toEqual(['3.10', '3.11', '3.12', '3.13', '3.14', '3.15']);
  });
});

describe('platforms', () => {
  const names = (environments: readonly MarkerEnvironment[]) =>
    new Set(
      environments.map((e) => [e.sys_platform, e.os_name, e.platform_system, e.platform_machine].join(' ')),
    );

  it('are the promised ones, each of a piece', () => {
    expect(names(grid(["sys_platform == 'emscripten' or os_name == 'java'"]))).toEqual(
      new Set(['linux posix Linux x86_64', 'darwin posix Darwin arm64', 'win32 nt Windows AMD64']),
    );
    expect(names(grid([], { platforms: ['macos'] }))).toEqual(new Set(['darwin posix Darwin arm64']));
  });

  it('have several machines where machines matter', () => {
    const found = grid(["platform_machine in 'x86_64 ppc64le'"], { platforms: ['linux'] });
    expect(values(found, 'platform_machine')).toEqual([
      'x86_64',
      'aarch64',
      'ppc64le',
      'x86_64 ppc64le',
      'other',
    ]);
  });
});

describe('other variables', () => {
  it('stay as they are where none is named', () => {
    const [first] = grid(["python_version > '3.10'"]);
    expect(first).toEqual({
      python_version: '3.10',
      python_full_version: '3.10.0',
      os_name: 'posix',
      sys_platform: 'linux',
      platform_machine: 'x86_64',
      platform_python_implementation: 'CPython',
      platform_release: '',
      platform_system: 'Linux',
      platform_version: '',
      implementation_name: 'cpython',
      implementation_version: '3.10.0',
    });
  });

  it.each<[string, keyof MarkerEnvironment, string[]]>([
    ["implementation_name == 'pypy'", 'platform_python_implementation', ['CPython', 'PyPy', 'other']],
    ["platform_python_implementation != 'PyPy'", 'implementation_name', ['cpython', 'pypy', 'other']],
    ["platform_python_implementation == 'Cinder'", 'implementation_name', ['cpython', 'Cinder', 'other']],
    ["'rt' in platform_version", 'platform_version', ['rt', 'other']],
    ["extra == 'Foo_Bar'", 'extra', ['foo-bar']],
  ])('%s: %s', (marker, variable, expected) => {
    expect(values(grid([marker]), variable).filter((value) => value !== undefined)).toEqual(expected);
  });

  it('has no extra where one is named, too', () => {
    expect(grid(["extra == 'x'"]).some((environment) => !('extra' in environment))).toBe(true);
  });

  it('has releases below, at and above those that are named', () => {
    const marker = parseMarker(
      "platform_release >= '5.10' and platform_release != '5.10' and platform_release < '6'",
    );
    const found = environmentGrid([marker], range).map((environment) => evaluateMarker(marker, environment));
    expect(new Set(found)).toEqual(new Set([true, false]));
  });
});

describe('promises', () => {
  it.each<[string, boolean, Partial<PromisedRange>?]>([
    ["python_version < '3.10'", false],
    ["python_version < '3.11'", true],
    ["python_full_version == '3.12.7'", true],
    ["python_version >= '3.13'", false, { requiresPython: '>=3.10,<3.13' }],
    ["python_version >= '3.13'", false, { environments: [parseMarker("python_version < '3.13'")] }],
    ["sys_platform == 'win32' and os_name == 'posix'", false],
    ["sys_platform == 'win32'", false, { platforms: ['linux', 'macos'] }],
    ["sys_platform == 'emscripten'", false],
    ["platform_machine == 's390x' and sys_platform == 'linux'", true],
    ["platform_python_implementation == 'PyPy' and implementation_name == 'cpython'", false],
    ["python_version < '3.11' and python_version > '3.12'", false],
  ])('%s: %s', (marker, expected, limits = {}) => {
    expect(promises(parseMarker(marker), { ...range, ...limits })).toBe(expected);
  });

  it('no marker everywhere', () => {
    expect(promises(undefined, range)).toBe(true);
  });
});

it.each<[Partial<MarkerEnvironment>, string]>([
  [{}, 'Python 3.10 on Linux (x86_64)'],
  [{ python_full_version: '3.10.4' }, 'Python 3.10.4 on Linux (x86_64)'],
  [{ platform_system: 'Darwin', platform_machine: 'arm64' }, 'Python 3.10 on macOS (arm64)'],
  [{ platform_python_implementation: 'PyPy' }, 'PyPy 3.10 on Linux (x86_64)'],
  [{ platform_python_implementation: 'other' }, 'another Python 3.10 on Linux (x86_64)'],
])('names %j', (change, name) => {
  const environments = grid([]).slice(0, 1);
  expect(environments.map((environment) => environmentName({ ...environment, ...change }))).toEqual([name]);
});

// --- complete and small -------------------------------------------------------------------------------------

const MACHINES = ['x86_64', 'aarch64', 'arm64', 'AMD64', 'ARM64', 's390x', 'riscv64'];
const IMPLEMENTATIONS = [
  { implementation_name: 'cpython', platform_python_implementation: 'CPython' },
  { implementation_name: 'pypy', platform_python_implementation: 'PyPy' },
  { implementation_name: 'graalpy', platform_python_implementation: 'GraalVM' },
];

/** Far more environments than the grid has: many patches, machines and implementations on all platforms. */
function everywhere({ requiresPython, floor }: PromisedRange): MarkerEnvironment[] {
  const minors = ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14', '3.15', '3.16', '4.0', '4.1'];
  const pythons = minors
    .flatMap((minor) => [0, 1, 2, 3, 4, 5, 6, 19].map((patch) => [minor, `${minor}.${patch}`] as const))
    .filter(([, full]) => allowsPython(requiresPython, full) && compareVersions(full, floor) >= 0);
  const platforms = environmentGrid([], { requiresPython, floor, platforms: ALL }).slice(0, 3);
  return pythons.flatMap(([python_version, python_full_version]) =>
    platforms.flatMap((platform) =>
      MACHINES.flatMap((platform_machine) =>
        IMPLEMENTATIONS.map((names) => ({
          ...platform,
          ...names,
          python_version,
          python_full_version,
          platform_machine,
        })),
      ),
    ),
  );
}

const atom = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('python_version', 'python_full_version'),
      fc.constantFrom('<', '<=', '==', '!=', '>=', '>'),
      fc.constantFrom('3.10', '3.11', '3.11.3', '3.12.4', '3.14', '3.16', '4'),
    )
    .map(([variable, operator, value]) => `${variable} ${operator} '${value}'`),
  fc.constantFrom(
    "python_full_version == '3.12.*'",
    "python_full_version ~= '3.11.2'",
    "python_version in '3.10 3.13'",
    "'3.11' <= python_version",
    "sys_platform == 'win32'",
    "os_name == 'posix'",
    "platform_system != 'Darwin'",
    "platform_machine == 'aarch64'",
    "platform_machine in 'x86_64 AMD64'",
    "'arm' in platform_machine",
    "platform_python_implementation == 'PyPy'",
    "implementation_name == 'cpython'",
  ),
);
const marker = fc
  .array(fc.tuple(atom, fc.constantFrom(' and ', ' or ')), { minLength: 1, maxLength: 4 })
  .map((parts) => parse(parts.map(([text, joint], index) => (index === 0 ? text : joint + text)).join('')));

function parse(text: string): Marker {
  return parseMarker(text);
}

it('tells apart all that can be told apart in the promised range', () => {
  const ranges = [range, { ...range, requiresPython: '>=3.11.2,!=3.13.*,<4.1', floor: '3.11.2' }];
  const dense = new Map(ranges.map((one) => [one, everywhere(one)]));
  const answers = (one: Marker, other: Marker, environments: readonly MarkerEnvironment[]) =>
    new Set(environments.map((e) => `${evaluateMarker(one, e)} ${evaluateMarker(other, e)}`));
  fc.assert(
    fc.property(marker, marker, fc.constantFrom(...ranges), (one, other, promised) => {
      const seen = answers(one, other, environmentGrid([one, other], promised));
      for (const answer of answers(one, other, dense.get(promised) ?? [])) expect(seen).toContain(answer);
    }),
    { numRuns: 60 },
  );
});

it('keeps to environments that can be told apart where there are many', () => {
  const releases = Array.from({ length: 40 }, (_, index) => `platform_release == '5.${index}'`);
  const machines = Array.from({ length: 10 }, (_, index) => `platform_machine == 'm${index}'`);
  const found = grid([...releases, ...machines]);
  const pythons = new Set(values(found, 'python_full_version'));
  expect(pythons).toEqual(new Set(['3.10.0']));
  expect(found.length).toBeLessThan(5_000);
  // `x86_64` stands for all that isn't named.
  expect(values(found, 'platform_machine')).toEqual(['x86_64', ...machines.map((_, index) => `m${index}`)]);
});

it('says so where there are too many', () => {
  const many = (variable: string) => Array.from({ length: 300 }, (_, index) => `${variable} == 'v${index}'`);
  expect(() => grid([...many('platform_version'), ...many('platform_machine'), ...many('extra')])).toThrow(
    expect.objectContaining({ reason: 'project', message: expect.stringMatching(/\d+ environments/) }),
  );
});

it('says so where there are too many comparisons for them', () => {
  const pythons = (count: number) =>
    Array.from({ length: count }, (_, index) => `python_full_version != '3.${10 + (index % 5)}.${index}'`);
  expect(grid(pythons(100)).length).toBeGreaterThan(300);
  expect(() => grid(pythons(2_000))).toThrow(
    expect.objectContaining({ reason: 'project', message: expect.stringContaining('2000 comparisons') }),
  );
});

it('answers for a marker on a whole grid, once', () => {
  const environments = grid(["sys_platform == 'win32'"]);
  const windows = parseMarker("sys_platform == 'win32'");
  const answers = markerTruths(windows, environments);
  expect(answers).toEqual(environments.map(({ sys_platform }) => sys_platform === 'win32'));
  expect(markerTruths(windows, environments)).toBe(answers);
  expect(new Set(markerTruths(undefined, environments))).toEqual(new Set([true]));
});
