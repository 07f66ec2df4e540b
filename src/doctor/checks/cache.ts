import { constants, type Dirent } from 'node:fs';
import { access, lstat, readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { getuid } from 'node:process';
import { lockgenCache } from '../../cache.js';
import { shellWord } from '../../shell-word.js';
import type { Surroundings } from '../../uv/surroundings.js';
import { unusableUvCache } from '../../uv/temporary-cache.js';
import { bytes } from '../bytes.js';
import { type Finding, found } from '../finding.js';
import type { World } from '../world.js';

/** A uv takes some 60 MB, and its archive as much again while it is installed. */
const LEAST_FREE = 150 * 1024 * 1024;
/** No cache of lockgen's own has as many; one that has is not measured to its end. */
const MOST_FILES = 20_000;

/** Of uv's cache as well, which is beside lockgen's. */
const ELSEWHERE = 'name another place: export XDG_CACHE_HOME=FOLDER';

const say = found('cache');

/** Where lockgen keeps its uv and what it knows, and whether it can. */
export async function checkCache({ surroundings }: World): Promise<readonly Finding[]> {
  const folder = lockgenCache(surroundings);
  const facts = await stat(folder).catch(() => undefined);
  if (facts !== undefined && !facts.isDirectory()) {
    return [say('not ok', `${folder} is a file, not a folder`, { mend: [`rm ${shellWord(folder)}`] })];
  }
  const nearest = await nearestThere(folder);
  const problem = await whyNotWritable(nearest);
  if (problem !== undefined) {
    const word = shellWord(nearest);
    const owner = (await stat(nearest)).uid;
    const own = getuid === undefined || owner === getuid();
    return [
      say(
        'not ok',
        `${nearest} can't be written (${problem}${own ? '' : ", another user's"}), so nothing is kept between runs`,
        {
          mend:
            problem === 'EROFS' ? [] : [own ? `chmod u+rwx ${word}` : `sudo chown -R "$(id -un)" ${word}`],
          byHand: problem === 'EROFS' ? `the file system is read-only: ${ELSEWHERE}` : undefined,
        },
      ),
      ...(await uvCache(surroundings)),
    ];
  }
  const [size, free] = await Promise.all([sizeOf(folder), freeAt(nearest)]);
  const where = facts === undefined ? `${folder}, made when it is needed` : `${folder}, ${size}`;
  const line = `${where}, ${bytes(free)} free`;
  return free < LEAST_FREE
    ? [
        say('not ok', `${line}: less than ${bytes(LEAST_FREE)}, which an installation of uv takes`, {
          byHand: `make room on that disk, or ${ELSEWHERE}`,
        }),
      ]
    : [say('ok', line), ...(await uvCache(surroundings))];
}

/** uv's own cache, without which it fetches all that it needs for each commit again. */
async function uvCache(surroundings: Surroundings): Promise<readonly Finding[]> {
  const folder = await unusableUvCache(surroundings);
  if (folder === undefined) return [];
  return [
    say('not ok', `uv's cache (${folder}) can't be written, so each run fetches everything again`, {
      byHand: `get the right to write there, or ${ELSEWHERE}`,
    }),
  ];
}

async function nearestThere(folder: string): Promise<string> {
  for (let place = folder; ; place = dirname(place)) {
    const facts = await stat(place).catch(() => undefined);
    if (facts !== undefined || dirname(place) === place) return place;
  }
}

async function whyNotWritable(folder: string): Promise<string | undefined> {
  try {
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}

/** Links are not followed. */
async function sizeOf(folder: string): Promise<string> {
  let total = 0;
  let files = 0;
  const waiting = [folder];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const entries: readonly Dirent[] = await readdir(at, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(at, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      else total += (await lstat(path).catch(() => undefined))?.size ?? 0;
      files += 1;
    }
    if (files > MOST_FILES) return `more than ${bytes(total)}`;
  }
  return bytes(total);
}

async function freeAt(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
