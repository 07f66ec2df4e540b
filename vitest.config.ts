import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// One project a kind of test, so that each can be run alone: `npx vitest run --project unit`.
const report = process.env.LOCKGEN_TEST_REPORT;

export default defineConfig({
  test: {
    // Tests wait for other programs most of the time. vitest leaves one processor to itself, of two as of sixteen.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    projects: [
      // The properties try many texts, beside whatever else the machine does.
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'], testTimeout: 30_000 } },
      {
        test: { name: 'git', include: ['test/git/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 },
      },
      {
        test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 180_000, hookTimeout: 300_000 },
      },
      {
        test: {
          name: 'soak',
          include: ['test/soak/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'live',
          include: ['test/live/**/*.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
