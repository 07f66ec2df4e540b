import { expect, test } from 'vitest';
import { parseCommits } from '../../../src/git/commits.js';

const facts = ':100644 100644 aaaa bbbb M';

test.each<[string, readonly string[], unknown]>([
  ['nothing', [], []],
  [
    'a root commit, and one that changes nothing',
    ['\u0001a', '', 'Start', `\n${facts}`, 'x', '\u0001b', 'a', 'Empty'],
    [
      { commit: 'a', parents: [], subject: 'Start', changed: new Set(['x']) },
      { commit: 'b', parents: ['a'], subject: 'Empty', changed: new Set() },
    ],
  ],
  [
    'a merge with odd names',
    ['\u0001c', 'a b', ':x', '', facts, '\u0001y', facts, 'two\nlines'],
    [{ commit: 'c', parents: ['a', 'b'], subject: ':x', changed: new Set(['\u0001y', 'two\nlines']) }],
  ],
  ['what no git prints', [facts, 'x', 'noise'], []],
])('%s', (_, records, expected) => {
  expect(parseCommits(records)).toEqual(expected);
});
