import { existsSync } from 'node:fs';
import { appendFile, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isolatedEnvironment } from '../test/helpers/environment.js';
import { type LocalIndex, makeIndex } from '../test/helpers/local-index.js';
import { installedLockgen } from '../test/helpers/package.js';
import { sharedUv } from '../test/helpers/uv.js';
import { PACKAGES } from './packages.js';

/** What all sequences of a run share. */
export interface Stage {
  /** Holds all that is made, and goes with it. */
  readonly folder: string;
  /** The script that git's hooks call: the packed package's, or a faulty one that the harness must find out. */
  readonly shim: string;
  /** The packed package's `pre-merge-commit`, where it has one. */
  readonly mergeShim: string | undefined;
  /** The packed package's `lockgen`. */
  readonly bin: string;
  readonly uv: string;
  /** What was proved before, by the bytes that it was about: the lines that say what is wrong. */
  readonly proofs: Map<string, Promise<readonly string[]>>;
  /** How often things happened. */
  readonly counts: Map<string, number>;
  close(): Promise<void>;
}

export interface StageOptions {
  /** Instead of the package's own `hooks/pre-commit`. */
  readonly shim?: string;
}

/** Packs lockgen, finds uv, and makes a folder for everything: in memory where the system has such a place. */
export async function openStage(options: StageOptions = {}): Promise<Stage> {
  const [installed, uv] = await Promise.all([installedLockgen(), sharedUv()]);
  const place = process.env.TMPDIR === undefined && existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const folder = await mkdtemp(join(await realpath(place), 'lockgen-soak-'));
  const mergeShim = join(dirname(installed.shim), 'pre-merge-commit');
  return {
    folder,
    shim: options.shim ?? installed.shim,
    mergeShim: options.shim === undefined && existsSync(mergeShim) ? mergeShim : undefined,
    bin: installed.bin,
    uv,
    proofs: new Map(),
    counts: new Map(),
    close: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** Counts one more of something. */
export function count({ counts }: Pick<Stage, 'counts'>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

/** One of those that play sequences at the same time, one after the other. */
export interface Worker {
  readonly stage: Stage;
  readonly folder: string;
  /** Always at the same place, since uv remembers metadata by path, and a release's file never has other bytes. */
  readonly index: LocalIndex;
  /** Environment of one who knows of nothing that was found to be fresh before. */
  readonly stranger: { readonly home: string; readonly env: NodeJS.ProcessEnv };
}

export async function makeWorker(stage: Stage, number: number): Promise<Worker> {
  const folder = join(stage.folder, `worker-${number}`);
  await mkdir(folder, { recursive: true });
  const index = await makeIndex(join(folder, 'index'), PACKAGES);
  const home = join(folder, 'stranger');
  return { stage, folder, index, stranger: { home, env: await homeOf(home, index) } };
}

/** A user's home, in which git doesn't wait for the disk. */
export async function homeOf(home: string, index: LocalIndex): Promise<NodeJS.ProcessEnv> {
  const env = isolatedEnvironment(home, {
    ...index.env,
    GIT_EDITOR: 'true',
    GIT_MERGE_AUTOEDIT: 'no',
    UV_PYTHON_DOWNLOADS: 'never',
  });
  await appendFile(join(home, '.gitconfig'), '[core]\n\tfsync = none\n[advice]\n\tdetachedHead = false\n');
  return env;
}
