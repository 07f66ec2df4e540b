import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { RunResult } from '../test/helpers/run.js';
import { hookLog, type Play, runIn } from './play.js';
import type { Kill } from './steps.js';
import { Violation } from './violation.js';

/** What a git command did, and its hook. */
export interface HookedRun extends RunResult {
  readonly command: string;
  /** Which hook ran; undefined where none did. */
  readonly hook: 'pre-commit' | 'pre-merge-commit' | undefined;
  /** The hook's exit status; undefined where none ran, and for one that was to be killed. */
  readonly hookExit: number | undefined;
  readonly killed: Kill | undefined;
}

/** Runs git, and tells what became of the hook. */
export async function runHooked(
  play: Play,
  args: readonly string[],
  options: { readonly from?: string; readonly kill?: Kill | undefined } = {},
): Promise<HookedRun> {
  await writeFile(hookLog(play), '');
  const cwd = play.path(options.from ?? '.');
  const { kill } = options;
  const result =
    kill === undefined ? await runIn(play, cwd, 'git', args) : await runKilled(play, cwd, args, kill);
  const lines = (await readFile(hookLog(play), 'utf8')).trim().split('\n');
  const name =
    /^(pre-commit|pre-merge-commit) /.exec(lines.at(-1) ?? '')?.[1] ??
    /^(pre-commit|pre-merge-commit) /.exec(lines.at(-2) ?? '')?.[1];
  const exit = /^exit (\d+)$/.exec(lines.at(-1) ?? '')?.[1];
  const command = `git ${args.join(' ')}${kill === undefined ? '' : ` (${kill.signal} for ${kill.whom} after ${kill.after} ms)`}`;
  play.log.push(
    `$ ${command}\n${result.stderr}${result.stdout}exit ${result.exitCode}${exit === undefined ? '' : `, hook ${exit}`}`,
  );
  return {
    ...result,
    command,
    hook: name === 'pre-commit' || name === 'pre-merge-commit' ? name : undefined,
    hookExit: exit === undefined ? undefined : Number(exit),
    killed: kill,
  };
}

const LONGEST_MILLISECONDS = 60_000;

async function runKilled(play: Play, cwd: string, args: readonly string[], kill: Kill): Promise<RunResult> {
  const started = performance.now();
  const child = spawn('git', args, {
    cwd,
    env: { ...play.env, SOAK_KILL: '1' },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  let exit: { code: number | null; signal: NodeJS.Signals | null } | undefined;
  child.once('exit', (code, signal) => {
    exit = { code, signal };
  });
  // The pipes are closed when the last program that has them ends: git, the hook and uv.
  let closed = false;
  child.once('close', () => {
    closed = true;
  });
  let hook: number | undefined;
  while (exit === undefined && hook === undefined) {
    await setTimeout(2);
    const pid = /^pre-\S+ (\d+)$/m.exec(await readFile(hookLog(play), 'utf8'))?.[1];
    if (pid !== undefined) hook = Number(pid);
  }
  if (hook !== undefined && child.pid !== undefined) {
    await setTimeout(kill.after);
    send(kill.whom === 'hook' ? hook : kill.whom === 'git' ? child.pid : -child.pid, kill.signal, closed);
  }
  while (!closed) {
    if (performance.now() - started > LONGEST_MILLISECONDS) {
      send(-(child.pid ?? 0), 'SIGKILL', false);
      throw new Violation(
        'ends',
        `git ${args.join(' ')} and its hook didn't end after ${kill.signal}\n${output}`,
      );
    }
    await setTimeout(5);
  }
  const exitCode = exit?.code ?? 128 + (exit?.signal == null ? 0 : constants.signals[exit.signal]);
  return { exitCode, stdout: '', stderr: output, milliseconds: performance.now() - started };
}

function send(pid: number, signal: NodeJS.Signals, tooLate: boolean): void {
  if (tooLate || pid === 0) return;
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
