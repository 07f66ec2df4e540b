import { appendFileSync } from 'node:fs';

// A part of the test's own bundle, which alone reads these variables: the steps that a run took are noted in a file,
// and at one of them something happens.
const { LOCKGEN_TEST_STEPS: note, LOCKGEN_TEST_STEP: order = '' } = process.env;
const [what = '', number = ''] = order.split(':');
let count = 0;

/** What a step that fails says. */
export const REFUSED = 'EIO: i/o error';

/**
 * Called before a step that writes.
 *
 * @param late whether the step is one that can be done and fail all the same.
 * @returns what becomes of it: it is done, it fails, or it is done and fails.
 */
export function step(name: string, late = false): 'done' | 'fails' | 'fails late' {
  if (what === 'late' && !late) return 'done';
  count += 1;
  if (note !== undefined) appendFileSync(note, `${name}\n`);
  if (count !== Number(number)) return 'done';
  if (what === 'kill') process.kill(process.pid, 'SIGKILL');
  // Git and the shell that runs the hook as well.
  if (what === 'kill-all') process.kill(0, 'SIGKILL');
  if (what === 'late') return 'fails late';
  return what === 'fail' ? 'fails' : 'done';
}
