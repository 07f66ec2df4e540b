import { parseRequirement, RequirementError } from '../python/requirement.js';
import { withoutComment } from './lines.js';

/**
 * What a hand-written requirements file asks for and a lockfile doesn't have: names of packages; files that it takes in,
 * and packages from folders, as they stand there; options by their names, as their values may be secrets.
 *
 * @param text - the hand-written file
 * @param known - normalised names that are explained
 */
export function unexplained(text: string, known: ReadonlySet<string>): readonly string[] {
  const found = new Set<string>();
  for (const line of text.replace(/\\\r?\n/g, ' ').split(/\r?\n/)) {
    const asked = withoutComment(line).text.trim();
    if (asked === '' || asked.startsWith('#')) continue;
    if (/^-(?:r|c|e)\b|^--(?:requirement|constraint|editable)\b/.test(asked)) found.add(asked);
    else if (asked.startsWith('-')) found.add(/^-(?:-[\w-]+|\w)/.exec(asked)?.[0] ?? '-');
    else {
      const name = nameOf(asked.replace(/\s+--\w.*$/, ''));
      if (name === undefined) found.add(withoutUser(asked));
      else if (!known.has(name.key)) found.add(name.name);
    }
  }
  return [...found];
}

function nameOf(text: string): { readonly key: string; readonly name: string } | undefined {
  try {
    return parseRequirement(text);
  } catch (error) {
    if (error instanceof RequirementError) return undefined;
    throw error;
  }
}

const withoutUser = (text: string): string => text.replace(/\/\/[^/\s]*@/g, '//');
