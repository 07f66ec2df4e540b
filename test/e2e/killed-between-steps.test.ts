import { expect, test } from 'vitest';
import { scratchFolder } from '../helpers/scratch.js';
import { FORM_NAMES } from '../kill/prepared.js';
import { killAtRandom } from '../kill/run.js';
import { disturbSteps, FATES } from '../kill/steps.js';

// All of them: npm run kills -- --steps.
test('a commit that ends, or fails, between two steps of writing loses nothing and leaves nothing', async () => {
  const violations: string[] = [];
  const found = await disturbSteps(await scratchFolder(), {
    ...{ forms: FORM_NAMES, fates: FATES, every: 12, jobs: 2 },
    onViolation: (text) => violations.push(text),
  });
  expect(violations).toEqual([]);
  // Sandbox, objects, files, index and verdicts are all met.
  for (const { fate, steps } of found) expect(steps).toBeGreaterThanOrEqual(fate === 'late' ? 4 : 40);
  expect(found.reduce((sum, { runs }) => sum + runs, 0)).toBeGreaterThanOrEqual(3 * FORM_NAMES.length * 3);
});

test('twelve kills at random moments lose nothing and leave nothing', async () => {
  const violations: string[] = [];
  const totals = await killAtRandom(await scratchFolder(), {
    seed: 1,
    numbers: Array.from({ length: 12 }, (_, at) => at),
    jobs: 2,
    onViolation: (text) => violations.push(text),
  });
  expect(violations).toEqual([]);
  expect(totals.kills).toBe(12);
  expect(totals.sent).toBeGreaterThanOrEqual(6);
});
