import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Counted, counting } from '../helpers/counted.js';
import { type Hooked, startedWith } from '../helpers/hooked.js';
import { standardProject } from '../helpers/projects.js';
import { scratchFolder } from '../helpers/scratch.js';

// What takes time on any machine is counted, since times themselves tell of the machine. docs/performance.md has the table.

const RUFF = '[tool.ruff]\nline-length = 100\n';
const PROJECTS = 20;

interface Job {
  readonly name: string;
  /** What is staged, or written. */
  readonly change: (world: Hooked) => Promise<unknown>;
  readonly run: (world: Hooked) => readonly string[] | Promise<readonly string[]>;
}

const hook = ({ installed }: Hooked): readonly string[] => ['sh', installed.shim];
const check = ({ installed }: Hooked, ...args: readonly string[]): readonly string[] => [
  'node',
  `${installed.folder}/dist/cli.cjs`,
  'check',
  ...args,
];
const stage = (text: string) => (world: Hooked) => world.repository.stage({ 'pyproject.toml': text });
const nothing = async (): Promise<void> => {};

const JOBS: readonly Job[] = [
  {
    name: 'a commit of a source file',
    change: ({ repository }) => repository.stage({ 'source.py': 'x = 1\n' }),
    run: hook,
  },
  {
    name: 'a commit that edits `[tool.ruff]`',
    change: stage(standardProject({ more: RUFF.replace('100', '90') })),
    run: hook,
  },
  {
    name: 'a commit whose pins all stay',
    change: stage(standardProject({ dependencies: ['gamma>=0'], more: RUFF })),
    run: hook,
  },
  {
    name: 'a commit that adds a dependency',
    change: stage(standardProject({ dependencies: ['gamma', 'mu'], more: RUFF })),
    run: hook,
  },
  { name: '`lockgen check` of what is known to be fresh', change: nothing, run: (world) => check(world) },
  {
    name: '`lockgen check` that resolves',
    change: nothing,
    run: async (world) => check(world, '--cache-dir', await scratchFolder()),
  },
];

/** As the table has it: programs with how often they were started, files by their names. */
function row(name: string, { programs, loaded, modules, read }: Counted): string {
  const times = new Map<string, number>();
  for (const program of programs) {
    // How often it is asked where a new pin has a wheel, the time decides that there is for it.
    if (program === 'uv pip install') continue;
    const kind = program.split(' ')[0] ?? '';
    times.set(kind, (times.get(kind) ?? 0) + 1);
  }
  const started = [...times].map(([kind, count]) => (count === 1 ? kind : `${count} × ${kind}`)).join(', ');
  const files = loaded.map((file) => file.replace('vendor/', '')).join(', ');
  return `| ${name} | ${started} | ${files || 'none'} | ${modules.length} | ${read.length} |`;
}

test('the table of what is started, loaded and read', async () => {
  const world = await startedWith({ 'pyproject.toml': standardProject({ more: RUFF }) });
  const count = await counting(world);
  const { repository } = world;
  const rows: string[] = [];
  for (const { name, change, run } of JOBS) {
    let result: Counted | undefined;
    // What the first run remembers (an interpreter, compiled code), the second has.
    for (let round = 0; round < 2; round += 1) {
      await repository.git('reset', '--quiet', '--hard');
      await change(world);
      if (name.includes('pins') || name.includes('adds')) await forget(world);
      result = await count(await run(world));
      expect(result, `${name}\n${result.stderr}`).toMatchObject({ exitCode: 0 });
    }
    if (result !== undefined) rows.push(row(name, result));
  }
  const page = await readFile(fileURLToPath(new URL('../../docs/performance.md', import.meta.url)), 'utf8');
  const begin = page.indexOf('| What | ');
  expect(page.slice(begin, page.indexOf('\n\n', begin))).toBe(
    [
      '| What | Programs | lockgen’s files | Node’s modules | Files read |',
      '|---|---|---|---|---|',
      ...rows,
    ].join('\n'),
  );
});

/** What a first run has found to be fresh would be known to the second. */
async function forget({ repository }: Hooked): Promise<void> {
  await repository.run('rm', ['-rf', `${repository.env.XDG_CACHE_HOME}/lockgen/verdicts/fresh`]);
}

test('a known-fresh check starts as many programs for many projects as for one, and reads each file once', async () => {
  const files = Object.fromEntries(
    Array.from({ length: PROJECTS }, (_, at) => [
      `p${at}/pyproject.toml`,
      standardProject({ more: '[tool.lockgen]' }),
    ]),
  );
  const world = await startedWith(files);
  const count = await counting(world);
  const { programs, read, exitCode, loaded } = await count(check(world));
  expect(exitCode).toBe(0);
  expect(programs).toEqual(['node cli.cjs', 'git rev-parse', 'git ls-files']);
  expect(loaded).toEqual(['cli', 'core', 'start']);
  const mine = read.filter((path) => !path.startsWith('.git'));
  expect(mine).toEqual(
    Array.from({ length: PROJECTS }, (_, at) => `p${at}`)
      .flatMap((folder) =>
        ['pyproject.toml', 'requirements-full.txt', 'requirements.txt'].map((name) => `${folder}/${name}`),
      )
      .sort(),
  );
});
