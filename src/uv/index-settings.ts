import { filtered, isTable, type Table } from './user-config.js';

/**
 * What a project's `[tool.uv]` or `uv.toml` says about where packages are. To install pins, uv needs no more, and an
 * override or a constraint would put another version in a pin's place without a word.
 *
 * @param table - as TOML has it
 */
export function indexSettings(table: Readonly<Table>): Table {
  const kept = filtered({ ...table }, '', new Set());
  for (const key of ['index-strategy', 'workspace']) if (table[key] !== undefined) kept[key] = table[key];
  const named = indexesOfSources(table.sources);
  if (named.size === 0 || !Array.isArray(kept.index)) return kept;
  // Only the sources of requirements lead to an explicit index, and pins have none.
  kept.index = kept.index.map((index: unknown) =>
    isTable(index) && typeof index.name === 'string' && named.has(index.name)
      ? { ...index, explicit: false }
      : index,
  );
  kept['index-strategy'] = 'unsafe-best-match';
  return kept;
}

function indexesOfSources(sources: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  for (const source of Object.values(isTable(sources) ? sources : {})) {
    for (const entry of Array.isArray(source) ? source : [source]) {
      if (isTable(entry) && typeof entry.index === 'string') names.add(entry.index);
    }
  }
  return names;
}
