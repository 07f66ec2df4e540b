import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../failure.js';
import { isForeign } from '../lockfile/foreign.js';
import { readHeader } from '../lockfile/header.js';
import { isPylock } from '../lockfile/pylock.js';
import { inFolder } from '../project/paths.js';
import type { Project } from '../project/project.js';
import type { Tree } from '../project/tree.js';
import { folderOperand } from '../shell-word.js';

/** Where the texts of old lockfiles are looked for. */
export interface OutputSources {
  readonly tree: Tree;
  /** The top of the work tree, for files that git doesn't know. */
  readonly worktree: string;
  /** Asked where the snapshot has no such file: HEAD. */
  readonly fallback?: Tree | undefined;
  /** Texts of other lockfiles whose pins those at these paths take over. */
  readonly inherited?: ReadonlyMap<string, string>;
  /** A person's own file is taken over, its pins as preferences. */
  readonly adopt?: boolean;
}

/**
 * The old lockfiles of a project, by path, and the promise that none of them is a person's own file.
 *
 * @throws Failure `hand-written` for a file at an output's place that isn't a compile of this project
 */
export async function ownedOutputs(
  project: Project,
  sources: OutputSources,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const { tree, fallback, worktree } = sources;
  for (const target of project.config.targets) {
    const path = inFolder(project.folder, target.output);
    const text = (await tree.read(path)) ?? (await fallback?.read(path));
    // A link of git's may stand in the work tree as a file that names where it points to (core.symlinks=false).
    const isLink =
      text === undefined && tree.paths.has(path) && (await tree.describe(path)) === 'a symbolic link';
    const stands = text ?? (isLink ? undefined : await fileText(join(worktree, path)));
    if (stands !== undefined && sources.adopt !== true && isForeign(stands, target.output))
      throw handWritten(stands, path, project);
    const pins = text ?? sources.inherited?.get(path);
    if (pins !== undefined) found.set(path, pins);
    else if (sources.adopt === true && stands !== undefined) found.set(path, stands);
  }
  return found;
}

function handWritten(text: string, path: string, project: Project): Failure {
  const header = readHeader(text);
  // A pylock.toml says so without a header.
  const tool = isPylock(text) ? /^created-by\s*=\s*"([\w.@ -]{1,40})"/m.exec(text)?.[1] : undefined;
  const made =
    header === undefined
      ? tool === undefined
        ? 'was written by hand (it has no header of a resolver)'
        : `was made by another tool, ${tool}`
      : `was made by another command: ${header.command ?? header.generator}`;
  return new Failure('hand-written', `${path} ${made}, so lockgen doesn't touch it`, {
    next: `to adopt it, its pins kept: lockgen generate --adopt${folderOperand(project.folder)}; or rename it; or name another output under [tool.lockgen.targets] in ${project.manifest.path}`,
  });
}

async function fileText(path: string): Promise<string | undefined> {
  try {
    return (await lstat(path)).isFile() ? await readFile(path, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
