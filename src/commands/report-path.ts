import { realpath } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { realPlace } from '../api/files.js';
import { likelyTop } from '../git/likely-top.js';
import { isWithin, seenFrom, withSlashes } from '../path-flavour.js';
import type { Context } from './context.js';

/**
 * A file as reports name it: relative to the top of the repository that it lies in; where it lies in none, to the
 * current folder; absolute where it lies outside of that, too. Neither needs git, which a container may not have.
 *
 * @param path - as seen from the current folder
 */
export async function reportPath({ cwd }: Context, path: string): Promise<string> {
  const place = await realPlace(resolve(cwd, path));
  const root = (await likelyTop(dirname(place))) ?? (await realpath(cwd));
  return isWithin(root, place) ? seenFrom(root, place) : withSlashes(place);
}
