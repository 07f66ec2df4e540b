import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { Failure } from '../failure.js';
import { isWithin } from '../path-flavour.js';
import { type GitContext, runGit } from './git.js';
import { workTrees } from './work-trees.js';

/** Programs that this clone has on record, for commits from a program with a window, whose PATH hasn't got them. */
export interface RecordedPrograms {
  /** Absolute path of a node, which `hooks/find-node` looks for, too. */
  readonly node?: string;
  /** Absolute path of a uv. */
  readonly uv?: string;
  /** Absolute path of a Python. */
  readonly python?: string;
}

const NAMES = ['node', 'uv', 'python'] as const;

/**
 * The programs on record: `lockgen.node`, `lockgen.uv` and `lockgen.python` of the clone's own configuration (`.git/config`, which linked
 * worktrees share), and of nothing else. No file that it includes counts, as such a file may be committed, and neither
 * do the user's configuration and variables. One that isn't there any more, can't be executed, or is in a work tree is
 * left out. Nothing is run: whoever takes one asks it for its version.
 *
 * @param git - with any folder of the repository as `cwd`; outside of one, or without git, there is nothing on record
 * @throws `Failure('interrupted')`
 */
export async function recordedPrograms(git: GitContext): Promise<RecordedPrograms> {
  const question = [
    'config',
    '--local',
    '--no-includes',
    '-z',
    '--get-regexp',
    '^lockgen\\.(node|uv|python)$',
  ];
  // Nothing on record, no repository, no git: all the same for who looks for a program.
  const stdout = await runGit(git, question).then(
    (result) => result.stdout,
    (error: unknown) => {
      if (error instanceof Failure && error.reason === 'git') return Buffer.alloc(0);
      throw error;
    },
  );
  const found: { node?: string; uv?: string; python?: string } = {};
  for (const record of stdout.toString().split('\0')) {
    // A key without a value has no newline.
    const [key = '', path] = record.split(/\n(.*)/s);
    const name = NAMES.find((one) => key === `lockgen.${one}`);
    if (name === undefined || path === undefined) continue;
    // As git has it, the last one counts.
    if (objection(path, git) === undefined) found[name] = path;
    else delete found[name];
  }
  return found;
}

/**
 * Puts programs on record, in the configuration that a clone's linked worktrees share. What isn't named stays.
 *
 * @param programs - `process.execPath` is the node to record; the path that leads to it on PATH may be gone with the
 *   shell, as fnm's are
 * @throws `Failure('files')` for a path that `recordedPrograms` would leave out, and then nothing is recorded;
 *   `Failure('git')` as `runGit`
 */
export async function recordPrograms(git: GitContext, programs: RecordedPrograms): Promise<void> {
  const wanted = NAMES.flatMap((name) => {
    const path = programs[name];
    return path === undefined ? [] : [{ name, path }];
  });
  for (const { name, path } of wanted) {
    const why = objection(path, git);
    if (why === undefined) continue;
    throw new Failure('files', `${path} can't be recorded as this clone's ${name}: ${why}`, {
      next: `git config lockgen.${name} PATH, with the path of a ${name} outside of the repository`,
    });
  }
  for (const { name, path } of wanted)
    await runGit(git, ['config', '--local', '--replace-all', `lockgen.${name}`, path], { writes: true });
}

/**
 * Whether `recordPrograms` would put a program on record.
 *
 * @param git - with any folder of the repository as `cwd`
 */
export function isRecordable(path: string, git: GitContext): boolean {
  return objection(path, git) === undefined;
}

/** Why a path is none of a program that may be run. */
function objection(path: string, { cwd, env }: GitContext): string | undefined {
  if (!isAbsolute(path)) return 'the path is not absolute';
  try {
    accessSync(path, constants.X_OK);
    if (!statSync(path).isFile()) return 'it is no file';
  } catch {
    return 'there is no program';
  }
  const trees = workTrees(realPath(cwd), env).flatMap((tree) => [tree, realPath(tree)]);
  const inside = [path, realPath(path)].some((one) => trees.some((tree) => isWithin(tree, one)));
  return inside ? 'it is in a work tree, whose content comes with commits' : undefined;
}

function realPath(folder: string): string {
  try {
    return realpathSync.native(folder);
  } catch {
    return folder;
  }
}
