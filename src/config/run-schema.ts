import * as v from 'valibot';
import { DURATION_FORMS, millisecondsOf } from './durations.js';

// The options that are about a run of lockgen as a whole, not about what it makes. They stand in the root file alone.

const LONGEST_MS = 24 * 60 * 60 * 1000;

const fits = (value: number | string): boolean => {
  const milliseconds = millisecondsOf(value);
  return milliseconds !== undefined && milliseconds > 0 && milliseconds <= LONGEST_MS;
};

/** What a flag can state, too. */
export const timeout = {
  timeout: v.exactOptional(
    v.pipe(
      v.union([v.number(), v.string()], DURATION_FORMS),
      v.check(fits, DURATION_FORMS),
      v.description(
        'How long uv may take in one run of lockgen. When the time is spent, uv is ended, nothing is written, and the message says what it waited for.',
      ),
      v.examples([300, '5 min']),
    ),
  ),
};

/** The entries of a valibot object. */
export const running = {
  ...timeout,
  onUnavailable: v.exactOptional(
    v.pipe(
      v.picklist(['block', 'warn'], '"block" or "warn"'),
      v.description(
        'What the hook does where an index or a repository could not be reached, or the time was spent: block the commit, or warn and let it pass with the lockfiles that it has. `lockgen check` finds these stale.',
      ),
      v.examples(['warn']),
    ),
  ),
};
