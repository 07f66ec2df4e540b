import { createHash, randomUUID } from 'node:crypto';
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolders } from '../make-folders.js';

type Facts = Readonly<Record<string, string>>;

/**
 * What a program said of itself, asked once and remembered in the cache folder for as long as the file has the same
 * path, size, inode and times of change. One small file a program, so that two processes never write into one.
 * An error of the cache is a miss.
 *
 * @param cache lockgen's cache folder
 * @param program path of the program
 * @param holds is what was remembered still true, as far as the file itself cannot tell
 * @param ask starts the program; undefined is not remembered
 */
export async function remembered<T extends Facts>(
  cache: string,
  program: string,
  holds: (facts: Facts) => Promise<T | undefined>,
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const identity = await identityOf(program);
  const file = join(
    cache,
    'programs',
    `${createHash('sha256').update(program).digest('hex').slice(0, 32)}.json`,
  );
  const record = await readRecord(file);
  if (record !== undefined && identity !== undefined && record.identity === identity) {
    const facts = await holds(record.facts);
    if (facts !== undefined) return facts;
  }
  const facts = await ask();
  if (facts !== undefined && identity !== undefined) await writeRecord(file, { program, identity, facts });
  return facts;
}

async function identityOf(program: string): Promise<string | undefined> {
  const facts = await stat(program).catch(() => undefined);
  return facts === undefined ? undefined : [facts.size, facts.mtimeMs, facts.ctimeMs, facts.ino].join(' ');
}

async function readRecord(file: string): Promise<{ identity: string; facts: Facts } | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof value !== 'object' || value === null || !('identity' in value) || !('facts' in value))
      return undefined;
    const { identity, facts } = value;
    if (typeof identity !== 'string' || typeof facts !== 'object' || facts === null) return undefined;
    const strings = Object.entries(facts).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    );
    return { identity, facts: Object.fromEntries(strings) };
  } catch {
    return undefined;
  }
}

async function writeRecord(
  file: string,
  record: { program: string; identity: string; facts: Facts },
): Promise<void> {
  const temporary = `${file}.${randomUUID()}`;
  try {
    await makeFolders(join(file, '..'));
    await writeFile(temporary, `${JSON.stringify(record)}\n`);
    await rename(temporary, file);
  } catch {
    // A cache that cannot be written costs time, nothing else.
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}
