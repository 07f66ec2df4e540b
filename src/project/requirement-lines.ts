import { normalizeName } from '../python/version.js';
import type { PlacedRequirement } from './requirements.js';

/** The table of a requirement as a person finds it: `[dependency-groups] dev`. */
export function tableName({ table, entry }: PlacedRequirement): string {
  switch (table) {
    case 'dependencies':
      return '[project] dependencies';
    case 'optional-dependencies':
      return `[project.optional-dependencies] ${entry}`;
    case 'dependency-groups':
      return `[dependency-groups] ${entry}`;
  }
}

/**
 * The 1-based line of a manifest's text on which a requirement stands.
 *
 * @returns undefined where that can't be told for certain: the same text twice under keys of one name, an escaped string
 */
export function requirementLine(text: string, placed: PlacedRequirement): number | undefined {
  const lines = text.split('\n');
  const wanted = placed.entry === '' ? 'dependencies' : placed.entry;
  const found: number[] = [];
  let key = '';
  for (const [index, line] of lines.entries()) {
    const [, assigned] = /^\s*["']?([A-Za-z0-9][\w. -]*?)["']?\s*=/.exec(line) ?? [];
    if (assigned !== undefined) key = normalizeName(assigned.split('.').at(-1) ?? assigned);
    if (key !== wanted) continue;
    const { text: written } = placed.requirement;
    if (line.includes(`"${written}"`) || line.includes(`'${written}'`)) found.push(index + 1);
  }
  return found.length === 1 ? found[0] : undefined;
}
