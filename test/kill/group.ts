import { type ChildProcess, spawn } from 'node:child_process';
import { FORMS, type Place } from './prepared.js';
import { gone, idOf } from './processes.js';

/** A commit that is under way, in a process group of its own, as a terminal gives to each command. */
export interface Running {
  readonly git: ChildProcess;
  readonly group: number;
  /** Resolves, with git's and the hook's words, when nothing of it runs any more: uv outlives a lockgen that was killed. */
  ended(): Promise<string>;
}

/** Starts the commit of a place. */
export function start({ root, env, form }: Place, extra: NodeJS.ProcessEnv = {}): Running {
  const git = spawn('git', ['commit', '-m', 'Change', ...FORMS[form].args], {
    cwd: root,
    env: { ...env, ...extra },
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const group = idOf(git);
  const words: Buffer[] = [];
  git.stderr.on('data', (chunk: Buffer) => words.push(chunk));
  const closed = new Promise((resolve) => git.once('close', resolve));
  return {
    git,
    group,
    async ended() {
      await closed;
      await gone(group);
      return Buffer.concat(words).toString();
    },
  };
}
