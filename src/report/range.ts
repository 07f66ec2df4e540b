import { overall } from '../verdict/exit-code.js';
import type { CommitVerdicts, RangeVerdicts } from '../verdict/range.js';
import type { LockfileVerdict } from '../verdict/verdict.js';
import { problemsOf, verdictData, verdictLines } from './check.js';
import { verdictsTable } from './check-markdown.js';
import { code, prose } from './markdown.js';
import { type Asked, mendCommand } from './mend.js';
import type { Paint } from './paint.js';
import type { Report } from './report.js';
import { visible } from './visible.js';

/** What `check --range` found out about the commits of a range. */
export function rangeReport(
  { judged, total }: RangeVerdicts,
  range: string,
  asked: Asked,
  quiet = false,
): Report {
  const verdicts = judged.flatMap((commit) => commit.verdicts);
  // For lockfiles that the range leaves stale; what it has put right itself, is history.
  const mend = mendCommand(lastVerdicts(judged), asked);
  return {
    command: 'check',
    data: {
      verdict: overall(verdicts),
      mend,
      range: { name: range, commits: total, firstStale: firstStale(judged)?.commit },
      commits: judged.map((one) => ({
        commit: one.commit,
        subject: one.subject,
        verdict: overall(one.verdicts),
        lockfiles: one.verdicts.map(verdictData),
      })),
    },
    problems: judged.flatMap(({ commit, verdicts: mine }) =>
      mine
        .flatMap((one) => problemsOf(one, mend))
        .map((problem) => ({ ...problem, message: `in commit ${short(commit)}: ${problem.message}` })),
    ),
    text: (paint) => rangeText(judged, total, range, { mend, quiet }, paint),
    markdown: () => rangeMarkdown(judged, total, range, mend),
  };
}

/** The commit at which a lockfile of the range went stale first. */
function firstStale(judged: readonly CommitVerdicts[]): CommitVerdicts | undefined {
  return judged.find(({ verdicts }) => overall(verdicts) === 'stale');
}

/** What the last commit that changes a lockfile makes of it. */
function lastVerdicts(judged: readonly CommitVerdicts[]): readonly LockfileVerdict[] {
  const last = new Map<string, LockfileVerdict>();
  for (const { verdicts } of judged) for (const one of verdicts) last.set(one.path, one);
  return [...last.values()];
}

function summaryOf(judged: readonly CommitVerdicts[], total: number, range: string): readonly string[] {
  const first = firstStale(judged);
  const commits = `${total} commit${total === 1 ? '' : 's'}`;
  const about =
    judged.length === 0 ? 'none changes' : `${judged.length} of them change${judged.length === 1 ? 's' : ''}`;
  return [
    `${visible(range)}: ${commits}, ${about} inputs or lockfiles`,
    ...(first === undefined ? [] : [`went stale first in ${short(first.commit)} ${visible(first.subject)}`]),
    ...(first !== undefined && overall(lastVerdicts(judged)) !== 'stale'
      ? [`later commits put it right; to have it right in each: ${rebaseFrom(first)}`]
      : []),
  ];
}

/** What makes the lockfiles of a commit, and of those after it, as `docs/merges.md` has it. */
function rebaseFrom({ commit, isRoot }: CommitVerdicts): string {
  const exec = "'lockgen resolve && git commit --amend --no-edit --allow-empty'";
  return `git rebase --exec ${exec} ${isRoot ? '--root' : `${short(commit)}~1`}`;
}

function rangeText(
  judged: readonly CommitVerdicts[],
  total: number,
  range: string,
  { mend, quiet }: { readonly mend: string | undefined; readonly quiet: boolean },
  paint: Paint,
): string {
  const isTold = (one: CommitVerdicts): boolean => !quiet || overall(one.verdicts) !== 'fresh';
  const told = judged.filter(isTold);
  if (quiet && told.length === 0) return '';
  return [
    ...told.flatMap(({ commit, subject, verdicts }) => [
      `${paint.bold(short(commit))} ${visible(subject)}`,
      ...verdictLines(verdicts, quiet, paint).map((line) => `  ${line}`),
    ]),
    ...summaryOf(judged, total, range),
    ...(mend === undefined ? [] : [`to mend: ${paint.bold(mend)}`]),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function rangeMarkdown(
  judged: readonly CommitVerdicts[],
  total: number,
  range: string,
  mend: string | undefined,
): string {
  return [
    `### lockgen: ${code(range)}\n\n`,
    ...summaryOf(judged, total, range).map((line) => `${prose(line)}  \n`),
    ...judged.map(
      ({ commit, subject, verdicts }) =>
        `\n${code(`${short(commit)} ${subject}`)}\n\n${verdictsTable(verdicts)}`,
    ),
    ...(mend === undefined ? [] : [`\nTo mend: ${code(mend)}\n`]),
  ].join('');
}

const short = (commit: string): string => commit.slice(0, 12);
