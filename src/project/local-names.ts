import { posix } from 'node:path';
import type { Pin } from '../lockfile/parse.js';
import { normalizeName } from '../python/version.js';
import { isTable, type Manifest, tableAt } from './manifest.js';

/**
 * The keys of entries that don't say their package's name (`./lib`), by these names: as `[tool.uv.sources]` has them,
 * else as the folder is called.
 */
export function localNames(pins: readonly Pin[], { toolUv }: Manifest): ReadonlyMap<string, string> {
  const unnamed = new Map<string, string>();
  for (const { named, key } of pins) if (!named) unnamed.set(posix.normalize(`${key}/`), key);
  const found = new Map<string, string>();
  for (const [path, key] of unnamed) {
    const folder = posix.basename(path);
    if (/^[A-Za-z0-9][\w.-]*$/.test(folder)) found.set(normalizeName(folder), key);
  }
  for (const [name, entry] of Object.entries(tableAt(toolUv, 'sources'))) {
    for (const source of Array.isArray(entry) ? entry : [entry]) {
      if (!isTable(source) || typeof source.path !== 'string') continue;
      const key = unnamed.get(posix.normalize(`${source.path}/`));
      if (key !== undefined) found.set(normalizeName(name), key);
    }
  }
  return found;
}
