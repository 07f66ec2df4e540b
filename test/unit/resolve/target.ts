import { RESOLUTION_DEFAULTS } from '../../../src/config/defaults.js';
import type { TargetConfig } from '../../../src/config/options.js';

/** A target with the defaults, but for what a test is about. */
export function target(name: string, more: Partial<TargetConfig> = {}): TargetConfig {
  return {
    ...RESOLUTION_DEFAULTS,
    name,
    output: `${name}.txt`,
    extras: [],
    groups: [],
    constraints: [],
    explicit: true,
    ...more,
  };
}
