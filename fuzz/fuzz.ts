import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { READERS, type Reader, readOrRefuse } from './readers.js';
import { textsFor } from './texts.js';
import { timings } from './time.js';

// All parsers of what others write, on any text, and on long ones: `npm run fuzz`.
const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    /** Of the long texts, in characters; 0 for none. */
    length: { type: 'string', default: '10000000' },
    /** For a long text, in milliseconds. */
    limit: { type: 'string', default: '1000' },
    /** Readers whose name has this in it. */
    only: { type: 'string', default: '' },
  },
});
const [count, seed, length, limit] = [values.count, values.seed, values.length, values.limit].map(Number);
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

let failures = 0;
const fail = (text: string): void => {
  failures += 1;
  say(text);
};

function anyText(reader: Reader, numRuns: number): void {
  const start = performance.now();
  const property = fc.property(textsFor(reader), (text) => readOrRefuse(reader, text));
  const result = fc.check(property, { numRuns, ...(seed === undefined ? {} : { seed }) });
  const time = ((performance.now() - start) / 1000).toFixed(1);
  if (!result.failed) say(`${reader.name}: ${result.numRuns} texts, ${time} s`);
  else {
    const error = result.errorInstance;
    const what = error instanceof Error ? error.stack : String(error);
    fail(`${reader.name}: --seed ${result.seed}: ${JSON.stringify(result.counterexample?.[0])}\n${what}`);
  }
}

function longTexts(reader: Reader, full: number, most: number): void {
  let slowest = { milliseconds: 0, text: '' };
  let steepest = { ratio: 0, text: '' };
  for (const { text, length: size, milliseconds, ratio, error } of timings(reader, full, most)) {
    const what = `${(size / 1e6).toFixed(1)} M characters, ${text}`;
    if (error !== undefined) fail(`  throws ${String(error).slice(0, 200)} for ${what}`);
    else if (milliseconds > most) fail(`  ${(milliseconds / 1000).toFixed(2)} s for ${what}`);
    if (milliseconds > slowest.milliseconds) slowest = { milliseconds, text };
    // Below this, what is measured is chance.
    if (milliseconds > 100 && ratio > steepest.ratio) steepest = { ratio, text };
  }
  const steep =
    steepest.text === '' ? '' : `; twice the size: × ${steepest.ratio.toFixed(1)} (${steepest.text})`;
  say(`  at most ${slowest.milliseconds.toFixed(0)} ms (${slowest.text})${steep}`);
}

for (const reader of READERS.filter(({ name }) => name.includes(values.only))) {
  anyText(reader, count ?? 0);
  if (length !== undefined && length > 0) longTexts(reader, length, limit ?? 0);
}
say(`seed ${seed}: ${failures === 0 ? 'no failure' : `${failures} failures`}`);
process.exitCode = failures === 0 ? 0 : 1;
