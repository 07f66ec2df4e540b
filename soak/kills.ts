import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { killAtRandom } from '../test/kill/run.js';

// `npm run kills -- --count 500 --seed 7`: commits that are killed at random moments, and what is left of them.
// `--only 12` repeats one kill of a seed, `--jobs 1` makes one at a time.
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
    jobs: { type: 'string', default: '2' },
  },
});
const count = Number(values.count);
const seed = Number(values.seed);
const numbers =
  values.only === undefined ? Array.from({ length: count }, (_, at) => at) : [Number(values.only)];
const folder = await mkdtemp(join(await realpath(tmpdir()), 'lockgen-kills-'));
const started = performance.now();
let violations = 0;
try {
  const totals = await killAtRandom(folder, {
    seed,
    numbers,
    jobs: Number(values.jobs),
    onViolation: (text) => {
      violations += 1;
      console.log(text);
    },
    onKill: ({ kills }) => {
      if (kills % 50 === 0) console.error(`${kills} of ${numbers.length}`);
    },
  });
  console.log(`seed                        ${seed}
kills                       ${totals.kills}
  that met their victim     ${totals.sent}
  after which the commit was there all the same  ${totals.completed}
bytes lost (files)          ${totals.lost}
stale commits               ${totals.stale}
leftovers after the next run  ${totals.leftovers}
other violations            ${totals.wrong}
locks left by a killed git  ${totals.locks}
  of which: HEAD was new, the index still a lock  ${totals.torn}
minutes                     ${((performance.now() - started) / 60_000).toFixed(1)}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = violations > 0 ? 1 : 0;
