import type { Paint } from '../paint.js';
import type { Problem, Report } from '../report.js';
import { inert, visible } from '../visible.js';

/** How many annotations of each severity GitHub shows of one step. */
const SHOWN = 10;
/** How many messages one annotation holds. */
const MESSAGES = 10;
const SEVERITIES = ['error', 'warning', 'notice'] as const satisfies readonly Problem['severity'][];

/** Problems of one line, or where these are too many, of one file, that have the same code: one annotation. */
interface Group {
  readonly first: Problem;
  readonly problems: readonly Problem[];
  /** 0: what matters most about its file. */
  readonly rank: number;
}

/**
 * The report for a job's log at GitHub Actions: annotations ("Workflow commands" in GitHub's documentation), and the
 * text for who reads the log itself.
 */
export function github(report: Report, paint: Paint): string {
  const groups = grouped(report.problems);
  const annotations = SEVERITIES.flatMap((severity) => {
    const own = groups.filter(({ first }) => first.severity === severity);
    const left = own.slice(SHOWN).reduce((sum, { problems }) => sum + problems.length, 0);
    return own
      .slice(0, SHOWN)
      .map((group, index) => annotation(report.command, group, index === SHOWN - 1 ? left : 0));
  });
  return annotations.join('') + inert(report.text(paint));
}

/** What matters most about each file comes first, so that none is hidden by the many reasons of another. */
function grouped(problems: readonly Problem[]): readonly Group[] {
  const byKey = new Map<string, Problem[]>();
  const fitting = new Set(
    SEVERITIES.filter((severity) => {
      const own = problems.filter((problem) => problem.severity === severity);
      return new Set(own.map(lineKey)).size <= SHOWN;
    }),
  );
  for (const problem of problems) {
    const { path, severity, code } = problem;
    const key = fitting.has(severity) ? lineKey(problem) : JSON.stringify([severity, path, code]);
    const members = byKey.get(key);
    if (members === undefined) byKey.set(key, [problem]);
    else members.push(problem);
  }
  const ranks = new Map<string, number>();
  const groups = [...byKey.values()].flatMap((members): Group[] => {
    const [first] = members;
    if (first === undefined) return [];
    const key = JSON.stringify([first.path, first.severity]);
    const rank = ranks.get(key) ?? 0;
    ranks.set(key, rank + 1);
    return [{ first, problems: members, rank }];
  });
  return groups.sort((a, b) => a.rank - b.rank);
}

function lineKey({ severity, path, code, line }: Problem): string {
  return JSON.stringify([severity, path, code, line]);
}

function annotation(command: string, { first, problems }: Group, left: number): string {
  const messages = problems.slice(0, MESSAGES).map(({ message, line }) => {
    const text = visible(message);
    return line === undefined || line === first.line ? text : `line ${line}: ${text}`;
  });
  const more = problems.length - messages.length;
  const lines = [
    ...messages,
    ...(more > 0 ? [`… and ${more} more in ${visible(first.path)}`] : []),
    // What mends one of them says nothing of the others.
    ...(first.next === undefined || problems.some(({ next }) => next !== first.next)
      ? []
      : [`next: ${first.next}`]),
    ...(left > 0 ? [`… and ${left} more, which the job's log has`] : []),
  ];
  const place = `file=${property(first.path)},line=${first.line ?? 1}`;
  const title = property(`lockgen ${command}: ${first.code}`);
  return `::${first.severity} ${place},title=${title}::${data(lines.join('\n'))}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
