import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWorkspace } from '../src/commands/workspace.js';
import { worktreeSnapshot } from '../src/git/worktree-snapshot.js';
import { fingerprint, loadProject } from '../src/project/project.js';
import { openStore } from '../src/verdict/store.js';
import type { Line } from './chart.js';
import { compileArguments } from './managers.js';
import { LOCKFILES, manifest, repositoryWith, type Sample } from './repositories.js';
import { lockgen, measured, scratch, timed, uv } from './surroundings.js';
import { type Row, type Spread, spread, spreadOf } from './table.js';

/** A repository with as many copies of a sample, and a store in which all of them are known to be fresh. */
interface Fleet {
  readonly size: number;
  readonly folder: string;
  readonly store: string;
}

/** Numbers of projects; each has two lockfiles. */
const SIZES = [1, 10, 100, 1_000];
/** What resolves is timed more than once up to here: a thousand take minutes. */
const RESOLVED = 100;

/**
 * What is done for many projects at once, and how it grows.
 *
 * @param lockfiles - the sample's, in the order of `LOCKFILES`
 */
export async function many(
  sample: Sample,
  lockfiles: readonly string[],
  quick: boolean,
): Promise<{ readonly rows: readonly Row[]; readonly lines: readonly Line[] }> {
  const fleets: Fleet[] = [];
  for (const size of SIZES) fleets.push(await fleet(size, sample, lockfiles));
  const largest = fleets.at(-1);
  const resolved = fleets.filter(({ size }) => size <= (quick ? 1 : RESOLVED));
  const most = resolved.at(-1);
  if (largest === undefined || most === undefined) throw new Error('there are no sizes');

  const known = growth(fleets, quick ? 3 : 10, checkKnown);
  const checked = growth(resolved, quick ? 1 : 3, checkResolving);
  const generated = growth(resolved, quick ? 1 : 3, generate);
  const loop = spread([shellLoop(most)]);
  if (!quick) {
    checked.push([largest.size, spread([checkResolving(largest)])]);
    generated.push([largest.size, spread([generate(largest)])]);
  }
  const git = measured(quick ? 3 : 10, { theirs: () => listFiles(largest.folder) });
  const times = (all: readonly (readonly [number, Spread])[], size: number): Spread =>
    all.find(([one]) => one === size)?.[1] ?? spread([]);
  const memory = spread([
    memoryOf(largest, ['check', '--quiet', '--cache-dir', largest.store]),
    memoryOf(largest, ['status', '--quiet']),
    ...(quick ? [] : [memoryOf(largest, ['generate', '--quiet'])]),
  ]);
  const lockfilesOf = (size: number): string => `${2 * size} lockfiles`;
  return {
    rows: [
      {
        job: `\`lockgen generate\` of ${most.size} projects`,
        ours: times(generated, most.size),
        beside: 'a shell loop of uv, two compiles each',
        theirs: loop,
        goal: { kind: 'ratio', most: 0.5 },
      },
      {
        job: `\`lockgen check\` of ${lockfilesOf(largest.size)} that are known to be fresh`,
        ours: times(known, largest.size),
        beside: '`git ls-files` there',
        theirs: spreadOf(git, 'theirs'),
        goal: { kind: 'total', most: 500, unit: 'ms' },
      },
      {
        job: `\`lockgen check\` that resolves ${lockfilesOf(most.size)}, each`,
        ours: divided(times(checked, most.size), 2 * most.size),
        beside: 'the same of one project, each',
        theirs: divided(times(checked, 1), 2),
        goal: { kind: 'total', most: 150, unit: 'ms' },
      },
      {
        job: `most memory of \`lockgen check\`, \`status\`${quick ? '' : ' and `generate`'} with ${largest.size} projects`,
        ours: { ...memory, median: memory.upper },
        beside: '`node -e 0`',
        theirs: spread([memoryOf(largest, undefined)]),
        goal: { kind: 'total', most: 150, unit: 'MB' },
      },
    ],
    lines: [
      { name: 'check, known fresh', points: points(known) },
      { name: 'check that resolves', points: points(checked) },
      { name: 'generate', points: points(generated) },
    ],
  };
}

