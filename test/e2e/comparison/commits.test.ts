// Rows of docs/comparison.md: the same commit with each tool, under the same pre-commit.
import { describe, expect, test } from 'vitest';
import { neighbour, TOOLS, type Tool } from '../../helpers/neighbours.js';
import { openRow } from '../../helpers/pages/comparison.js';
import { standing } from '../../helpers/wired.js';

const first = openRow('first');
const commit = openRow('commit');
const staged = openRow('staged');
const edits = openRow('edits');
const nosolution = openRow('nosolution');

/** A tool whose lockfiles for these requirements are committed. */
async function started(tool: Tool, ...base: string[]) {
  const world = await neighbour(tool);
  await world.start({ base });
  return world;
}

describe('the first commit', () => {
  test.each(TOOLS)('%s', async (tool) => {
    const world = await neighbour(tool);
    await world.repository.stage(world.sources({ base: ['alpha<2'] }));
    expect(await world.commits('Start')).toBe(1);
    const files = await world.repository.files();
    const there = world.lockfiles.filter((path) => files.includes(path));
    expect(there.length === world.lockfiles.length).toBe(first.isYes(tool));
    // pre-commit looks for changes of what git knows.
    const untracked = (await world.repository.status()).filter((line) => line.startsWith('??'));
    expect(untracked.length > 0).toBe(first.says(tool).includes('untracked'));
  });
});

describe('a dependency more', () => {
  test.each(TOOLS)('%s', async (tool) => {
    const world = await started(tool, 'alpha<2');
    await world.repository.stage(world.sources({ base: ['alpha<2', 'delta'] }));
    expect(String(await world.commits('Add delta'))).toBe(commit.says(tool));
    for (const lockfile of world.lockfiles) {
      expect(await world.repository.show(`HEAD:${lockfile}`)).toMatch(/delta|-r base\.txt/);
    }
    expect(await world.repository.status()).toEqual([]);
  });
});

describe('a dependency that is staged, and one that is not', () => {
  test.each(TOOLS)(
    '%s: the lockfile in the commit has the first, and the second is still there',
    async (tool) => {
      const world = await started(tool, 'alpha<2');
      const { repository } = world;
      await repository.stage(world.sources({ base: ['alpha<2', 'delta'] }));
      const unstaged = world.sources({ base: ['alpha<2', 'delta', 'iota'] });
      for (const [path, text] of Object.entries(unstaged)) await repository.write(path, text);
      await world.commits('Add delta');
      const lockfile = await repository.show(`HEAD:${world.lockfiles[0]}`);
      expect(staged.isYes(tool)).toBe(true);
      expect(lockfile).toContain('delta');
      expect(lockfile).not.toContain('iota');
      for (const [path, text] of Object.entries(unstaged)) expect(await repository.read(path)).toBe(text);
    },
  );
});

describe('a lockfile with an edit that is not staged, and a commit that makes it anew', () => {
  test.each(TOOLS)('%s: the edit is not lost, and the commit is refused', async (tool) => {
    const world = await started(tool, 'alpha<2');
    const { repository, env } = world;
    const [lockfile = ''] = world.lockfiles;
    const edited = `${await repository.read(lockfile)}# mine\n`;
    await repository.write(lockfile, edited);
    await repository.stage(world.sources({ base: ['alpha<2', 'delta'] }));
    expect(edits.isYes(tool)).toBe(true);
    expect((await repository.tryCommit('Add delta', { env })).exitCode).not.toBe(0);
    expect(await repository.read(lockfile)).toBe(edited);
  });
});

describe('requirements that have no solution', () => {
  test.each(TOOLS)('%s: the commit is blocked, and nothing is changed', async (tool) => {
    const world = await started(tool, 'alpha<2');
    const { repository, env } = world;
    await repository.stage(world.sources({ base: ['epsilon', 'zeta'] }));
    expect(nosolution.isYes(tool)).toBe(true);
    const before = await standing(repository);
    expect((await repository.tryCommit('Impossible', { env })).exitCode).not.toBe(0);
    expect(await standing(repository)).toBe(before);
  });
});
