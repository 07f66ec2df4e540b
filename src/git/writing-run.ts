import type { GitResult } from './git.js';
import type { Given } from './reading-run.js';

/**
 * simple-git guards programs that pass strangers' input to git. Here the arguments are lockgen's own, and the
 * environment and configuration are the user's, who set them for git: nothing of theirs may be dropped or refused.
 */
const NOTHING_GUARDED = {
  allowAbbreviatedOptions: true,
  allowUnsafeAlias: true,
  allowUnsafeAskPass: true,
  allowUnsafeCommandBinaries: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeCustomBinary: true,
  allowUnsafeDiffExternal: true,
  allowUnsafeDiffTextConv: true,
  allowUnsafeEditor: true,
  allowUnsafeExec: true,
  allowUnsafeFilter: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeGpgProgram: true,
  allowUnsafeHooksPath: true,
  allowUnsafeInclude: true,
  allowUnsafeMergeDriver: true,
  allowUnsafePack: true,
  allowUnsafePager: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
  allowUnsafeSubmodule: true,
  allowUnsafeTemplateDir: true,
  allowUnsafeUrlRewrite: true,
} as const;

/** simple-git's exit status of a run that its plug-ins refused. */
const NEVER_STARTED = 9901;

/** Loads what `writingRun` needs, before it is needed. */
export function prepareWriting(): void {
  // Where it can't be loaded, whoever needs it is told.
  import('simple-git').catch(() => undefined);
}

/**
 * Runs git to change a repository, by simple-git.
 *
 * @throws Error where it can't be started
 */
export async function writingRun(
  program: string,
  args: readonly string[],
  given: Omit<Given, 'patience'>,
): Promise<GitResult> {
  const { simpleGit } = await import('simple-git');
  const stdout: Buffer[] = [];
  let exitCode = 0;
  let stderr = '';
  // One instance a run, so that what these functions collect is of this run alone.
  const git = simpleGit({
    baseDir: given.cwd,
    binary: program,
    allowEnvironment: Object.keys(given.env),
    unsafe: NOTHING_GUARDED,
    trimmed: false,
    // Without an answer here, or with an empty text, stdin would stay an open pipe.
    input: () => given.input || Buffer.alloc(0),
    completion: { onClose: true, onExit: false },
    // Asked after every run; simple-git's own idea of an error needs a text on stderr.
    errors: (error, result) => {
      if (!('exitCode' in result) || result.exitCode === NEVER_STARTED) return error;
      // null for a run that a signal ended
      exitCode = typeof result.exitCode === 'number' && result.exitCode >= 0 ? result.exitCode : -1;
      stderr = Buffer.concat(result.stdErr).toString('utf8');
      return undefined;
    },
  });
  git.env(given.env);
  git.outputHandler((_command, out) => {
    out.on('data', (chunk: Buffer) => stdout.push(chunk));
    // simple-git waits 50 ms more for a git that printed nothing; an empty chunk counts as something.
    out.once('end', () => out.emit('data', Buffer.alloc(0)));
  });
  await git.raw([...args]);
  return { stdout: Buffer.concat(stdout), stderr, exitCode };
}
