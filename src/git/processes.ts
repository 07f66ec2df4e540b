import { readFileSync } from 'node:fs';
import { kill } from 'node:process';
import { hasCode } from './errors.js';

/** Whether a process runs, be it another user's. One that has ended doesn't, whether or not its parent has collected it. */
export function isAlive(pid: number): boolean {
  try {
    // In this order: one that is collected in between is gone when it is asked for its signal.
    return !isZombie(pid) && kill(pid, 0);
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

/**
 * Whether a process has ended and only waits to be collected. In a container whose first process collects nobody's
 * children, that is for as long as the container runs. Linux alone tells (proc(5): the state follows the name, which
 * may have parentheses of its own); elsewhere the system's first process collects at once.
 */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return /^ [ZX]/.test(stat.slice(stat.lastIndexOf(')') + 1));
  } catch {
    return false;
  }
}
