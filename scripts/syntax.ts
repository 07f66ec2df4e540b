import { parseSync } from 'oxc-parser';

/** A node of a program's syntax (ESTree, with TypeScript's own). */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

/** A source file and its syntax. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly program: Node;
}

/** Whether a value is a node, and of a type, if one is named. */
export function isNode(value: unknown, type?: string): value is Node {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    (type === undefined || value.type === type)
  );
}

/**
 * Parses a source file.
 *
 * @throws Error where it is no TypeScript
 */
export function parsed(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text);
  const [error] = errors;
  if (error !== undefined || !isNode(program)) throw new Error(`${path}: ${error?.message ?? 'no program'}`);
  return { path, text, program };
}

/** The nodes among the values of a property. */
export function nodesIn(value: unknown): readonly Node[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => isNode(one));
}

/** A node's name, where it is an identifier. */
export function nameOf(node: unknown): string | undefined {
  return isNode(node, 'Identifier') && typeof node.name === 'string' ? node.name : undefined;
}

/** Visits a node and all that is in it, those around it at hand, the innermost last. */
export function walk(
  node: Node,
  visit: (node: Node, around: readonly Node[]) => void,
  around: readonly Node[] = [],
): void {
  visit(node, around);
  const inner = [...around, node];
  for (const value of Object.values(node)) for (const child of nodesIn(value)) walk(child, visit, inner);
}

/** A value that a property of an object literal has. */
export function propertyOf(object: Node | undefined, name: string): Node | undefined {
  for (const property of nodesIn(object?.properties)) {
    if (nameOf(property.key) === name && isNode(property.value)) return property.value;
    // `...(next === undefined ? {} : { next })`
    if (property.type === 'SpreadElement') {
      const found = spreadObjects(property.argument).flatMap((one) => propertyOf(one, name) ?? []);
      if (found[0] !== undefined) return found[0];
    }
  }
  return undefined;
}

function spreadObjects(node: unknown): readonly Node[] {
  if (!isNode(node)) return [];
  if (node.type === 'ObjectExpression') return [node];
  if (node.type === 'ParenthesizedExpression') return spreadObjects(node.expression);
  if (node.type === 'ConditionalExpression')
    return [...spreadObjects(node.consequent), ...spreadObjects(node.alternate)];
  return [];
}
