import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openWorkspace } from '../src/commands/workspace.js';
import { worktreeSnapshot } from '../src/git/worktree-snapshot.js';
import { fingerprint, loadProject } from '../src/project/project.js';
import { openStore } from '../src/verdict/store.js';
import { git, lockgen, measured, scratch, timed, uv } from './surroundings.js';
import { type Row, spread } from './table.js';

/** How many projects a large repository has; each has two lockfiles. */
const MANY = 1_000;
/** How many commits a range has in which nothing of interest changes. */
const COMMITS = 100;

const check = (folder: string, ...args: readonly string[]): number =>
  timed(process.execPath, [lockgen, 'check', ...args], folder);

/**
 * `lockgen check` in its ways, each beside the least that could answer.
 *
 * @param sample - a repository whose lockfiles are known to be fresh
 */
export async function checkRows(sample: string, quick: boolean): Promise<readonly Row[]> {
  const rows: Row[] = [];
  const node = (): number => timed(process.execPath, ['-e', '0'], sample);
  const rounds = quick ? 10 : 40;

  const known = measured(rounds, { ours: () => check(sample), theirs: node });
  rows.push(row('`lockgen check` of what is known to be fresh', known, '`node -e 0`', { goal: 3 }));

  const resolving = measured(quick ? 5 : 20, {
    ours: () => {
      const empty = join(scratch, 'empty-store');
      rmSync(empty, { recursive: true, force: true });
      return check(sample, '--cache-dir', empty);
    },
    theirs: () => offline(sample, []) + offline(sample, ['--extra=full']),
  });
  const beside = 'the two bare compiles, offline';
  rows.push(row('`lockgen check` that resolves, all in uv’s cache', resolving, beside, { goal: 1.3 }));

  const [large, store] = await largeRepository(sample);
  const many = measured(quick ? 3 : 10, {
    ours: () => check(large, '--quiet', '--cache-dir', store),
    theirs: () => timed('git', ['ls-files', '-co', '--exclude-standard', '-z'], large),
  });
  rows.push(
    row(
      `\`lockgen check\` of ${2 * MANY} lockfiles that are known to be fresh`,
      many,
      '`git ls-files` there',
      {
        goalTotal: 500,
      },
    ),
  );

  const range = rangeRepository(sample);
  const commits = measured(quick ? 3 : 10, {
    ours: () => check(range, '--range', `HEAD~${COMMITS}..HEAD`),
    theirs: () => timed('git', ['log', '--raw', `HEAD~${COMMITS}..HEAD`], range),
  });
  rows.push(
    row(`\`lockgen check --range\` over ${COMMITS} commits, none of interest`, commits, '`git log --raw`', {
      goalTotal: 1000,
    }),
  );
  return rows;
}

function row(
  job: string,
  times: ReadonlyMap<string, readonly number[]>,
  beside: string,
  goal: Pick<Row, 'goal' | 'goalTotal'>,
): Row {
  const of = (side: string) => spread(times.get(side) ?? []);
  return { job, ours: of('ours'), beside, theirs: of('theirs'), ...goal };
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

/** A sample many times over, in one repository, with a store in which all of it is known to be fresh. */
async function largeRepository(sample: string): Promise<readonly [folder: string, store: string]> {
  const folder = join(scratch, 'large-repository');
  mkdirSync(folder);
  git(folder, 'init', '--quiet');
  const text = readFileSync(join(sample, 'pyproject.toml'), 'utf8');
  for (let index = 0; index < MANY; index += 1) {
    const place = join(folder, `p${index}`);
    mkdirSync(place);
    writeFileSync(join(place, 'pyproject.toml'), `${text}\n[tool.lockgen]\n`);
    for (const file of ['requirements.txt', 'requirements-full.txt'])
      cpSync(join(sample, file), join(place, file));
  }
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '--no-verify', '-m', 'Start');
  // To resolve them all would take minutes, and what is asked of the store is the same.
  const store = join(scratch, 'large-store');
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
  return [folder, store];
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
