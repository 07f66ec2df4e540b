import { placeIn } from './layer.js';
import type { PartialOptions } from './options.js';
import { ProjectSchema } from './schema.js';
import { validate } from './validate.js';

/** Validates `[tool.lockgen]`; see `projectOptions`, which loads this on demand. */
export function validateProjectLayer(toolLockgen: unknown, place: string): PartialOptions {
  return validate(ProjectSchema, toolLockgen, {
    kind: 'project',
    spelling: 'kebab',
    place: (path) => placeIn(place, path),
  });
}
