import { expect } from 'vitest';
import type { Runner } from '../../helpers/disks.js';
import { blocked } from '../../helpers/hooked.js';
import { pyproject } from '../../helpers/projects.js';
import type { RunResult } from '../../helpers/run.js';
import { type Busy, busy } from './busy.js';
import { expectWorkAtHand } from './expect.js';

/** A commit that the system is about to refuse something. */
export interface Refused extends Busy {
  /** The project's folder. */
  readonly folder: string;
  /** `git commit` in these surroundings. */
  commitIn(runner: Runner, env?: NodeJS.ProcessEnv): Promise<RunResult>;
  /** The same, which must be blocked and change nothing. Gives the hook's words. */
  blocksIn(runner: Runner, env?: NodeJS.ProcessEnv): Promise<string>;
  /** The commit, now that its cause is mended: it is made, and right. */
  commitsRightly(): Promise<void>;
}

/** A project in a folder of its own, with a dependency more staged, amid work at hand. */
export async function aboutToCommit(): Promise<Refused> {
  const [path, lockfiles] = ['app/pyproject.toml', ['app/requirements-full.txt', 'app/requirements.txt']];
  const of = (...dependencies: string[]): string => pyproject({ dependencies, extras: { full: ['iota'] } });
  const world = await busy({ [path]: of('alpha'), '.lockgenrc.json': '{ "projects": ["app"] }\n' });
  const { repository } = world;
  const script = `#!/bin/sh\n'${world.installed.shim}' "$@"\ncode=$?\necho "the hook gave $code" >&2\nexit $code\n`;
  await repository.write('.git/hooks/pre-commit', script);
  await repository.stage({ [path]: of('alpha', 'delta') });
  const commitIn: Refused['commitIn'] = (runner, env) =>
    runner('git', ['commit', '-m', 'Change'], { cwd: repository.root, env: { ...repository.env, ...env } });
  return {
    ...world,
    folder: repository.path('app'),
    commitIn,
    async blocksIn(runner, env) {
      const words = await blocked(world, () => commitIn(runner, env));
      await expectWorkAtHand(world);
      // It could not run; the commit and its lockfiles are not at fault.
      expect(words).toContain('the hook gave 2');
      return words;
    },
    async commitsRightly() {
      await world.commits();
      expect((await repository.changed()).sort()).toEqual([path, ...lockfiles, 'notes.md'].sort());
      expect(await world.pins('app/requirements.txt')).toEqual(['alpha==2.0.0', 'delta==2.0.0']);
    },
  };
}
