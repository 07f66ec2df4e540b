import { describe, expect, it } from 'vitest';
import { earlierProjects } from '../../../src/commands/concerned.js';
import { Failure, type FailureReason } from '../../../src/failure.js';
import type { Snapshot } from '../../../src/git/snapshot.js';

/** A commit that can't be read. */
function unreadable(reason: FailureReason, lists = 0): Snapshot {
  let asked = 0;
  const refuse = async (): Promise<never> => {
    throw new Failure(reason, 'not now');
  };
  return {
    kind: 'commit',
    root: '/nowhere',
    entry: refuse,
    readMany: refuse,
    list: async () => {
      asked += 1;
      return asked > lists ? [] : await refuse();
    },
    read: refuse,
    materialise: refuse,
  };
}

describe('the projects of an earlier commit', () => {
  it('are none where it can not be read', async () => {
    const { projects } = await earlierProjects(unreadable('project', 1));
    expect(projects.size).toBe(0);
  });

  it('are not taken for none after an interruption, which would let the commit pass', async () => {
    await expect(earlierProjects(unreadable('interrupted', 1))).rejects.toMatchObject({
      reason: 'interrupted',
    });
  });
});
