import { eachLine, withoutComment } from '../../lockfile/lines.js';
import type { Requirement } from '../../python/requirement.js';
import type { HeldLine } from './migration.js';
import { readRequirementsIn, shown } from './requirements-in.js';

/** The comments of a hand-written file, none of which a lockfile keeps. */
export function commentsOf(path: string, text: string): readonly HeldLine[] {
  const found: HeldLine[] = [];
  eachLine(text, (line, number) => {
    const { comment } = withoutComment(line);
    if (comment !== undefined && /[^\s#=*-]/.test(comment))
      found.push({ path, line: number, text: shown(line.trim()), key: undefined, instead: undefined });
    return true;
  });
  return found;
}

/**
 * The lines of a hand-written file that limit versions to more than one (`urllib3<2.3`), where no stated requirement does:
 * a lockfile has one version, and the next one is made without them.
 *
 * @param stated - the requirements of the manifest, its constraints among them
 */
export function limitsOf(
  path: string,
  text: string,
  stated: readonly Pick<Requirement, 'key' | 'specifiers'>[],
): readonly HeldLine[] {
  const clauses = (specifiers: string): readonly string[] =>
    specifiers.split(',').flatMap((one) => one.replace(/\s+/g, '') || []);
  const known = (key: string): ReadonlySet<string> =>
    new Set(stated.flatMap((one) => (one.key === key ? clauses(one.specifiers) : [])));
  return readRequirementsIn(text, { isLockfile: true }).requirements.flatMap(
    ({ requirement: { key, specifiers }, text: line, line: number }) => {
      const there = known(key);
      const left = clauses(specifiers).filter((one) => !isPin(one) && !there.has(one));
      return left.length === 0
        ? []
        : [{ path, line: number, text: shown(line), key, instead: undefined, limit: left.join(',') }];
    },
  );
}

const isPin = (clause: string): boolean => /^={2,3}[^*]+$/.test(clause);
