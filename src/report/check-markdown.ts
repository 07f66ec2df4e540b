import { type LockfileVerdict, reasonText } from '../verdict/verdict.js';
import { changesTable } from './changes.js';
import { code, fenced, folded, htmlCode, type MarkdownRow, markdownTable, prose } from './markdown.js';
import { quoted } from './typed.js';

/** How many reasons are shown of one lockfile. */
const REASONS = 14;
/** How many fresh lockfiles, and changes of one lockfile, aren't folded. */
const UNFOLDED = 10;
/** How many lines of another program's words are shown. */
const DETAIL_LINES = 60;

/** By what all verdicts come to. */
export const HEADLINES = {
  fresh: 'the lockfiles are fresh',
  stale: 'lockfiles are stale',
  unknown: 'some lockfiles could not be judged',
} as const;

const MARKS = { fresh: '✅ fresh', stale: '❌ stale', unknown: '⚠️ could not tell' } as const;

/** What `check` found out, for a pull request's comment or a job's summary. */
export function checkMarkdown(
  verdicts: readonly LockfileVerdict[],
  overall: LockfileVerdict['verdict'],
  mend: string | undefined,
  more = '',
): string {
  const fresh = verdicts.filter(({ verdict, notices }) => verdict === 'fresh' && notices.length === 0);
  const isLong = fresh.length > UNFOLDED;
  const shown = isLong ? verdicts.filter((one) => !fresh.includes(one)) : verdicts;
  return [
    `### lockgen: ${HEADLINES[overall]}${more}\n\n`,
    shown.length === 0 ? '' : verdictsTable(shown),
    ...(mend === undefined ? [] : [`\nTo mend: ${code(mend)}\n`]),
    changesOf(verdicts),
    ...verdicts.map(detailOf),
    isLong
      ? folded(`${fresh.length} lockfiles are fresh`, fresh.map(({ path }) => `- ${code(path)}\n`).join(''))
      : '',
  ].join('');
}

/** Verdicts as a table. */
export function verdictsTable(verdicts: readonly LockfileVerdict[]): string {
  return markdownTable(['lockfile', 'verdict', 'why'], verdicts.map(row));
}

function row({ path, verdict, reasons, cause, next, notices }: LockfileVerdict): MarkdownRow {
  const more = reasons.length - REASONS;
  return [
    code(path),
    MARKS[verdict],
    [
      ...reasons.slice(0, REASONS).map((reason) => prose(reasonText(reason))),
      ...(more > 0 ? [`… and ${more} more`] : []),
      ...(cause === undefined ? [] : [`since ${quoted(prose(cause))}`]),
      ...(next === undefined ? [] : `next: ${next}`.split('\n').map(prose)),
      ...notices.map((notice) => `note: ${prose(notice)}`),
    ],
  ];
}

/** Lockfiles that change in the same way, as base and full often do, share a table. */
export function changesOf(verdicts: readonly LockfileVerdict[]): string {
  const byTable = new Map<string, LockfileVerdict[]>();
  for (const verdict of verdicts) {
    if (verdict.changes.length === 0) continue;
    const table = changesTable(verdict.changes);
    byTable.set(table, [...(byTable.get(table) ?? []), verdict]);
  }
  return [...byTable]
    .map(([table, members]) => {
      const count = members[0]?.changes.length ?? 0;
      const paths = (format: (path: string) => string) => members.map(({ path }) => format(path)).join(', ');
      if (count <= UNFOLDED) return `\nWhat a regeneration changes in ${paths(code)}:\n\n${table}`;
      return folded(`What a regeneration changes in ${paths(htmlCode)}: ${count} packages`, table);
    })
    .join('');
}

function detailOf({ path, detail }: LockfileVerdict): string {
  if (detail.length === 0) return '';
  const more = detail.length - DETAIL_LINES;
  const lines = [...detail.slice(0, DETAIL_LINES), ...(more > 0 ? [`… and ${more} more lines`] : [])];
  return folded(`What was said about ${htmlCode(path)}`, quoted(fenced(lines)));
}
