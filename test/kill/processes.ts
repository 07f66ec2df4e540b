import { type ChildProcess, execFile } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Whom a signal goes to: lockgen, everything (as a terminal does), the git that commits, one of lockgen's own, uv. */
export const VICTIMS = ['lockgen', 'all', 'git', "lockgen's git", 'uv'] as const;
export type Victim = (typeof VICTIMS)[number];

const IS = {
  lockgen: /^\S*node\S* .*\bhook\b/,
  "lockgen's git": /^(\S*\/)?git /,
  uv: /^(\S*\/)?uv /,
} as const;

/** A living process of a group. */
export interface Member {
  readonly pid: number;
  readonly command: string;
}

/** The living processes of a group. Not by `execFileSync`, which can take the news of a child's end from node's own loop. */
export async function members(group: number): Promise<Member[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,pgid=,stat=,args='], {
    maxBuffer: 1 << 26,
  });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, pgid, stat, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (Number(pgid) !== group || stat === undefined || stat.startsWith('Z')) return [];
    return [{ pid: Number(pid), command: command ?? '' }];
  });
}

/** What `kill` is told for a victim in a group; undefined where it isn't there. */
export async function victimIn(group: number, victim: Victim): Promise<number | undefined> {
  if (victim === 'all') return -group;
  if (victim === 'git') return group;
  const found = await members(group);
  return found.find(({ pid, command }) => pid !== group && IS[victim].test(command))?.pid;
}

/** Waits until nothing of a group runs any more: uv outlives a lockgen that was killed. */
export async function gone(group: number): Promise<void> {
  while ((await members(group)).length > 0) await setTimeout(40);
}

export function idOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('git was not started');
  return pid;
}
