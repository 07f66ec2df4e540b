import { withoutCredentials } from './lockfile/credentials.js';

/**
 * Why a run ended without doing what it was asked to: a stable code for machines, chosen by the place that
 * noticed. `cli.ts` alone maps it to an exit code.
 */
export type FailureReason =
  | 'configuration'
  | 'project'
  | 'unsatisfiable'
  | 'disagreement'
  | 'unstaged-edits'
  | 'unmerged'
  | 'hand-written'
  | 'not-a-file'
  | 'ignored'
  | 'credential'
  | 'policy'
  | 'changed-hash'
  | 'inputs-changed'
  | 'outside-repository'
  | 'usage'
  | 'uv-missing'
  | 'uv-failed'
  | 'build-denied'
  | 'network'
  | 'git'
  | 'files'
  | 'interrupted';

/**
 * A foreseeable failure. `message` says what happened and where, `next` is the command or edit that mends it,
 * `detail` is another program's own words (uv's, git's), passed on as they are, or all else that is wrong in the same way. `changed`: something is otherwise than
 * before, against the promise that a failure changes nothing. `unreachable`: a host could not be reached or didn't answer in time, so
 * that it may be otherwise at another time: `host`, if it is known. `folder`: of the project whose lockfiles couldn't be made; `''` for the root's.
 */
export class Failure extends Error {
  readonly reason: FailureReason;
  readonly next: string | undefined;
  readonly detail: string | undefined;
  readonly changed: boolean;
  readonly unreachable: boolean;
  readonly host: string | undefined;
  readonly folder: string | undefined;

  constructor(
    reason: FailureReason,
    message: string,
    more: {
      next?: string;
      detail?: string;
      cause?: unknown;
      changed?: boolean;
      unreachable?: boolean;
      host?: string | undefined;
      folder?: string;
    } = {},
  ) {
    // uv, git, pip and the system quote what they were given.
    super(withoutCredentials(message), more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'Failure';
    this.reason = reason;
    this.next = more.next && withoutCredentials(more.next);
    this.detail = more.detail && withoutCredentials(more.detail);
    this.changed = more.changed ?? false;
    this.unreachable = more.unreachable ?? false;
    this.host = more.host;
    this.folder = more.folder;
  }
}

/** Whether an error says that something can't be read, which others may be able to do without; an interruption is for all. */
export function isSurvivable(error: unknown): error is Failure {
  return error instanceof Failure && error.reason !== 'interrupted';
}

/** A failure with something else to do next. */
export function withNext(failure: Failure, next: string): Failure {
  const { reason, message, detail, changed, unreachable, host, folder } = failure;
  return new Failure(reason, message, {
    next,
    ...(detail === undefined ? {} : { detail }),
    changed,
    unreachable,
    host,
    ...(folder === undefined ? {} : { folder }),
    cause: failure,
  });
}
