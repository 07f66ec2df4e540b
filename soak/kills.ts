import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FORM_NAMES } from '../test/kill/prepared.js';
import { killAtRandom } from '../test/kill/run.js';
import { disturbSteps, FATES } from '../test/kill/steps.js';

// `npm run kills -- --count 500 --seed 7`: commits that are killed at random moments, and what is left of them.
// `--only 12` repeats one kill of a seed, `--jobs 1` makes one at a time.
// `npm run kills -- --steps`: between any two steps of writing instead, in every form of the commit.
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
    jobs: { type: 'string', default: '2' },
    steps: { type: 'boolean', default: false },
  },
});
const count = Number(values.count);
const seed = Number(values.seed);
const numbers =
  values.only === undefined ? Array.from({ length: count }, (_, at) => at) : [Number(values.only)];
const folder = await mkdtemp(join(await realpath(tmpdir()), 'lockgen-kills-'));
const started = performance.now();
let violations = 0;
const onViolation = (text: string): void => {
  violations += 1;
  console.log(text);
};
try {
  if (values.steps) await atSteps();
  else await atRandom();
  console.log(`minutes                     ${((performance.now() - started) / 60_000).toFixed(1)}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = violations > 0 ? 1 : 0;

async function atRandom(): Promise<void> {
  const totals = await killAtRandom(folder, {
    seed,
    numbers,
    jobs: Number(values.jobs),
    onViolation,
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
  of which: HEAD was new, the index still a lock  ${totals.torn}`);
}

async function atSteps(): Promise<void> {
  const row = (...cells: readonly (string | number)[]): void =>
    console.log(cells.map((cell, at) => String(cell).padEnd(at === 0 ? 16 : 11)).join(''));
  row('form', 'fate', 'steps', 'runs', 'committed', 'lost', 'stale', 'leftovers', 'other');
  await disturbSteps(folder, {
    ...{ forms: FORM_NAMES, fates: FATES, every: 1, jobs: Number(values.jobs), onViolation },
    onTotals: ({ form, fate, steps, runs, completed, lost, stale, leftovers, wrong }) =>
      row(form, fate, steps, runs, completed, lost, stale, leftovers, wrong),
  });
}
