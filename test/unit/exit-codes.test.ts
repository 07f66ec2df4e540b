import { expect, test } from 'vitest';
import { EXIT_CODES } from '../../src/exit-codes.js';

// Scripts rely on them: whoever changes one changes a promise.
test.each([
  [
    1,
    [
      'unsatisfiable',
      'disagreement',
      'unstaged-edits',
      'unmerged',
      'hand-written',
      'not-a-file',
      'ignored',
      'credential',
      'policy',
      'changed-hash',
      'inputs-changed',
      'outside-repository',
    ],
  ],
  [
    2,
    [
      'configuration',
      'project',
      'usage',
      'uv-missing',
      'uv-failed',
      'build-denied',
      'network',
      'git',
      'files',
    ],
  ],
  [130, ['interrupted']],
])('%i is for %j and nothing else', (code, reasons) => {
  const found = Object.entries(EXIT_CODES).filter(([, one]) => one === code);
  expect(found.map(([reason]) => reason).sort()).toEqual([...reasons].sort());
});
