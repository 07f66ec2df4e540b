import type { Failure } from '../failure.js';
import type { ResolvedLockfile, ResolvedProject } from '../resolve/project.js';
import { folderOperand } from '../shell-word.js';
import { changeText, colouredChange } from './changes.js';
import { NO_PAINT, type Paint } from './paint.js';
import { quoted } from './typed.js';
import { visible } from './visible.js';

/** How many lines of lockgen's own a blocked commit has: what is wrong, and where, is seen at once. */
const OWN_LINES = 5;
/** How much of another program's words a blocked commit shows. */
const DETAIL_LINES = 14;
/** How many lines a blocked commit shows in all, where its own words leave room. */
const BLOCKED_LINES = 20;
/** How long a line of changes gets. */
const ROW_LENGTH = 96;
/** How many new lockfiles a summary names before it counts. */
const NAMED_LOCKFILES = 8;
/** How many changes a summary names before it counts. */
const NAMED_CHANGES = 12;

/** `3.1 s`, `240 ms`. */
export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/**
 * What a commit got: its lockfiles, what moved in them, how long it took.
 *
 * @param unmerged - lockfiles that were in conflict: their text is new, whatever it was compared with. Default: none
 */
export function hookSummary(
  projects: readonly ResolvedProject[],
  milliseconds: number,
  unmerged: ReadonlySet<string> = new Set(),
  paint: Paint = NO_PAINT,
): string {
  const lines: string[] = [];
  for (const { lockfiles, notices } of projects) {
    const isSame = ({ path, before, text }: ResolvedLockfile) => before === text && !unmerged.has(path);
    const changed = lockfiles.filter((lockfile) => !isSame(lockfile));
    const same = lockfiles.filter(isSame);
    const what =
      changed.length === 0
        ? `${paths(same)} already right`
        : `staged ${paths(changed)}${same.length === 0 ? '' : `; ${paths(same)} unchanged`}`;
    lines.push(`lockgen: ${what} (${duration(milliseconds)})`);
    lines.push(...changesLines(lockfiles, paint).map((line) => `  ${line}`));
    for (const notice of notices) lines.push(`lockgen: note: ${visible(notice)}`);
  }
  return `${lines.join('\n')}\n`;
}

/** Why a merge that git could do alone stops before its commit, and how it goes on. */
export function mergeStopped(path: string, why: string): string {
  return `lockgen: merge stopped: ${visible(path)} is not what the merged pyproject.toml gives: ${visible(why)}
  next: git commit, which makes it and completes the merge · git merge --abort takes the merge back
`;
}

/** One line for all staged projects that lockgen doesn't manage, be it a monorepo's hundreds. */
export function leftAloneNotice(manifests: readonly string[]): string {
  return `lockgen: ${notManaged(manifests)}; see lockgen status\n`;
}

/** The same for those of Poetry that no standard tool can read. */
export function poetryNotice(manifests: readonly string[]): string {
  return `lockgen: ${notManaged(manifests)}, since there is no [project] in ${manifests.length === 1 ? 'it' : 'them'} (PEP 621; Poetry 2 reads it); see lockgen status\n`;
}

function notManaged([first = '', ...rest]: readonly string[]): string {
  const what =
    rest.length === 0
      ? `${first} is`
      : `${first} and ${rest.length === 1 ? rest[0] : `${rest.length} others`} are`;
  return `${visible(what)} not managed`;
}

/** What `generate` wrote, or would write. */
export function generateSummary(
  projects: readonly ResolvedProject[],
  milliseconds: number,
  {
    dryRun = false,
    counted = false,
    paint = NO_PAINT,
  }: { readonly dryRun?: boolean; readonly counted?: boolean; readonly paint?: Paint } = {},
): string {
  const lines: string[] = [];
  const made = projects.flatMap(({ lockfiles }) => lockfiles.filter(({ before }) => before === undefined));
  const isCounted = counted && made.length > NAMED_LOCKFILES;
  if (isCounted) {
    const named = made.slice(0, 3).map(({ path }) => visible(path));
    lines.push(
      `${dryRun ? 'would write' : 'wrote'} ${made.length} lockfiles: ${named.join(', ')} and ${made.length - 3} more (--verbose names them)`,
    );
  }
  for (const { lockfiles, notices } of projects) {
    for (const lockfile of lockfiles) {
      const { path, before, text } = lockfile;
      if (isCounted && before === undefined) continue;
      const verb = before === text ? 'unchanged' : dryRun ? 'would write' : 'wrote';
      lines.push(`${verb} ${visible(path)}: ${count(packages(lockfile), 'package')}`);
      if (before !== undefined)
        for (const change of lockfile.changes) lines.push(`  ${colouredChange(change, paint)}`);
    }
    for (const notice of notices) lines.push(`note: ${visible(notice)}`);
  }
  lines.push(`${dryRun ? 'nothing was written; ' : ''}took ${duration(milliseconds)}`);
  return `${lines.join('\n')}\n`;
}

