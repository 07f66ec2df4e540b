import { LONG_TEXTS } from './long-texts.js';
import { type Reader, readOrRefuse } from './readers.js';

/** How long a reader took for a text of the full size, and what half of that size took. */
export interface Timing {
  readonly text: string;
  readonly length: number;
  readonly milliseconds: number;
  /** Of the times for the whole and for the half: 2 where the time is linear. */
  readonly ratio: number;
  readonly error: unknown;
}

/** A smaller text than the smallest of these tells nothing about the time for a large one. */
const SMALLEST = 20_000;

/**
 * Reads each of the long texts, from a small one up to the full size. A reader that is too slow for one of them is
 * given no longer ones.
 *
 * @param length - in characters
 * @param limit - in milliseconds
 */
export function* timings(reader: Reader, length: number, limit: number): Generator<Timing> {
  for (const { name, make } of LONG_TEXTS) {
    let half = Number.NaN;
    for (let size = smallest(length); size <= length; size *= 2) {
      const text = make(size);
      let { milliseconds, error } = timed(reader, text);
      // Once more, as something else may have had the processor.
      if (milliseconds > limit / 2) milliseconds = Math.min(milliseconds, timed(reader, text).milliseconds);
      if (size === length || milliseconds > limit || error !== undefined) {
        yield { text: name, length: text.length, milliseconds, ratio: milliseconds / half, error };
        break;
      }
      half = milliseconds;
    }
  }
}

function smallest(length: number): number {
  let size = length;
  while (size > SMALLEST) size /= 2;
  return size;
}

/** By the processor or by the clock, whichever is less: others use the processor, and node collects garbage beside it. */
function timed(reader: Reader, text: string): { milliseconds: number; error: unknown } {
  let error: unknown;
  const [start, used] = [performance.now(), process.cpuUsage()];
  try {
    readOrRefuse(reader, text);
  } catch (thrown) {
    error = thrown;
  }
  const { user, system } = process.cpuUsage(used);
  return { milliseconds: Math.min((user + system) / 1000, performance.now() - start), error };
}
