import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findUv } from '../src/uv/find.js';
import { findPython } from '../src/uv/python.js';
import { PINNED_UV } from '../src/uv/version.js';
import { type Row, spread, table } from './table.js';

// Times lockgen beside what a user would run instead: same machine, same project, in turn, so that a slow moment
// hits both. Writes docs/performance.md. `npm run bench -- --quick` takes fewer rounds.
const quick = process.argv.includes('--quick');
const clone = join(dirname(fileURLToPath(import.meta.url)), '..');
const scratch = mkdtempSync(join(tmpdir(), 'lockgen-bench-'));
const home = join(scratch, 'home');
mkdirSync(home);
const lockgen = join(clone, 'dist', 'cli.cjs');

const surroundings = { env: process.env, platform: process.platform, home: process.env.HOME ?? home };
const uv = await findUv({ version: PINNED_UV, hashes: [] }, surroundings);
const python = await findPython(surroundings);
// A real interpreter first: a version manager's shims would slow bare uv down and flatter lockgen.
const path = [...(python === undefined ? [] : [dirname(python.path)]), process.env.PATH ?? ''].join(':');
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GIT|UV)_/.test(name))),
  PATH: path,
  // Adds a constant to every start of node, and would flatter the ratio of two.
  NODE_EXTRA_CA_CERTS: undefined,
  UV_CACHE_DIR: join(scratch, 'uv-cache'),
  UV_PYTHON_DOWNLOADS: 'never',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Bench',
  GIT_AUTHOR_EMAIL: 'bench@example.invalid',
  GIT_COMMITTER_NAME: 'Bench',
  GIT_COMMITTER_EMAIL: 'bench@example.invalid',
};

function timed(program: string, args: readonly string[], cwd: string): number {
  const started = process.hrtime.bigint();
  const result = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
  const took = Number(process.hrtime.bigint() - started) / 1e6;
  if (result.status !== 0)
    throw new Error(`${program} ${args.join(' ')} ended with ${result.status}\n${result.stderr}`);
  return took;
}

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** `examples/mlpstorage` with other packages: some in base, more in full. */
interface Sample {
  readonly name: string;
  readonly base: readonly string[];
  readonly full: readonly string[];
}
const SMALL: Sample = { name: 'small', base: [], full: ['h5py', 'pandas', 'scikit-learn'] };
const LARGE: Sample = {
  name: 'large',
  base: ['jupyterlab', 'pandas'],
  full: ['h5py', 'scikit-learn', 'matplotlib'],
};

function repository(sample: Sample, name: string, hooked: boolean): string {
  const folder = join(scratch, `${sample.name}-${name}`);
  mkdirSync(folder);
  git(folder, 'init', '--quiet', '--initial-branch=main');
  const list = (names: readonly string[]): string => names.map((one) => `"${one}", `).join('');
  const text = readFileSync(join(clone, 'examples', 'mlpstorage', 'pyproject.toml'), 'utf8')
    .replace('full = ["dlio-benchmark"]', `full = [${list(sample.full)}]`)
    .replace('"rich>=13.0",', `"rich>=13.0", ${list(sample.base)}`);
  writeFileSync(join(folder, 'pyproject.toml'), text);
  writeFileSync(join(folder, 'notes.txt'), 'notes\n');
  if (hooked) symlinkSync(join(clone, 'hooks', 'pre-commit'), join(folder, '.git', 'hooks', 'pre-commit'));
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '-m', 'Start');
  return folder;
}

/** A commit with an edit of pyproject.toml, undone afterwards. */
function commit(folder: string, from: string, to: string): number {
  const manifest = join(folder, 'pyproject.toml');
  const text = readFileSync(manifest, 'utf8');
  if (!text.includes(from)) throw new Error(`the example has no ${from}`);
  writeFileSync(manifest, text.replace(from, to));
  git(folder, 'add', 'pyproject.toml');
  const took = timed('git', ['commit', '--quiet', '-m', 'Edit'], folder);
  git(folder, 'reset', '--quiet', '--hard', 'HEAD~1');
  return took;
}

