import type { PartialOptions } from './options.js';
import { FlagsSchema } from './schema.js';
import { camelCase, kebabCase } from './spelling.js';
import { validate } from './validate.js';

const NAMES: ReadonlySet<string> = new Set(Object.keys(FlagsSchema.entries));

/**
 * The options that flags of a command line state.
 *
 * @param flags - by name without the dashes, as `generateHashes` or `generate-hashes`; `--uv-arg` is repeatable,
 *   a list. Only those that were typed, since these stand above the configuration; `undefined` is not given, and
 *   flags that are no options (`--dry-run`) are passed over.
 * @throws Failure `configuration` with all errors at once, at the place `--flag`
 */
export function flagOptions(flags: Readonly<Record<string, unknown>>): PartialOptions {
  const given: Record<string, unknown> = {};
  for (const [flag, value] of Object.entries(flags)) {
    const name = camelCase(flag) === 'uvArg' ? 'uvArgs' : camelCase(flag);
    if (value !== undefined && NAMES.has(name)) given[name] = value;
  }
  return validate(FlagsSchema, given, {
    kind: 'flags',
    spelling: 'kebab',
    place: ([name = '']) => (name === 'uvArgs' ? '--uv-arg' : `--${kebabCase(String(name))}`),
  });
}
