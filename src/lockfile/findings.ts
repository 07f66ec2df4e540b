import type { TargetConfig } from '../config/options.js';
import type { PromisedRange } from '../python/environments.js';
import type { Requirement } from '../python/requirement.js';
import type { Lockfile } from './parse.js';
import type { Policy } from './policy-rules.js';

/** What the static rules look at: one lockfile, and what its project says about it. */
export interface StaticInput {
  readonly text: string;
  /** `parseLockfile(text)`. */
  readonly lockfile: Lockfile;
  /** The lockfile's path, relative to the project's folder, with `/`. */
  readonly output: string;
  /** `[project] name`. */
  readonly projectName: string;
  /**
   * Those of this target, extras and groups included, `proj[extra]` replaced by what it stands for. Undefined
   * for a dynamic project, whose requirements only its build tells.
   */
  readonly requirements: readonly Requirement[] | undefined;
  readonly range: PromisedRange;
  readonly target: TargetConfig;
  /** What the header should have as `--python-version`. */
  readonly expectedPythonVersion: string;
  /** Constraint files with which lockgen keeps targets in agreement: the header may have them. */
  readonly agreementConstraints: readonly string[];
  /** Normalized names of override- and exclude-dependencies, sources, `no-emit-package`. */
  readonly silentNames: ReadonlySet<string>;
  /**
   * Long names, without dashes, of the options that `[tool.uv]` or `[tool.uv.pip]` states (`universal`,
   * `python-version`, `extra`, `exclude-newer`, …), so that the header needn't have them.
   */
  readonly silentOptions: ReadonlySet<string>;
  /**
   * False where something besides the index says what a package needs, or where no `# via` is written: sources
   * that are paths, workspaces or repositories, `dependency-metadata`, an override with extras, `no-annotate`.
   */
  readonly trustVia: boolean;
  /** False under `[tool.uv.pip] no-header`. */
  readonly headerExpected: boolean;
  /** What the lockfile may hold at all. Default: anything. */
  readonly policy?: Policy | undefined;
}

export type FindingCode =
  | 'missing-pin'
  | 'outside-specifier'
  | 'orphan-pin'
  | 'options'
  | 'conflict-markers'
  | 'missing-find-links'
  | 'missing-hashes'
  | 'denied'
  | 'foreign-host'
  | 'credential'
  | 'no-header'
  | 'unreadable';

/** A reason for which a lockfile is stale. */
export interface Finding {
  readonly code: FindingCode;
  /** 1-based; undefined for what the lockfile lacks. */
  readonly line: number | undefined;
  /** The package. */
  readonly name: string | undefined;
  readonly message: string;
}
