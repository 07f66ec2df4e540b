import { DEFAULTS } from './defaults.js';
import type { RootConfig } from './options.js';

/** The uv that the root configuration asks for, or the pinned one. */
export function rootUv(root: RootConfig | undefined): {
  readonly version: string;
  readonly hashes: readonly string[];
} {
  const { uvVersion: version, uvHashes: hashes } = root?.options ?? {};
  return { version: version ?? DEFAULTS.uvVersion, hashes: hashes ?? DEFAULTS.uvHashes };
}
