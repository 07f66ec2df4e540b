import type { LockfileValidationResult, ValidationResult } from './validation-result.js';

/**
 * A validation as text for a person: a line for each package that doesn't match or was left out, then the counts.
 *
 * @param result - from `validateLockfile`
 * @returns lines, each with its newline
 */
export function formatValidationReport(result: LockfileValidationResult): string {
  const { path, python, results, total, matched, mismatched, missing, skipped, valid } = result;
  const told = results.filter((one) => !one.valid || one.message !== 'matches');
  const width = Math.max(0, ...told.map((one) => one.package.length));
  const counts = [
    `${matched} of ${total} package${total === 1 ? '' : 's'} match`,
    ...(mismatched === 0 ? [] : [`${mismatched} of another version`]),
    ...(missing === 0 ? [] : [`${missing} not installed`]),
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
  ];
  return [
    `${path} beside Python ${python.version} (${python.path})`,
    ...told.map((one) => `  ${mark(one)} ${one.package.padEnd(width)}  ${what(one)}`),
    `${valid ? 'valid' : 'not valid'}: ${counts.join(', ')}`,
    '',
  ].join('\n');
}

const mark = (result: ValidationResult): string => (result.valid ? '-' : '✗');

function what({ actual, expected, message }: ValidationResult): string {
  return actual === undefined && message.startsWith('not installed') ? `${message} (${expected})` : message;
}
