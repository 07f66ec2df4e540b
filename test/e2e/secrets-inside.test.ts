import { expect, it } from 'vitest';
import type { Place } from '../helpers/secret-world.js';
import { INSIDE } from './secret-places-inside.js';
import { expectClean, row } from './secrets-matrix.js';

const PLACES = INSIDE.map((place): [string, Place] => [place.name, place]);

it.concurrent.each(PLACES)('a committed credential in %s gets nowhere else', async (_, place) => {
  const made = await row(place);
  if (place.refused !== undefined) expect(made.said.hook).toMatch(place.refused);
  else
    expect(made.said.hook).toMatch(
      /^lockgen: note: \S+:\d+ holds a credential, which everybody who gets the repository can read/m,
    );
  expect(expectClean(made)).toBeGreaterThan(50);
});
