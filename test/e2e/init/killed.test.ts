import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { copyOf, type Hooked } from '../../helpers/hooked.js';
import { everything, unwired } from '../../helpers/init-world.js';
import { scratchFolder } from '../../helpers/scratch.js';
import { steppedHook } from '../../kill/bundle.js';

/** A repository in which init edits, makes, renames and sets. */
const FILES = {
  'pyproject.toml':
    '[project]\nname = "shop"\nversion = "1.0"\nrequires-python = ">=3.10,<3.13"\ndependencies = ["alpha"]\n',
  '.gitattributes': '*.png binary\n',
  'hook.py': '#!/usr/bin/env python3\n',
};
const COMMANDS = ['cp hook.py .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit'];

/** Of the many steps by which lockfiles are made, which have a test of their own, some. */
const EVERY = 8;

test('a kill between any two writes of init: it is taken back whole, and the next one finishes it', async () => {
  const program = join(dirname(await steppedHook(await scratchFolder())), 'dist', 'cli.cjs');
  const template = await unwired(FILES, { commands: COMMANDS });
  const before = await everything(template.repository);
  const init = ({ repository }: Hooked, env: NodeJS.ProcessEnv) =>
    repository.run('node', [program, 'init', '--yes'], { env: { ...repository.env, ...env } });

  const whole = await copyOf(template);
  const note = join(await scratchFolder(), 'steps');
  const first = await init(whole, { LOCKGEN_TEST_STEPS: note });
  expect(first.exitCode, first.stderr).toBe(0);
  const done = unrecorded(await everything(whole.repository));
  const steps = (await readFile(note, 'utf8')).trimEnd().split('\n');
  const own = steps.findIndex((step) => step.includes('lockgen.node')) + 4;
  expect(own).toBeGreaterThan(20);
  const killed = steps.flatMap((_, at) =>
    at < own || at % EVERY === 0 || at > steps.length - 6 ? [at + 1] : [],
  );

  const isRight = async (step: number): Promise<void> => {
    const where = `at step ${step} of ${steps.length}, ${steps[step - 1]}`;
    const world = await copyOf(template);
    const { exitCode } = await init(world, { LOCKGEN_TEST_STEP: `kill:${step}` });
    expect(exitCode, where).not.toBe(0);
    const other = await copyOf({ repository: world.repository, installed: world.installed });
    const back = await other.lockgen(['uninstall']);
    expect(back.exitCode, `${where}\n${back.stderr}`).toBe(0);
    expect(await everything(other.repository), where).toEqual(before);
    const again = await world.lockgen(['init', '--yes']);
    expect(again.exitCode, `${where}\n${again.stderr}`).toBe(0);
    expect(unrecorded(await everything(world.repository)), where).toEqual(done);
    await world.lockgen(['uninstall']);
    expect(await everything(world.repository), where).toEqual(before);
  };
  const work = killed.values();
  await Promise.all(
    [1, 2].map(async () => {
      for (const step of work) await isRight(step);
    }),
  );
});

function unrecorded({
  '.git/lockgen/setup.json': _,
  ...files
}: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return files;
}
