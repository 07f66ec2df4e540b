import { dirname } from 'node:path';
import { lockgenCache } from '../cache.js';
import { Failure } from '../failure.js';
import { isolatedEnvironment } from './environment.js';
import { installUv } from './install.js';
import { uvInstructions } from './instructions.js';
import { managedProgram } from './managed.js';
import { isScript, programsOnPath } from './programs.js';
import { remembered } from './remember.js';
import { runProgram } from './run.js';
import type { Surroundings } from './surroundings.js';
import { compareUv, MINIMUM_UV, parseUvVersion } from './version.js';

export { uvInstructions } from './instructions.js';
export type { Surroundings } from './surroundings.js';

/** A uv that can be run. */
export interface Uv {
  /** Absolute. */
  readonly path: string;
  readonly version: string;
  /**
   * `path`: the wanted version, found on PATH; `managed`: lockgen's own; `recorded`: the wanted version, which the clone
   * has on record; `fallback`: another version, on PATH or on record.
   */
  readonly origin: 'path' | 'managed' | 'recorded' | 'fallback';
  /** What the user should know about this choice. */
  readonly warning: string | undefined;
}

/** Which uv is asked for. */
export interface Wanted {
  /** `X.Y.Z` */
  readonly version: string;
  /** `sha256:…` of its files on the index; empty for the pinned version, whose hashes are shipped. */
  readonly hashes: readonly string[];
}

/**
 * The uv to use: one on PATH of exactly the wanted version, else lockgen's own of that version, else the clone's recorded
 * one if it is of that version, else lockgen's own installed now, else one that can serve, with a warning that other
 * versions write other text.
 *
 * @throws Failure with what to install where there is none: the reason is `configuration` (version too old, or without
 *   hashes), `uv-missing`, `network` or `interrupted`
 */
export async function findUv(wanted: Wanted, surroundings: Surroundings): Promise<Uv> {
  refuseTooOld(wanted);
  const there = await lookAround(wanted, surroundings);
  if (there.exact !== undefined) return there.exact;
  try {
    return await installUv(wanted, surroundings);
  } catch (error) {
    if (!(error instanceof Failure) || error.reason === 'interrupted') throw error;
    if (there.other !== undefined) return fallback(there.other, wanted, error.message);
    throw there.tooOld === undefined ? error : withTooOld(error, there.tooOld);
  }
}

/**
 * The same without installing anything: undefined where that would be needed. Another version on PATH that can serve
 * is returned with its warning.
 *
 * @throws Failure `configuration` where the wanted version is too old
 */
export async function installedUv(wanted: Wanted, surroundings: Surroundings): Promise<Uv | undefined> {
  refuseTooOld(wanted);
  const { exact, other } = await lookAround(wanted, surroundings);
  return exact ?? (other === undefined ? undefined : fallback(other, wanted, undefined));
}

interface Found {
  readonly path: string;
  readonly version: string;
}

async function lookAround(
  { version }: Wanted,
  surroundings: Surroundings,
): Promise<{ exact?: Uv; other?: Found; tooOld?: Found }> {
  const managed = await managedProgram(version, surroundings);
  let other: Found | undefined;
  let tooOld: Found | undefined;
  const isExact = async (path: string, script: boolean): Promise<boolean> => {
    const found = await versionOf(path, script, surroundings);
    if (found === undefined) return false;
    if (found === version) return true;
    if (compareUv(found, MINIMUM_UV) >= 0) other ??= { path, version: found };
    else tooOld ??= { path, version: found };
    return false;
  };
  for (const path of await programsOnPath('uv', surroundings)) {
    const script = await isScript(path);
    // A shim would have to be started to tell, and what it could tell is known already.
    if (script && managed !== undefined) continue;
    if (await isExact(path, script)) return { exact: { path, version, origin: 'path', warning: undefined } };
  }
  if (managed !== undefined)
    return { exact: { path: managed, version, origin: 'managed', warning: undefined } };
  const recorded = (await surroundings.recorded?.())?.uv;
  if (recorded !== undefined && (await isExact(recorded, await isScript(recorded))))
    return { exact: { path: recorded, version, origin: 'recorded', warning: undefined } };
  return { ...(other === undefined ? {} : { other }), ...(tooOld === undefined ? {} : { tooOld }) };
}

async function versionOf(
  path: string,
  script: boolean,
  surroundings: Surroundings,
): Promise<string | undefined> {
  const { env, signal } = surroundings;
  const ask = async () => {
    const result = await runProgram(path, ['--version'], {
      cwd: dirname(path),
      env: isolatedEnvironment(env),
      ...(signal === undefined ? {} : { signal }),
    });
    const version = result.exitCode === 0 ? parseUvVersion(result.stdout) : undefined;
    return version === undefined ? undefined : { version };
  };
  if (script) return (await ask())?.version;
  const holds = async (facts: Readonly<Record<string, string>>) =>
    facts.version === undefined ? undefined : { version: facts.version };
  return (await remembered(lockgenCache(surroundings), path, holds, ask))?.version;
}

function fallback(found: Found, wanted: Wanted, why: string | undefined): Uv {
  const reason = why === undefined ? '' : ` (${why})`;
  const warning = `using uv ${found.version} (${found.path}) instead of ${wanted.version}${reason}: its lockfiles can differ in text from the team's`;
  return { ...found, origin: 'fallback', warning };
}

function refuseTooOld({ version }: Wanted): void {
  if (compareUv(version, MINIMUM_UV) >= 0) return;
  throw new Failure(
    'configuration',
    `uvVersion is ${version}; the oldest uv that can serve is ${MINIMUM_UV}`,
    {
      next: `set uvVersion to ${MINIMUM_UV} or later, or leave it out`,
    },
  );
}

function withTooOld(failure: Failure, { path, version }: Found): Failure {
  const message = `${failure.message}; uv ${version} (${path}) is older than ${MINIMUM_UV}, the oldest that can serve`;
  return new Failure(failure.reason, message, {
    next: failure.next ?? uvInstructions(),
    ...(failure.detail === undefined ? {} : { detail: failure.detail }),
    cause: failure,
  });
}
