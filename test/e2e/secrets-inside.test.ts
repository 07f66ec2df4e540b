import { expect, it } from 'vitest';
import type { Place } from '../helpers/secret-world.js';
import { INSIDE } from './secret-places-inside.js';
import { expectClean, row } from './secrets-matrix.js';

const PLACES = INSIDE.map((place): [string, Place] => [place.name, place]);

it.concurrent.each(PLACES)('a committed credential in %s gets nowhere else', async (_, place) => {
  const made = await row(place);
  if (process.env.SHOW) console.log(place.name, made.cells.length, made.exits);
  if (process.env.SHOW === '2') console.log(made.said);
  expect(expectClean(made)).toBeGreaterThan(90);
});
