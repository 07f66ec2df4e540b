import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../git/temporary.js';
import { withoutCredentials } from '../lockfile/credentials.js';
import { type ProgramRun, replayLine } from '../report/replay-line.js';

/** A run, with the folder in which is all that it reads, and which is gone afterwards; absolute. */
export type RunThere = ProgramRun & { readonly root: string };

/** A command of the shell that does what a run did. */
export interface Replay {
  readonly line: string;
  /** Where the folders of all of them are kept. */
  readonly folder: string;
}

/**
 * Keeps what runs of uv, and of pip, read, as it is before each, in a temporary folder that the next lockgen removes. The user's own
 * uv.toml isn't copied, since it can hold a password: uv reads it where it is.
 *
 * @param userEnv - the environment in which the commands are typed
 */
export function openReplay(userEnv: NodeJS.ProcessEnv): (run: RunThere) => Promise<Replay> {
  let kept: Promise<string> | undefined;
  let runs = 0;
  return async (run) => {
    kept ??= makeTemporaryFolder(tmpdir());
    const folder = await kept;
    runs += 1;
    const { root } = run;
    const copy = join(folder, String(runs));
    const temporary = join(root, 'tmp');
    await cp(root, copy, {
      recursive: true,
      preserveTimestamps: true,
      verbatimSymlinks: true,
      filter: (path) => !path.startsWith(temporary),
    });
    const settings = await readFile(join(copy, 'config', 'uv', 'uv.toml'), 'utf8').catch(() => '');
    const isOwn = settings !== '';
    if (isOwn) await rm(join(copy, 'config'), { recursive: true, force: true });
    if (run.input !== undefined) await writeFile(join(copy, 'input'), run.input);
    await dropCredentials(copy);
    return { folder, line: replayLine(run, { userEnv, root, copy, isOwn }) };
  };
}

/** What was committed with a password is not kept a second time: the command is then typed without it. */
async function dropCredentials(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const text = await readFile(path, 'utf8');
    const plain = withoutCredentials(text);
    if (plain !== text) await writeFile(path, plain);
  }
}