/** One bare compile over the existing lockfile, as a Makefile would have it. */
function bare(folder: string, target: 'base' | 'full'): number {
  const output = target === 'base' ? 'requirements.txt' : 'requirements-full.txt';
  const extra = target === 'base' ? [] : ['--extra=full'];
  return timed(
    uv.path,
    [
      'pip',
      'compile',
      '--quiet',
      '--universal',
      '--python-version=3.10',
      ...extra,
      `--output-file=${output}`,
      'pyproject.toml',
    ],
    folder,
  );
}

function measured(rounds: number, sides: Readonly<Record<string, () => number>>): Map<string, number[]> {
  const times = new Map(Object.keys(sides).map((name) => [name, [] as number[]]));
  for (const side of Object.values(sides)) side();
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, side] of Object.entries(sides)) times.get(name)?.push(side());
  }
  return times;
}

try {
  const rows: Row[] = [];
  const pins = (folder: string, file: string): number =>
    readFileSync(join(folder, file), 'utf8').match(/^[\w.-]+(\[.*\])?==/gm)?.length ?? 0;
  for (const sample of [SMALL, LARGE]) {
    const ours = repository(sample, 'hooked', true);
    const theirs = repository(sample, 'plain', false);
    const files = ['requirements.txt', 'requirements-full.txt'];
    for (const file of files) writeFileSync(join(theirs, file), readFileSync(join(ours, file)));
    const size = files.map((file) => pins(ours, file)).join(' + ');
    const times = measured(quick ? 3 : 9, {
      adds: () => commit(ours, '"rich>=13.0",', '"rich>=13.0", "tqdm",'),
      stays: () => commit(ours, '"packaging>=21.0",', '"packaging>=20.0",'),
      one: () => bare(theirs, 'full'),
      two: () => bare(theirs, 'base') + bare(theirs, 'full'),
    });
    const of = (side: string) => spread(times.get(side) ?? []);
    const adds = { job: `commit that adds a dependency (${size} pins)`, ours: of('adds') };
    const stays = { job: `commit whose pins all stay (${size} pins)`, ours: of('stays') };
    rows.push(
      { ...adds, beside: 'one bare `uv pip compile` of full', theirs: of('one'), goal: 1.25 },
      { ...adds, beside: 'two bare compiles, base and full', theirs: of('two'), goal: 0.65 },
      { ...stays, beside: 'one bare `uv pip compile` of full', theirs: of('one'), goal: 0.3 },
    );
  }
  const hooked = join(scratch, 'small-hooked');
  const plain = join(scratch, 'small-plain');

  let turn = 0;
  const unrelated = (folder: string): number => {
    turn += 1;
    writeFileSync(join(folder, 'source.py'), `print(${turn})\n`);
    git(folder, 'add', 'source.py');
    return timed('git', ['commit', '--quiet', '-m', 'Source'], folder);
  };
  const many = quick ? 20 : 60;
  const noop = measured(many, {
    ours: () => unrelated(hooked),
    theirs: () => unrelated(plain),
  });
  rows.push({
    job: 'commit with nothing to lock',
    ours: spread(noop.get('ours') ?? []),
    beside: 'the same commit without a hook',
    theirs: spread(noop.get('theirs') ?? []),
    goalMilliseconds: 5,
  });

  const check = measured(many / 2, {
    ours: () => timed(process.execPath, [lockgen, 'check'], hooked),
    theirs: () => timed(process.execPath, ['-e', '0'], hooked),
  });
  rows.push({
    job: '`lockgen check` of what is known to be fresh',
    ours: spread(check.get('ours') ?? []),
    beside: '`node -e 0`',
    theirs: spread(check.get('theirs') ?? []),
    goal: 3,
  });

  const text = table(rows);
  console.log(text);
  const page = join(clone, 'docs', 'performance.md');
  const [before = ''] = readFileSync(page, 'utf8').split('<!-- table -->');
  if (!quick) writeFileSync(page, `${before}<!-- table -->\n\n${text}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
