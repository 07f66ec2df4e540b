import type { Platform } from '../config/options.js';
import { evaluateMarker, type MarkerAtom, type MarkerEnvironment, type MarkerVariable } from './marker.js';
import { type PythonRelease, releaseOf, releasesAround, releaseText } from './python-releases.js';
import { allowsPython, boundaries } from './requires-python.js';
import { parseSpecifiers } from './specifiers.js';
import { compareVersions, normalizeName } from './version.js';

/** Some variables whose values belong together, and the combinations of values that are to be looked at. */
export interface Axis {
  readonly variables: ReadonlySet<MarkerVariable>;
  readonly choices: readonly Partial<MarkerEnvironment>[];
}

/** A value that no marker names, to stand for all of these. */
export const OTHER = 'other';

const PLATFORMS: Readonly<
  Record<Platform, { names: Partial<MarkerEnvironment>; machines: readonly string[] }>
> = {
  linux: {
    names: { sys_platform: 'linux', os_name: 'posix', platform_system: 'Linux' },
    machines: ['x86_64', 'aarch64'],
  },
  macos: {
    names: { sys_platform: 'darwin', os_name: 'posix', platform_system: 'Darwin' },
    machines: ['arm64', 'x86_64'],
  },
  windows: {
    names: { sys_platform: 'win32', os_name: 'nt', platform_system: 'Windows' },
    machines: ['AMD64', 'ARM64'],
  },
};

/** `sys.implementation.name` and `platform.python_implementation()` of one Python; the promised one first. */
const IMPLEMENTATIONS: readonly (readonly [string, string])[] = [
  ['cpython', 'CPython'],
  ['pypy', 'PyPy'],
  ['graalpy', 'GraalVM'],
  ['ironpython', 'IronPython'],
  ['jython', 'Jython'],
  ['micropython', 'MicroPython'],
  ['rustpython', 'RustPython'],
];

/** The Pythons that are promised and that the comparisons can tell apart, and one of every known minor. */
export function pythonAxis(atoms: readonly MarkerAtom[], requiresPython: string, floor: string): Axis {
  const variables = new Set<MarkerVariable>(['python_version', 'python_full_version']);
  const named = [
    ...literals(atoms, variables).flatMap(releaseIn),
    ...releaseIn(floor),
    ...boundaries(parseSpecifiers(requiresPython) ?? []),
  ];
  const choices = releasesAround(named)
    .map((release) => ({
      python_version: `${release.major}.${release.minor}`,
      python_full_version: releaseText(release),
      // As CPython has it; replaced by `freeAxis` where a marker names the variable.
      implementation_version: releaseText(release),
    }))
    .filter(
      ({ python_full_version: full }) =>
        allowsPython(requiresPython, full) && compareVersions(full, floor) >= 0,
    );
  return { variables, choices };
}

/** The promised platforms, each with its names in all variables, and with several machines where these matter. */
export function platformAxis(atoms: readonly MarkerAtom[], platforms: readonly Platform[]): Axis {
  const named = literals(atoms, new Set(['platform_machine']));
  const choices = platforms.flatMap((platform) => {
    const { names, machines } = PLATFORMS[platform];
    const looked = named.length === 0 ? machines.slice(0, 1) : new Set([...machines, ...named, OTHER]);
    return Array.from(looked, (machine) => ({ ...names, platform_machine: machine }));
  });
  return { variables: new Set(['sys_platform', 'os_name', 'platform_system', 'platform_machine']), choices };
}

/** CPython, and where markers name an implementation, those that they name and another. */
export function implementationAxis(atoms: readonly MarkerAtom[]): Axis {
  const variables = new Set<MarkerVariable>(['implementation_name', 'platform_python_implementation']);
  const named = new Set(literals(atoms, variables));
  const known = IMPLEMENTATIONS.filter(
    (names, index) => index === 0 || names.some((name) => named.has(name)),
  );
  const unknown = [...named].filter((name) => !IMPLEMENTATIONS.some((names) => names.includes(name)));
  const others = named.size === 0 ? [] : [...unknown, OTHER].map((name) => [name, name] as const);
  const choices = [...known, ...others].map(([name, long]) => ({
    implementation_name: name,
    platform_python_implementation: long,
  }));
  return { variables, choices };
}

/** The values of a variable that stands for itself, where it occurs, as far as the comparisons tell them apart. */
export function freeAxis(
  atoms: readonly MarkerAtom[],
  variable: 'platform_release' | 'platform_version' | 'implementation_version',
): Axis {
  const variables = new Set([variable]);
  const named = literals(atoms, variables);
  if (named.length === 0) return { variables, choices: [{}] };
  const values = new Set([...named.flatMap((value) => [value, ...versionsAround(value)]), OTHER]);
  return distinct({ variables, choices: Array.from(values, (value) => ({ [variable]: value })) }, atoms);
}

/** No extra, and where markers name some, each of them. */
export function extraAxis(atoms: readonly MarkerAtom[]): Axis {
  const variables = new Set<MarkerVariable>(['extra']);
  const named = new Set(literals(atoms, variables).map(normalizeName));
  return { variables, choices: [{}, ...Array.from(named, (extra) => ({ extra }))] };
}

/** The axis with one choice of those on which all comparisons answer alike: what is left out proves nothing. */
export function distinct(axis: Axis, atoms: readonly MarkerAtom[]): Axis {
  const asked = atoms.filter(({ variable }) => axis.variables.has(variable));
  const first = new Map<string, Partial<MarkerEnvironment>>();
  for (const choice of axis.choices) {
    const environment = { ...NOWHERE, ...choice };
    const answers = asked.map((atom) => (evaluateMarker(atom, environment) ? '1' : '0')).join('');
    if (!first.has(answers)) first.set(answers, choice);
  }
  return { ...axis, choices: [...first.values()] };
}

/** The environment that the choices of the axes fill in. */
export const NOWHERE: MarkerEnvironment = {
  python_version: '',
  python_full_version: '',
  os_name: '',
  sys_platform: '',
  platform_machine: '',
  platform_python_implementation: '',
  platform_release: '',
  platform_system: '',
  platform_version: '',
  implementation_name: '',
  implementation_version: '',
};

/** What the variables are compared with; of a list (`in 'x86_64 aarch64'`), its words, too. */
function literals(atoms: readonly MarkerAtom[], variables: ReadonlySet<MarkerVariable>): string[] {
  return atoms
    .filter(({ variable }) => variables.has(variable))
    .flatMap(({ value, operator, reversed }) =>
      operator.endsWith('in') && !reversed ? [...value.split(/[\s,;|]+/).filter(Boolean), value] : [value],
    );
}

function releaseIn(text: string): PythonRelease[] {
  const numbers = /\d+(?:\.\d+)*/.exec(text)?.[0].split('.').map(Number);
  return numbers === undefined ? [] : [releaseOf(numbers)];
}

/** Versions just below, just above, and the first with another last, or last but one, number. */
function versionsAround(text: string): string[] {
  const written = /^\d+(?:\.\d+)*/.exec(text)?.[0];
  if (written === undefined) return [];
  const numbers = written.split('.').map(Number);
  const last = numbers.length - 1;
  const moved = (index: number, by: number) =>
    numbers
      .slice(0, index + 1)
      .map((number, at) => (at === index ? number + by : number))
      .join('.');
  const lowered = numbers.findLastIndex((number) => number > 0);
  const below = lowered < 0 ? [] : [`${moved(lowered, -1)}.99999`];
  return [
    '0',
    ...below,
    written,
    `${written}.0.1`,
    moved(last, 1),
    ...(last > 0 ? [moved(last - 1, 1)] : []),
  ];
}
