import { expect, it } from 'vitest';
import type { Place } from '../helpers/secret-world.js';
import { OUTSIDE } from './secret-places-outside.js';
import { expectClean, row } from './secrets-matrix.js';

const PLACES = OUTSIDE.map((place): [string, Place] => [place.name, place]);

it.concurrent.each(PLACES)('a credential in %s gets nowhere', async (_, place) => {
  const made = await row(place);
  if (place.refused !== undefined) expect(made.said.hook).toMatch(place.refused);
  else expect(made.exits.hook, made.said.hook).toBe(place.fails ? 1 : 0);
  expect(expectClean(made)).toBeGreaterThan(50);
});
