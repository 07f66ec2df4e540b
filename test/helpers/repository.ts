import { chmod, copyFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type EnvironmentOptions, isolatedEnvironment } from './environment.js';
import { type RunOptions, type RunResult, run, runOk } from './run.js';
import { scratchFolder } from './scratch.js';

export interface RepositoryOptions extends EnvironmentOptions {
  /** Written and committed first (without any hook); none by default, and then there is no commit. */
  readonly files?: Readonly<Record<string, string>>;
  /** Variables beside those of `isolatedEnvironment`, such as those of a local index. */
  readonly env?: NodeJS.ProcessEnv;
  /** Further arguments of `git init`, such as `--object-format=sha256`. */
  readonly init?: readonly string[];
  /** Name of the folder, for tests with spaces and other letters in it. Default `repository`. */
  readonly folder?: string;
}

/** A throw-away git repository with a user's home of its own. Paths are relative to its root, with `/`. */
export interface TestRepository {
  readonly root: string;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** Absolute path of a file. */
  path(path: string): string;
  /** Writes a file, with the folders that it needs. */
  write(path: string, content: string | Buffer): Promise<void>;
  read(path: string): Promise<string>;
  /** The text of a file, undefined where there is none. */
  tryRead(path: string): Promise<string | undefined>;
  /** Removes a file or folder from the work tree alone. */
  remove(path: string): Promise<void>;
  /** Runs git at the root; rejects with its output where it fails. Gives stdout. */
  git(...args: readonly string[]): Promise<string>;
  /** Runs git at the root. */
  tryGit(...args: readonly string[]): Promise<RunResult>;
  /** Runs any program, at the root by default, with the repository's environment. */
  run(command: string, args?: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** `git commit -m message`; rejects with the output where it fails. The hook's words are in stderr. */
  commit(message: string, options?: CommitOptions): Promise<RunResult>;
  /** As `commit`, for one that may fail. */
  tryCommit(message: string, options?: CommitOptions): Promise<RunResult>;
  /** Writes files and stages them. */
  stage(files: Readonly<Record<string, string>>): Promise<void>;
  /** Content of `REVISION:PATH` or (`:PATH`) of the index; rejects where there is none. */
  show(spec: string): Promise<string>;
  /** As `show`; undefined where there is none. */
  tryShow(spec: string): Promise<string | undefined>;
  /** Paths in a commit, `HEAD` by default. */
  files(revision?: string): Promise<string[]>;
  /** Paths that a commit changes, `HEAD` by default. */
  changed(revision?: string): Promise<string[]>;
  /** Lines of `git status --porcelain`; none where index and work tree equal HEAD. */
  status(): Promise<string[]>;
  /** Object name of a revision, `HEAD` by default. */
  id(revision?: string): Promise<string>;
  /** Wires a hook. */
  wireHook(script: string, options?: HookOptions): Promise<void>;
}

export interface CommitOptions {
  /** Further arguments, such as `--amend` or paths. */
  readonly args?: readonly string[];
  /** Variables beside the repository's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Folder to commit from, relative to the root. Default the root. */
  readonly from?: string;
}

export interface HookOptions {
  /** Default `pre-commit`. */
  readonly name?: string;
  /** A script that calls it (default), a copy, or a symbolic link. */
  readonly as?: 'call' | 'copy' | 'link';
}

/** Makes a repository in a scratch folder (removed with the test file's others). */
export async function makeRepository(options: RepositoryOptions = {}): Promise<TestRepository> {
  const scratch = await scratchFolder();
  const root = join(scratch, options.folder ?? 'repository');
  const home = join(scratch, 'home');
  await mkdir(root, { recursive: true });
  const env = isolatedEnvironment(home, options.env, options);
  await runOk('git', ['init', '--quiet', ...(options.init ?? [])], { cwd: root, env });
  const repository = openRepository(root, home, env);
  if (options.files !== undefined) {
    await repository.stage(options.files);
    await repository.commit('Start', { args: ['--no-verify'] });
  }
  return repository;
}

/**
 * The same for a repository (a clone, a linked worktree, a submodule) that is there already.
 *
 * @param root top of its work tree.
 */
export function openRepository(root: string, home: string, env: NodeJS.ProcessEnv): TestRepository {
  const at = (path: string): string => join(root, path);
  const tryGit = (...args: readonly string[]): Promise<RunResult> => run('git', args, { cwd: root, env });
  const git = async (...args: readonly string[]): Promise<string> =>
    (await runOk('git', args, { cwd: root, env })).stdout;
  const lines = async (...args: readonly string[]): Promise<string[]> =>
    (await git('-c', 'core.quotePath=false', ...args)).split('\n').filter((line) => line !== '');
  const commitWith =
    (runner: typeof run) =>
    (message: string, options: CommitOptions = {}): Promise<RunResult> =>
      runner('git', ['commit', '-m', message, ...(options.args ?? [])], {
        cwd: at(options.from ?? '.'),
        env: { ...env, ...options.env },
      });
  const write = async (path: string, content: string | Buffer): Promise<void> => {
    await mkdir(dirname(at(path)), { recursive: true });
    await writeFile(at(path), content);
  };
  return {
    root,
    home,
    env,
    path: at,
    write,
    read: (path) => readFile(at(path), 'utf8'),
    tryRead: (path) => readFile(at(path), 'utf8').catch(() => undefined),
    remove: (path) => rm(at(path), { recursive: true }),
    git,
    tryGit,
    run: (command, args = [], runOptions = {}) => run(command, args, { cwd: root, env, ...runOptions }),
    commit: commitWith(runOk),
    tryCommit: commitWith(run),
    async stage(files) {
      for (const [path, content] of Object.entries(files)) {
        await write(path, content);
      }
      await git('--literal-pathspecs', 'add', '--force', '--', ...Object.keys(files));
    },
    show: (spec) => git('show', spec, '--'),
    async tryShow(spec) {
      const result = await tryGit('show', spec, '--');
      return result.exitCode === 0 ? result.stdout : undefined;
    },
    files: (revision = 'HEAD') => lines('ls-tree', '-r', '--name-only', revision),
    changed: (revision = 'HEAD') =>
      lines('diff-tree', '--root', '-r', '--no-commit-id', '--name-only', revision),
    status: () => lines('status', '--porcelain', '--untracked-files=all'),
    id: async (revision = 'HEAD') => (await git('rev-parse', revision)).trim(),
    async wireHook(script, hook = {}) {
      // Relative to the root, or absolute in a linked worktree.
      const where = (
        await git('rev-parse', '--path-format=absolute', '--git-path', `hooks/${hook.name ?? 'pre-commit'}`)
      ).trim();
      await mkdir(dirname(where), { recursive: true });
      await rm(where, { force: true });
      if (hook.as === 'link') {
        await symlink(script, where);
      } else if (hook.as === 'copy') {
        await copyFile(script, where);
        await chmod(where, 0o755);
      } else {
        await writeFile(where, `#!/bin/sh\nexec '${script.replaceAll("'", "'\\''")}' "$@"\n`, {
          mode: 0o755,
        });
      }
    },
  };
}
