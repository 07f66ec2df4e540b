import type { Surroundings } from './surroundings.js';
import { readUserConfig } from './user-config.js';
import { leftOutVariables } from './variables.js';

/**
 * What of the user's settings for uv is left out, since it could change which versions come out, in a sentence.
 *
 * @returns `undefined` where there is nothing of the kind
 * @throws Failure `configuration` for a `uv.toml` that is no TOML
 */
export async function leftOut(surroundings: Surroundings): Promise<string | undefined> {
  const { dropped } = await readUserConfig(surroundings);
  const named = [...leftOutVariables(surroundings.env), ...dropped.map((key) => `${key} of uv.toml`)];
  return named.length === 0
    ? undefined
    : `not given to uv, since it could change lockfiles on this machine alone: ${named.join(', ')}`;
}
