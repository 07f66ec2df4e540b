import type { StagedChange } from '../git/changes.js';
import { losesComments, onlyComments } from '../lockfile/comments.js';
import type { ResolvedLockfile, ResolvedProject } from '../resolve/project.js';
import { visible } from './visible.js';

/** A lockfile that goes with the `pyproject.toml` it was compiled from. */
export interface RemovedLockfile {
  readonly path: string;
  readonly manifest: string;
  /** The lockfile that goes on with its pins, where the project was moved. */
  readonly to: string | undefined;
}

/** A lockfile that is nobody's any more, and stays. */
export interface LeftLockfile {
  readonly path: string;
  readonly why: string;
}

/**
 * What a commit got that its author didn't stage, or staged otherwise: a line each.
 *
 * @param staged - what the author staged, by path
 */
export function stagingNotices(
  resolved: readonly ResolvedProject[],
  { removed, left }: { readonly removed: readonly RemovedLockfile[]; readonly left: readonly LeftLockfile[] },
  staged: ReadonlyMap<string, Pick<StagedChange, 'status' | 'newOid'>>,
): string {
  const lines = [
    ...removed.map(({ path, manifest, to }) =>
      to === undefined
        ? `removed ${path}, since ${manifest} is gone`
        : `moved ${path} to ${to}, as ${manifest} was`,
    ),
    ...left.map(({ path, why }) => `${path} stays as it is: ${why}; git rm it where nobody needs it`),
    ...resolved.flatMap(({ project, lockfiles }) =>
      lockfiles.flatMap((lockfile) => {
        const change = staged.get(lockfile.path);
        return change === undefined ? [] : (corrected(lockfile, change, project.manifest.path) ?? []);
      }),
    ),
  ];
  return lines.map((line) => `lockgen: ${visible(line)}\n`).join('');
}

/** All that was staged is what HEAD has again; git looks for changes before its hooks alone. */
export const NOTHING_LEFT =
  'lockgen: note: the commit has no change left, as the lockfiles are what HEAD has; git reset --soft HEAD~1 takes an empty commit back\n';

function corrected(
  { path, before, text, changes, lockfile }: ResolvedLockfile,
  { status, newOid }: Pick<StagedChange, 'status' | 'newOid'>,
  manifest: string,
): string | undefined {
  if (status === 'D') return `${path} was staged as deleted, and is back, since ${manifest} stays`;
  if (before === undefined || before.replaceAll('\r\n', '\n') === text) return undefined;
  if (/^<{7}/m.test(before)) return `${path} had conflict markers, and is made from the pins of both sides`;
  const comments = onlyComments(before, text);
  // As after another name of the project: `# via` has it.
  if (comments === 'resolver') return undefined;
  // Until git clears away what no commit has, weeks later.
  const asItWas = `as it was: git cat-file -p ${newOid.slice(0, 12)}`;
  if (comments === 'own')
    return `${path} has lost comments of its own, and its pins are the same; ${asItWas}`;
  const putRight = `and is put right; ${asItWas}`;
  const lost = losesComments(before.replaceAll('\r\n', '\n'), text) ? ', and comments of its own' : '';
  if (changes.length > 0) return `${path} had other pins than ${manifest} gives${lost}, ${putRight}`;
  const hashes = lockfile.pins.some((pin) => pin.hashes.some((hash) => !before.includes(hash)));
  const what = hashes ? 'other hashes than the index has' : 'another text than its resolution gives';
  return `${path} had ${what}, ${putRight}`;
}

/** Why `lockgen resolve` had nothing to do. */
export function nothingToSettle(unmerged: readonly string[]): string {
  return unmerged.length === 0
    ? 'lockgen: the lockfiles are settled\n'
    : `lockgen: no lockfile of a managed project is in conflict; still unmerged: ${visible(unmerged.join(', '))}\n`;
}

/**
 * What is left to do after `lockgen resolve`.
 *
 * @param operation - what git has under way
 * @param unmerged - what is still in conflict
 * @param ofHead - what was staged is against HEAD, and not for an amended HEAD
 */
export function settledNext(
  operation: string | undefined,
  unmerged: readonly string[],
  ofHead: boolean,
): string {
  if (unmerged.length > 0) return `  next: settle ${visible(unmerged.join(', '))}, and git add them\n`;
  if (!ofHead) return '  next: git commit --amend --no-edit\n';
  return `  next: ${operation === undefined ? 'git commit' : `git ${operation} --continue`}\n`;
}
