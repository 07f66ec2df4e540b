import type { FailureReason } from '../../src/failure.js';
import { pyproject } from './projects.js';
import type { Wired } from './wired.js';

/** A way to have a commit blocked. */
export interface Block {
  /** Which reason. */
  readonly reason: FailureReason;
  /** What the first line names: what is wrong, and where. */
  readonly says: string;
  /** Files that are staged. */
  readonly files?: Readonly<Record<string, string>>;
  /** What else is done; gives variables of the commit. */
  readonly done?: (world: Wired) => Promise<NodeJS.ProcessEnv | undefined>;
  /** Something is staged, or a signal sent, once uv runs. */
  readonly meanwhile?: (world: Wired, git: number) => Promise<void>;
}

/** A change that is locked without further ado. */
export const simple = (more = ''): string => pyproject({ dependencies: ['alpha', 'delta'], more });
/** It, staged. */
export const CHANGED = { 'pyproject.toml': simple() };
/** Runs git, and changes no variable. */
export const git = async ({ repository }: Wired, ...args: readonly string[]): Promise<undefined> => {
  await repository.git(...args);
  return undefined;
};
/** Does something to the repository, and changes no variable. */
export const and =
  (act: (world: Wired) => Promise<unknown>) =>
  async (world: Wired): Promise<undefined> => {
    await act(world);
    return undefined;
  };
