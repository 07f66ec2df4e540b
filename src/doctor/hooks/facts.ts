import type { GitSetting } from '../../git/all-settings.js';
import type { Entry, PackageFacts } from './manager-files.js';
import type { HookManager, HookName } from './script.js';

/** Where git looks for hooks. */
export interface FolderFacts {
  /** As it is shown: relative to the work tree's top where it is in it. */
  readonly path: string;
  readonly isThere: boolean;
  /** What sets it; undefined for git's own place. */
  readonly setBy: GitSetting | undefined;
  /** What sets it as well, and doesn't count. */
  readonly overridden: readonly GitSetting[];
}

/** A program that a hook calls. */
export interface CalledProgram {
  /** As the hook names it. */
  readonly program: string;
  readonly byNpx: boolean;
  /** Where it really is; undefined where it isn't there. */
  readonly file: string | undefined;
  /** Of the lockgen that it is in; undefined where that can't be told. */
  readonly version: string | undefined;
}

/** A file that git runs, or would run. */
export interface HookFacts {
  readonly hook: HookName;
  /** As it is shown. */
  readonly path: string;
  readonly state: 'absent' | 'not executable' | 'there';
  /** Its first line ends as on Windows, so that the system looks for a program that isn't there. */
  readonly hasCarriageReturns: boolean;
  readonly manager: HookManager;
  /** The manager's file that says what is run, where that isn't the hook itself. */
  readonly config: string | undefined;
  /** What that file, or the hook, calls; undefined where lockgen isn't called. */
  readonly entry: Entry | undefined;
  readonly programs: readonly CalledProgram[];
  /** lockgen's own hook, of which this is a copy that is otherwise; undefined for an equal one, or none. */
  readonly newer: string | undefined;
  /** Whose own script stands beside the hook as what was there before it, and is run by it. */
  readonly legacy: 'pre-commit' | 'prek' | undefined;
  /** What the hook needs to start its manager, and can't find; undefined where all is there. */
  readonly lacks: string | undefined;
}

/** What of hook managers is in a work tree, installed or not. */
export interface ManagersHere {
  readonly package: PackageFacts | undefined;
  /** What installs what package.json asks for, as the lockfile beside it tells. */
  readonly install: string;
  readonly huskyScripts: ReadonlySet<HookName>;
  readonly usesHusky: boolean;
  /** Programs in `node_modules/.bin`, of husky, lefthook and simple-git-hooks. */
  readonly inNodeModules: ReadonlySet<string>;
  /** Of pre-commit or prek. */
  readonly preCommit:
    | {
        readonly file: string;
        readonly program: 'pre-commit' | 'prek';
        readonly installs: readonly string[];
        readonly hooks: ReadonlySet<HookName>;
        readonly hasLockgen: boolean;
      }
    | undefined;
  readonly lefthook: { readonly file: string; readonly hooks: ReadonlySet<HookName> } | undefined;
}

/** All that decides whether a commit gets its lockfiles. */
export interface HooksFacts {
  /** Of this lockgen. */
  readonly version: string;
  readonly folder: FolderFacts;
  readonly hooks: readonly HookFacts[];
  readonly managers: ManagersHere;
  /** The work tree is a linked one. */
  readonly isLinked: boolean;
  /** Whether git's own place, which isn't looked at, has an executable hook. */
  readonly passedOver: ReadonlySet<HookName>;
}
