import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/failure.js';
import { diffPins } from '../../../src/lockfile/diff.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';
import { duration, failureText, generateSummary, hookSummary } from '../../../src/report/text.js';
import type { ResolvedProject } from '../../../src/resolve/project.js';
import { projectOf } from '../project/fake-tree.js';
import { target } from '../resolve/target.js';

test.each([
  [0, '0 ms'],
  [239.6, '240 ms'],
  [999, '999 ms'],
  [1000, '1.0 s'],
  [3140, '3.1 s'],
  [61_000, '61.0 s'],
])('%s milliseconds are %s', (milliseconds, expected) => {
  expect(duration(milliseconds)).toBe(expected);
});

type Texts = readonly [path: string, before: string | undefined, after: string];

async function resolved(texts: readonly Texts[], notices: readonly string[] = []): Promise<ResolvedProject> {
  const project = await projectOf({
    'pyproject.toml': '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.10"\n',
  });
  const lockfiles = texts.map(([path, before, text]) => {
    const lockfile = parseLockfile(text);
    const changes = diffPins(before === undefined ? undefined : parseLockfile(before), lockfile);
    return { target: target(path), path, before, text, lockfile, changes, settled: true, warnings: [] };
  });
  return { project, lockfiles, notices };
}

const OLD = 'numpy==2.3.1\nsix==1.17.0\n';
const NEW = 'h5py==3.16.0\nnumpy==2.4.6\n';

describe('a commit is told', () => {
  test.each<[string, readonly Texts[], readonly string[], string]>([
    [
      'its first lockfiles',
      [
        ['base.txt', undefined, OLD],
        ['full.txt', undefined, 'numpy==2.3.1\n'],
      ],
      [],
      'lockgen: staged base.txt and full.txt (3.1 s)\n  base.txt: 2 packages   full.txt: 1 package\n',
    ],
    [
      'what moved, once',
      [
        ['base.txt', OLD, NEW],
        ['full.txt', `${OLD}zstd==1.0\n`, `${NEW}zstd==1.0\n`],
      ],
      [],
      'lockgen: staged base.txt and full.txt (3.1 s)\n  + h5py 3.16.0   numpy 2.3.1 → 2.4.6   - six 1.17.0\n',
    ],
    [
      'which lockfile stayed',
      [
        ['base.txt', OLD, OLD],
        ['full.txt', OLD, NEW],
        ['dev.txt', OLD, NEW],
      ],
      [],
      'lockgen: staged full.txt and dev.txt; base.txt unchanged (3.1 s)\n  + h5py 3.16.0   numpy 2.3.1 → 2.4.6   - six 1.17.0\n',
    ],
    [
      'what has no name, once',
      [['base.txt', '-e .\n./a\n', '-e ./a\n./lib ; os_name == "nt"\n']],
      [],
      'lockgen: staged base.txt (3.1 s)\n  - -e .   ./a → -e ./a   + ./lib\n',
    ],
    ['that nothing moved', [['base.txt', OLD, OLD]], [], 'lockgen: base.txt already right (3.1 s)\n'],
    [
      'what to know besides',
      [['base.txt', OLD, `${OLD}# other comments\n`]],
      ['alpha is yanked'],
      'lockgen: staged base.txt (3.1 s)\nlockgen: note: alpha is yanked\n',
    ],
  ])('%s', async (_, texts, notices, expected) => {
    expect(hookSummary([await resolved(texts, notices)], 3140)).toBe(expected);
  });

  test('no more changes than one can read', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `p${String(index).padStart(2, '0')}`);
    const all = (version: number): string => names.map((name) => `${name}==${version}\n`).join('');
    const summary = hookSummary([await resolved([['base.txt', all(1), all(2)]])], 3140);
    expect(summary).toContain('p11 1 → 2   … and 8 more\n');
    expect(summary).not.toContain('p12');
    const lines = summary.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(100);
  });
});

