import { describe, expect, it } from 'vitest';
import { assertOutput, optionLayer } from '../../../src/api/generation-options.js';
import { Failure } from '../../../src/failure.js';
import { readManifest } from '../../../src/project/manifest.js';

const manifest = readManifest(
  '[project]\nname = "sample"\nversion = "1"\nrequires-python = ">=3.10,<3.14"\n',
  'pyproject.toml',
);

describe('optionLayer', () => {
  it.each([
    ['nothing', {}, {}],
    ['empty texts', { pythonVersion: '', excludeNewer: '' }, {}],
    ['hashes', { generateHashes: true }, { generateHashes: true }],
    ['no hashes, said', { generateHashes: false }, { generateHashes: false }],
    ['a Python', { pythonVersion: '3.12' }, { pythonVersion: '3.12' }],
    [
      'a date, whose whole day counts',
      { excludeNewer: '2026-01-31' },
      { excludeNewer: '2026-02-01T00:00:00Z' },
    ],
    ['a duration', { excludeNewer: '7 days' }, { excludeNewer: 'P7D' }],
    ['universal', { universal: true }, { universal: true }],
    [
      'one environment',
      { universal: false },
      { universal: false, pythonPlatform: 'linux', pythonVersion: '3.10' },
    ],
    [
      'one environment of that Python',
      { universal: false, pythonVersion: '3.13' },
      { universal: false, pythonPlatform: 'linux', pythonVersion: '3.13' },
    ],
  ])('%s', (_what, options, expected) => {
    expect(optionLayer(options, manifest, 'linux')).toEqual(expected);
  });

  it.each([
    ['darwin', 'macos'],
    ['win32', 'windows'],
  ] as const)('names %s as uv does', (platform, expected) => {
    expect(optionLayer({ universal: false }, manifest, platform).pythonPlatform).toBe(expected);
  });

  it('tells all bad options at once, by their names here', () => {
    const bad = () => optionLayer({ pythonVersion: 'three', excludeNewer: 'yesterday' }, manifest, 'linux');
    expect(bad).toThrow(Failure);
    expect(bad).toThrow(/pythonVersion: "three"[\s\S]*excludeNewer: "yesterday"/);
  });

  it('refuses a platform that uv has no name for', () => {
    expect(() => optionLayer({ universal: false }, manifest, 'aix')).toThrow(/uv has no aix/);
  });
});

describe('assertOutput', () => {
  it.each(['requirements.txt', 'lock/prod.lock', '../requirements.txt', 'pylock.toml'])(
    'allows %s',
    (output) => {
      expect(() => assertOutput(output, output)).not.toThrow();
    },
  );

  it.each(['requirements.md', 'pylock..toml', '.git/requirements.txt', '', 'uv.lock'])(
    'refuses %j',
    (output) => {
      expect(() => assertOutput(output, 'as-written')).toThrow(/outputPath: "as-written" is not allowed/);
    },
  );
});
