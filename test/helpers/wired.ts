import { lstat, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeIndex, type PackageOptions } from './local-index.js';
import { installedLockgen } from './package.js';
import { makeRepository, type RepositoryOptions, type TestRepository } from './repository.js';
import type { RunResult } from './run.js';
import { scratchFolder } from './scratch.js';

/** A repository with lockgen as its hook, and an index of its own. */
export interface Wired {
  readonly repository: TestRepository;
  /** Runs a command of lockgen's. */
  lockgen(args: readonly string[], options?: Surroundings): Promise<RunResult>;
  /** Commits what is staged; the exit code is that of the hook, or 0 where it didn't run. */
  commit(options?: Surroundings): Promise<RunResult>;
}

interface Surroundings {
  /** Variables beside the repository's. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface WiredOptions extends RepositoryOptions {
  /** What is on the index; STANDARD_PACKAGES by default. */
  readonly packages?: readonly PackageOptions[];
}

/** Makes a repository whose `pre-commit` is the packed package's. */
export async function wired(options: WiredOptions = {}): Promise<Wired> {
  const index = await makeIndex(await scratchFolder(), options.packages);
  const repository = await makeRepository({ ...options, env: { ...index.env, ...options.env } });
  const { bin, shim } = await installedLockgen();
  const note = join(repository.home, 'exit-code');
  const hook = join(repository.home, 'hook');
  await mkdir(repository.home, { recursive: true });
  await writeFile(hook, `#!/bin/sh\n'${shim}' "$@"\ncode=$?\necho $code >'${note}'\nexit $code\n`, {
    mode: 0o755,
  });
  await repository.wireHook(hook);
  const where = ({ env }: Surroundings) => ({ env: { ...repository.env, ...env } });
  return {
    repository,
    lockgen: (args, surroundings = {}) => repository.run(bin, args, where(surroundings)),
    async commit(surroundings = {}) {
      await writeFile(note, '0');
      const result = await repository.run('git', ['commit', '-m', 'Change'], where(surroundings));
      const exitCode = Number(await readFile(note, 'utf8'));
      if ((exitCode === 0) !== (result.exitCode === 0)) {
        throw new Error(`the hook ended with ${exitCode} and git with ${result.exitCode}\n${result.stderr}`);
      }
      return { ...result, exitCode };
    },
  };
}

/** All that a command must leave alone: HEAD, the index, and every byte of the work tree. */
export async function standing(repository: TestRepository): Promise<string> {
  const head = (await repository.tryGit('rev-parse', '--verify', 'HEAD')).stdout;
  const index = await repository.git('ls-files', '--stage', '-v', '-z');
  return JSON.stringify([head, index, await filesBelow(repository.root)], undefined, 1);
}

async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const path = join(folder, name);
    const stats = await lstat(path);
    if (name === '.git') continue;
    if (stats.isDirectory()) found.push(`${path}/`, ...(await filesBelow(path)));
    else if (stats.isSymbolicLink()) found.push(`${path} -> ${await readlink(path)}`);
    else found.push(`${path} ${stats.mode.toString(8)} ${await readFile(path, 'base64')}`);
  }
  return found;
}
