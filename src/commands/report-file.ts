import { readFile, realpath, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { realPlace } from '../api/files.js';
import { ROOT_CONFIG_FILES } from '../config/root.js';
import { Failure, isSurvivable } from '../failure.js';
import { readHeader } from '../lockfile/header.js';
import { parseLockfile } from '../lockfile/parse.js';
import { isWithin, seenFrom } from '../path-flavour.js';
import { outputsOf } from '../project/project.js';
import type { Context } from './context.js';
import { projectsThen } from './select.js';
import { diskSource } from './source.js';
import { openWorkspace } from './workspace.js';

/** Names of files that say what lockfiles are made of, wherever they lie. */
const SETTINGS: ReadonlySet<string> = new Set(['pyproject.toml', 'uv.toml', ...ROOT_CONFIG_FILES]);

/**
 * That a report takes no lockfile's place, nor that of what lockfiles are made from.
 *
 * @param output - as seen from the current folder
 * @throws Failure `usage`
 */
export async function assertReportFile(context: Context, output: string): Promise<void> {
  const place = await realPlace(resolve(context.cwd, output));
  // What is written to a link lands where that points to.
  const real = await realpath(place).catch(() => place);
  const what =
    (SETTINGS.has(basename(real).toLowerCase()) ? 'an input of lockfiles' : undefined) ??
    (await kindOf(real)) ??
    (await partOfProjects(context, real));
  if (what === undefined) return;
  throw new Failure('usage', `--output ${output}: that is ${what}, which no report takes the place of`, {
    next: 'name another file, as in --output report.json',
  });
}

/** What a file is that has requirements and nothing else, or the header of a resolver. */
async function kindOf(path: string): Promise<string | undefined> {
  if ((await stat(path).catch(() => undefined))?.isFile() !== true) return undefined;
  const text = await readFile(path, 'utf8').catch(() => '');
  const { pins, problems } = parseLockfile(text);
  if (readHeader(text) !== undefined) return 'a lockfile';
  if (pins.length === 0 || problems.length > 0) return undefined;
  const isPinned = pins.every(({ version, url }) => version !== undefined || url !== undefined);
  return isPinned ? 'a lockfile' : 'a requirements file';
}

/** What a file is to the projects that lie around the current folder, as far as they can be read. */
async function partOfProjects(context: Context, path: string): Promise<string | undefined> {
  try {
    const { root, snapshot } = await diskSource(context);
    if (!isWithin(root, path)) return undefined;
    const workspace = await openWorkspace(snapshot, undefined);
    const { projects } = await projectsThen(workspace, { flags: undefined }, new Set());
    const own = seenFrom(root, path);
    for (const project of projects) {
      if (outputsOf(project).includes(own)) return 'a lockfile';
      if (project.inputs.files.includes(own)) return 'an input of lockfiles';
    }
    return undefined;
  } catch (error) {
    // The command itself says what it can't read.
    if (isSurvivable(error)) return undefined;
    throw error;
  }
}
