import { mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileFailure } from '../git/errors.js';
import type { Snapshot } from '../git/snapshot.js';
import { makeTemporaryFolder, sweepTemporaryFolders } from '../git/temporary.js';
import { mayHaveSettings, withoutMachineSettings } from './committed-settings.js';

/**
 * A fresh temporary folder with a snapshot's inputs at their own relative paths, in which uv runs.
 *
 * uv looks for settings from the current folder upward to the file system's root; an empty `uv.toml` above the
 * tree ends that search; what a commit must not choose (`withoutMachineSettings`) is left out of the committed ones. A path is never used twice, since uv remembers the metadata of local packages by path.
 */
export interface Sandbox {
  /** Where the repository's root stands. */
  readonly tree: string;
  /** Empty; for uv's view of the user's configuration. */
  readonly configFolder: string;
  /** Empty; for what uv and builds write meanwhile. */
  readonly temporaryFolder: string;
  write(path: string, text: string): Promise<void>;
  /** The same for what uv is to write anew. */
  seed(path: string, text: string): Promise<void>;
  /** Whether a file is there, and isn't a seed as it was written. */
  isWritten(path: string): Promise<boolean>;
  remove(path: string): Promise<void>;
  read(path: string): Promise<string>;
  /** Writes a file outside the tree, and returns its path. */
  aside(name: string, text: string): Promise<string>;
  close(): Promise<void>;
}

/** When seeds were changed last, by what they say: no file that is written now has that time. */
const SEEDED = new Date('2001-01-01T00:00:00Z');

/**
 * Opens a sandbox. Those that killed runs left are removed on the way.
 *
 * @param snapshot - where the inputs come from
 * @param paths - which files, relative to the snapshot's root
 * @param neverBuilds - whether nothing may be built there, whatever is committed
 * @throws Failure `files`, as all that it does: no temporary folder, a full disk
 */
export async function openSandbox(
  snapshot: Snapshot,
  paths: readonly string[],
  neverBuilds: boolean,
): Promise<Sandbox> {
  const root = await newFolder();
  const tree = join(root, 'tree');
  const configFolder = join(root, 'config');
  const temporaryFolder = join(root, 'tmp');
  const close = (): Promise<void> => rm(root, { recursive: true, force: true, maxRetries: 3 });
  const put = async (path: string, text: string): Promise<void> => {
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    } catch (error) {
      throw unwritten(error);
    }
  };
  const clean = async (file: string, path: string): Promise<void> => {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    const cleaned = text === undefined ? undefined : withoutMachineSettings(text, path, neverBuilds);
    if (cleaned !== undefined && cleaned !== text) await put(file, cleaned);
  };
  try {
    await mkdir(tree);
    await Promise.all([
      put(join(root, 'uv.toml'), ''),
      mkdir(configFolder),
      mkdir(temporaryFolder),
      snapshot.materialise(paths, tree),
      sweepTemporaryFolders(dirname(root)),
    ]);
    await Promise.all(paths.filter(mayHaveSettings).map((path) => clean(join(tree, path), path)));
  } catch (error) {
    await close();
    throw unwritten(error);
  }
  return {
    tree,
    configFolder,
    temporaryFolder,
    write: (path, text) =>
      put(join(tree, path), mayHaveSettings(path) ? withoutMachineSettings(text, path, neverBuilds) : text),
    async seed(path, text) {
      await put(join(tree, path), text);
      await utimes(join(tree, path), SEEDED, SEEDED);
    },
    async isWritten(path) {
      const facts = await stat(join(tree, path)).catch(() => undefined);
      return facts?.isFile() === true && facts.mtimeMs !== SEEDED.getTime();
    },
    remove: (path) =>
      rm(join(tree, path), { force: true }).catch((error: unknown) => {
        throw unwritten(error);
      }),
    read: (path) => readFile(join(tree, path), 'utf8'),
    async aside(name, text) {
      await put(join(root, 'aside', name), text);
      return join(root, 'aside', name);
    },
    close,
  };
}

async function newFolder(): Promise<string> {
  try {
    return await makeTemporaryFolder(tmpdir());
  } catch (error) {
    throw fileFailure(error, `no temporary folder can be made in ${tmpdir()}`, {
      next: 'set TMPDIR to a folder that is there, can be written to, and has room',
    });
  }
}

function unwritten(error: unknown): unknown {
  return fileFailure(error, `the temporary folder in ${tmpdir()} can't be written; nothing was changed`);
}
