import { describe, expect, it } from 'vitest';
import { followLog, withoutLog } from '../../../src/uv/waiting.js';

function following(...lines: readonly string[]) {
  const log = followLog();
  for (const line of lines) log.read(`${line}\n`);
  return log;
}

const PAGE = 'http://index.example.com:8080/simple/al-pha/';
const FILE = 'http://files.example.com/files/beta_core-2.0.0-py3-none-any.whl';

describe('whom uv waits for', () => {
  it.each([
    ['0.13.9', [`DEBUG Sending fresh GET request for: ${PAGE}`], 'index.example.com (al-pha)'],
    ['0.9.8', [`TRACE Sending fresh GET request for ${PAGE}`], 'index.example.com (al-pha)'],
    ['a file', [`DEBUG Sending fresh HEAD request for: ${FILE}.metadata`], 'files.example.com (beta-core)'],
    [
      'the one that has not answered',
      [
        `DEBUG Sending fresh GET request for: ${PAGE}`,
        `DEBUG Sending fresh HEAD request for: ${FILE}`,
        `TRACE Received response for fresh request with status 200 OK for: ${FILE}`,
      ],
      'index.example.com (al-pha)',
    ],
    [
      'the last one that has begun to answer, in 0.9.8',
      [
        `TRACE Sending fresh GET request for ${PAGE}`,
        `TRACE Response from ${PAGE} is storable because it has a heuristically cacheable status code 200`,
      ],
      'index.example.com (al-pha)',
    ],
    [
      'a repository, whose token 0.9.8 logs',
      ['DEBUG Performing a Git fetch for: http://me:t0ken@git.example.com:9400/lib.git'],
      'git.example.com (lib)',
    ],
    [
      'a build back-end',
      [
        'DEBUG Preparing metadata for: lib @ file:///work/lib',
        'DEBUG Calling `bb.get_requires_for_build_wheel()`',
      ],
      'the build back-end of lib (bb.get_requires_for_build_wheel())',
    ],
    [
      'another uv',
      ['INFO Waiting to acquire shared lock for `c` at `c/.lock`'],
      "the lock of uv's cache, which another uv holds",
    ],
    ['nobody', ['DEBUG Using request timeout of 30s'], undefined],
  ])('%s', (_, lines, expected) => {
    expect(following(...lines).waiting()?.what).toBe(expected);
  });

  it('is read from pieces that end anywhere', () => {
    const log = followLog();
    for (const letter of `DEBUG Sending fresh GET request for: ${PAGE}\nDEBUG x`) log.read(letter);
    expect(log.waiting()).toEqual({ what: 'index.example.com (al-pha)', host: 'index.example.com' });
    expect(log.hostOf('al-pha')).toBe('index.example.com');
  });
});

it.each(['`Beta.Core==2.0.0`', 'Beta.Core==2.0.0'])(
  'a file of %s that is broken, with who gave it',
  (name) => {
    const log = following(
      `DEBUG Sending fresh HEAD request for: ${FILE}`,
      `WARN ${name} has an invalid package format: Bad CRC (got 0, expected 1) for file: METADATA`,
    );
    expect(log.damaged()).toEqual([
      { name: 'beta-core', version: '2.0.0', isBroken: true, host: 'files.example.com' },
    ]);
  },
);

it.each([
  ['DEBUG Sending fresh HEAD request for: http://a.example/x.whl', true],
  [
    'TRACE Considering retry of error: Error { kind: Offline("http://a.example/simple/a/"), retries: 0 }',
    true,
  ],
  ['WARN `alpha==2.0.0` needs to be downloaded from a registry', true],
  ['DEBUG Found stale (but allowed) response for: http://a.example/simple/a/', false],
])('%s: lacks something is %s', (line, expected) => {
  expect(following(line).lacks()).toBe(expected);
});

it('knows what was passed over', () => {
  const log = following(
    'TRACE Returning incompatible candidate for package Al.pha with range * after 2 steps',
  );
  expect([...log.passedOver()]).toEqual(['al-pha']);
});

it('leaves what uv says itself', () => {
  const said = 'warning: one\nerror: No solution\n  cause: DEBUG is a word here\n';
  expect(
    withoutLog(
      `DEBUG a\nwarning: one\nTRACE b\nWARN c\nerror: No solution\n  cause: DEBUG is a word here\nINFO d`,
    ),
  ).toBe(said);
});
