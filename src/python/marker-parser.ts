import type { Marker, MarkerAtom, MarkerGroup, MarkerOperator, MarkerVariable } from './marker.js';
import { Memory } from './memory.js';
import { Scanner } from './scanner.js';
import { normalizeName } from './version.js';

/** The names that a marker may use; those of before PEP 508 were written with a dot, or shorter. */
const VARIABLES: ReadonlyMap<string, MarkerVariable> = new Map<string, MarkerVariable>([
  ['python_version', 'python_version'],
  ['python_full_version', 'python_full_version'],
  ['os_name', 'os_name'],
  ['os.name', 'os_name'],
  ['sys_platform', 'sys_platform'],
  ['sys.platform', 'sys_platform'],
  ['platform_machine', 'platform_machine'],
  ['platform.machine', 'platform_machine'],
  ['platform_python_implementation', 'platform_python_implementation'],
  ['platform.python_implementation', 'platform_python_implementation'],
  ['python_implementation', 'platform_python_implementation'],
  ['platform_release', 'platform_release'],
  ['platform_system', 'platform_system'],
  ['platform_version', 'platform_version'],
  ['platform.version', 'platform_version'],
  ['implementation_name', 'implementation_name'],
  ['implementation_version', 'implementation_version'],
  ['extra', 'extra'],
]);

const OPERATORS: ReadonlyMap<string, MarkerOperator> = new Map(
  (['===', '==', '!=', '~=', '<=', '>=', '<', '>', 'in'] as const).map((operator) => [operator, operator]),
);

type Operand = { readonly variable: MarkerVariable } | { readonly value: string };

/** Deeper than anything written by a person or a resolver, and far from the end of the stack. */
const DEEPEST = 100;

const parsed = new Memory<Marker>();
const atoms = new Memory<MarkerAtom>();

/**
 * Reads an environment marker of PEP 508. Equal texts give the same object, and so do equal comparisons in
 * different texts (of some thousands that came last), so that answers can be remembered by object.
 * @throws RequirementError
 */
export function parseMarker(text: string): Marker {
  return readWholeMarker(new Scanner(text));
}

/** Reads a marker from where the scanner is to the end of its text. @throws RequirementError */
export function readWholeMarker(scanner: Scanner): Marker {
  const text = scanner.rest.trim();
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const marker = readMarker(scanner);
  if (!scanner.done) scanner.fail('expected `and`, `or` or the end of the marker');
  parsed.set(text, marker);
  return marker;
}

function readMarker(scanner: Scanner, depth = 0): Marker {
  return readGroup(scanner, 'or', /or\b/y, () =>
    readGroup(scanner, 'and', /and\b/y, () => readPart(scanner, depth)),
  );
}

function readGroup(scanner: Scanner, kind: MarkerGroup['kind'], joint: RegExp, read: () => Marker): Marker {
  const first = read();
  const parts = [first];
  scanner.skipSpace();
  while (scanner.take(joint) !== undefined) {
    parts.push(read());
    scanner.skipSpace();
  }
  return parts.length === 1 ? first : { kind, parts };
}

function readPart(scanner: Scanner, depth: number): Marker {
  scanner.skipSpace();
  if (!scanner.skip('(')) return readAtom(scanner);
  if (depth === DEEPEST) scanner.fail('too many parentheses');
  const marker = readMarker(scanner, depth + 1);
  scanner.skipSpace();
  scanner.expect(/\)/y, '`)`');
  return marker;
}

function readAtom(scanner: Scanner): MarkerAtom {
  const start = scanner.position;
  const left = readOperand(scanner);
  scanner.skipSpace();
  const operator = readOperator(scanner);
  scanner.skipSpace();
  const right = readOperand(scanner);
  if ('variable' in left && 'value' in right) return atom(left.variable, operator, right.value, false);
  if ('value' in left && 'variable' in right) return atom(right.variable, operator, left.value, true);
  return scanner.fail('expected a comparison of a variable with a quoted text', start);
}

function readOperand(scanner: Scanner): Operand {
  const quoted = scanner.take(/'[^']*'|"[^"]*"/y);
  if (quoted !== undefined) return { value: quoted.slice(1, -1) };
  const start = scanner.position;
  const name = scanner.expect(/[a-z_.]+/y, 'a variable or a quoted text');
  const variable = VARIABLES.get(name);
  return variable === undefined ? scanner.fail('expected a variable of PEP 508', start) : { variable };
}

function readOperator(scanner: Scanner): MarkerOperator {
  if (scanner.take(/not\s+in\b/y) !== undefined) return 'not in';
  const start = scanner.position;
  const operator = OPERATORS.get(scanner.take(/===|==|!=|~=|<=|>=|<|>|in\b/y) ?? '');
  return operator ?? scanner.fail('expected a comparison', start);
}

function atom(
  variable: MarkerVariable,
  operator: MarkerOperator,
  text: string,
  reversed: boolean,
): MarkerAtom {
  const value = variable === 'extra' ? normalizeName(text) : text;
  const key = `${variable} ${operator} ${reversed} ${value}`;
  const known = atoms.get(key);
  if (known !== undefined) return known;
  const fresh: MarkerAtom = { kind: 'atom', variable, operator, value, reversed };
  atoms.set(key, fresh);
  return fresh;
}
