import { describe, expect, it } from 'vitest';
import {
  callsLockgen,
  withCommandCall,
  withHuskyCall,
  withPlainCall,
} from '../../../../src/setup/wiring/hook-script.js';

const CALL = 'node_modules/.bin/lockgen-pre-commit';
const GUARD = `[ -e ${CALL} ] || { echo "lockgen: its program was not found, so the lockfiles of this commit could not be made; install what package.json asks for: npm ci" >&2; exit 2; }`;

/** A text with the line above the call that says what to type where there is no such program. */
const guarded = (text: string): string =>
  text.replace(/^node_modules.*?(\r?)\n/m, (line, end) => `${GUARD}${end}\n${line}`);

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
    ['that fails where a command does', 'npm test || exit 1\n', `npm test || exit 1\n${CALL}\n`],
    ['that calls another exec', 'pnpm exec lint-staged\n', `pnpm exec lint-staged\n${CALL}\n`],
    ['that writes to a file from there on', 'exec 2>log\nlint\n', `exec 2>log\nlint\n${CALL}\n`],
    ['with a function', 'f() {\n  return 1\n}\nf || lint\n', `f() {\n  return 1\n}\nf || lint\n${CALL}\n`],
    ['whose last line leaves the shell', 'npm test\nexec lint\n', `npm test\n${CALL} || exit\nexec lint\n`],
    ['whose last line says that all is well', 'npm test\nexit 0\n', `npm test\n${CALL} || exit\nexit 0\n`],
    [
      'whose last line is half of one',
      '[ -n "$X" ] &&\nexec lint\n',
      `${CALL} || exit\n[ -n "$X" ] &&\nexec lint\n`,
    ],
    [
      'that ends where no Python is staged',
      '#!/bin/sh\nset -e\n\n# Python alone.\ngit diff --cached --name-only | grep -q py$ || exit 0\nlint\n',
      `#!/bin/sh\nset -e\n${CALL} || exit\n\n# Python alone.\ngit diff --cached --name-only | grep -q py$ || exit 0\nlint\n`,
    ],
    [
      'that ends in an if',
      'if x; then\n  exit 0\nfi\nlint\n',
      `${CALL} || exit\nif x; then\n  exit 0\nfi\nlint\n`,
    ],
    [
      'that ends in a case',
      'case $x in\n  y) exit ;;\nesac\n',
      `${CALL} || exit\ncase $x in\n  y) exit ;;\nesac\n`,
    ],
    ['that reads another', '. ./common.sh\nlint\n', `${CALL} || exit\n. ./common.sh\nlint\n`],
    [
      'of husky 8 that ends',
      '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\nexit\nx\n',
      `#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n${CALL} || exit\n\nexit\nx\n`,
    ],
    [
      'that goes to another folder',
      'npm test\ncd docs\nmake\n',
      `${CALL} || exit\nnpm test\ncd docs\nmake\n`,
    ],
    ['that goes there and ends', 'cd docs\nexec make\n', `${CALL} || exit\ncd docs\nexec make\n`],
    ['that goes there in one line', 'cd docs && make\n', `${CALL} || exit\ncd docs && make\n`],
    [
      'that goes there in an if',
      'if x; then\n  pushd docs\nfi\nlint\n',
      `${CALL} || exit\nif x; then\n  pushd docs\nfi\nlint\n`,
    ],
    [
      'that goes there for itself',
      '(\n  cd docs\n  f "$(cd a; pwd)"\n)\n',
      `(\n  cd docs\n  f "$(cd a; pwd)"\n)\n${CALL}\n`,
    ],
    [
      'that goes to the top',
      'cd "$(git rev-parse --show-toplevel)"\nlint\n',
      `cd "$(git rev-parse --show-toplevel)"\nlint\n${CALL}\n`,
    ],
    [
      'that only speaks of it',
      '# cd docs\necho abcd docs\ncd-lint x\n',
      `# cd docs\necho abcd docs\ncd-lint x\n${CALL}\n`,
    ],
    ['that goes on behind its last line', 'npm test \\\n', `${CALL} || exit\nnpm test \\\n`],
    ['with a text in it', 'cat <<END\nx\nEND\n', `${CALL} || exit\ncat <<END\nx\nEND\n`],
    ['with windows line ends', 'lint\r\nexit\r\n', `lint\r\n${CALL} || exit\r\nexit\r\n`],
    ['that calls lockgen', `${CALL}\n`, `${CALL}\n`],
    ['that calls it by npx', 'npx lockgen hook\n', 'npx lockgen hook\n'],
    ['that calls it in a comment', `# ${CALL}\n`, `# ${CALL}\n${CALL}\n`],
  ])('%s', (_, text, wanted) => {
    expect(withHuskyCall(text, 'pre-commit', 'npm ci')).toBe(wanted === text ? text : guarded(wanted));
  });

  it('of another language is left to a person', () => {
    expect(withHuskyCall('#!/usr/bin/env python3\nprint()\n', 'pre-commit', 'npm ci')).toBeUndefined();
  });
});

it.each([
  ['lint', `lint && ${CALL}`],
  ['lint && exec other', `${CALL} && lint && exec other`],
  ['lint; exit 0', `${CALL} && lint; exit 0`],
  ['cd docs && lint', `${CALL} && cd docs && lint`],
  ['(cd docs && lint)', `(cd docs && lint) && ${CALL}`],
  ['lint # all', `${CALL} && lint # all`],
])('a command of simple-git-hooks’, %s', (command, wanted) => {
  expect(withCommandCall(command, 'pre-commit')).toBe(wanted);
});

describe('a hook that git runs', () => {
  it.each([
    ['a plain script', '#!/bin/sh\nruff check\n'],
    ['one with a function', '#!/bin/sh\nset -e\nf() {\n  return 0\n}\nf\n'],
    ['one of bash', '#!/usr/bin/env bash\nif ! ruff check; then exit 1; fi\npytest\n'],
  ])('%s gets a call behind all else, and its own end still counts', (_, text) => {
    expect(withPlainCall(text, 'pre-commit', 'npm ci')).toBe(
      `${text}[ $? -eq 0 ] || exit 1\n${GUARD}\n${CALL}\n`,
    );
  });

  it.each([
    ['another language', '#!/usr/bin/env python3\nprint()\n'],
    ['no first line', 'ruff check\n'],
    ['an end that says all is well', '#!/bin/sh\nruff check && exit 0\n'],
    ['another script that it reads', '#!/bin/sh\n. ./common.sh\n'],
    ['another program in its place', '#!/bin/sh\nexec ruff check\n'],
    ['another folder', '#!/bin/sh\ncd docs\nmake\n'],
    ['a text', '#!/bin/sh\ncat <<END\nEND\n'],
  ])('%s: renamed and called', (_, text) => {
    expect(withPlainCall(text, 'pre-commit', 'npm ci')).toBeUndefined();
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
