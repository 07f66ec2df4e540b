import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { soak } from './run.js';
import type { Sequence } from './steps.js';

// Random sequences of what people do with git, each in a repository of its own with the packed hook: `npm run soak`.
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    count: { type: 'string', default: '20' },
    steps: { type: 'string', default: '20' },
    workers: { type: 'string', default: '2' },
    /** A file with a sequence, as a failure leaves it. */
    replay: { type: 'string' },
    'keep-going': { type: 'boolean', default: false },
  },
});

const replayed = (path: string): Sequence => JSON.parse(readFileSync(path, 'utf8'));
const failures = await soak({
  seed: Number(values.seed),
  count: Number(values.count),
  steps: Number(values.steps),
  workers: Number(values.workers),
  keepGoing: values['keep-going'],
  say: (text) => process.stdout.write(text),
  ...(values.replay === undefined ? {} : { replay: replayed(values.replay) }),
});
for (const { sequence } of failures) {
  const path = `soak-${sequence.seed}.json`;
  writeFileSync(path, `${JSON.stringify(sequence, undefined, 1)}\n`);
  process.stdout.write(`npm run soak -- --replay ${path}\n`);
}
process.exitCode = failures.length === 0 ? 0 : 1;
