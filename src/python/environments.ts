import type { Platform } from '../config/options.js';
import { Failure } from '../failure.js';
import {
  type Axis,
  distinct,
  extraAxis,
  freeAxis,
  implementationAxis,
  NOWHERE,
  OTHER,
  platformAxis,
  pythonAxis,
} from './environment-axes.js';
import { evaluateMarker, type Marker, type MarkerEnvironment, markerAtoms, markerText } from './marker.js';

/** The Pythons and platforms that a lockfile has to be right on. */
export interface PromisedRange {
  readonly requiresPython: string;
  /** The lowest Python of the resolution. */
  readonly floor: string;
  readonly platforms: readonly Platform[];
  /** `[tool.uv] environments`: one of them is true on everything promised. Default: no further limit. */
  readonly environments?: readonly Marker[];
}

/** More than this, and only environments that the comparisons can tell apart are looked at. */
const COMFORTABLE = 5_000;

/** More than any lockfile of a resolver needs; a bound for what is read from anywhere. */
const BEARABLE = 200_000;
/** The same for the answers of all comparisons, on all choices of one variable and on all environments. */
const BEARABLE_ANSWERS = { variable: 1_000_000, all: 5_000_000 };

/**
 * Environments of the promised range on which to compare markers: where all of these answer alike for two
 * lockfiles, they do so on the whole range, Pythons that are not out yet included. They are each Python that the
 * markers name with the releases below and above it, and each known minor; on each promised platform; with each
 * value that is named of any other variable, and one that isn't. Oldest Python first.
 *
 * Only CPython is promised, but other implementations are looked at where a marker names them, as uv resolves
 * for them, too. Only final releases are looked at, no pre-releases of Python.
 * @param markers all that are to be compared on it
 * @throws Failure where the markers' variables make more combinations than can be compared
 */
export function environmentGrid(markers: readonly Marker[], range: PromisedRange): MarkerEnvironment[] {
  const limits = range.environments ?? [];
  const atoms = [
    ...new Map([...markers, ...limits].flatMap(markerAtoms).map((atom) => [markerText(atom), atom])).values(),
  ];
  let axes: Axis[] = [
    pythonAxis(atoms, range.requiresPython, range.floor),
    platformAxis(atoms, range.platforms),
    implementationAxis(atoms),
    freeAxis(atoms, 'platform_release'),
    freeAxis(atoms, 'platform_version'),
    freeAxis(atoms, 'implementation_version'),
    extraAxis(atoms),
  ];
  const choices = Math.max(...axes.map((axis) => axis.choices.length));
  if (choices * atoms.length > BEARABLE_ANSWERS.variable) throw tooMany(atoms.length, 'comparisons');
  if (size(axes) > COMFORTABLE) axes = axes.map((axis) => distinct(axis, atoms));
  if (size(axes) > BEARABLE || size(axes) * atoms.length > BEARABLE_ANSWERS.all)
    throw tooMany(size(axes), 'environments that they tell apart');
  return combine(axes).filter(
    (environment) => limits.length === 0 || limits.some((limit) => evaluateMarker(limit, environment)),
  );
}

function tooMany(count: number, what: string): Failure {
  return new Failure('project', `the markers have ${count} ${what}, too many to compare`, {
    next: 'limit them with `environments` and `platforms`, or remove markers on rarely used variables',
  });
}

/** Whether a marker is true anywhere in the promised range; no marker always is. */
export function promises(marker: Marker | undefined, range: PromisedRange): boolean {
  if (marker === undefined) return true;
  return environmentGrid([marker], range).some((environment) => evaluateMarker(marker, environment));
}

/** An environment in words: `Python 3.10 on Linux (x86_64)`, `PyPy 3.11.4 on macOS (arm64)`. */
export function environmentName(environment: MarkerEnvironment): string {
  const { platform_python_implementation: implementation, python_full_version: full } = environment;
  const python = { CPython: 'Python', [OTHER]: 'another Python' }[implementation] ?? implementation;
  const version = full.endsWith('.0') ? environment.python_version : full;
  const system = environment.platform_system === 'Darwin' ? 'macOS' : environment.platform_system;
  return `${python} ${version} on ${system} (${environment.platform_machine})`;
}

type Answers = readonly boolean[];
const truths = new WeakMap<readonly MarkerEnvironment[], Map<Marker | string | undefined, Answers>>();

/**
 * A marker's answers on each environment of a grid. They are remembered, and put together from those of the
 * comparisons: a lockfile of a hundred pins has some thirty markers, which are made of a dozen comparisons.
 */
export function markerTruths(marker: Marker | undefined, grid: readonly MarkerEnvironment[]): Answers {
  const known = truths.get(grid) ?? new Map<Marker | string | undefined, Answers>();
  truths.set(grid, known);
  // The same comparison is another object in each marker.
  const key = marker?.kind === 'atom' ? markerText(marker) : marker;
  const answers = known.get(key) ?? newTruths(marker, grid);
  known.set(key, answers);
  return answers;
}

function newTruths(marker: Marker | undefined, grid: readonly MarkerEnvironment[]): Answers {
  if (marker === undefined) return grid.map(() => true);
  if (marker.kind === 'atom') {
    const byValue = new Map<string | undefined, boolean>();
    return grid.map((environment) => {
      const value = environment[marker.variable];
      const answer = byValue.get(value) ?? evaluateMarker(marker, environment);
      byValue.set(value, answer);
      return answer;
    });
  }
  const all = marker.kind === 'and';
  return marker.parts
    .map((part) => markerTruths(part, grid))
    .reduce((joined, part) =>
      joined.map((answer, index) => (all ? answer && part[index] === true : answer || part[index] === true)),
    );
}

function size(axes: readonly Axis[]): number {
  return axes.reduce((product, { choices }) => product * choices.length, 1);
}

function combine(axes: readonly Axis[]): MarkerEnvironment[] {
  // Axes of one choice first: the fewer environments there are, the fewer copies.
  const shortFirst = axes.toSorted((a, b) => Math.min(a.choices.length, 2) - Math.min(b.choices.length, 2));
  let environments: MarkerEnvironment[] = [NOWHERE];
  for (const { choices } of shortFirst) {
    environments = environments.flatMap((environment) =>
      choices.map((choice) => ({ ...environment, ...choice })),
    );
  }
  return environments;
}
