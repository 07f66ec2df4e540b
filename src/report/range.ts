import { overall } from '../verdict/exit-code.js';
import type { CommitVerdicts, RangeVerdicts } from '../verdict/range.js';
import { mendLines, problemsOf, verdictData, verdictLines } from './check.js';
import { changesOf, HEADLINES, verdictsTable } from './check-markdown.js';
import { code, prose } from './markdown.js';
import { type Asked, mendCommand, thenCommit } from './mend.js';
import type { Paint } from './paint.js';
import type { Report } from './report.js';
import { quoted } from './typed.js';
import { visible } from './visible.js';

/** What `check --range` found out about the commits of a range. */
export function rangeReport(found: RangeVerdicts, range: string, asked: Asked, quiet = false): Report {
  const { judged, total, firstStale } = found;
  const verdicts = judged.flatMap((commit) => commit.verdicts);
  const mend = mendFor(found, asked);
  return {
    command: 'check',
    data: {
      verdict: overall(verdicts),
      mend,
      range: { name: range, commits: total, firstStale },
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
    text: (paint) => rangeText(found, range, { mend, after: thenFor(found, asked), quiet }, paint),
    markdown: () => rangeMarkdown(found, range, mend),
  };
}

/** A regeneration of what the range leaves stale; what it has put right itself, is mended in its commits. */
function mendFor({ judged, firstStale, left }: RangeVerdicts, asked: Asked): string | undefined {
  const first = judged.find(({ commit }) => commit === firstStale);
  if (overall(left) === 'stale') return mendCommand(left, asked);
  return first === undefined || asked.read === 'nowhere' ? undefined : rebaseFrom(first);
}

/** A rebase commits by itself. */
function thenFor({ left }: RangeVerdicts, asked: Asked): string | undefined {
  return overall(left) === 'stale' ? thenCommit(left, asked) : undefined;
}

/** What makes the lockfiles of a commit, and of those after it, as `docs/merges.md` has it. */
function rebaseFrom({ commit, isRoot }: CommitVerdicts): string {
  const exec = "'lockgen resolve && git commit --amend --no-edit --allow-empty'";
  return `git rebase --exec ${exec} ${isRoot ? '--root' : `${short(commit)}~1`}`;
}

function summaryOf({ judged, total, firstStale, left }: RangeVerdicts, range: string): readonly string[] {
  const first = judged.find(({ commit }) => commit === firstStale);
  const isStale = judged.some(({ verdicts }) => overall(verdicts) === 'stale');
  return [
    `${visible(range)}: ${whatChanges(judged.length, total)} inputs or lockfiles`,
    ...(first === undefined ? [] : [`went stale first in ${short(first.commit)} ${visible(first.subject)}`]),
    ...(isStale && first === undefined ? ['what is stale was stale before the range already'] : []),
    ...(isStale && overall(left) !== 'stale' ? ['later commits put it right'] : []),
  ];
}

/** `4 commits, 3 of them change`, `1 commit, which changes no`. */
function whatChanges(judged: number, total: number): string {
  if (total === 0) return 'no commits, so none that changes';
  if (total === 1) return judged === 0 ? '1 commit, which changes no' : '1 commit, which changes';
  if (judged === total)
    return total === 2 ? '2 commits, both change' : `${total} commits, all of them change`;
  const some = judged === 0 ? 'none of them changes' : `${judged} of them change${judged === 1 ? 's' : ''}`;
  return `${total} commits, ${some}`;
}

function rangeText(
  found: RangeVerdicts,
  range: string,
  {
    mend,
    after,
    quiet,
  }: { readonly mend: string | undefined; readonly after: string | undefined; readonly quiet: boolean },
  paint: Paint,
): string {
  const isTold = (one: CommitVerdicts): boolean => !quiet || overall(one.verdicts) !== 'fresh';
  const told = found.judged.filter(isTold);
  if (quiet && told.length === 0) return '';
  return [
    ...told.flatMap(({ commit, subject, verdicts }) => [
      `${paint.bold(short(commit))} ${quoted(visible(subject))}`,
      ...verdictLines(verdicts, quiet, paint).map((line) => `  ${line}`),
    ]),
    ...summaryOf(found, range).map(quoted),
    ...mendLines({ mend, after }, paint),
  ]
    .map((line) => `${line}\n`)
    .join('');
}

function rangeMarkdown(found: RangeVerdicts, range: string, mend: string | undefined): string {
  const verdict = overall(found.judged.flatMap(({ verdicts }) => verdicts));
  return [
    `### lockgen: ${HEADLINES[verdict]} in ${code(range)}\n\n`,
    ...summaryOf(found, range).map((line) => `${quoted(prose(line))}  \n`),
    ...found.judged.map(
      ({ commit, subject, verdicts }) =>
        `\n${quoted(code(`${short(commit)} ${subject}`))}\n\n${verdictsTable(verdicts)}${changesOf(verdicts)}`,
    ),
    ...(mend === undefined ? [] : [`\nTo mend: ${code(mend)}\n`]),
  ].join('');
}

const short = (commit: string): string => commit.slice(0, 12);
