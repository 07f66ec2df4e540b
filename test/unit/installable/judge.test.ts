import { describe, expect, it } from 'vitest';
import { judge, type PairAnswer, provenOutcome } from '../../../src/installable/judge.js';
import { questionOf } from '../../../src/installable/question.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';
import type { Lack } from '../../../src/uv/install-messages.js';

const LINUX = { python: '3.13', platform: 'linux' };
const WINDOWS = { python: '3.13', platform: 'windows' };
const lack = (name: string, why: Lack['why']): Lack => ({ name, version: '1.0', why, reason: why });
const has = (...names: string[]) => names.map((name) => ({ name, version: '1.0' }));

const verdicts = (answers: readonly PairAnswer[]) => {
  const { pairs, fromSource } = judge('requirements.txt', answers, questionOf(parseLockfile('')));
  return {
    verdicts: pairs.map(({ verdict }) => verdict),
    lacks: pairs.map(({ lacks }) => lacks.map(({ name }) => name)),
    fromSource: fromSource.map(({ name }) => name),
  };
};

describe('a lockfile is', () => {
  it.each<[string, PairAnswer[], ReturnType<typeof verdicts>]>([
    [
      'green where each pin has a wheel',
      [{ pair: LINUX, installs: has('a'), lacks: [] }],
      { verdicts: ['green'], lacks: [[]], fromSource: [] },
    ],
    [
      'red where a pin has a wheel elsewhere only',
      [
        { pair: LINUX, installs: has('a'), lacks: [] },
        { pair: WINDOWS, installs: [], lacks: [lack('a', 'source')] },
      ],
      { verdicts: ['green', 'red'], lacks: [[], ['a']], fromSource: [] },
    ],
    [
      'green where a pin has a source and no wheel anywhere',
      [
        { pair: LINUX, installs: [], lacks: [lack('b', 'source'), lack('a', 'source')] },
        { pair: WINDOWS, installs: [], lacks: [lack('a', 'source'), lack('b', 'source')] },
      ],
      { verdicts: ['green', 'green'], lacks: [[], []], fromSource: ['a', 'b'] },
    ],
    [
      'red where a pin has neither a wheel nor a source',
      [{ pair: LINUX, installs: [], lacks: [lack('a', 'wheels')] }],
      { verdicts: ['red'], lacks: [['a']], fromSource: [] },
    ],
    [
      'red where a version is gone, or for other Pythons',
      [
        { pair: LINUX, installs: [], lacks: [lack('a', 'release')] },
        { pair: WINDOWS, installs: [], lacks: [lack('b', 'python')] },
      ],
      { verdicts: ['red', 'red'], lacks: [['a'], ['b']], fromSource: [] },
    ],
    [
      'red where its pins exclude each other',
      [{ pair: LINUX, installs: [], lacks: [], refused: 'both' }],
      { verdicts: ['red'], lacks: [[]], fromSource: [] },
    ],
    [
      'unknown, never green, where no answer came',
      [
        { pair: LINUX, installs: has('a'), lacks: [] },
        { pair: WINDOWS, installs: [], lacks: [], unknown: 'no network' },
      ],
      { verdicts: ['green', 'unknown'], lacks: [[], []], fromSource: [] },
    ],
    [
      'red where something is missing and the rest unknown',
      [
        { pair: LINUX, installs: has('a'), lacks: [] },
        { pair: WINDOWS, installs: [], lacks: [lack('a', 'wheels')], unknown: 'no network' },
      ],
      { verdicts: ['green', 'red'], lacks: [[], ['a']], fromSource: [] },
    ],
  ])('%s', (_what, answers, expected) => {
    expect(verdicts(answers)).toEqual(expected);
  });

  it('told apart by version: a wheel of one says nothing of another', () => {
    const newer = { name: 'a', version: '2.0' };
    expect(
      verdicts([
        { pair: LINUX, installs: [newer], lacks: [] },
        { pair: WINDOWS, installs: [], lacks: [lack('a', 'source')] },
      ]),
    ).toMatchObject({ verdicts: ['green', 'green'], fromSource: ['a'] });
  });
});

it('a wheel in a place that was not asked for makes a pin no choice to build', () => {
  const question = questionOf(parseLockfile('# made\nb==1\na==1.0\n'));
  const answers = [{ pair: WINDOWS, installs: [], lacks: [lack('a', 'source'), lack('b', 'source')] }];
  expect(judge('requirements.txt', answers, question, { elsewhere: has('a') })).toMatchObject({
    pairs: [{ verdict: 'red', lacks: [{ name: 'a', line: 3 }] }],
    // uv may write a version otherwise than the lockfile.
    fromSource: [{ name: 'b', version: '1.0', line: 2 }],
  });
});

describe('together with freshness, it comes to', () => {
  const pairs = (...verdicts: readonly ('green' | 'red' | 'unknown')[]) => ({
    pairs: verdicts.map((verdict) => ({ ...LINUX, verdict, reason: undefined, lacks: [] })),
  });
  it.each([
    ['fresh', 'fresh', [pairs('green')]],
    ['fresh', 'fresh', []],
    ['not-installable', 'fresh', [pairs('green'), pairs('unknown', 'red')]],
    ['not-installable', 'unknown', [pairs('red')]],
    ['stale', 'stale', [pairs('red')]],
    ['unknown', 'fresh', [pairs('green'), pairs('green', 'unknown')]],
    ['unknown', 'fresh', [pairs()]],
    ['unknown', 'unknown', [pairs('green')]],
    ['stale', 'stale', [pairs('unknown')]],
  ] as const)('%s: %s, %j', (expected, freshness, proof) => {
    expect(provenOutcome(freshness, proof)).toBe(expected);
  });
});