test.each([
  [false, 'wrote', 'took 3.1 s'],
  [true, 'would write', 'nothing was written; took 3.1 s'],
])('generate tells each lockfile; a dry run: %s', async (dryRun, verb, last) => {
  const projects = [
    await resolved(
      [
        ['base.txt', OLD, NEW],
        ['full.txt', OLD, OLD],
        ['dev.txt', undefined, 'numpy==2.3.1\n'],
      ],
      ['alpha is yanked'],
    ),
  ];
  expect(generateSummary(projects, 3140, { dryRun }).split('\n')).toEqual([
    `${verb} base.txt: 2 packages`,
    '  + h5py 3.16.0',
    '  numpy 2.3.1 → 2.4.6',
    '  - six 1.17.0',
    'unchanged full.txt: 2 packages',
    `${verb} dev.txt: 1 package`,
    'note: alpha is yanked',
    last,
    '',
  ]);
});

describe('a failure is told', () => {
  const words = Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n');

  test('with what to do', () => {
    const failure = new Failure('project', 'a.toml:3: no', { next: 'mend a.toml' });
    expect(failureText(failure, false)).toBe('lockgen: a.toml:3: no\nlockgen: next: mend a.toml\n');
    expect(failureText(new Failure('project', 'no'), false)).toBe('lockgen: no\n');
  });

  test('to whoever commits, with a way out', () => {
    const failure = new Failure('project', 'a.toml:3: no', {
      next: 'mend a.toml',
      detail: 'error: x\n  cause: y\n',
    });
    expect(failureText(failure, true)).toBe(
      'lockgen: commit blocked: a.toml:3: no\nlockgen: next: mend a.toml\nlockgen: nothing was changed: mend it, git add, and commit again; LOCKGEN=0 git commit commits without lockfiles\n  error: x\n    cause: y\n',
    );
  });

  test('in five lines to whoever commits, however many errors there are', () => {
    const errors = Array.from({ length: 9 }, (_, at) => `  .lockgenrc: option${at}: no`);
    const of = (count: number) =>
      new Failure('configuration', ['some errors:', ...errors.slice(0, count)].join('\n'), {
        next: 'mend it',
      });
    expect(failureText(of(9), true).split('\n').slice(0, 5)).toEqual([
      'lockgen: commit blocked: some errors:',
      '  .lockgenrc: option0: no',
      '  … 8 more: lockgen check --staged shows them',
      'lockgen: next: mend it',
      expect.stringContaining('lockgen: nothing was changed'),
    ]);
    expect(failureText(of(2), true)).toContain('  .lockgenrc: option1: no\nlockgen: next: mend it\n');
    expect(failureText(of(9), false)).toContain('  .lockgenrc: option8: no\n');
  });

  test('without a promise that it does not keep', () => {
    const failure = new Failure('git', 'half of it was done', { next: 'git status', changed: true });
    expect(failureText(failure, true)).toBe(
      'lockgen: commit blocked: half of it was done\nlockgen: next: git status\n',
    );
  });

  test.each([
    ['do', 16],
    ['install uv in one of these ways:\n  one\n  two\n  three\n  four\n  five', 19],
  ])('in at most twenty lines, when a commit is blocked, with %j', (next, more) => {
    const text = failureText(new Failure('unsatisfiable', 'no', { next, detail: words }), true);
    const lines = text.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(20);
    expect(lines.at(-1)).toBe(`  … ${more} more lines: lockgen generate shows them`);
  });

  test.each([
    ['', 'lockgen generate'],
    ['services/svc-01', 'lockgen generate services/svc-01'],
    ["it's here", `lockgen generate 'it'"'"'s here'`],
  ])('with the command for the project that it is of, in %j', (folder, command) => {
    const text = failureText(new Failure('unsatisfiable', 'no', { folder, detail: words }), true);
    expect(text).toContain(` more lines: ${command} shows them\n`);
  });

  test('in full otherwise', () => {
    const text = failureText(new Failure('unsatisfiable', 'no', { detail: words }), false);
    expect(text).toContain('  line 29\n');
    expect(text).not.toContain('more lines');
  });
});
