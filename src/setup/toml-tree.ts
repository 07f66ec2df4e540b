import { parse, TomlError } from 'smol-toml';
import type { Value } from '../project/manifest.js';

/** What a TOML text says, in plain tables: without the prototype of the parser's, so that they compare with literals. */
export type TomlTree = Record<string, Value>;

/** What a TOML text says; undefined where it is none. */
export function treeOf(text: string): TomlTree | undefined {
  try {
    return plain(parse(text));
  } catch (error) {
    if (error instanceof TomlError) return undefined;
    throw error;
  }
}

function plain(table: Readonly<Record<string, Value>>): TomlTree {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, plainValue(value)]));
}

function plainValue(value: Value): Value {
  if (Array.isArray(value)) return value.map(plainValue);
  return isTomlTree(value) ? plain(value) : value;
}

/** Whether a value of TOML is a table. */
export function isTomlTree(value: Value): value is TomlTree {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);
}
