import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Context } from '../commands/context.js';
import { runGenerate } from '../commands/generate.js';
import type { PartialTarget } from '../config/options.js';
import { Failure } from '../failure.js';
import { seenFrom } from '../path-flavour.js';
import { readManifest } from '../project/manifest.js';
import { processContext } from './context.js';
import { realPlace, textAt } from './files.js';
import { assertOutput, type GenerationOptions, optionLayer } from './generation-options.js';
import { LockfileGenerationError, raising } from './lockfile-error.js';

/** A lockfile that was made. */
export interface GenerationResult {
  readonly returnCode: 0;
  /** The lockfile, as seen from the current folder (or absolute, where the caller's paths were). */
  readonly outputPath: string;
}

/**
 * Makes one lockfile of a project with `uv pip compile`, as `lockgen generate` does: resolved for the whole of
 * `requires-python`, its old pins preferred, with CPU-only PyTorch unless the project's lockgen configuration says
 * otherwise. For two lockfiles that agree with each other, see `generateLockfilesForProject`.
 *
 * @param pyprojectPath - as seen from the current folder. Default `pyproject.toml`.
 * @param options - see `GenerationOptions` for the defaults.
 * @returns the exit code 0, and where the lockfile is. Nothing is written where it was right already.
 * @throws LockfileGenerationError where it can't be made: unsatisfiable requirements (uv's words in `stderr`), a bad
 *   option, no uv and no way to install it (the message says how), no network, or a file at `outputPath` that a
 *   person wrote. Nothing is written then.
 * @throws Error with `code: 'ENOENT'` and `path` where there is no such `pyproject.toml`.
 */
export async function generateLockfile(
  pyprojectPath = 'pyproject.toml',
  options: GenerationOptions = {},
): Promise<GenerationResult> {
  return await generateLockfileIn(processContext(), pyprojectPath, options);
}

/** `generateLockfile` for another current folder, environment or machine than this process's. */
export async function generateLockfileIn(
  context: Context,
  pyprojectPath: string,
  options: GenerationOptions,
): Promise<GenerationResult> {
  const { outputPath = beside(pyprojectPath, 'requirements.txt'), extras = [], ...shared } = options;
  await generateTargets(context, pyprojectPath, { lockfile: { output: outputPath, extras } }, shared);
  return { returnCode: 0, outputPath };
}

/** A file in the folder of the `pyproject.toml`, written as the caller wrote that path. */
export function beside(pyprojectPath: string, name: string): string {
  return join(dirname(pyprojectPath), name);
}

/**
 * Makes lockfiles of one project, all or none, by the command that does so.
 *
 * @param targets - outputs as seen from the context's folder
 */
export async function generateTargets(
  context: Context,
  pyprojectPath: string,
  targets: Readonly<Record<string, PartialTarget>>,
  options: Omit<GenerationOptions, 'outputPath' | 'extras'>,
): Promise<void> {
  const text = await textAt(pyprojectPath, context.cwd);
  await raising(LockfileGenerationError, async () => {
    if (basename(pyprojectPath) !== 'pyproject.toml') {
      throw new Failure('usage', `${pyprojectPath} is no pyproject.toml`, {
        next: 'name a file that is called pyproject.toml',
      });
    }
    const manifest = readManifest(text, pyprojectPath);
    const folder = await realpath(resolve(context.cwd, dirname(pyprojectPath)));
    const seen: Record<string, PartialTarget> = {};
    for (const [name, target] of Object.entries(targets)) {
      const output = seenFrom(folder, await realPlace(resolve(context.cwd, target.output)));
      assertOutput(output, target.output);
      seen[name] = { ...target, output };
    }
    const layer = optionLayer(options, manifest, context.platform);
    await runGenerate(
      { ...context, cwd: folder },
      {
        projects: ['.'],
        upgrade: false,
        upgradePackages: [],
        target: undefined,
        shard: undefined,
        dryRun: false,
        adopt: false,
        acceptHashes: [],
        flags: { ...layer, targets: seen },
      },
    );
  });
}
