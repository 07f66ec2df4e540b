import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Hooked } from '../../helpers/hooked.js';
import { type End, startGit } from '../../kill/group.js';
import { members, type Victim, victimIn } from '../../kill/processes.js';

/** A commit under way, in a process group of its own, as a terminal gives to each command. */
export interface UnderWay {
  readonly group: number;
  /** Waits until a git of it was refused so many times, as by a lock. */
  refused(times: number): Promise<void>;
  /** Waits until nothing of it runs any more. */
  ended(): Promise<Ended>;
}

/** How a commit ended. */
export interface Ended extends End {
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
  const { group, ended } = startGit(['commit', ...args], {
    cwd: repository.root,
    env: { ...repository.env, GIT_TRACE2_EVENT: trace, ...env },
  });
  return {
    group,
    async refused(times) {
      const refusals = async () =>
        (await readFile(trace, 'utf8')).match(/"event":"exit",.*"code":128/g) ?? [];
      while ((await refusals()).length < times) await setTimeout(20);
    },
    ended: async () => ({ ...(await ended()), hookExit: hookExitIn(await readFile(trace, 'utf8')) }),
  };
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

/** Sends a signal to a victim in a group. Gives what waits until that victim runs no more. */
export async function send(
  signal: NodeJS.Signals,
  victim: Victim,
  group: number,
): Promise<() => Promise<void>> {
  const to = await victimIn(group, victim);
  if (to === undefined) throw new Error(`no ${victim} runs`);
  process.kill(to, signal);
  return async () => {
    const runs = async () => (await members(group)).some(({ pid }) => victim === 'all' || pid === to);
    while (await runs()) await setTimeout(30);
  };
}
