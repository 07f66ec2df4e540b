import { rmSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Failure } from '../failure.js';
import { makeFolders } from '../make-folders.js';
import { isolatedEnvironment } from './environment.js';
import type { Uv, Wanted } from './find.js';
import { PINNED_UV_HASHES } from './hashes.js';
import { uvInstructions } from './instructions.js';
import { managedFolder, managedProgram, programIn, publish } from './managed.js';
import { lastLines, pipInstall } from './pip.js';
import { runProgram } from './run.js';
import type { Surroundings } from './surroundings.js';
import { PINNED_UV, parseUvVersion } from './version.js';

/**
 * Installs lockgen's own uv into the cache folder with the machine's Python and pip, which refuses every file whose
 * hash isn't one of `wanted.hashes`. Safe beside other processes that do the same.
 *
 * @throws Failure `configuration` (no hashes for that version), `uv-missing` (no Python, no pip, a wrong hash, no such
 *   version), `network`, `interrupted`
 */
export async function installUv(wanted: Wanted, surroundings: Surroundings): Promise<Uv> {
  const { version } = wanted;
  const requirement = requirementLines(wanted);
  const folder = managedFolder(version, surroundings);
  const { making, once } = await workFolder(folder, surroundings);
  try {
    const made = join(making, 'made');
    const list = join(making, 'requirements.txt');
    await writeFile(list, requirement);
    surroundings.onProgress?.(
      `installing uv ${version} ${once ? 'for this run' : '(once for this machine)'}`,
    );
    await pipInstall(version, list, made, surroundings);
    await confirm(version, made, surroundings);
    if (once) return await keepForThisRun(version, making, made, surroundings);
    await publish(made, folder, surroundings);
  } finally {
    if (!once) await rm(making, { recursive: true, force: true }).catch(() => undefined);
  }
  const path = await managedProgram(folder, surroundings);
  if (path === undefined)
    throw new Failure('uv-missing', `the installation of uv in ${folder} cannot be used`);
  return { path, version, origin: 'managed', warning: undefined };
}

function requirementLines({ version, hashes }: Wanted): string {
  const allowed = hashes.length === 0 && version === PINNED_UV ? PINNED_UV_HASHES : hashes;
  if (allowed.length === 0) {
    throw new Failure('configuration', `uvVersion is ${version}, but uvHashes has no hash of it`, {
      next: `set uvHashes to what \`echo uv==${version} | uv pip compile - --generate-hashes --universal\` prints, or put uv ${version} on PATH`,
    });
  }
  return `uv==${version}${allowed.map((hash) => ` \\\n    --hash=${hash}`).join('')}\n`;
}

const DAY = 24 * 60 * 60 * 1000;

/** A new folder beside the final one, so that a rename suffices; where the cache can't be written, a temporary one. */
async function workFolder(folder: string, { env }: Surroundings): Promise<{ making: string; once: boolean }> {
  const beside = dirname(folder);
  try {
    await makeFolders(beside);
    const making = await mkdtemp(join(beside, '.making-'));
    await removeAbandoned(beside);
    return { making, once: false };
  } catch {
    return { making: await mkdtemp(join(env.TMPDIR || tmpdir(), 'lockgen-uv-')), once: true };
  }
}

async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const facts = name.startsWith('.') ? await stat(path).catch(() => undefined) : undefined;
    if (facts === undefined || Date.now() - facts.mtimeMs < DAY) continue;
    await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

async function keepForThisRun(
  version: string,
  making: string,
  made: string,
  surroundings: Surroundings,
): Promise<Uv> {
  process.once('exit', () => rmSync(making, { recursive: true, force: true }));
  const path = await programIn(made, surroundings);
  if (path === undefined) throw new Failure('uv-missing', 'the installation of uv cannot be used');
  const warning = `the cache folder cannot be written: uv ${version} was installed for this run only (${managedFolder(version, surroundings)})`;
  return { path, version, origin: 'managed', warning };
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
