import fc from 'fast-check';
import { it } from 'vitest';
import { READERS, readOrRefuse } from '../../../fuzz/readers.js';
import { textsFor } from '../../../fuzz/texts.js';

// The same as `npm run fuzz` does with more texts.
it.each(READERS)(
  '$name takes any text',
  (reader) => {
    fc.assert(
      fc.property(textsFor(reader), (text) => readOrRefuse(reader, text)),
      { numRuns: 200 },
    );
  },
  60_000,
);
