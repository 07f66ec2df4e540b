import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, lstat, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** For how long the hash of a program counts whose file looks unchanged: disks lose bits without telling. */
const DAY = 24 * 60 * 60 * 1000;

/** What an installation is of; another's record says nothing. */
export interface Label {
  readonly version: string;
  /** The kind of machine that it runs on. */
  readonly machine: string;
}

interface InstallationRecord extends Label {
  readonly sha256: string;
  /** What the system says of the file; a change of its bytes changes the time of change, which no program can set. */
  readonly looks: string;
  /** When the bytes were hashed last, in milliseconds. */
  readonly hashed: number;
}

/**
 * Writes the record of a complete installation that nobody uses yet, and takes from others the right to change it,
 * which a lax umask gives.
 *
 * @throws Error where the program isn't what its wheel says, as on a disk that was full
 */
export async function seal(folder: string, program: string, label: Label): Promise<void> {
  // Windows has no such permissions.
  if (process.getuid !== undefined) {
    for (const path of [folder, dirname(program), program]) await chmod(path, 0o755);
  }
  const sha256 = await hashOf(program);
  const stated = await statedHash(folder, program, label.version);
  if (stated !== undefined && stated !== sha256) throw new Error(`${program} is not what its wheel says`);
  await writeRecord(folder, { ...label, sha256, looks: (await looksOf(program)) ?? '', hashed: Date.now() });
}

/**
 * Whether the program has the bytes that were sealed. They are hashed where the file looks otherwise than at the last
 * time, and once a day in any case; hashing takes a tenth of a second, too long for each commit.
 */
export async function isSealed(folder: string, program: string, label: Label): Promise<boolean> {
  const record = await readRecord(folder);
  if (record === undefined || record.version !== label.version || record.machine !== label.machine)
    return false;
  const looks = await looksOf(program);
  if (looks === undefined) return false;
  const age = Date.now() - record.hashed;
  if (looks === record.looks && age >= 0 && age < DAY) return true;
  const sha256 = await hashOf(program).catch(() => undefined);
  if (sha256 !== record.sha256 || looks !== (await looksOf(program))) return false;
  // A cache that can't be written costs time, nothing else.
  await writeRecord(folder, { ...record, looks, hashed: Date.now() }).catch(() => undefined);
  return true;
}

/** Whether nobody but the user and the system's administrator can change what is there; links are not followed. */
export async function isOurs(path: string, kind: 'file' | 'folder'): Promise<boolean> {
  const facts = await lstat(path).catch(() => undefined);
  if (facts === undefined || !(kind === 'file' ? facts.isFile() : facts.isDirectory())) return false;
  const user = process.getuid?.();
  if (user === undefined) return true;
  return (facts.uid === user || facts.uid === 0) && (facts.mode & 0o002) === 0;
}

/** Where the record of an installation is. */
function recordOf(folder: string): string {
  return join(folder, 'lockgen.json');
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex');
}

/** What the wheel's own list says of the program: pip unpacks it without looking. */
async function statedHash(folder: string, program: string, version: string): Promise<string | undefined> {
  const list = await readFile(join(folder, `uv-${version}.dist-info`, 'RECORD'), 'utf8').catch(() => '');
  const name = relative(folder, program).replaceAll('\\', '/');
  const line = list.split(/\r?\n/).find((one) => one.startsWith(`../../${name},sha256=`));
  const stated = line?.split(',')[1]?.slice('sha256='.length);
  return stated === undefined ? undefined : Buffer.from(stated, 'base64url').toString('hex');
}

async function looksOf(program: string): Promise<string | undefined> {
  const facts = await lstat(program, { bigint: true }).catch(() => undefined);
  if (facts?.isFile() !== true) return undefined;
  return [facts.size, facts.mode, facts.mtimeNs, facts.ctimeNs, facts.ino].join(' ');
}

async function readRecord(folder: string): Promise<InstallationRecord | undefined> {
  if (!(await isOurs(recordOf(folder), 'file'))) return undefined;
  try {
    const value: unknown = JSON.parse(await readFile(recordOf(folder), 'utf8'));
    if (typeof value !== 'object' || value === null) return undefined;
    const facts = new Map<string, unknown>(Object.entries(value));
    const text = (key: string): string => {
      const fact = facts.get(key);
      return typeof fact === 'string' ? fact : '';
    };
    const hashed = facts.get('hashed');
    return {
      version: text('version'),
      machine: text('machine'),
      sha256: text('sha256'),
      looks: text('looks'),
      hashed: typeof hashed === 'number' ? hashed : 0,
    };
  } catch {
    return undefined;
  }
}

async function writeRecord(folder: string, record: InstallationRecord): Promise<void> {
  const temporary = join(folder, `.${randomUUID()}`);
  try {
    await writeFile(temporary, `${JSON.stringify(record)}\n`, { mode: 0o644 });
    await rename(temporary, recordOf(folder));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}
