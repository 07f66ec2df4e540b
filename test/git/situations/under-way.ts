import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Hooked } from '../../helpers/hooked.js';
import { gone, IS, idOf, members } from '../../kill/processes.js';

/** A commit under way, in a process group of its own, as a terminal gives to each command. */
export interface UnderWay {
  readonly group: number;
  /** Waits until a git of it was refused so many times, as by a lock. */
  refused(times: number): Promise<void>;
  /** Waits until nothing of it runs any more. */
  ended(): Promise<Ended>;
}

/** How a commit ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  /** That of the hook; undefined where git didn't live to see it. */
  readonly hookExit: number | undefined;
}

/** Starts `git commit`. */
export function startCommit(
  { repository }: Hooked,
  env: NodeJS.ProcessEnv = {},
  args: readonly string[] = ['-m', 'Change'],
): UnderWay {
  const trace = join(repository.home, 'trace');
  const git = spawn('git', ['commit', ...args], {
    cwd: repository.root,
    env: { ...repository.env, GIT_TRACE2_EVENT: trace, ...env },
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = endOf(git);
  return {
    group: idOf(git),
    async refused(times) {
      const refusals = async () =>
        (await readFile(trace, 'utf8')).match(/"event":"exit",.*"code":128/g) ?? [];
      while ((await refusals()).length < times) await setTimeout(20);
    },
    async ended() {
      const end = await ended;
      await gone(idOf(git));
      return { ...end, hookExit: hookExitIn(await readFile(trace, 'utf8')) };
    },
  };
}

function endOf(git: ChildProcess): Promise<Omit<Ended, 'hookExit'>> {
  let stderr = '';
  git.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((resolve) => {
    git.once('close', (exitCode, signal) => resolve({ exitCode, signal, stderr }));
  });
}

/** git's own record of its children tells how the hook ended, without anything between the two. */
function hookExitIn(trace: string): number | undefined {
  const events = trace.split('\n').filter((line) => line !== '');
  // Which git, and which of its children.
  const child = (line: string) =>
    [/"sid":"([^"]*)"/, /"child_id":(\d+)/].map((each) => each.exec(line)?.[1]).join();
  const start = events.find((line) => line.includes('"child_class":"hook"'));
  if (start === undefined) return undefined;
  const end = events.find((line) => line.includes('"event":"child_exit"') && child(line) === child(start));
  const code = /"code":(-?\d+)/.exec(end ?? '')?.[1];
  return code === undefined ? undefined : Number(code);
}

/** Whom a signal goes to; `all` is the group, as with Ctrl-C. */
export type Victim = 'lockgen' | 'uv' | 'git' | "lockgen's git" | 'all';

/** Sends a signal to a victim in a group. Gives what waits until that victim runs no more. */
export async function send(
  signal: NodeJS.Signals,
  victim: Victim,
  group: number,
): Promise<() => Promise<void>> {
  const found =
    victim === 'git' || victim === 'all'
      ? group
      : (await members(group)).find(({ pid, command }) => pid !== group && IS[victim].test(command))?.pid;
  if (found === undefined) throw new Error(`no ${victim} runs`);
  process.kill(victim === 'all' ? -group : found, signal);
  return async () => {
    const runs = async () => (await members(group)).some(({ pid }) => victim === 'all' || pid === found);
    while (await runs()) await setTimeout(30);
  };
}
