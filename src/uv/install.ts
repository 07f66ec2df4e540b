import { rmSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Failure } from '../failure.js';
import { isAlive } from '../git/processes.js';
import { makeTemporaryFolder } from '../git/temporary.js';
import { makeFolders } from '../make-folders.js';
import { isolatedEnvironment } from './environment.js';
import type { Uv, Wanted } from './find.js';
import { PINNED_UV_HASHES } from './hashes.js';
import { underLock } from './install-lock.js';
import { isOurs } from './installation-record.js';
import { uvInstructions } from './instructions.js';
import { managedFolder, managedProgram, programIn, publish } from './managed.js';
import { pipInstall } from './pip.js';
import { interrupted, lastLines } from './pip-failures.js';
import { runProgram } from './run.js';
import type { Surroundings } from './surroundings.js';
import { PINNED_UV, parseUvVersion } from './version.js';

/** For how long another process's installation is waited for; then this one installs, too, which harms nothing. */
const PATIENCE_MS = 120_000;

/**
 * Installs lockgen's own uv into the cache folder with the machine's Python and pip, which refuses every file whose
 * hash isn't one of `wanted.hashes`. Where another process does the same, its installation is waited for and used.
 *
 * @throws Failure `configuration` (no hashes for that version), `uv-missing` (no Python, no pip, a wrong hash, no such
 *   version), `network`, `interrupted`
 */
export async function installUv(wanted: Wanted, surroundings: Surroundings): Promise<Uv> {
  const { version } = wanted;
  const requirement = requirementLines(wanted);
  const folder = managedFolder(version, surroundings);
  const beside = dirname(folder);
  if (!(await canBeWritten(beside))) return await installForThisRun(wanted, requirement, surroundings);
  const { signal, onProgress } = surroundings;
  const lock = {
    signal,
    patience: PATIENCE_MS,
    onWait: () => onProgress?.(`waiting for another lockgen that installs uv ${version}`),
  };
  try {
    return await underLock(join(beside, `.${basename(folder)}.lock`), lock, async () => {
      const path =
        (await managedProgram(version, surroundings)) ?? (await install(wanted, requirement, surroundings));
      return { path, version, origin: 'managed', warning: undefined };
    });
  } catch (error) {
    if (signal?.aborted === true && !(error instanceof Failure)) throw interrupted(version);
    throw error;
  }
}

/** @returns the program */
async function install(wanted: Wanted, requirement: string, surroundings: Surroundings): Promise<string> {
  const { version } = wanted;
  const folder = managedFolder(version, surroundings);
  await removeAbandoned(dirname(folder));
  const making = await mkdtemp(join(dirname(folder), `.making-${process.pid}-`));
  try {
    const made = await makeIn(making, wanted, requirement, 'once for this machine', surroundings);
    return await publish(version, made, surroundings);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure('uv-missing', `uv ${version} could not be put into ${folder}`, {
      next: `remove ${folder}, or ${uvInstructions(version)}`,
      detail: String(error),
      cause: error,
    });
  } finally {
    await rm(making, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Where the cache can't be written there is no lock either: nobody else can use what is installed. */
async function installForThisRun(
  wanted: Wanted,
  requirement: string,
  surroundings: Surroundings,
): Promise<Uv> {
  const { version } = wanted;
  const making = await makeTemporaryFolder(surroundings.env.TMPDIR || tmpdir());
  process.once('exit', () => rmSync(making, { recursive: true, force: true }));
  const made = await makeIn(making, wanted, requirement, 'for this run', surroundings);
  const path = await programIn(made, surroundings);
  if (path === undefined)
    throw new Failure('uv-missing', "the installation of uv can't be used", {
      next: uvInstructions(version),
    });
  const warning = `the cache folder can't be written: uv ${version} was installed for this run only (${managedFolder(version, surroundings)})`;
  return { path, version, origin: 'managed', warning };
}

/** @returns the folder of a complete installation, which runs here */
async function makeIn(
  making: string,
  { version }: Wanted,
  requirement: string,
  howOften: string,
  surroundings: Surroundings,
): Promise<string> {
  const made = join(making, 'made');
  const list = join(making, 'requirements.txt');
  await writeFile(list, requirement);
  const announce = () => surroundings.onProgress?.(`installing uv ${version} (${howOften})`);
  await pipInstall(version, list, made, { ...surroundings, announce });
  await confirm(version, made, surroundings);
  return made;
}

function requirementLines({ version, hashes }: Wanted): string {
  const allowed = hashes.length === 0 && version === PINNED_UV ? PINNED_UV_HASHES : hashes;
  if (allowed.length === 0) {
    throw new Failure('configuration', `uvVersion is ${version}, but uvHashes has no hash of it`, {
      next: `lockgen uv upgrade ${version} writes uvHashes, or put uv ${version} on PATH`,
    });
  }
  return `uv==${version}${allowed.map((hash) => ` \\\n    --hash=${hash}`).join('')}\n`;
}

const DAY = 24 * 60 * 60 * 1000;

/** Whether an installation can be made in a folder, and would be safe from others there. */
async function canBeWritten(folder: string): Promise<boolean> {
  try {
    await makeFolders(folder);
    const facts = await stat(folder);
    // Made under a lax umask.
    if (facts.uid === process.getuid?.() && (facts.mode & 0o002) !== 0) await chmod(folder, 0o755);
    if (!(await isOurs(folder, 'folder'))) return false;
    await rm(await mkdtemp(join(folder, '.probe-')), { recursive: true });
    return true;
  } catch {
    return false;
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const path of await abandonedInstallations(folder))
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
}

/**
 * What killed installations left beside a version's own folder; those of other machines, whose processes are not known
 * here, after a day.
 */
export async function abandonedInstallations(folder: string): Promise<readonly string[]> {
  const abandoned: string[] = [];
  for (const name of await readdir(folder)) {
    if (!name.startsWith('.') || name.endsWith('.lock')) continue;
    const path = join(folder, name);
    const pid = /^\.making-(\d+)-/.exec(name)?.[1];
    const facts = await stat(path).catch(() => undefined);
    const isOld = facts !== undefined && Date.now() - facts.mtimeMs > DAY;
    if (isOld || (pid !== undefined && !isAlive(Number(pid)))) abandoned.push(path);
  }
  return abandoned;
}

/** A wheel of another platform installs without complaint; only running it tells. */
async function confirm(version: string, made: string, surroundings: Surroundings): Promise<void> {
  const path = await programIn(made, surroundings);
  const result =
    path === undefined
      ? undefined
      : await runProgram(path, ['--version'], { cwd: made, env: isolatedEnvironment(surroundings.env) });
  if (result === undefined || parseUvVersion(result.stdout) !== version) {
    throw new Failure('uv-missing', `the uv ${version} that pip installed does not run on this machine`, {
      next: uvInstructions(version),
      ...(result?.stderr ? { detail: lastLines(result.stderr.trim()) } : {}),
    });
  }
}
