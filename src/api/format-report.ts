import { NO_PAINT } from '../report/paint.js';
import { validationText } from '../report/validation.js';
import type { LockfileValidationResult } from './validation-result.js';

/**
 * A validation as text for a person: a line for each package that doesn't match or was left out, then the counts.
 *
 * @param result - from `validateLockfile`
 * @returns lines, each with its newline
 */
export function formatValidationReport(result: LockfileValidationResult): string {
  return validationText(result, NO_PAINT);
}
