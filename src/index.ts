/**
 * lockgen as a library: what its commands do, without printing. All paths are as seen from the current folder.
 *
 * @packageDocumentation
 */
export { checkUvAvailable, type UvAvailability } from './api/check-uv.js';
export { formatValidationReport } from './api/format-report.js';
export { type GenerationResult, generateLockfile } from './api/generate-lockfile.js';
export { generateLockfilesForProject, type ProjectLockfiles } from './api/generate-project.js';
export type { GenerationOptions } from './api/generation-options.js';
export {
  type LockfileErrorDetails,
  LockfileGenerationError,
  LockfileValidationError,
} from './api/lockfile-error.js';
export { type LockedPackage, type LockfileMetadata, parseLockfile } from './api/read-lockfile.js';
export { DEFAULT_SKIP_PACKAGES, type ValidationOptions, validateLockfile } from './api/validate.js';
export type { LockfileValidationResult, ValidationResult } from './api/validation-result.js';
export type { FailureReason } from './failure.js';
