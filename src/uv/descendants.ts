import { readdirSync, readFileSync } from 'node:fs';
import { kill, platform } from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from '../git/processes.js';

/** How long a process has to end by itself once it was asked to. */
const GRACE_MS = 1000;

/**
 * Ends a program with all that it has started, and they: uv's git and its build back-ends live on where uv alone is
 * ended. They are looked up before it ends: afterwards they are nobody's.
 *
 * Where the program has ended already, as after Ctrl-C, they are nobody's; then they are known by their environment.
 *
 * @param end - asks the program itself to end
 * @param mark - `NAME=VALUE`, which nothing else has in its environment
 */
export async function endWithChildren(
  pid: number | undefined,
  end: () => void,
  mark?: string,
): Promise<void> {
  if (pid === undefined) return;
  if (platform === 'win32') {
    const { execa } = await import('execa');
    await execa('taskkill', ['/pid', String(pid), '/t', '/f'], { reject: false });
    return;
  }
  const parents = platform === 'linux' ? fromProc() : await fromPs();
  const family = [pid];
  for (const one of family) {
    for (const [child, parent] of parents) if (parent === one && !family.includes(child)) family.push(child);
  }
  const marked = mark === undefined || platform !== 'linux' ? [] : [...parents.keys()].filter(has(mark));
  end();
  const children = [...new Set([...family.slice(1), ...marked])].filter((one) => one !== pid);
  for (const child of children) send(child, 'SIGTERM');
  const until = performance.now() + GRACE_MS;
  while (children.some(isAlive) && performance.now() < until) await pause(10);
  for (const child of children.filter(isAlive)) send(child, 'SIGKILL');
}

/** Whether a process was started with this in its environment (proc(5); another user's can't be read). */
function has(mark: string): (pid: number) => boolean {
  const entry = Buffer.from(`${mark}\0`);
  return (pid) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`);
      const at = environment.indexOf(entry);
      return at === 0 || (at > 0 && environment[at - 1] === 0);
    } catch {
      return false;
    }
  };
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
