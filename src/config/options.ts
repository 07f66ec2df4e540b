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

/** One rule of `deny`, names and patterns normalised (PEP 503). */
export interface DenyOption {
  /** A name, or a pattern of names. */
  readonly package: string;
  /** Why, for a reader. */
  readonly reason?: string;
  /** Names and patterns that it doesn't cover. */
  readonly except?: readonly string[];
  /** Patterns of project folders, relative to the repository's root, for which it doesn't hold. */
  readonly exceptIn?: readonly string[];
}

/** What a project's lockfiles may hold at all; places are for messages: `.lockgenrc: deny[0]`. */
export interface PolicyOptions {
  /** The rules of all layers. */
  readonly deny: readonly (DenyOption & { readonly place: string })[];
  /** Where hashes are required; `undefined` where they aren't. */
  readonly requireHashes: string | undefined;
  /** `undefined`: what the configured indexes and the project's own files name. */
  readonly hosts: { readonly allowed: readonly string[]; readonly place: string } | undefined;
}

/** What is about a run as a whole. */
export interface RunOptions {
  /** How long uv may take in it, in milliseconds. */
  readonly timeout: number;
  /** What the hook does where something could not be had. */
  readonly onUnavailable: 'block' | 'warn';
}
/** Whether uv may build anything, that is, run the code of a project or a package to learn what it requires. */
export type BuildOption = 'allow' | 'never';

/** The effective configuration of one project. */
export interface ProjectConfig {
  readonly targets: readonly TargetConfig[];
  readonly uvVersion: string;
  /** `sha256:…` of the wheels of `uvVersion`; empty for the pinned version, whose hashes are shipped. */
  readonly uvHashes: readonly string[];
  readonly policy: PolicyOptions;
  readonly run: RunOptions;
  /** Where it is said that uv may build nothing; `undefined` where it may. */
  readonly neverBuilds: string | undefined;
  /** Where each option came from: `generateHashes` → `default`, `.lockgenrc.yaml`, `pyproject.toml [tool.lockgen]`, `flag`. */
  readonly origins: ReadonlyMap<string, string>;
}

/** What one layer (flags, project, root file) or one of its targets states; `none` takes back a lower layer's. */
export interface PartialResolution {
  readonly generateHashes?: boolean;
  readonly universal?: boolean;
  /** uv's name, or `none`. */
  readonly pythonPlatform?: string;
  /** `X.Y` or `X.Y.Z`, or `none`. */
  readonly pythonVersion?: string;
  readonly platforms?: readonly Platform[];
  /** As it goes to uv, or `none`. */
  readonly excludeNewer?: string;
  readonly torchBackend?: string;
  readonly agree?: boolean;
  readonly uvArgs?: readonly string[];
}

/** One target as a layer states it. */
export interface PartialTarget extends PartialResolution {
  readonly output: string;
  readonly extras?: readonly string[];
  readonly groups?: readonly string[];
  readonly constraints?: readonly string[];
}

/** All that a layer can state about a project. */
export interface PartialOptions extends PartialResolution {
  /** By name; replaces a lower layer's targets as a whole. */
  readonly targets?: Readonly<Record<string, PartialTarget>>;
  readonly uvVersion?: string;
  readonly uvHashes?: readonly string[];
  /** Holds beside a lower layer's. */
  readonly deny?: readonly DenyOption[];
  readonly requireHashes?: boolean;
  /** `never` stands, whichever layer states it. */
  readonly build?: BuildOption;
  /** Hosts and `*.domains`, in lower case; at most those of a lower layer. */
  readonly hosts?: readonly string[];
  /** Seconds, or a length of time; in the root file and as a flag. */
  readonly timeout?: number | string;
  /** In the root file alone. */
  readonly onUnavailable?: RunOptions['onUnavailable'];
}

/** The configuration file at the repository's root. */
export interface RootConfig {
  /** Its path: one of `ROOT_CONFIG_FILES`. */
  readonly file: string;
  /** Globs of project folders; `undefined` where the file doesn't say. */
  readonly projects: readonly string[] | undefined;
  /** Globs of folders to leave alone. */
  readonly exclude: readonly string[];
  readonly options: PartialOptions;
}
