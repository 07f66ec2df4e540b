import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, lockgen, measured, scratch, type Times, timed, uv } from './surroundings.js';
import { type Row, spreadOf } from './table.js';

/** How many commits a range has in which nothing of interest changes. */
const COMMITS = 100;

const check = (folder: string, ...args: readonly string[]): number =>
  timed(process.execPath, [lockgen, 'check', ...args], folder);

/**
 * `lockgen check` in its ways, each beside the least that could answer.
 *
 * @param sample - a repository whose lockfiles are known to be fresh
 */
export function checkRows(sample: string, quick: boolean): readonly Row[] {
  const rows: Row[] = [];
  const node = (): number => timed(process.execPath, ['-e', '0'], sample);
  const rounds = quick ? 10 : 40;

  const known = measured(rounds, { ours: () => check(sample), theirs: node });
  rows.push(
    row('`lockgen check` of what is known to be fresh', known, '`node -e 0`', { kind: 'ratio', most: 3 }),
  );

  const resolving = measured(quick ? 5 : 20, {
    ours: () => {
      const empty = join(scratch, 'empty-store');
      rmSync(empty, { recursive: true, force: true });
      return check(sample, '--cache-dir', empty);
    },
    theirs: () => offline(sample, []) + offline(sample, ['--extra=full']),
  });
  const beside = 'the two bare compiles, offline';
  rows.push(
    row('`lockgen check` that resolves, all in uv’s cache', resolving, beside, { kind: 'ratio', most: 1.3 }),
  );

  const range = rangeRepository(sample);
  const commits = measured(quick ? 3 : 10, {
    ours: () => check(range, '--range', `HEAD~${COMMITS}..HEAD`),
    theirs: () => timed('git', ['log', '--raw', `HEAD~${COMMITS}..HEAD`], range),
  });
  rows.push(
    row(`\`lockgen check --range\` over ${COMMITS} commits, none of interest`, commits, '`git log --raw`', {
      kind: 'total',
      most: 1000,
      unit: 'ms',
    }),
  );
  return rows;
}

function row(job: string, times: Times, beside: string, goal: Row['goal']): Row {
  return { job, ours: spreadOf(times, 'ours'), beside, theirs: spreadOf(times, 'theirs'), goal };
}

function offline(folder: string, extra: readonly string[]): number {
  const output = extra.length === 0 ? 'requirements.txt' : 'requirements-full.txt';
  const args = ['--quiet', '--offline', '--universal', '--python-version=3.10', ...extra];
  return timed(
    uv.path,
    ['pip', 'compile', ...args, `--output-file=${output}`, 'pyproject.toml'],
    copied(folder),
  );
}

/** uv writes into the folder in which it compiles. */
function copied(folder: string): string {
  const copy = join(scratch, 'offline');
  mkdirSync(copy, { recursive: true });
  for (const file of ['pyproject.toml', 'requirements.txt', 'requirements-full.txt']) {
    cpSync(join(folder, file), join(copy, file));
  }
  return copy;
}

function rangeRepository(sample: string): string {
  const folder = join(scratch, 'range');
  git(scratch, 'clone', '--quiet', sample, folder);
  for (let index = 0; index < COMMITS; index += 1) {
    writeFileSync(join(folder, 'source.py'), `print(${index})\n`);
    git(folder, 'add', 'source.py');
    git(folder, 'commit', '--quiet', '--no-verify', '-m', `Source ${index}`);
  }
  return folder;
}
