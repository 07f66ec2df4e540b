/** The platforms that lockfiles can be promised for. */
export type Platform = 'linux' | 'macos' | 'windows';

/** The options of one resolution: what a target, a project and the root file can all state. */
export interface ResolutionOptions {
  /** Write `--hash=` lines (`uv pip compile --generate-hashes`). Default `false`. */
  readonly generateHashes: boolean;
  /** Resolve for every platform and Python promised. Default `true`. */
  readonly universal: boolean;
  /** uv's name of the one platform, when `universal` is off. Default none. */
  readonly pythonPlatform: string | undefined;
  /** The floor of the resolution. Default: the lower bound of `requires-python`. */
  readonly pythonVersion: string | undefined;
  /** What the lockfiles are promised for. Default all three. */
  readonly platforms: readonly Platform[];
  /** A full UTC timestamp or an ISO 8601 duration, as it goes to uv. Default none. */
  readonly excludeNewer: string | undefined;
  /** One of uv's PyTorch backends, or `none`. Default `cpu`. */
  readonly torchBackend: string;
  /** Narrower targets are constrained by the widest. Default `true`. */
  readonly agree: boolean;
  /** Further arguments for `uv pip compile`. Default none. */
  readonly uvArgs: readonly string[];
}

/** One lockfile of a project, with its effective options. */
export interface TargetConfig extends ResolutionOptions {
  readonly name: string;
  /** Relative to the project's folder, with `/`. */
  readonly output: string;
  readonly extras: readonly string[];
  readonly groups: readonly string[];
  /** Constraint files, relative to the project's folder, with `/`. */
  readonly constraints: readonly string[];
  /** False for the default `full` target, which is left out silently where there is no extra `full`. */
  readonly explicit: boolean;
}

/** The effective configuration of one project. */
export interface ProjectConfig {
  readonly targets: readonly TargetConfig[];
  readonly uvVersion: string;
  /** `sha256:…` of the wheels of `uvVersion`; empty for the pinned version, whose hashes are shipped. */
  readonly uvHashes: readonly string[];
  /** Where each option came from: `generateHashes` → `default`, `.lockgenrc.yaml`, `pyproject.toml [tool.lockgen]`, `flag`. */
  readonly origins: ReadonlyMap<string, string>;
}
