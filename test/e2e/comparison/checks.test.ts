// Rows of docs/comparison.md: what tells, without writing, whether the lockfiles of each tool are right.
import { describe, expect, test } from 'vitest';
import { neighbour, TOOLS, type Tool } from '../../helpers/neighbours.js';
import { openRow } from '../../helpers/pages/comparison.js';

const check = openRow('check');
const release = openRow('release');
const changed = openRow('changed');
const wrong = openRow('wrong');

/** Those that have none, with what comes nearest, and what it ends with where a lockfile is stale. */
const WITHOUT = {
  // uv itself knows no such option.
  'uv-pre-commit': { nearest: 'uv pip compile --check pyproject.toml -o requirements.txt', exitCode: 2 },
  // It says what it would write, and ends well.
  'pip-tools': {
    nearest: 'pip-compile --dry-run --output-file=requirements.txt pyproject.toml',
    exitCode: 0,
  },
} as const;
const isWithout = (tool: Tool): tool is keyof typeof WITHOUT => tool in WITHOUT;
const withCheck = TOOLS.filter((tool) => !isWithout(tool));

async function started(tool: Tool) {
  const world = await neighbour(tool);
  await world.start({ base: ['alpha<2'] });
  const command = isWithout(tool) ? WITHOUT[tool].nearest : check.code(tool);
  const program = command.replace(/^lockgen/, 'node_modules/.bin/lockgen');
  return {
    world,
    command,
    checked: async () => (await world.run(program)).exitCode,
    async require(...base: string[]) {
      for (const [path, text] of Object.entries(world.sources({ base }))) {
        await world.repository.write(path, text);
      }
    },
  };
}

describe('a check that does not write', () => {
  test.each(TOOLS)('%s', async (tool) => {
    const { world, checked, command, require } = await started(tool);
    await require('alpha<2', 'delta');
    const before = await world.repository.read(world.lockfiles[0] ?? '');
    const exitCode = await checked();
    expect(await world.repository.read(world.lockfiles[0] ?? '')).toBe(before);
    if (isWithout(tool)) {
      expect(check.says(tool)).toBe('no');
      expect(exitCode, command).toBe(WITHOUT[tool].exitCode);
    } else {
      expect(exitCode, command).not.toBe(0);
    }
  });
});

describe('the check', () => {
  test.each(withCheck)('%s: is green when a new release came out', async (tool) => {
    const { world, checked } = await started(tool);
    await world.index.add([{ name: 'alpha', version: '1.2.0' }]);
    expect((await checked()) === 0).toBe(release.isYes(tool));
    expect(await world.repository.status()).toEqual([]);
  });

  test.each(withCheck)('%s: is red when a requirement changed', async (tool) => {
    const { checked, require } = await started(tool);
    await require('alpha<2', 'delta');
    expect((await checked()) !== 0).toBe(changed.isYes(tool));
  });

  test.each(withCheck)('%s: sees a pin that the requirements do not allow', async (tool) => {
    const { world, checked } = await started(tool);
    for (const path of world.lockfiles) {
      const text = await world.repository.read(path);
      const edited = text.replace(/(alpha==|name = "alpha"\nversion = ")1\.1\.0/, '$12.0.0');
      await world.repository.write(path, edited);
    }
    expect((await checked()) !== 0).toBe(wrong.isYes(tool));
  });
});
