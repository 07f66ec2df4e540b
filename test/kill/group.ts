import { type ChildProcess, spawn } from 'node:child_process';
import { FORMS, type Place } from './prepared.js';
import { gone, idOf } from './processes.js';

/** A git that is under way, in a process group of its own, as a terminal gives to each command. */
export interface Running {
  readonly git: ChildProcess;
  readonly group: number;
  /** Resolves when nothing of it runs any more: uv outlives a lockgen that was killed. */
  ended(): Promise<End>;
}

/** How a git ended. */
export interface End {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** git's and the hook's words. */
  readonly stderr: string;
}

/** Starts git. */
export function startGit(
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Running {
  const git = spawn('git', args, { cwd, env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const group = idOf(git);
  const words: Buffer[] = [];
  git.stderr.on('data', (chunk: Buffer) => words.push(chunk));
  const closed = new Promise<Pick<End, 'exitCode' | 'signal'>>((resolve) => {
    git.once('close', (exitCode, signal) => resolve({ exitCode, signal }));
  });
  return {
    git,
    group,
    async ended() {
      const end = await closed;
      await gone(group);
      return { ...end, stderr: Buffer.concat(words).toString() };
    },
  };
}

/** Starts the commit of a place. */
export function start({ root, env, form }: Place, extra: NodeJS.ProcessEnv = {}): Running {
  const args = ['commit', '-m', 'Change', ...FORMS[form].args];
  return startGit(args, { cwd: root, env: { ...env, ...extra } });
}
