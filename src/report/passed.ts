import type { Failure } from '../failure.js';
import { visible } from './visible.js';

/** What a commit or a merge is told that passes though its lockfiles could not be made. */
export function passedText(
  { message }: Pick<Failure, 'message'>,
  {
    what,
    lockfiles,
    command,
  }: { readonly what: string; readonly lockfiles: readonly string[]; readonly command: string },
): string {
  return `lockgen: warning: ${visible(message)}
lockgen: the ${what} passes all the same, since onUnavailable is warn; ${lockfiles.length === 0 ? 'no lockfiles are there yet' : `as they were, and perhaps stale: ${lockfiles.map(visible).join(', ')}`}
lockgen: next: ${command}, and commit what it writes; lockgen check fails until then, in CI as well
`;
}
