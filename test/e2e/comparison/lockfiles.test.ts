// Rows of docs/comparison.md: what is in the lockfiles of each tool, and what tells whether they are right.
import { describe, expect, test } from 'vitest';
import { neighbour, type Tool } from '../../helpers/neighbours.js';

describe('base and full that disagree when they are resolved apart', () => {
  test.each<[Tool, boolean]>([
    ['lockgen', true],
    ['uv-pre-commit', false],
    ['pip-tools', false],
    ['pip-compile-multi', true],
    ['uv lock', true],
  ])('%s: they agree: %s', async (tool, agree) => {
    const world = await neighbour(tool);
    await world.start({ base: ['sigma'], full: ['omega<2.3'] });
    const texts = await Promise.all(world.lockfiles.map((path) => world.repository.read(path)));
    const pinned = texts
      .join('\n')
      .match(/(?:^omega==|name = "omega"\nversion = ")[\d.]+/gm)
      ?.map((text) => text.replace(/.*[="]/s, ''));
    expect(new Set(pinned).size === 1, String(pinned)).toBe(agree);
  });
});

describe('a package whose newest release is for newer Pythons than the project promises', () => {
  test.each<[Tool, number]>([
    ['lockgen', 2],
    ['uv-pre-commit', 1],
    ['pip-tools', 1],
    ['pip-compile-multi', 1],
    ['uv lock', 2],
  ])('%s: has %i of its releases', async (tool, count) => {
    const world = await neighbour(tool);
    await world.start({ base: ['beta'] });
    const text = await world.repository.read(world.lockfiles[0] ?? '');
    expect(text.match(/^beta==|name = "beta"\nversion/gm), text).toHaveLength(count);
  });
});

/** What tells, without writing, whether the lockfiles are right; pip-tools and the hook of uv-pre-commit have none. */
const CHECKS: readonly (readonly [Tool, readonly string[]])[] = [
  ['lockgen', ['node_modules/.bin/lockgen', 'check']],
  ['pip-compile-multi', ['pip-compile-multi', 'verify']],
  ['uv lock', ['uv', 'lock', '--check']],
];

describe('a check', () => {
  async function checked(tool: Tool, [program = '', ...args]: readonly string[]) {
    const world = await neighbour(tool);
    const { repository, env, lockfiles } = world;
    await world.start({ base: ['alpha<2'] });
    const check = async () => (await repository.run(program, args, { env })).exitCode;
    const edit = async (from: RegExp, to: string) => {
      for (const path of lockfiles) {
        await repository.write(path, (await repository.read(path)).replace(from, to));
      }
    };
    return { world, check, edit };
  }

  test.each(CHECKS)('%s: is green when a new release came out', async (tool, command) => {
    const { world, check } = await checked(tool, command);
    await world.index.add([{ name: 'alpha', version: '1.2.0' }]);
    expect(await check()).toBe(0);
    expect(await world.repository.status()).toEqual([]);
  });

  test.each(CHECKS)('%s: is red when a requirement changed', async (tool, command) => {
    const { world, check } = await checked(tool, command);
    for (const [path, text] of Object.entries(world.sources({ base: ['alpha<2', 'delta'] }))) {
      await world.repository.write(path, text);
    }
    expect(await check()).not.toBe(0);
  });

  test.each<[Tool, readonly string[], boolean]>(
    CHECKS.map(([tool, command]) => [tool, command, tool !== 'pip-compile-multi']),
  )('%s: sees a pin that the requirements do not allow', async (tool, command, sees) => {
    const { check, edit } = await checked(tool, command);
    await edit(/(alpha==|name = "alpha"\nversion = ")1\.1\.0/, '$12.0.0');
    expect((await check()) !== 0).toBe(sees);
  });
});
