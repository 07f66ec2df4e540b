import { parseRequirement, RequirementError } from '../python/requirement.js';
import { withoutComment } from './lines.js';
import { isPylock, parsePylock } from './pylock.js';

/**
 * What a person's own file, or another command's, asks for and a lockfile doesn't have: names of packages; files that it
 * takes in, and packages from folders, as they stand there; options by their names, as their values may be secrets. Of
 * a `pylock.toml`, its packages.
 *
 * @param text - the file, in either form
 * @param known - normalised names that are explained
 */
export function unexplained(text: string, known: ReadonlySet<string>): readonly string[] {
  if (isPylock(text)) return unexplainedPackages(text, known);
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

function unexplainedPackages(text: string, known: ReadonlySet<string>): readonly string[] {
  const left = parsePylock(text).pins.filter(({ key }) => !known.has(key));
  const names = left.map(({ named, name, editable }) =>
    named ? name : `${editable ? '-e ' : ''}${withoutUser(name)}`,
  );
  return [...new Set(names)];
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
