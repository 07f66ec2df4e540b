import { PINNED_UV } from '../uv/version.js';
import type { PartialTarget, ResolutionOptions } from './options.js';

/** The defaults of the options that a target, a project and the root file can all state. */
export const RESOLUTION_DEFAULTS: ResolutionOptions = {
  generateHashes: false,
  universal: true,
  pythonPlatform: undefined,
  pythonVersion: undefined,
  platforms: ['linux', 'macos', 'windows'],
  excludeNewer: undefined,
  torchBackend: 'cpu',
  agree: true,
  uvArgs: [],
};

/** The targets of a project that configures none; `full` only where the project declares that extra. */
export const DEFAULT_TARGETS: Readonly<Record<string, PartialTarget>> = {
  base: { output: 'requirements.txt', extras: [] },
  full: { output: 'requirements-full.txt', extras: ['full'] },
};

/**
 * Every option's default. `projects` and `hosts` have none: see `ManagedBy` and `project/hosts.ts` for what counts where
 * they aren't set.
 */
export const DEFAULTS = {
  exclude: [],
  targets: DEFAULT_TARGETS,
  ...RESOLUTION_DEFAULTS,
  uvVersion: PINNED_UV,
  uvHashes: [],
  deny: [],
  requireHashes: false,
  timeout: 120,
  onUnavailable: 'block',
  build: 'allow',
} as const;
