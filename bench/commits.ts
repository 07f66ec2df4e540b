import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { clone, git, measured, scratch, timed, uv } from './surroundings.js';
import { type Row, spread } from './table.js';

/** `examples/mlpstorage` with other packages: some in base, more in full. */
interface Sample {
  readonly name: string;
  readonly base: readonly string[];
  readonly full: readonly string[];
}
export const SMALL: Sample = { name: 'small', base: [], full: ['h5py', 'pandas', 'scikit-learn'] };
const LARGE: Sample = {
  name: 'large',
  base: ['jupyterlab', 'pandas'],
  full: ['h5py', 'scikit-learn', 'matplotlib'],
};

/** Makes a repository with a sample and its lockfiles, where the hook is wired. */
export function repository(sample: Sample, name: string, hooked: boolean): string {
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

/** Commits by the hook beside bare compiles, and beside no hook. */
export function commitRows(quick: boolean): readonly Row[] {
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
  return rows;
}
