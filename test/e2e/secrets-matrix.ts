import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RunResult } from '../helpers/run.js';
import { type Place, type SecretWorld, secretWorld } from '../helpers/secret-world.js';
import { manifest } from './secret-places-outside.js';

/** The formats of reports. */
const FORMATS = ['text', 'json', 'github', 'gitlab', 'sarif', 'markdown'] as const;

/** A lockfile of each form; of files, `pylock.toml` has the URLs. */
const BOTH_FORMS = `[tool.lockgen.targets]
base = { output = "requirements.txt" }
files = { output = "pylock.toml" }
`;

/** A place where a secret may come to light: what was looked at, and what was found there. */
interface Cell {
  readonly out: string;
  readonly leaks: readonly string[];
}

/** How the matrix' row of one place came out. */
export interface Row {
  readonly cells: readonly Cell[];
  /** What the runs ended with, by their name. */
  readonly exits: Readonly<Record<string, number>>;
  /** All that was said, by the name of the run. */
  readonly said: Readonly<Record<string, string>>;
}

/**
 * Does with a credential in one place all that lockgen does, in good and in bad times, and looks everywhere for it.
 */
export async function row(place: Place): Promise<Row> {
  const world = await secretWorld({
    files: (_, dependencies) => ({ 'pyproject.toml': manifest(dependencies, BOTH_FORMS) }),
    ...place,
  });
  const { setting, repository } = world;
  const { canary, index } = setting;
  const cells: Cell[] = [];
  const exits: Record<string, number> = {};
  const said: Record<string, string> = {};
  const saw = (out: string, text: string): void => {
    cells.push({ out, leaks: canary.isIn(text) ? [text.slice(0, 2000)] : [] });
  };
  const hear = (name: string, { exitCode, stdout, stderr }: RunResult): void => {
    exits[name] = exitCode;
    said[name] = stdout + stderr;
    saw(`${name}: stdout`, stdout);
    saw(`${name}: stderr`, stderr);
  };
  const commit = async (name: string, dependencies: readonly string[]): Promise<void> => {
    await world.stage(dependencies);
    hear(name, await repository.tryCommit(name));
  };
  const lockgen = async (name: string, args: readonly string[], env?: NodeJS.ProcessEnv): Promise<void> => {
    hear(name, await world.lockgen(args, env));
  };
  const first = place.requires?.(setting) ?? 'alpha';

  await commit('hook', [first]);
  await commit('hook: unsatisfiable', [first, 'delta>9']);
  await commit('hook: no such package', [first, 'nothing-here']);
  for (const state of [401, 404, 500] as const) {
    index.become(state);
    await commit(`hook: ${state}`, [first, 'delta']);
  }
  index.become(401);
  await lockgen('generate: 401', ['generate', '--verbose', '--upgrade']);
  await lockgen('check: 401', ['check', '--no-cache', '--verbose']);
  index.become('here');
  await reports(world, lockgen, saw);
  await lockgen('generate', ['generate', '--verbose']);
  await lockgen('check: installable', ['check', '--installable']);
  await lockgen('config', ['config']);
  await lockgen('status', ['status']);
  const leaks = await world.leaks();
  for (const out of ["the repository's", "the home's", "git's object", 'file', 'argument of', 'mode of']) {
    cells.push({ out, leaks: leaks.filter((leak) => leak.startsWith(out)) });
  }
  return { cells, exits, said };
}

async function reports(
  { repository, place }: SecretWorld,
  lockgen: (name: string, args: readonly string[], env?: NodeJS.ProcessEnv) => Promise<void>,
  saw: (out: string, text: string) => void,
): Promise<void> {
  const summary = join(repository.home, 'summary');
  const output = join(repository.home, 'report');
  const env = { GITHUB_STEP_SUMMARY: summary, GITHUB_ACTIONS: 'true' };
  for (const format of FORMATS) {
    const words = [`--format=${format}`];
    await lockgen(`check ${words}`, ['check', ...words], env);
    // What they tell is from the lockfile and the requirements, so that other places have no way into it.
    if (format !== 'json' && place.requires === undefined) continue;
    await lockgen(`diff ${words}`, ['diff', 'HEAD', ...words], env);
    await lockgen(`why ${words}`, ['why', 'alpha', ...words]);
    await lockgen(`validate ${words}`, ['validate', 'requirements.txt', ...words]);
  }
  await lockgen('check --output', ['check', '--format=json', '--output', output]);
  saw('the file of --output', await readFile(output, 'utf8').catch(() => ''));
  saw("the step's summary", await readFile(summary, 'utf8').catch(() => ''));
}

/** Holds a row against the promise: nothing leaks. Gives the number of cells. */
export function expectClean({ cells }: Row): number {
  expect(cells.flatMap(({ out, leaks }) => leaks.map((leak) => `${out} ← ${leak}`))).toEqual([]);
  return cells.length;
}
