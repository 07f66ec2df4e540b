import type { Marker, MarkerAtom, MarkerEnvironment, MarkerVariable } from './marker.js';
import { isSpecifierSet, normalizeName, satisfies } from './version.js';

/** Compared by PEP 440 where the right side is a version; all other variables are texts (`packaging` 26). */
const VERSIONS: ReadonlySet<MarkerVariable> = new Set<MarkerVariable>([
  'python_version',
  'python_full_version',
  'implementation_version',
  'platform_release',
]);

/** The same few values of a variable come again and again, so each comparison remembers its answers. */
const answers = new WeakMap<MarkerAtom, Map<string, boolean>>();

/**
 * Whether a marker is true on an environment, as Python's `packaging` answers; no marker is always true.
 * A comparison without a meaning (`sys_platform ~= 'linux'`) is false, where `packaging` raises an error.
 */
export function evaluateMarker(marker: Marker | undefined, environment: MarkerEnvironment): boolean {
  if (marker === undefined) return true;
  switch (marker.kind) {
    case 'and':
      return marker.parts.every((part) => evaluateMarker(part, environment));
    case 'or':
      return marker.parts.some((part) => evaluateMarker(part, environment));
    case 'atom':
      return evaluateAtom(marker, environment[marker.variable] ?? '');
  }
}

function evaluateAtom(atom: MarkerAtom, actual: string): boolean {
  let known = answers.get(atom);
  if (known === undefined) {
    known = new Map();
    answers.set(atom, known);
  }
  let answer = known.get(actual);
  if (answer === undefined) {
    answer = compare(atom, actualValue(atom.variable, actual));
    known.set(actual, answer);
  }
  return answer;
}

function actualValue(variable: MarkerVariable, value: string): string {
  if (variable === 'extra') return normalizeName(value);
  // What Python says of itself when it was built from an untagged commit: `3.13.0a1+`.
  if (variable === 'python_full_version' && value.endsWith('+')) return `${value}local`;
  return value;
}

function compare(atom: MarkerAtom, actual: string): boolean {
  const [left, right] = atom.reversed ? [atom.value, actual] : [actual, atom.value];
  switch (atom.operator) {
    case 'in':
      return right.includes(left);
    case 'not in':
      return !right.includes(left);
    default: {
      const specifier = `${atom.operator}${right}`;
      if (VERSIONS.has(atom.variable) && !right.includes(',') && isSpecifierSet(specifier)) {
        return satisfies(left, specifier);
      }
    }
  }
  switch (atom.operator) {
    case '==':
    case '<=':
    case '>=':
      return left === right;
    case '!=':
      return left !== right;
    default:
      return false;
  }
}
