import type { PackagedPython } from './migrations/packaged-python.js';

/** The hook managers that lockgen knows; `plain` is git's own hooks folder. */
export type ManagerName =
  | 'husky'
  | 'pre-commit'
  | 'prek'
  | 'lefthook'
  | 'simple-git-hooks'
  | 'hooks-path'
  | 'plain';

/** The hooks that lockgen needs. */
export const HOOKS = ['pre-commit', 'pre-merge-commit'] as const;
export type HookName = (typeof HOOKS)[number];

/** A folder that git was told to look for hooks in. */
export interface HooksPath {
  /** As `core.hooksPath` has it. */
  readonly value: string;
  /** Whose setting it is. */
  readonly of: 'repository' | 'user';
  /** Below the top of the work tree, with `/`; undefined: it is elsewhere. */
  readonly folder: string | undefined;
}

/** A hook in git's own folder. */
export interface HookFile {
  /** Undefined where it is no plain file of text. */
  readonly text: string | undefined;
  readonly executable: boolean;
}

/** A project as far as the plan depends on it. */
export interface ProjectFacts {
  /** `''` is the root. */
  readonly folder: string;
  /** Of its `pyproject.toml`. */
  readonly manifest: string;
  readonly managed: boolean;
  /** Paths of its lockfiles, those that it would have included. Empty for one that isn't managed. */
  readonly outputs: readonly string[];
  readonly requiresPython: string | undefined;
  /** Nothing says which is the lowest Python to lock for. */
  readonly lacksFloor: boolean;
  /** `X.Y` of the nearest `.python-version`, where nothing else says it. */
  readonly pinnedPython: string | undefined;
  /** What its packaging says, where nothing else does. */
  readonly packagedPython?: PackagedPython | undefined;
  /** `[tool.uv] environments` is there. */
  readonly hasEnvironments: boolean;
  /** Packages of PyTorch's index that it asks for, or has pins of. */
  readonly torch: readonly string[];
  /** The torch backends of its targets. */
  readonly torchBackends: readonly string[];
}

/** What was found in a repository. */
export interface Facts {
  /** lockgen's own. */
  readonly version: string;
  /** Texts of the files of the work tree that matter, by path; those that aren't there are left out. */
  readonly texts: ReadonlyMap<string, string>;
  /** All paths of the work tree, but what git ignores. */
  readonly paths: ReadonlySet<string>;
  readonly hooksPath: HooksPath | undefined;
  /** What `.git/hooks` has under the names of the hooks. */
  readonly hooks: ReadonlyMap<HookName, HookFile>;
  /** The same of the folder outside of the work tree that `core.hooksPath` names, if it does. */
  readonly hooksElsewhere: ReadonlyMap<HookName, HookFile>;
  /** The managers' programs that were found, as they are typed, with their paths. */
  readonly programs: ReadonlyMap<string, { readonly word: string; readonly path: string }>;
  /** `node_modules/.bin/lockgen-pre-commit` is there. */
  readonly installed: boolean;
  /** The package's own hooks, of which a copy hands over to the package; none where it isn't in `node_modules`. */
  readonly scripts: ReadonlyMap<HookName, string>;
  /** git ignores `node_modules`. */
  readonly ignoresModules: boolean;
  /** What the repository's own git configuration has of lockgen's keys. */
  readonly settings: ReadonlyMap<string, string>;
  /** Where lockgen's shared options are, if anywhere. */
  readonly rootFile: string | undefined;
  readonly projects: readonly ProjectFacts[];
  /** This node, and a uv on PATH, that may be called from commits; undefined for none outside of the work tree. */
  readonly node: string | undefined;
  readonly uv: string | undefined;
  /** `X.Y` of the Python on PATH; only looked for where a project lacks one. */
  readonly python?: string | undefined;
  /** Where a push goes to: the branch that CI is told. */
  readonly mainBranch: string;
}
