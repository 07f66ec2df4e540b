import { processContext } from '../../src/api/context.js';
import type { Context } from '../../src/commands/context.js';

/**
 * A command's context for a call in the test's own process: nobody watches, and nobody interrupts.
 *
 * @param more the folder, the home and the environment that it is in, and whatever is to be otherwise.
 */
export function contextIn(more: Pick<Context, 'cwd' | 'home' | 'env'> & Partial<Context>): Context {
  return { ...processContext(), quiet: false, ...more };
}
