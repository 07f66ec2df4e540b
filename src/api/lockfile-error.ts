import { EXIT_CODES } from '../exit-codes.js';
import { Failure, type FailureReason } from '../failure.js';

/** What is known of a failure beside its message. */
export interface LockfileErrorDetails {
  /** uv's, git's or Python's own words, as it wrote them. Default `''`. */
  readonly stderr?: string;
  /** What the command line would exit with. Default 1. */
  readonly returnCode?: number;
  /** A stable code for machines. Default `undefined`. */
  readonly reason?: FailureReason | undefined;
  readonly cause?: unknown;
}

class LockfileError extends Error {
  /** uv's, git's or Python's own words, as it wrote them; `''` where no program said any. */
  readonly stderr: string;
  /**
   * What `lockgen` would exit with: 1 where the requirements or the lockfile are at fault, 2 where it could not
   * run (configuration, uv, network, git).
   */
  readonly returnCode: number;
  /** A stable code for machines, such as `unsatisfiable`, `configuration`, `uv-missing`, `network`. */
  readonly reason: FailureReason | undefined;

  constructor(message: string, details: LockfileErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.stderr = details.stderr ?? '';
    this.returnCode = details.returnCode ?? 1;
    this.reason = details.reason;
  }
}

/** A lockfile could not be made; nothing was written. The message ends with what mends it. */
export class LockfileGenerationError extends LockfileError {
  override readonly name = 'LockfileGenerationError';
}

/** A lockfile could not be compared with an interpreter: it can't be read, or the interpreter can't be asked. */
export class LockfileValidationError extends LockfileError {
  override readonly name = 'LockfileValidationError';
}

/** Runs `body`; a foreseeable failure of it becomes an error of the API, anything else passes. */
export async function raising<T>(
  kind: new (message: string, details: LockfileErrorDetails) => Error,
  body: () => Promise<T>,
): Promise<T> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { message, next, detail, reason } = error;
    throw new kind(next === undefined ? message : `${message}\n${next}`, {
      stderr: detail ?? '',
      returnCode: EXIT_CODES[reason],
      reason,
      cause: error,
    });
  }
}
