import type { LockfileValidationResult, ValidationResult } from '../api/validation-result.js';
import { code, folded, markdownTable, prose } from './markdown.js';
import type { Paint } from './paint.js';
import type { Problem, Report } from './report.js';
import { visible } from './visible.js';
import { displayWidth, padded } from './width.js';

/** How many packages of a Markdown text aren't folded. */
const UNFOLDED = 20;

/**
 * What `validate` found out.
 *
 * @param path - the lockfile, relative to the repository's root
 * @param quiet - without text where all is well
 */
export function validationReport(result: LockfileValidationResult, path: string, quiet: boolean): Report {
  const { valid, total, matched, mismatched, missing, skipped, python } = result;
  return {
    command: 'validate',
    data: {
      path,
      valid,
      python: { path: python.path, version: python.version },
      total,
      matched,
      mismatched,
      missing,
      skipped,
      packages: result.results.map((one) => ({
        name: one.package,
        line: one.line,
        comparison: one.comparison,
        valid: one.valid,
        expected: one.expected,
        actual: one.actual,
        message: one.message,
      })),
    },
    problems: result.results.filter((one) => !one.valid).map((one) => problem(one, path)),
    text: (paint) => (quiet && valid ? '' : validationText(result, paint)),
    markdown: () => markdown(result, path),
  };
}

/** A line for each package that doesn't match or was left out, then the counts. */
export function validationText(result: LockfileValidationResult, paint: Paint): string {
  const { path, python, valid } = result;
  const told = notable(result);
  const width = Math.max(0, ...told.map((one) => displayWidth(visible(one.package))));
  const verdict = valid ? paint.green('valid') : paint.red('not valid');
  return [
    `${visible(path)} beside Python ${python.version} (${visible(python.path)})`,
    ...told.map(
      (one) => `  ${mark(one, paint)} ${padded(visible(one.package), width)}  ${visible(what(one))}`,
    ),
    `${verdict}: ${counts(result)}`,
    '',
  ].join('\n');
}

function problem(one: ValidationResult, path: string): Problem {
  return {
    severity: 'error',
    code: one.comparison === 'missing' ? 'not-installed' : 'version-mismatch',
    path,
    line: one.line,
    name: one.package,
    message: `${one.package}: ${what(one)}`,
    next: undefined,
  };
}

function markdown(result: LockfileValidationResult, path: string): string {
  const { valid, python } = result;
  const told = notable(result);
  const table = markdownTable(
    ['package', 'pinned', 'installed', ''],
    told.map((one) => [
      code(one.package),
      prose(one.expected),
      prose(one.actual ?? ''),
      `${one.valid ? '' : '❌ '}${prose(one.message)}`,
    ]),
  );
  return [
    `### lockgen: what is installed ${valid ? 'matches' : "doesn't match"} ${code(path)}\n\n`,
    `${valid ? '✅' : '❌'} Python ${prose(python.version)}: ${prose(counts(result))}\n`,
    ...(told.length === 0
      ? []
      : [told.length > UNFOLDED ? folded(`${told.length} packages`, table) : `\n${table}`]),
  ].join('');
}

const notable = ({ results }: LockfileValidationResult): readonly ValidationResult[] =>
  results.filter(({ comparison }) => comparison !== 'matched');

const mark = ({ valid }: ValidationResult, paint: Paint): string => (valid ? '-' : paint.red('✗'));

function what({ actual, expected, message, comparison }: ValidationResult): string {
  return actual === undefined && comparison === 'missing' ? `${message} (${expected})` : message;
}

function counts({ total, matched, mismatched, missing, skipped }: LockfileValidationResult): string {
  return [
    `${matched} of ${total} package${total === 1 ? '' : 's'} match`,
    ...(mismatched === 0 ? [] : [`${mismatched} of another version`]),
    ...(missing === 0 ? [] : [`${missing} not installed`]),
    ...(skipped === 0 ? [] : [`${skipped} skipped`]),
  ].join(', ');
}
