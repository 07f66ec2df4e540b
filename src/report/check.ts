import { overall } from '../verdict/exit-code.js';
import { type LockfileVerdict, reasonText, shownOf } from '../verdict/verdict.js';
import { changeData, paintedChange } from './changes.js';
import { checkMarkdown } from './check-markdown.js';
import { type Asked, mendCommand, thenCommit } from './mend.js';
import type { Paint } from './paint.js';
import type { Json, Problem, Report } from './report.js';
import { quoted } from './typed.js';
import { visible } from './visible.js';

/** How many reasons, and lines of another program, are shown of one lockfile. */
const REASONS = 14;
/** How many changes are shown of one lockfile; machines get them all. */
const CHANGES = 20;

/**
 * What `check` found out.
 *
 * @param more - what its headline says besides
 */
export function checkReport(
  verdicts: readonly LockfileVerdict[],
  asked: Asked,
  quiet = false,
  more = '',
): Report {
  const mend = mendCommand(verdicts, asked);
  return {
    command: 'check',
    get data() {
      return { verdict: overall(verdicts), mend, lockfiles: verdicts.map(verdictData) };
    },
    get problems() {
      return verdicts.flatMap((one) => problemsOf(one, mend));
    },
    text: (paint) => checkText(verdicts, { mend, after: thenCommit(verdicts, asked) }, quiet, paint),
    markdown: () => checkMarkdown(verdicts, overall(verdicts), mend, more),
  };
}

/** A verdict for machines. */
export function verdictData(one: LockfileVerdict): Json {
  return {
    project: one.project === '' ? '.' : one.project,
    target: one.target,
    path: one.path,
    verdict: one.verdict,
    reasons: one.reasons.map(({ code, message, line, name }) => ({ code, message, line, name })),
    cause: one.cause,
    changes: one.changes.map(changeData),
    notices: one.notices,
    next: one.next,
    detail: one.detail.length === 0 ? undefined : one.detail,
  };
}

/** What of a verdict is to be mended, or known. */
export function problemsOf(
  { path, verdict, reasons, notices, next, detail }: LockfileVerdict,
  command: string | undefined,
): readonly Problem[] {
  const severity = verdict === 'stale' ? 'error' : 'warning';
  const mend = next ?? (verdict === 'stale' ? command : undefined);
  return [
    ...reasons.map(({ code, line, name, message }, index): Problem => {
      // Of several reasons, what another program said is about the last one.
      const cause = index === reasons.length - 1 ? causeIn(detail) : undefined;
      const told = cause === undefined ? shownOf(message) : `${shownOf(message)}: ${shownOf(cause)}`;
      return { severity, code, path, line: line ?? lineIn(path, message), name, message: told, next: mend };
    }),
    ...notices.map(
      (message) =>
        ({
          severity: 'notice',
          code: 'notice',
          path,
          line: undefined,
          name: undefined,
          message,
          next: undefined,
        }) as const,
    ),
  ];
}

/** The sentence of uv's or git's words that tells most. */
function causeIn(detail: readonly string[]): string | undefined {
  const said = (word: string) => detail.findLast((line) => line.trimStart().startsWith(word));
  const line = said('cause: ') ?? said('fatal: ') ?? said('error: ');
  return line?.trim().replace(/^(?:cause|fatal|error): /, '');
}

/** The line that a message about a file begins with, `pyproject.toml:5:8: …`. */
function lineIn(path: string, message: string): number | undefined {
  const line = message.startsWith(`${path}:`) ? /^:(\d+):/.exec(message.slice(path.length))?.[1] : undefined;
  return line === undefined ? undefined : Number(line);
}

function checkText(verdicts: readonly LockfileVerdict[], mend: Mend, quiet: boolean, paint: Paint): string {
  return [...verdictLines(verdicts, quiet, paint), ...mendLines(mend, paint)]
    .map((line) => `${line}\n`)
    .join('');
}

/** What mends, and what is typed after it. */
interface Mend {
  readonly mend: string | undefined;
  readonly after: string | undefined;
}

/** The last lines of a report for a person. */
export function mendLines({ mend, after }: Mend, paint: Paint): readonly string[] {
  return [
    ...(mend === undefined ? [] : [`to mend: ${paint.bold(mend)}`]),
    ...(after === undefined ? [] : [`   then: ${paint.bold(after)}`]),
  ];
}

/** Verdicts for a person, a line or more each; where it is to be quiet, only those that aren't fresh. */
export function verdictLines(
  verdicts: readonly LockfileVerdict[],
  quiet: boolean,
  paint: Paint,
): readonly string[] {
  return verdicts.flatMap((one) => [
    ...(one.verdict !== 'fresh'
      ? notFresh(one, paint)
      : quiet
        ? []
        : [`${paint.green('fresh')}    ${visible(one.path)}`]),
    ...(quiet ? [] : one.notices.map((notice) => `         note: ${visible(notice)}`)),
  ]);
}

function notFresh(one: LockfileVerdict, paint: Paint): readonly string[] {
  const colour = one.verdict === 'stale' ? paint.red : paint.yellow;
  const [first, ...others] = [
    ...one.reasons.map((reason) => visible(reasonText(reason))),
    ...(one.cause === undefined ? [] : [quoted(visible(`since ${one.cause}`))]),
    ...(one.next === undefined ? [] : `next: ${one.next}`.split('\n').map(visible)),
    ...one.detail.map((line) => quoted(visible(line))),
  ];
  return [
    `${colour(one.verdict)}${' '.repeat(9 - one.verdict.length)}${visible(one.path)}: ${first ?? ''}`,
    ...limited(others, REASONS, (line) => `           ${line}`),
    ...limited(one.changes, CHANGES, (change) => `         ${paintedChange(change, paint)}`),
  ];
}

function limited<Item>(items: readonly Item[], most: number, line: (item: Item) => string): string[] {
  const shown = items.slice(0, most).map(line);
  return items.length > most ? [...shown, `           … and ${items.length - most} more`] : shown;
}