const points = (all: readonly (readonly [number, Spread])[]): Line['points'] =>
  all.map(([size, { median }]) => [size, median]);
const divided = ({ median, lower, upper, rounds }: Spread, by: number): Spread => ({
  ...{ median: median / by, lower: lower / by, upper: upper / by, rounds },
});

function growth(
  fleets: readonly Fleet[],
  rounds: number,
  work: (fleet: Fleet) => number,
): (readonly [number, Spread])[] {
  const times = measured(
    rounds,
    Object.fromEntries(fleets.map((one) => [`of ${one.size}`, () => work(one)])),
  );
  return fleets.map(({ size }) => [size, spreadOf(times, `of ${size}`)] as const);
}

const run = (folder: string, ...args: readonly string[]): number =>
  timed(process.execPath, [lockgen, ...args, '--quiet'], folder);
const checkKnown = ({ folder, store }: Fleet): number => run(folder, 'check', '--cache-dir', store);
const generate = ({ folder }: Fleet): number => run(folder, 'generate');
const listFiles = (folder: string): number =>
  timed('git', ['ls-files', '-co', '--exclude-standard', '-z'], folder);

function checkResolving({ folder }: Fleet): number {
  const empty = join(scratch, 'empty-store');
  rmSync(empty, { recursive: true, force: true });
  return run(folder, 'check', '--cache-dir', empty);
}

/** What a Makefile would have: two compiles in each folder, over the lockfiles that are there. */
function shellLoop({ folder }: Fleet): number {
  const compiles = (['base', 'full'] as const).map(
    (target) => `${uv.path} ${compileArguments(target).join(' ')}`,
  );
  return timed('sh', ['-ec', `for one in p*; do (cd $one; ${compiles.join('; ')}); done`], folder);
}

/**
 * The most memory that lockgen's own process held, in MB; uv's are not in it.
 *
 * @param args - undefined: node alone
 */
function memoryOf({ folder }: Fleet, args: readonly string[] | undefined): number {
  const told = join(scratch, 'memory.txt');
  const teller = join(scratch, 'memory.cjs');
  const write = `require('node:fs').writeFileSync(${JSON.stringify(told)}, String(process.resourceUsage().maxRSS))`;
  writeFileSync(teller, `process.on('exit', () => ${write});\n`);
  const command = args === undefined ? ['-e', '0'] : [lockgen, ...args];
  timed(process.execPath, ['--require', teller, ...command], folder);
  return Number(readFileSync(told, 'utf8')) / 1024;
}

async function fleet(size: number, sample: Sample, lockfiles: readonly string[]): Promise<Fleet> {
  const text = `${manifest(sample)}\n[tool.lockgen]\n`;
  const files: Record<string, string> = {};
  for (let at = 0; at < size; at += 1) {
    files[`p${at}/pyproject.toml`] = text;
    for (const [index, path] of LOCKFILES.entries()) files[`p${at}/${path}`] = lockfiles[index] ?? '';
  }
  const folder = repositoryWith(`fleet-${size}`, files);
  // To resolve a thousand would take minutes, and what is asked of the store is the same.
  const store = join(scratch, `store-${size}`);
  const known = openStore(store);
  const { tree, root, candidates } = await openWorkspace(
    worktreeSnapshot({ cwd: folder, env: process.env }),
    undefined,
  );
  for (const candidate of candidates) {
    const { managedBy } = candidate;
    if (managedBy === undefined) throw new Error(`${candidate.path} is not managed`);
    const project = await loadProject({ ...candidate, managedBy }, tree, root, undefined);
    await known.recordFresh(await fingerprint(project, tree));
  }
  return { size, folder, store };
}
