import { CHECKS, doctorExitCode, type Finding, type FindingState } from '../doctor/finding.js';
import { code, markdownTable, prose } from './markdown.js';
import type { Paint } from './paint.js';
import type { Report } from './report.js';
import { alignedTable } from './table.js';
import { visible } from './visible.js';

/** What can't be shown beside the lines of files has these formats. */
export const DOCTOR_FORMATS = ['text', 'json', 'markdown'] as const;

/** What doctor found. */
export interface Examination {
  readonly findings: readonly Finding[];
  /** The repository's root, where the commands are to be typed, if doctor was started elsewhere. */
  readonly elsewhere: string | undefined;
}

const VERDICTS = ['ok', 'not-ok', 'unknown'] as const;

/** The findings as a report: of the machine and the clone, so that no problem has a place in a file. */
export function doctorReport(examination: Examination): Report {
  const { findings } = examination;
  return {
    command: 'doctor',
    data: {
      verdict: VERDICTS[doctorExitCode(findings)],
      findings: findings.map(({ check, state, says, mend = [], byHand }) => ({
        check,
        state: state.replace(' ', '-'),
        message: says,
        mend,
        byHand,
      })),
    },
    problems: [],
    text: (paint) => doctorText(examination, paint),
    markdown: () => doctorMarkdown(examination),
  };
}

const COLOURS: Readonly<Record<FindingState, keyof Paint>> = {
  ok: 'green',
  'not ok': 'red',
  note: 'dim',
  unknown: 'yellow',
};

/** Aligned columns; below a line what mends it, each command in a line of its own. */
function doctorText({ findings, elsewhere }: Examination, paint: Paint): string {
  const table = alignedTable(
    findings.map(({ check, state, says }) => [paint[COLOURS[state]](state), CHECKS[check], visible(says)]),
  );
  const [commands, words] = ['       mend: ', '       how:  '];
  const lines = findings.flatMap(({ mend = [], byHand }, at) => [
    table[at] ?? '',
    ...mend.map((command) => `${commands}${paint.bold(visible(command))}`),
    ...(byHand === undefined ? [] : [`${words}${visible(byHand)}`]),
  ]);
  const where = elsewhere === undefined ? '' : `; the commands are for ${visible(elsewhere)}`;
  return `${[...lines, '', `${summary(findings)}${where}`].join('\n')}\n`;
}

function summary(findings: readonly Finding[]): string {
  const counts = (['not ok', 'unknown', 'note'] as const).flatMap((state) => {
    const count = findings.filter((one) => one.state === state).length;
    if (count === 0) return [];
    const words = state === 'unknown' ? 'could not be told' : state === 'note' && count > 1 ? 'notes' : state;
    return [`${count} ${words}`];
  });
  const all = doctorExitCode(findings) === 0 ? 'all is well' : '';
  const said = [all, ...counts].filter((part) => part !== '').join(', ');
  return `${said}: docs/doctor.md says what each line means`;
}

/** To be put into a report of a bug. */
function doctorMarkdown({ findings }: Examination): string {
  const rows = findings.map(({ check, state, says, mend = [], byHand }) => [
    state,
    CHECKS[check],
    prose(says),
    [...mend.map(code), ...(byHand === undefined ? [] : [prose(byHand)])],
  ]);
  const title = `### lockgen doctor: ${VERDICTS[doctorExitCode(findings)]}`;
  return `${title}\n\n${markdownTable(['state', 'check', 'what', 'mend'], rows)}`;
}
