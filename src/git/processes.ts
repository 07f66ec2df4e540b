import { kill } from 'node:process';
import { hasCode } from './errors.js';

/** Whether a process runs, be it another user's. One that ended and that nobody has collected counts as running. */
export function isAlive(pid: number): boolean {
  try {
    return kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}
