import { readdirSync, readFileSync } from 'node:fs';
import { kill } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from '../git/processes.js';

/** How long a process has to end by itself once it was asked to. */
const GRACE_MS = 1000;

/**
 * The processes that a process has started, and those that they have: uv's git and its build back-ends, which live on
 * where uv alone is ended. None where the system doesn't say.
 */
export async function descendantsOf(pid: number, platform: NodeJS.Platform): Promise<readonly number[]> {
  const parents = platform === 'linux' ? fromProc() : await fromPs();
  const found = [pid];
  for (const one of found) {
    for (const [child, parent] of parents) if (parent === one && !found.includes(child)) found.push(child);
  }
  return found.slice(1);
}

/** Asks processes to end, and ends those that don't. */
export async function endAll(pids: readonly number[]): Promise<void> {
  for (const pid of pids) send(pid, 'SIGTERM');
  const until = performance.now() + GRACE_MS;
  while (pids.some(isAlive) && performance.now() < until) await pause(10);
  for (const pid of pids.filter(isAlive)) send(pid, 'SIGKILL');
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}

/** Each process with its parent (proc(5): the name before the state may have parentheses of its own). */
function fromProc(): ReadonlyMap<number, number> {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      const [, , parent = ''] = stat.slice(stat.lastIndexOf(')') + 1).split(' ');
      parents.set(Number(name), Number(parent));
    } catch {
      // It has ended meanwhile.
    }
  }
  return parents;
}

async function fromPs(): Promise<ReadonlyMap<number, number>> {
  const { execa } = await import('execa');
  const { stdout } = await execa('ps', ['-A', '-o', 'pid=,ppid='], { reject: false, timeout: GRACE_MS });
  const rows = (stdout ?? '').split('\n').map((row) => row.trim().split(/\s+/).map(Number));
  return new Map(
    rows.flatMap(([pid, parent]) => (pid === undefined || parent === undefined ? [] : [[pid, parent]])),
  );
}
