import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findUv } from '../src/uv/find.js';
import { findPython } from '../src/uv/python.js';
import { PINNED_UV } from '../src/uv/version.js';

// What all comparisons run in: a scratch folder, an environment without the user's settings of git and uv.

/** The repository's own folder. */
export const clone = join(dirname(fileURLToPath(import.meta.url)), '..');
/** Removed at the end. */
export const scratch = mkdtempSync(join(tmpdir(), 'lockgen-bench-'));
/** The command line as it is published. */
export const lockgen = join(clone, 'dist', 'cli.cjs');
/** A home of the runs' own. */
const home = join(scratch, 'home');
mkdirSync(home);

const surroundings = { env: process.env, platform: process.platform, home: process.env.HOME ?? home };
export const uv = await findUv({ version: PINNED_UV, hashes: [] }, surroundings);
const python = await findPython(surroundings);
/** Folders of the programs that lockgen is compared with, and which git or a hook looks for. */
const folders: string[] = [];

/** Puts a folder of programs on the runs' PATH, behind what is there. */
export function offer(folder: string): void {
  folders.push(folder);
}

function environment(): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GIT|UV)_/.test(name))),
    // A real interpreter first: a version manager's shims would slow bare uv down and flatter lockgen.
    PATH: [
      ...(python === undefined ? [] : [dirname(python.path)]),
      process.env.PATH ?? '',
      dirname(uv.path),
      ...folders,
    ].join(delimiter),
    // Adds a constant to every start of node, and would flatter the ratio of two.
    NODE_EXTRA_CA_CERTS: undefined,
    UV_CACHE_DIR: join(scratch, 'uv-cache'),
    UV_PYTHON_DOWNLOADS: 'never',
    PRE_COMMIT_HOME: join(scratch, 'pre-commit'),
    PREK_HOME: join(scratch, 'prek'),
    PIP_TOOLS_CACHE_DIR: join(scratch, 'pip-tools'),
    XDG_DATA_HOME: join(scratch, 'data'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Bench',
    GIT_AUTHOR_EMAIL: 'bench@example.invalid',
    GIT_COMMITTER_NAME: 'Bench',
    GIT_COMMITTER_EMAIL: 'bench@example.invalid',
  };
}

/** What a run may do otherwise than succeed in the plain surroundings. */
export interface Otherwise {
  /** Exit codes that are as good as 0. */
  readonly allowed?: readonly number[];
  readonly env?: NodeJS.ProcessEnv;
}

/** Milliseconds that a program took, which must succeed. */
export function timed(
  program: string,
  args: readonly string[],
  cwd: string,
  { allowed = [], env = {} }: Otherwise = {},
): number {
  const whole = { ...environment(), ...env };
  const started = process.hrtime.bigint();
  const result = spawnSync(program, args, { cwd, env: whole, encoding: 'utf8' });
  const took = Number(process.hrtime.bigint() - started) / 1e6;
  if (result.error !== undefined) throw result.error;
  if (result.status !== 0 && !allowed.includes(result.status ?? -1))
    throw new Error(
      `${program} ${args.join(' ')} ended with ${result.status}\n${result.stdout}${result.stderr}`,
    );
  return took;
}

/** Runs git, which must succeed. */
export const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', args, {
    cwd,
    env: environment(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

/** Times of several sides, in milliseconds. */
export type Times = ReadonlyMap<string, readonly number[]>;

/**
 * Times of several sides, in turn, so that a slow moment hits all of them; another one begins each round, so that none
 * always comes after the same. One round before is left out.
 */
export function measured(rounds: number, sides: Readonly<Record<string, () => number>>): Times {
  const names = Object.keys(sides);
  const times = new Map(names.map((name) => [name, [] as number[]]));
  for (const side of Object.values(sides)) side();
  for (let round = 0; round < rounds; round += 1) {
    for (const at of names.keys()) {
      const name = names[(at + round) % names.length] ?? '';
      const took = sides[name]?.();
      if (took !== undefined) times.get(name)?.push(took);
    }
  }
  return times;
}
