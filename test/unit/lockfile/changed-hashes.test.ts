import { expect, it } from 'vitest';
import { changedHashes, editedDigits, pinName } from '../../../src/lockfile/changed-hashes.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';

const hashed = (pin: string, ...hashes: readonly string[]): string =>
  `${pin} ${hashes.map((hash) => `--hash=${hash.includes(':') ? hash : `sha256:${hash}`}`).join(' ')}\n`;

it.each([
  ['the same', hashed('a==1', 'aa', 'bb'), hashed('a==1', 'aa', 'bb'), []],
  ['another order', hashed('a==1', 'bb', 'aa'), hashed('a==1', 'aa', 'bb'), []],
  ['a file was added', hashed('a==1', 'aa'), hashed('a==1', 'aa', 'bb'), []],
  ['a file was taken away', hashed('a==1', 'aa', 'bb'), hashed('a==1', 'aa'), []],
  ['a file was replaced', hashed('a==1', 'aa', 'bb'), hashed('a==1', 'aa', 'cc'), ['a 1: bb → cc']],
  ['all files were replaced', hashed('a==1', 'aa'), hashed('a==1', 'bb', 'cc'), ['a 1: aa → bb cc']],
  ['another version', hashed('a==1', 'aa'), hashed('a==2', 'bb'), []],
  ['no hashes before', 'a==1\n', hashed('a==1', 'bb'), []],
  ['no hashes now', hashed('a==1', 'aa'), 'a==1\n', []],
  ['another algorithm', hashed('a==1', 'sha512:aa'), hashed('a==1', 'bb'), []],
  ['gone altogether', hashed('a==1', 'aa'), hashed('b==1', 'bb'), []],
  [
    'one of two forks',
    `${hashed('a==1 ; os_name == "nt"', 'aa')}${hashed('a==2 ; os_name != "nt"', 'bb')}`,
    `${hashed('a==1 ; os_name == "nt"', 'aa')}${hashed('a==2 ; os_name != "nt"', 'cc')}`,
    ['a 2: bb → cc'],
  ],
  [
    'both sides of a merge, one of which knows the new file',
    `<<<<<<< ours\n${hashed('a==1', 'aa')}=======\n${hashed('a==1', 'bb')}>>>>>>> theirs\n`,
    hashed('a==1', 'bb'),
    [],
  ],
  [
    'a URL',
    hashed('a @ https://example.org/a.whl', 'aa'),
    hashed('a @ https://example.org/a.whl', 'bb'),
    ['a: aa → bb'],
  ],
] as const)('%s', (_, old, now, expected) => {
  const plain = (hashes: readonly string[]): string => hashes.join(' ').replaceAll('sha256:', '');
  const found = changedHashes(parseLockfile(old), parseLockfile(now));
  expect(found.map((one) => `${pinName(one.pin)}: ${plain(one.gone)} → ${plain(one.came)}`)).toEqual(
    expected,
  );
});

const A = `sha256:${'0123456789abcdef'.repeat(4)}`;
const withDigits = (count: number): string =>
  `sha256:${'x'.repeat(count).replaceAll('x', 'e')}${A.slice(7 + count)}`;

it.each([
  ['one digit', [A.replace('sha256:0', 'sha256:1')], [A], 'the index has the same but for one digit'],
  ['a few', [withDigits(8)], [A], 'the index has the same but for 8 digits'],
  [
    'beside another file',
    [withDigits(1)],
    [`sha256:${'9'.repeat(64)}`, A],
    'the index has the same but for one digit',
  ],
  ['too many to be the same', [withDigits(40)], [A], undefined],
  ['one edited, one replaced', [withDigits(1), `sha256:${'9'.repeat(64)}`], [A], undefined],
  ['no real hashes', ['sha256:aa'], ['sha256:ab'], undefined],
])('an edit that shows: %s', (_, gone, came, shown) => {
  expect(editedDigits({ gone, came })).toBe(shown);
});