/**
 * A failure for a person: at most five lines of ours, then another program's own words, of which a blocked commit
 * shows a screenful.
 *
 * @param blocked - whether a commit was stopped by it
 */
export function failureText(failure: Failure, blocked: boolean, paint: Paint = NO_PAINT): string {
  const after = afterwards(failure, blocked, paint);
  const said = shown(failure.message).split('\n');
  const [first = '', ...more] = blocked ? cut(said, OWN_LINES - after.join('\n').split('\n').length) : said;
  const lines = [`lockgen: ${blocked ? `${paint.red('commit blocked')}: ` : ''}${first}`, ...more, ...after];
  if (failure.detail !== undefined) {
    const words = failure.detail.trimEnd().split('\n');
    const room = Math.min(DETAIL_LINES, BLOCKED_LINES - lines.join('\n').split('\n').length - 1);
    const told = blocked ? words.slice(0, Math.max(room, 1)) : words;
    lines.push(...told.map((line) => `  ${quoted(line)}`));
    if (words.length > told.length) {
      const operand = visible(folderOperand(failure.folder ?? ''));
      lines.push(`  … ${words.length - told.length} more lines: lockgen generate${operand} shows them`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** What is to be done, and what was not. */
function afterwards({ next, changed }: Failure, blocked: boolean, paint: Paint): readonly string[] {
  const steps =
    next === undefined ? [] : [`lockgen: next: ${shown(next).split('\n').map(paint.bold).join('\n')}`];
  const unharmed =
    'lockgen: nothing was changed: mend it, git add, and commit again; LOCKGEN=0 git commit commits without lockfiles';
  return blocked && !changed ? [...steps, unharmed] : steps;
}

/** As many of a message's lines as there is room for, at least the first. */
function cut(lines: readonly string[], room: number): readonly string[] {
  if (lines.length <= Math.max(room, 1)) return lines;
  const kept = Math.max(room - 1, 1);
  return [...lines.slice(0, kept), `  … ${lines.length - kept} more: lockgen check --staged shows them`];
}

/** Line by line, since a message may have several. */
const shown = (text: string): string => text.split('\n').map(visible).join('\n');

function changesLines(lockfiles: readonly ResolvedLockfile[], paint: Paint): readonly string[] {
  const fresh = lockfiles.filter(({ before }) => before === undefined);
  const counted = fresh.map(
    (lockfile) => `${visible(lockfile.path)}: ${count(packages(lockfile), 'package')}`,
  );
  const changes = lockfiles.filter(({ before }) => before !== undefined).flatMap((one) => one.changes);
  const moved = new Map(changes.map((change) => [changeText(change), change]));
  const named = [...moved].slice(0, NAMED_CHANGES);
  const more = moved.size > named.length ? [`… and ${moved.size - named.length} more`] : [];
  return inRows([
    ...counted.map((text): Shown => [text, text]),
    ...named.map(([text, change]): Shown => [text, colouredChange(change, paint)]),
    ...more.map((text): Shown => [text, text]),
  ]);
}

/** A text as it counts for a line's length, and as it is shown. */
type Shown = readonly [plain: string, shown: string];

function inRows(parts: readonly Shown[]): readonly string[] {
  const rows: { length: number; readonly shown: string[] }[] = [];
  for (const [plain, shown] of parts) {
    const row = rows.at(-1);
    if (row === undefined || row.length + 3 + plain.length > ROW_LENGTH)
      rows.push({ length: plain.length, shown: [shown] });
    else {
      row.length += 3 + plain.length;
      row.shown.push(shown);
    }
  }
  return rows.map(({ shown }) => shown.join('   '));
}

const packages = (lockfile: ResolvedLockfile): number =>
  new Set(lockfile.lockfile.pins.map((pin) => pin.key)).size;
/** `1 package`, `2 packages`. */
export const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
const paths = (lockfiles: readonly ResolvedLockfile[]): string => {
  const names = lockfiles.map(({ path }) => visible(path));
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
};
