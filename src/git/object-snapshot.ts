import { Failure } from '../failure.js';
import { readTexts } from './contents.js';
import type { GitContext } from './git.js';
import type { HistoryOf } from './history.js';
import { copyHistory } from './history-copy.js';
import { materialiseFrom, textOf } from './materialise.js';
import type { Entry, Snapshot } from './snapshot.js';

/** A snapshot whose contents are git objects. `load` is asked once, when something is first read. */
export function objectSnapshot(
  kind: 'index' | 'commit',
  context: GitContext,
  history: HistoryOf,
  load: () => Promise<readonly Entry[]>,
): Snapshot {
  let loaded: Promise<ReadonlyMap<string, Entry>> | undefined;
  const entries = () => {
    loaded ??= load().then((all) => new Map(all.map((entry) => [entry.path, entry])));
    return loaded;
  };

  async function entry(path: string): Promise<Entry | undefined> {
    const all = await entries();
    const found = all.get(path);
    if (found !== undefined) return found;
    for (const name of all.keys()) if (name.startsWith(`${path}/`)) return { path, mode: '040000' };
    return undefined;
  }

  async function readMany(paths: readonly string[]): Promise<Map<string, Buffer>> {
    const all = await entries();
    const requests = [...new Set(paths)].flatMap((path) => {
      const found = all.get(path);
      return found !== undefined && isReadable(found) ? [{ path, oid: found.oid }] : [];
    });
    return readTexts(context, requests);
  }

  return {
    kind,
    root: context.cwd,
    list: async () => [...(await entries()).keys()].sort(),
    entry,
    read: async (path) => {
      const found = await entry(path);
      if (found === undefined) return undefined;
      if (!isReadable(found)) {
        throw new Failure('not-a-file', `${path} is ${describe(found)}, not a file`, {
          next: `make ${path} a plain file`,
        });
      }
      const bytes = (await readMany([path])).get(path);
      return bytes === undefined ? undefined : textOf(bytes);
    },
    readMany,
    materialise: (paths, into) => materialiseFrom({ entry, readMany }, paths, into),
    copyHistory: (into, made) => copyHistory(context, history, into, made, readMany),
  };
}

function isReadable(entry: Entry): entry is Entry & { oid: string } {
  const isFile = entry.mode === '100644' || entry.mode === '100755';
  return isFile && (entry.stage ?? 0) === 0 && entry.oid !== undefined;
}

function describe(entry: Entry): string {
  if ((entry.stage ?? 0) > 0) return 'unmerged';
  if (entry.mode === '120000') return 'a symbolic link';
  return entry.mode === '160000' ? 'a submodule' : 'a folder';
}
