import { posix } from 'node:path';
import { shellWord } from '../shell-word.js';
import { HEAD_IS_RIGHT } from '../verdict/head-is-right.js';
import type { LockfileVerdict, ReasonCode } from '../verdict/verdict.js';
import { visible } from './visible.js';

/** How a check was started, as far as the command that mends what it finds depends on it. */
export interface Asked {
  /** The folder in which it was started, relative to the repository's root; `''` is the root. */
  readonly start: string;
  /** Its flags that stand above the configuration, as they are typed. */
  readonly flags: readonly string[];
  /** What was read: the files in the work tree, those in the index, those of a commit that isn't checked out, or can't be. */
  readonly read: 'worktree' | 'index' | { readonly revision: string } | 'nowhere';
}

/** The one command that mends all that is stale, but what has another next step: that comes first. */
export function mendCommand(verdicts: readonly LockfileVerdict[], asked: Asked): string | undefined {
  const all = mended(verdicts);
  const stale = new Set(all.map(({ project }) => project));
  const { start, flags, read } = asked;
  if (stale.size === 0 || read === 'nowhere') return undefined;
  const projects = operands([...stale], start) ?? [];
  const more = furtherFlags(all);
  const mend = ['lockgen generate', ...[...flags, ...more].map(shellWord), ...projects].join(' ');
  if (read === 'worktree') return mend;
  if (read !== 'index') return `git checkout ${shellWord(read.revision)} && ${mend}`;
  const lockfiles = verdicts.flatMap(({ project, path }) => (stale.has(project) ? [path] : []));
  return [mend, '&& git add', ...(operands(lockfiles, start) ?? ['--update'])].join(' ');
}

/** What is stale, and a regeneration mends. */
function mended(verdicts: readonly LockfileVerdict[]): readonly LockfileVerdict[] {
  const all = verdicts.filter(({ verdict }) => verdict === 'stale');
  const otherwise = new Set(all.filter(({ next }) => next !== undefined).map(({ project }) => project));
  return all.filter(({ project }) => !otherwise.has(project));
}

/** How many lockfiles are named to be committed, before it is said in words. */
const NAMED = 6;

/**
 * What is typed after that command, since a regeneration alone is in no commit.
 *
 * @returns `undefined` where there is nothing to commit then, as of an edit that HEAD doesn't have
 */
export function thenCommit(verdicts: readonly LockfileVerdict[], asked: Asked): string | undefined {
  if (mendCommand(verdicts, asked) === undefined) return undefined;
  if (asked.read === 'index') return 'git commit';
  const stale = mended(verdicts);
  if (stale.every(({ reasons }) => reasons.every(({ code, message }) => isUncommitted(code, message))))
    return undefined;
  const paths =
    stale.length > NAMED
      ? undefined
      : operands(
          stale.map(({ path }) => path),
          asked.start,
        );
  return paths === undefined ? 'commit the lockfiles' : `git add ${paths.join(' ')} && git commit`;
}

const isUncommitted = (code: ReasonCode, message: string): boolean =>
  code === 'hash' && message.endsWith(HEAD_IS_RIGHT);

/** What a regeneration would leave as it is without being told. */
function furtherFlags(stale: readonly LockfileVerdict[]): readonly string[] {
  const named = (wanted: ReasonCode): ReadonlySet<string> =>
    new Set(
      stale.flatMap(({ reasons }) =>
        reasons.flatMap(({ code, name }) => (code === wanted ? (name ?? []) : [])),
      ),
    );
  return [
    ...(stale.some(({ isForeign }) => isForeign) ? ['--adopt'] : []),
    ...[...named('git-reference')].map((name) => `--upgrade-package=${name}`),
    ...[...named('changed-hash')].map((name) => `--accept-hashes=${name}`),
  ];
}

/** Paths as they are typed in a folder; none where one can't be shown, and so not typed. */
function operands(paths: readonly string[], folder: string): readonly string[] | undefined {
  const seen = [...new Set(paths.map((path) => posix.relative(`/${folder}`, `/${path}`) || '.'))];
  if (seen.some((path) => path !== visible(path))) return undefined;
  return seen.map((path) => shellWord(path.startsWith('-') ? `./${path}` : path));
}
