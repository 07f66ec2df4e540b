import { describe, expect, it } from 'vitest';
import { callsLockgen, withHuskyCall, withPlainCall } from '../../../../src/setup/wiring/hook-script.js';

const CALL = 'node_modules/.bin/lockgen-pre-commit';

describe('a script of husky’s', () => {
  it.each([
    ['that isn’t there', undefined, `${CALL}\n`],
    ['that is empty', '', `${CALL}\n`],
    ['with a line', 'npm test\n', `npm test\n${CALL}\n`],
    ['without a newline at its end', 'npm test', `npm test\n${CALL}\n`],
    [
      'of husky 8',
      '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\nnpm test\n',
      `#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\nnpm test\n${CALL}\n`,
    ],
    ['whose last line leaves the shell', 'npm test\nexec lint\n', `npm test\n${CALL}\nexec lint\n`],
    [
      'that may end early',
      '[ -n "$CI" ] && exit 0\nnpm test\n',
      `[ -n "$CI" ] && exit 0\nnpm test\n${CALL}\n`,
    ],
    ['that calls lockgen', `${CALL}\n`, `${CALL}\n`],
    ['that calls it by npx', 'npx lockgen hook\n', 'npx lockgen hook\n'],
    ['that calls it in a comment', `# ${CALL}\n`, `# ${CALL}\n${CALL}\n`],
  ])('%s', (_, text, wanted) => {
    expect(withHuskyCall(text, 'pre-commit')).toBe(wanted);
  });

  it.each([
    ['ends in the middle', 'exit 0\nnpm test\n'],
    ['goes on behind its last line', 'npm test \\\n'],
    ['has a text in it', 'cat <<END\nx\nEND\n'],
  ])('that %s is left to a person', (_, text) => {
    expect(withHuskyCall(text, 'pre-commit')).toBeUndefined();
  });
});

describe('a hook that git runs', () => {
  it.each([
    ['a plain script', '#!/bin/sh\nruff check\n'],
    ['one of bash', '#!/usr/bin/env bash\nif ! ruff check; then exit 1; fi\npytest\n'],
  ])('%s gets a call behind all else, and its own end still counts', (_, text) => {
    expect(withPlainCall(text, 'pre-commit')).toBe(`${text}[ $? -eq 0 ] || exit 1\n${CALL}\n`);
  });

  it.each([
    ['another language', '#!/usr/bin/env python3\nprint()\n'],
    ['no first line', 'ruff check\n'],
    ['an end that says all is well', '#!/bin/sh\nruff check && exit 0\n'],
    ['another program in its place', '#!/bin/sh\nexec ruff check\n'],
    ['a text', '#!/bin/sh\ncat <<END\nEND\n'],
  ])('%s: renamed and called', (_, text) => {
    expect(withPlainCall(text, 'pre-commit')).toBeUndefined();
  });
});

it.each([
  ['node_modules/.bin/lockgen-pre-commit', true],
  ['exec lockgen-pre-merge-commit', true],
  ['# lockgen-pre-commit', false],
  ['my-lockgen-pre-commit', false],
  ['echo lockgen', false],
])('%s calls lockgen: %s', (text, wanted) => {
  expect(callsLockgen(text)).toBe(wanted);
});
