import type { List } from './manifest.js';

/** A project's folder. */
export type Folder = '' | 'svc' | 'lib';
export const FOLDERS: readonly Folder[] = ['', 'svc', 'lib'];

export type LockfileName = 'requirements.txt' | 'requirements-full.txt';
export const LOCKFILE_NAMES: readonly LockfileName[] = ['requirements.txt', 'requirements-full.txt'];

/** What a commit takes, and how it is called. `paths` are picked of what has changed. */
export type CommitForm =
  | 'plain'
  | 'all'
  | 'only'
  | 'include'
  | 'amend'
  | 'amend-all'
  | 'empty'
  | 'from-subfolder';

/** A signal for a hook at work. */
export interface Kill {
  readonly signal: 'SIGKILL' | 'SIGINT' | 'SIGTERM';
  /** The hook's node alone, git alone, or both with all that they started, as Ctrl-C does. */
  readonly whom: 'hook' | 'git' | 'group';
  /** Milliseconds after the hook's start. */
  readonly after: number;
}

/** How a person settles a conflicted file; lockfiles also by `lockgen resolve`. */
export type Side = 'ours' | 'theirs' | 'union' | 'markers' | 'resolve';

/**
 * One thing that a person does, as data. A number `n` picks from what is there when the step runs, so that a step means
 * something in any sequence; one that has nothing to work on does nothing.
 */
export type Step =
  | {
      readonly do: 'require';
      readonly folder: Folder;
      readonly list: List;
      readonly text: string;
      readonly add: boolean;
    }
  | {
      readonly do: 'unrequire';
      readonly folder: Folder;
      readonly list: List;
      readonly n: number;
      readonly add: boolean;
    }
  | {
      readonly do: 'respecify';
      readonly folder: Folder;
      readonly list: List;
      readonly n: number;
      readonly m: number;
      readonly add: boolean;
    }
  | { readonly do: 'python'; readonly folder: Folder; readonly python: string; readonly add: boolean }
  | { readonly do: 'unrelated'; readonly folder: Folder; readonly n: number; readonly add: boolean }
  | { readonly do: 'constrain'; readonly where: 'file' | 'uv'; readonly text: string; readonly add: boolean }
  | { readonly do: 'file'; readonly path: string; readonly n: number; readonly add: boolean }
  | {
      readonly do: 'lockfile';
      readonly folder: Folder;
      readonly name: LockfileName;
      readonly how: 'note' | 'pin' | 'remove';
      readonly n: number;
      readonly add: boolean;
    }
  | { readonly do: 'remove-project'; readonly folder: Folder; readonly lockfiles: boolean }
  | { readonly do: 'move-project'; readonly lockfiles: boolean }
  | { readonly do: 'stage'; readonly n: number }
  | { readonly do: 'unstage'; readonly n: number }
  | { readonly do: 'release'; readonly n: number }
  | { readonly do: 'withdraw'; readonly n: number }
  | { readonly do: 'generate'; readonly folder: Folder; readonly add: boolean }
  | { readonly do: 'check' }
  | {
      readonly do: 'commit';
      readonly form: CommitForm;
      readonly n: number;
      readonly mend: 'keep' | 'drop';
      readonly kill?: Kill;
    }
  | { readonly do: 'commit-unverified'; readonly form: 'plain' | 'all' | 'amend' }
  | { readonly do: 'branch'; readonly n: number }
  | { readonly do: 'switch'; readonly n: number }
  | {
      readonly do: 'merge';
      readonly n: number;
      readonly manifests: Side;
      readonly lockfiles: Side;
      readonly how: 'commit' | 'continue' | 'abort' | 'no-commit';
    }
  | {
      readonly do: 'cherry-pick' | 'revert' | 'rebase';
      readonly n: number;
      readonly manifests: Side;
      readonly lockfiles: Side;
      readonly how: 'commit' | 'continue' | 'abort';
    }
  | { readonly do: 'stash' | 'stash-pop' }
  | { readonly do: 'reset'; readonly how: 'keep' | 'mixed' | 'hard'; readonly n: number };

/** A sequence: how the repository begins, and what is done in it. */
export interface Sequence {
  readonly seed: number;
  readonly start: Start;
  /** Whether git merges lockfiles by lockgen's merge driver. */
  readonly driver: boolean;
  readonly steps: readonly Step[];
}

/** How a repository begins. `unborn` has no commit, `readme` no project yet. */
export const STARTS = ['root', 'root-and-svc', 'constraints', 'readme', 'unborn'] as const;
export type Start = (typeof STARTS)[number];
