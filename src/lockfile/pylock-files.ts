import type { Difference } from './compare.js';
import { withoutCredentials } from './credentials.js';
import { pinPlace } from './installs.js';
import type { Lockfile, PinFile } from './parse.js';

/**
 * The files that pins of a `pylock.toml` name, each of which has to be one of those of `resolved`: with its hashes, its
 * size and its place. Fewer files are no difference, as more come out later, like fewer hashes of a requirements file.
 */
export function compareFiles(current: Lockfile, resolved: Lockfile): Difference[] {
  const known = new Map<string, readonly PinFile[]>();
  for (const pin of resolved.pins)
    known.set(pinPlace(pin), [...(known.get(pinPlace(pin)) ?? []), ...(pin.files ?? [])]);
  return current.pins.flatMap(({ name, line, files = [], ...pin }): Difference[] => {
    const given = known.get(pinPlace(pin));
    // Without it, the pin is another difference.
    if (given === undefined) return [];
    const difference = (kind: Difference['kind'], message: string): Difference[] => [
      { kind, name, message: `${name}: ${message}`, line },
    ];
    if (given.length > 0 && files.length === 0) return difference('url', 'has no file to install');
    const places = new Map(given.map((file) => [file.place, file]));
    return files.flatMap((file): Difference[] => {
      const place = withoutCredentials(file.place);
      const same = places.get(file.place);
      if (same === undefined || same.isUrl !== file.isUrl)
        return difference('url', `${place} is no file of it on the index`);
      // A hash that is none of this pin's at all is told with the pin's hashes.
      const all = new Set(given.flatMap(({ hashes }) => hashes));
      const foreign = file.hashes.filter((hash) => !same.hashes.includes(hash) && all.has(hash));
      if (foreign.length > 0) return difference('hash', `${foreign.join(', ')} is not a hash of ${place}`);
      if (file.hashes.length === 0 && same.hashes.length > 0 && files.some(({ hashes }) => hashes.length > 0))
        return difference('hash', `${place} has no hash`);
      return file.more === '' || file.more === same.more
        ? []
        : difference('hash', `${place} has \`${file.more}\` instead of \`${same.more}\``);
    });
  });
}
