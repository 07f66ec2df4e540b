import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileArguments, managedRepository } from './managers.js';
import { hatchPipCompile, pipCompileMulti, pipTools } from './neighbours.js';
import { commitEdit, EDIT, LOCKFILES, type Sample } from './repositories.js';
import { measured, timed, uv } from './surroundings.js';
import { type Field, type Row, spreadOf } from './table.js';

/**
 * The main job, a commit that adds a dependency, and one whose pins all stay: by the hook, beside bare compiles and what
 * others run for it.
 *
 * @param sample - with its lockfiles, in the order of `LOCKFILES`
 */
export function commits(
  sample: Sample,
  lockfiles: readonly string[],
  quick: boolean,
): { readonly rows: readonly Row[]; readonly fields: readonly Field[] } {
  const of = (manager: string): string => managedRepository(manager, sample, lockfiles, '-edits');
  const [ours, prek, makefile] = [of('lockgen'), of('prek'), of('no hook')];
  const path = join(makefile, 'pyproject.toml');
  writeFileSync(path, readFileSync(path, 'utf8').replace(...EDIT));
  const bare = (targets: readonly ('base' | 'full')[]): number => {
    for (const [at, name] of LOCKFILES.entries()) writeFileSync(join(makefile, name), lockfiles[at] ?? '');
    return targets.reduce((sum, target) => sum + timed(uv.path, compileArguments(target), makefile), 0);
  };

  let turn = Math.floor(Date.now() / 1000);
  const rounds = quick ? 2 : 9;
  const times = measured(rounds, {
    lockgen: () => commitEdit(ours, ...EDIT),
    // Another bound each time, and in each run: what was found to be fresh once is known then.
    stays: () => {
      turn += 1;
      return commitEdit(ours, '"packaging>=21.0",', `"packaging>=20.${turn}",`);
    },
    one: () => bare(['full']),
    two: () => bare(['base', 'full']),
    'uv-pre-commit': () => commitEdit(prek, ...EDIT),
  });
  // These take so long that fewer rounds tell as much, and that a quick run has the best known alone.
  const slow = measured(
    quick ? 1 : 3,
    quick
      ? { 'pip-tools': pipTools(sample) }
      : {
          'pip-tools': pipTools(sample),
          'pip-compile-multi': pipCompileMulti(sample),
          hatch: hatchPipCompile(sample),
        },
  );
  const size = lockfiles.map(pins).join(' + ');
  const adds = { job: `commit that adds a dependency (${size} pins)`, ours: spreadOf(times, 'lockgen') };
  const stays = { job: `commit whose pins all stay (${size} pins)`, ours: spreadOf(times, 'stays') };
  const one = { beside: 'one bare `uv pip compile` of full', theirs: spreadOf(times, 'one') };
  const two = { beside: 'two bare compiles, base and full', theirs: spreadOf(times, 'two') };
  return {
    rows: [
      { ...adds, ...one, goal: { kind: 'ratio', most: 1.25 } },
      { ...adds, ...two, goal: { kind: 'ratio', most: 0.65 } },
      { ...stays, ...one, goal: { kind: 'ratio', most: 0.3 } },
    ],
    fields: [
      {
        job: `A new dependency in both lockfiles (${size} pins)`,
        sides: [
          ['lockgen: the whole commit', spreadOf(times, 'lockgen')],
          ['uv, once, of full', spreadOf(times, 'one')],
          ['uv, twice', spreadOf(times, 'two')],
          ['uv-pre-commit’s `pip-compile` twice, under prek', spreadOf(times, 'uv-pre-commit')],
          ['pip-tools, twice', spreadOf(slow, 'pip-tools')],
          ...(quick
            ? []
            : [
                ['pip-compile-multi', spreadOf(slow, 'pip-compile-multi')] as const,
                ['hatch-pip-compile, which installs both as well', spreadOf(slow, 'hatch')] as const,
              ]),
        ],
      },
    ],
  };
}

const pins = (text: string): number => text.match(/^[\w.-]+(\[.*\])?==/gm)?.length ?? 0;
