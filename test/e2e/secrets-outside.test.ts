import { expect, it } from 'vitest';
import type { Place } from '../helpers/secret-world.js';
import { OUTSIDE } from './secret-places-outside.js';
import { expectClean, row } from './secrets-matrix.js';

const PLACES = OUTSIDE.map((place): [string, Place] => [place.name, place]);

it.concurrent.each(PLACES)('a credential in %s gets nowhere', async (_, place) => {
  const made = await row(place);
  if (process.env.SHOW) console.log(place.name, made.cells.length, made.exits);
  if (process.env.SHOW === '2') console.log(made.said);
  expect(expectClean(made)).toBeGreaterThan(90);
});
