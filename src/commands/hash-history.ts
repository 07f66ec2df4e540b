import { commitSnapshot } from '../git/commit-snapshot.js';
import { commitFacts } from '../git/commits.js';
import type { GitContext } from '../git/git.js';
import { firstCommitWith } from '../git/history.js';
import { textOf } from '../git/materialise.js';
import type { HashHistory } from '../resolve/hash-origin.js';

/**
 * What the history of a commit tells of the hashes of lockfiles.
 *
 * @param git - its `cwd` is the top of the work tree
 * @param commit - undefined where there is none yet
 */
export function hashHistory(git: GitContext, commit: string | undefined): HashHistory {
  const read = async (from: string, path: string): Promise<string | undefined> => {
    const found = (await commitSnapshot(git, from).readMany([path])).get(path);
    return found === undefined ? undefined : textOf(found);
  };
  return {
    committed: async (path) => (commit === undefined ? undefined : await read(commit, path)),
    introduced: async (path, hash) => {
      const first = commit === undefined ? undefined : await firstCommitWith(git, commit, path, hash);
      if (first === undefined) return undefined;
      const { parents, subject } = await commitFacts(git, first);
      const [parent] = parents;
      const before = parent === undefined ? undefined : await read(parent, path);
      return { name: `${first.slice(0, 12)} (${subject})`, before };
    },
  };
}

/** Where there is no history at all. */
export const NO_HISTORY: HashHistory = {
  committed: async () => undefined,
  introduced: async () => undefined,
};
