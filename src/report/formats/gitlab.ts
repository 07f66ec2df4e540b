import { fingerprints } from '../fingerprint.js';
import type { Problem, Report } from '../report.js';

const SEVERITIES = {
  error: 'major',
  warning: 'minor',
  notice: 'info',
} as const satisfies Readonly<Record<Problem['severity'], string>>;

/**
 * The report as GitLab's merge requests show it beside the lines ("Code Quality report format" in GitLab's
 * documentation): JSON.
 */
export function gitlab(report: Report): string {
  const marks = fingerprints(report);
  const issues = report.problems.map(({ severity, code, path, line, message, next }, index) => ({
    description: next === undefined ? message : `${message} (next: ${next})`,
    check_name: `lockgen/${code}`,
    fingerprint: marks[index],
    severity: SEVERITIES[severity],
    location: { path, lines: { begin: line ?? 1 } },
  }));
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}
