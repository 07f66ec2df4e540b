import { normalizeName } from '../python/version.js';
import type { Lockfile } from './parse.js';

/** Those of uv's warnings that are about pins of a lockfile whose releases were yanked (PEP 592): no drift, but worth knowing. */
export function yankWarnings({ pins }: Lockfile, warnings: readonly string[]): readonly string[] {
  return warnings.filter((warning) => {
    const [, name, version] = /^`([^`=]+)==([^`]+)` is yanked/.exec(warning) ?? [];
    return (
      name !== undefined && pins.some((pin) => pin.key === normalizeName(name) && pin.version === version)
    );
  });
}
