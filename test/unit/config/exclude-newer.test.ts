import { expect, test } from 'vitest';
import { excludeNewerForUv } from '../../../src/config/exclude-newer.js';

test.each([
  ['2026-10-07', '2026-10-08T00:00:00Z'],
  ['2026-12-31', '2027-01-01T00:00:00Z'],
  ['2028-02-28', '2028-02-29T00:00:00Z'],
  ['2026-10-07T12:30:00Z', '2026-10-07T12:30:00Z'],
  ['2026-10-07t12:30:00z', '2026-10-07T12:30:00Z'],
  ['2026-10-07 12:30:00+02:00', '2026-10-07T10:30:00Z'],
  ['2026-10-07T12:30:00 -0230', '2026-10-07T15:00:00Z'],
  ['2026-10-07T00:00:00.000Z', '2026-10-07T00:00:00Z'],
  ['2026-10-07T12:30:00.5Z', '2026-10-07T12:30:00.500Z'],
  ['2026-10-07T12:30Z', '2026-10-07T12:30:00Z'],
  ['7 days', 'P7D'],
  ['1 day', 'P1D'],
  ['2 weeks', 'P14D'],
  ['24 hours', 'PT24H'],
  ['1 week, 2 days 3h', 'P9DT3H'],
  ['90 min', 'PT90M'],
  ['30s', 'PT30S'],
  ['P7D', 'P7D'],
  ['p1w', 'P7D'],
  ['P1DT12H', 'P1DT12H'],
  [' 7 days ', 'P7D'],
])('%j goes to uv as %s', (text, uv) => {
  expect(excludeNewerForUv(text)).toBe(uv);
});

test.each([
  '',
  'yesterday',
  '2026-02-30',
  '2026-13-01',
  '2026-10-07T12:30:00',
  '2026-10-07T25:00:00Z',
  '2026-02-30T00:00:00Z',
  '7',
  '7 months',
  '1 year',
  'P1M',
  'P',
  'PT',
  'P0D',
  '0 days',
  'days',
])('%j is none of the forms', (text) => {
  expect(excludeNewerForUv(text)).toBeUndefined();
});
