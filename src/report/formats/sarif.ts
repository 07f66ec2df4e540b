import { version } from '../../version.js';
import { fingerprints } from '../fingerprint.js';
import type { Problem, Report } from '../report.js';
import { RULES, type RuleCode } from '../rules.js';

const LEVELS = {
  error: 'error',
  warning: 'warning',
  notice: 'note',
} as const satisfies Readonly<Record<Problem['severity'], string>>;

/** The report as a log of the Static Analysis Results Interchange Format, version 2.1.0 (OASIS). */
export function sarif(report: Report): string {
  const codes = [...new Set(report.problems.map(({ code }) => code))];
  const marks = fingerprints(report);
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'lockgen',
            semanticVersion: version,
            rules: codes.map((code) => rule(code, report)),
          },
        },
        // What other runs of lockgen found (`check` and `validate` in one job) stays beside this one's.
        automationDetails: { id: `lockgen/${report.command}/` },
        originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The root of the repository.' } } },
        columnKind: 'utf16CodeUnits',
        results: report.problems.map((problem, index) => ({
          ruleId: problem.code,
          ruleIndex: codes.indexOf(problem.code),
          level: LEVELS[problem.severity],
          message: {
            text: problem.next === undefined ? problem.message : `${problem.message}\nnext: ${problem.next}`,
          },
          locations: [
            {
              physicalLocation: {
                artifactLocation: artifact(problem.path),
                region: { startLine: problem.line ?? 1 },
              },
            },
          ],
          partialFingerprints: { 'lockgenProblem/v1': marks[index] },
        })),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function rule(code: RuleCode, { problems }: Report) {
  const text = { text: RULES[code] };
  const first = problems.find((problem) => problem.code === code);
  return {
    id: code,
    shortDescription: text,
    fullDescription: text,
    help: text,
    defaultConfiguration: { level: LEVELS[first?.severity ?? 'error'] },
  };
}

function artifact(path: string) {
  const isAbsolute = /^(?:\/|[A-Za-z]:\/)/.test(path);
  const uri = path.split('/').map(encoded).join('/');
  if (!isAbsolute) return { uri, uriBaseId: '%SRCROOT%' };
  return { uri: `file://${path.startsWith('/') ? '' : '/'}${uri}` };
}

/** Half of a pair of UTF-16, which no URI can have, comes from a name that is no Unicode. */
function encoded(part: string): string {
  return encodeURIComponent(part.replace(/\p{Surrogate}/gu, '\ufffd'));
}
