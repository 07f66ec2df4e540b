// Rows of docs/comparison.md: two branches that each add a package, and their lockfiles.
import { describe, expect, test } from 'vitest';
import { type Neighbour, neighbour, TOOLS, type Tool } from '../../helpers/neighbours.js';
import { openRow } from '../../helpers/pages/comparison.js';

const merge = openRow('merge');
const resolve = openRow('resolve');

/** `main` has iota more, `other` delta, and they are merged as far as git can; what is required is settled. */
async function merged(tool: Tool, driver: boolean): Promise<Neighbour> {
  const world = await neighbour(tool);
  const { repository } = world;
  if (driver && tool === 'lockgen') {
    await repository.git(
      'config',
      'merge.lockgen.driver',
      'node_modules/.bin/lockgen merge-driver %O %A %B %P %L',
    );
    await repository.stage({ '.gitattributes': 'requirements*.txt merge=lockgen\n' });
  }
  await world.start({ base: ['alpha<2'] });
  await repository.git('checkout', '--quiet', '-b', 'other');
  await repository.stage(world.sources({ base: ['alpha<2', 'delta'] }));
  await world.commits('Delta');
  await repository.git('checkout', '--quiet', '-');
  await repository.stage(world.sources({ base: ['alpha<2', 'iota'] }));
  await world.commits('Iota');
  await world.index.add([{ name: 'delta', version: '2.1.0' }]);
  await repository.tryGit('merge', '--no-commit', 'other');
  await repository.stage(world.sources({ base: ['alpha<2', 'delta', 'iota'] }));
  return world;
}

const inConflict = async ({ repository, lockfiles }: Neighbour): Promise<string[]> =>
  [...new Set((await repository.git('diff', '--name-only', '--diff-filter=U')).split('\n'))].filter((path) =>
    lockfiles.includes(path),
  );

describe('two branches that add a package each', () => {
  test.each(TOOLS)('%s', async (tool) => {
    const world = await merged(tool, true);
    expect((await inConflict(world)).length === 0).toBe(merge.isYes(tool));
  });
});

describe('a conflict that is settled', () => {
  test.each(TOOLS)('%s', async (tool) => {
    const world = await merged(tool, false);
    const { repository, lockfiles } = world;
    const paths = await inConflict(world);
    expect(paths).not.toEqual([]);
    if (tool === 'lockgen') {
      expect(
        (await world.run(resolve.code(tool).replace('lockgen', 'node_modules/.bin/lockgen'))).exitCode,
      ).toBe(0);
    } else {
      await repository.git('checkout', '--ours', '--', ...paths);
      await world.again();
    }
    await repository.git('add', '--', ...lockfiles);
    await world.commits('Merge');
    const text = await repository.show(`HEAD:${lockfiles[0]}`);
    const [, version] = /(?:^delta==|name = "delta"\nversion = ")([\d.]+)/m.exec(text) ?? [];
    // The other branch has 2.0.0; 2.1.0 came out since.
    expect(version === '2.0.0', text).toBe(resolve.isYes(tool));
  });
});
