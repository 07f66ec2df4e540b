import { materialiseFrom } from './materialise.js';
import type { Entry, Snapshot } from './snapshot.js';

/**
 * A snapshot with files in it that are still to be written: regular ones, in place of whatever stands there.
 *
 * @param texts - by path
 */
export function overlaySnapshot(below: Snapshot, texts: ReadonlyMap<string, string>): Snapshot {
  const entry = async (path: string): Promise<Entry | undefined> =>
    texts.has(path) ? { path, mode: '100644' } : await below.entry(path);
  const readMany = async (paths: readonly string[]): Promise<Map<string, Buffer>> => {
    const found = new Map(await below.readMany(paths.filter((path) => !texts.has(path))));
    for (const path of paths) {
      const text = texts.get(path);
      if (text !== undefined) found.set(path, Buffer.from(text));
    }
    return found;
  };
  return {
    kind: below.kind,
    root: below.root,
    list: async () => [...new Set([...(await below.list()), ...texts.keys()])].sort(),
    entry,
    read: async (path) => texts.get(path) ?? (await below.read(path)),
    readMany,
    materialise: (paths, into) => materialiseFrom({ entry, readMany }, paths, into),
    ...(below.copyHistory === undefined ? {} : { copyHistory: below.copyHistory }),
  };
}
