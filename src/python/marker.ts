export { evaluateMarker } from './marker-evaluate.js';
export { parseMarker } from './marker-parser.js';

/** The variables of PEP 508; the legacy names (`os.name`, `python_implementation`, …) are read as these. */
export type MarkerVariable =
  | 'python_version'
  | 'python_full_version'
  | 'os_name'
  | 'sys_platform'
  | 'platform_machine'
  | 'platform_python_implementation'
  | 'platform_release'
  | 'platform_system'
  | 'platform_version'
  | 'implementation_name'
  | 'implementation_version'
  | 'extra';

export type MarkerOperator = '===' | '==' | '!=' | '~=' | '<=' | '>=' | '<' | '>' | 'in' | 'not in';

/** One comparison of a variable with a quoted text. */
export interface MarkerAtom {
  readonly kind: 'atom';
  readonly variable: MarkerVariable;
  readonly operator: MarkerOperator;
  readonly value: string;
  /** The text is on the left: `'3.10' <= python_version`. */
  readonly reversed: boolean;
}

/** Two or more markers, joined. */
export interface MarkerGroup {
  readonly kind: 'and' | 'or';
  readonly parts: readonly Marker[];
}

export type Marker = MarkerAtom | MarkerGroup;

/** What markers are evaluated on. An absent `extra` is the empty text, as for a requirement of no extra. */
export type MarkerEnvironment = Readonly<Record<Exclude<MarkerVariable, 'extra'>, string>> & {
  readonly extra?: string;
};

/** The marker as uv writes it: single quotes, and parentheses only where they matter. */
export function markerText(marker: Marker): string {
  if (marker.kind === 'atom') {
    const quote = marker.value.includes("'") ? '"' : "'";
    const value = `${quote}${marker.value}${quote}`;
    const [left, right] = marker.reversed ? [value, marker.variable] : [marker.variable, value];
    return `${left} ${marker.operator} ${right}`;
  }
  return marker.parts
    .map((part) => (marker.kind === 'and' && part.kind === 'or' ? `(${markerText(part)})` : markerText(part)))
    .join(` ${marker.kind} `);
}

/** All comparisons of a marker, from left to right. */
export function markerAtoms(marker: Marker): readonly MarkerAtom[] {
  return marker.kind === 'atom' ? [marker] : marker.parts.flatMap(markerAtoms);
}
