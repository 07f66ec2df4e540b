import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { cacheFolder } from '../../src/cache.js';
import type { Hooked } from './hooked.js';
import { type RunResult, runOk } from './run.js';
import { scratchFolder } from './scratch.js';

/** What a run did that takes its time on any machine. */
export interface Counted extends RunResult {
  /** The programs that were started, in order: git's with their command, all others with their first argument. */
  readonly programs: readonly string[];
  /** Files of lockgen's package that node loaded, relative to `dist`, without their ending. */
  readonly loaded: readonly string[];
  /** Modules of node's own that these asked for. */
  readonly modules: readonly string[];
  /** Files of the repository that node read, as often as it did. */
  readonly read: readonly string[];
}

const NOTE = 'LOCKGEN_TEST_NOTES';

/** Comes before all else in each node: it notes what is loaded, read and started. */
const SPY = `
const fs = require('node:fs');
const { isBuiltin } = Module = require('node:module');
const { ChildProcess } = require('node:child_process');
const { basename } = require('node:path');
const append = fs.appendFileSync;
const note = (kind, what) => append(process.env.${NOTE}, kind + ' ' + what + '\\0');
const around = (object, name, before) => {
  const original = object[name];
  object[name] = function (...args) {
    before(...args);
    return original.apply(this, args);
  };
};
around(Module, '_load', (request, parent) => {
  if (isBuiltin(request) && parent?.filename?.includes('lockgen')) note('module', request.replace(/^node:/, ''));
});
around(fs, 'readFileSync', (path) => note('read', path));
around(fs.promises, 'readFile', (path) => note('read', path));
around(fs.promises, 'open', (path) => note('read', path));
around(ChildProcess.prototype, 'spawn', ({ file, args }) => {
  // All others are noted where PATH has them.
  if (/^uvx?$/.test(basename(file))) note('program', 'uv ' + args.slice(1).join(' '));
});
`;

/** Programs that are not noted: who runs them would have to run them anyway. */
const PLAIN = ['sh'];
const NOTED = ['git', 'node', 'readlink', 'python3', 'python', 'dirname', 'basename', 'cat', 'sed', 'uname'];

/** Runs a program, of those on the user's PATH, and counts what it does. */
export type Counting = (command: readonly string[]) => Promise<Counted>;

/** Counts what programs do that a repository's user runs. */
export async function counting({ repository }: Pick<Hooked, 'repository'>): Promise<Counting> {
  const { env, root } = repository;
  const folder = await scratchFolder();
  const bin = join(folder, 'bin');
  const notes = join(folder, 'notes');
  const spy = join(folder, 'spy.cjs');
  await mkdir(bin);
  await writeFile(spy, SPY);
  for (const name of [...PLAIN, ...NOTED]) {
    const { stdout } = await runOk('sh', ['-c', `command -v ${name}`], { env });
    // In one write: several may run at a time.
    const noted = NOTED.includes(name) ? `printf 'program %s\\0' "${name} $*" >>'${notes}'\n` : '';
    await writeFile(join(bin, name), `#!/bin/sh\n${noted}exec '${stdout.trim()}' "$@"\n`, { mode: 0o755 });
  }
  // As the node itself would be noted, which this stands for, by a run before.
  const note = join(cacheFolder(env, process.platform, repository.home), 'nodes', bin, 'node');
  await mkdir(dirname(note), { recursive: true });
  const time = new Date('2026-01-02T03:04:05Z');
  await writeFile(note, '');
  for (const path of [note, join(bin, 'node')]) await utimes(path, time, time);
  return async ([program = '', ...args]) => {
    await writeFile(notes, '');
    const result = await repository.run(program, args, {
      env: { ...env, PATH: bin, NODE_OPTIONS: `--require=${spy}`, [NOTE]: notes },
    });
    const all = (await readFile(notes, 'utf8')).split('\0');
    const of = (kind: string): readonly string[] =>
      all.flatMap((one) => (one.startsWith(`${kind} `) ? one.slice(kind.length + 1) : []));
    const below = (paths: readonly string[], above: RegExp): string[] =>
      paths.flatMap((path) => above.exec(path)?.[1] ?? []).sort();
    return {
      ...result,
      programs: of('program').map(plainly),
      loaded: [...new Set(below(of('read'), /\/lockgen\/dist\/(.*)\.cjs$/))],
      modules: [...new Set(of('module'))].sort(),
      read: below(
        of('read').map((path) => (path.startsWith(`${root}/`) ? `:${path.slice(root.length + 1)}` : '')),
        /^:(.*)$/,
      ),
    };
  };
}

/** A program with what it is told to do, without how. */
function plainly(line: string): string {
  const [program = '', ...args] = line.split(' ');
  if (program === 'uv') return line.split(' ', 3).join(' ');
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (program === 'git' && /^-[cC]$/.test(arg)) at += 1;
    else if (program !== 'git' || !arg.startsWith('-')) return `${program} ${arg.replace(/^.*\//, '')}`;
  }
  return program;
}
