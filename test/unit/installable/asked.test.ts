import { expect, it } from 'vitest';
import { Failure } from '../../../src/failure.js';
import { askedPairs } from '../../../src/installable/asked.js';

it.each<[string, Parameters<typeof askedPairs>[0], ReturnType<typeof askedPairs>]>([
  ['nothing', {}, undefined],
  ['the promise', { installable: true }, { pythons: undefined, platforms: undefined }],
  [
    'Pythons and platforms, each once',
    { installable: true, python: '3.10, 3.14,3.10', platform: 'linux,x86_64-manylinux_2_50' },
    { pythons: ['3.10', '3.14'], platforms: ['linux', 'x86_64-manylinux_2_50'] },
  ],
])('%s', (_what, options, expected) => {
  expect(askedPairs(options)).toEqual(expected);
});

it.each([
  [{ python: '3.10' }, '--python belongs to --installable'],
  [{ platform: 'linux' }, '--platform belongs to --installable'],
  [
    { installable: true, range: 'A..B' },
    '--installable is about one state of the lockfiles, not each commit of a --range',
  ],
  [{ installable: true, python: 'three' }, '--python: three is no version of Python'],
  [{ installable: true, python: '2.7' }, '--python: 2.7 is no version of Python'],
  [{ installable: true, platform: 'osx' }, "--platform: osx is no platform of uv's"],
  [{ installable: true, platform: ' , ' }, '--platform names nothing'],
])('%j is refused', (options, message) => {
  expect(() => askedPairs(options)).toThrow(expect.objectContaining({ message, reason: 'usage' }));
  expect(() => askedPairs(options)).toThrow(Failure);
});
