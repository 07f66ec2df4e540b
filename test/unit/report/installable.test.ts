import { expect, it } from 'vitest';
import type { Installability, PairVerdict } from '../../../src/installable/judge.js';
import { installabilityText, provenReport } from '../../../src/report/installable.js';
import { nextFor, nextSteps } from '../../../src/report/installable-next.js';
import { NO_PAINT } from '../../../src/report/paint.js';
import { PLAINLY, verdictOf } from './verdicts.js';

const pair = (python: string, platform: string, more: Partial<PairVerdict> = {}): PairVerdict => ({
  python,
  platform,
  verdict: 'green',
  reason: undefined,
  lacks: [],
  ...more,
});
const tau = { name: 'tau', version: '1.0', why: 'wheels', reason: 'it has `cp313`', line: 9 } as const;
const numpy = {
  name: 'numpy',
  version: '1.26.4',
  why: 'source',
  reason: 'it has no wheel',
  line: 4,
} as const;

const green = {
  path: 'requirements.txt',
  pairs: [pair('3.10', 'linux'), pair('3.14', 'linux'), pair('3.10', 'macos'), pair('3.14', 'macos')],
  fromSource: [],
  notAsked: [],
  next: undefined,
};

const textOf = (found: readonly Installability[], quiet: boolean): string =>
  installabilityText(found, quiet, NO_PAINT);

it('one line where all is green, none where only that has to be known', () => {
  expect(textOf([green], false)).toBe(
    'green    requirements.txt: installs on 4 of 4 (Python 3.10, 3.14 on linux, macos)\n',
  );
  expect(textOf([green], true)).toBe('');
});

it('a table of what is not green, each package once for each reason', () => {
  const found = {
    path: 'svc/requirements-full.txt',
    pairs: [
      pair('3.10', 'linux'),
      pair('3.14', 'linux', { verdict: 'red', lacks: [tau, numpy] }),
      pair('3.10', 'windows', { verdict: 'unknown', reason: 'no network' }),
      pair('3.14', 'windows', { verdict: 'red', lacks: [tau] }),
    ],
    fromSource: [{ name: 'docopt', version: '0.6.2', line: 2 }],
    notAsked: [{ entry: './lib', why: 'local, builds from source' }],
    next: undefined,
  };
  expect(textOf([found], false)).toBe(
    `red      svc/requirements-full.txt: installs on 1 of 4, could not be told on 1 (Python 3.10, 3.14 on linux, windows)
           red      numpy 1.26.4  Python 3.14 on linux           it has no wheel
           red      tau 1.0       Python 3.14 on linux, windows  it has \`cp313\`
           unknown                Python 3.10 on windows         no network
           note     docopt 0.6.2  everywhere                     no wheel: builds from source
           note     ./lib         not asked                      local, builds from source
           next: require another version of numpy (lockgen why numpy), or narrow requires-python or platforms
           next: require another version of tau (lockgen why tau), or leave Python 3.14 out of requires-python
           next: check where the package index can be asked (UV_OFFLINE, the network, its credentials)
`,
  );
});

it('unknown where nothing was asked, and where no answer came', () => {
  const all = green.pairs.map((one) => ({ ...one, verdict: 'unknown' as const, reason: 'no uv' }));
  expect(
    textOf(
      [
        { ...green, pairs: [], next: 'lockgen check --installable --python 3.10' },
        { ...green, pairs: all },
      ],
      false,
    ),
  ).toBe(
    `unknown  requirements.txt: it is promised for none of these Pythons and platforms
           next: lockgen check --installable --python 3.10
unknown  requirements.txt: installs on 0 of 4, could not be told on 4 (Python 3.10, 3.14 on linux, macos)
           unknown  Python 3.10, 3.14 on linux, macos  no uv
           next: check where the package index can be asked (UV_OFFLINE, the network, its credentials)
`,
  );
});

const PYTHONS = ['3.10', '3.14'];
const PLATFORMS = ['linux', 'macos', 'windows'];

it.each<[string, (python: string, platform: string) => boolean, string]>([
  ['a Python', (python) => python === '3.14', ', or leave Python 3.14 out of requires-python'],
  [
    'platforms',
    (_, platform) => platform !== 'linux',
    ", or leave macos, windows out of lockgen's platforms",
  ],
  [
    'both',
    (python, platform) => python === '3.10' || platform === 'macos',
    ", or leave Python 3.10 out of requires-python, and macos out of lockgen's platforms",
  ],
  [
    'one corner',
    (python, platform) => python === '3.10' && platform === 'macos',
    ', or narrow requires-python or platforms',
  ],
  ['everywhere', () => true, ''],
])('what helps where a pin fails on %s', (_what, fails, help) => {
  const pairs = PYTHONS.flatMap((python) =>
    PLATFORMS.map((platform) =>
      pair(python, platform, fails(python, platform) ? { verdict: 'red', lacks: [tau] } : {}),
    ),
  );
  const expected = `require another version of tau (lockgen why tau)${help}`;
  expect(nextFor(tau, pairs)).toBe(expected);
  expect(nextSteps({ pairs, next: undefined })).toEqual([expected]);
});

it('what helps against a version that is gone, and pins that exclude each other, is a regeneration', () => {
  const gone = { ...tau, why: 'release' } as const;
  const pairs = [pair('3.10', 'linux', { verdict: 'red', lacks: [gone], reason: 'both' })];
  expect(nextFor(gone, pairs)).toBe('lockgen generate');
  expect(nextSteps({ pairs, next: undefined })).toEqual(['lockgen generate']);
});

it('many pins for which the same helps are one step', () => {
  const lacks = Array.from({ length: 7 }, (_, index) => ({ ...tau, name: `p${index}` }));
  expect(nextSteps({ pairs: [pair('3.10', 'linux', { verdict: 'red', lacks })], next: undefined })).toEqual([
    'require another version of p0, p1, p2, p3, 3 more (lockgen why p0)',
  ]);
});

const red = { ...green, pairs: [pair('3.10', 'linux', { verdict: 'red', lacks: [tau, numpy] })] };
const refused = { ...green, pairs: [pair('3.10', 'linux', { verdict: 'red', reason: 'both' })] };
const unknown = { ...green, pairs: [pair('3.10', 'linux', { verdict: 'unknown', reason: 'away' })] };

it.each<[Parameters<typeof verdictOf>[0], readonly Installability[], string]>([
  [{}, [green], 'the lockfiles are fresh, and can be installed'],
  [{}, [], 'the lockfiles are fresh'],
  [{}, [red, green], "the lockfiles are fresh, but 2 pins can't be installed everywhere"],
  [{}, [refused], "the lockfiles are fresh, but 1 lockfile can't be installed everywhere"],
  [{}, [unknown], 'the lockfiles are fresh, but whether they can be installed could not be told'],
  [{ verdict: 'stale' }, [red], "lockfiles are stale, and 2 pins can't be installed everywhere"],
  [{ verdict: 'stale' }, [green], 'lockfiles are stale'],
  [{ verdict: 'unknown' }, [green], 'some lockfiles could not be judged'],
])('%j with %j has a headline', (verdict, proof, expected) => {
  const { report } = provenReport([verdictOf(verdict)], proof, PLAINLY, false);
  expect(report.markdown().split('\n', 1)).toEqual([`### lockgen: ${expected}`]);
});

it('a problem is a sentence, at the line of its pin', () => {
  const found = { ...red, fromSource: [{ name: 'docopt', version: '0.6.2', line: 2 }] };
  const { report } = provenReport(
    [verdictOf()],
    [found, refused, unknown, { ...green, pairs: [] }],
    PLAINLY,
    false,
  );
  expect(report.problems.map(({ severity, code, line, message }) => [severity, code, line, message])).toEqual(
    [
      [
        'error',
        'no-wheel',
        4,
        "numpy 1.26.4 can't be installed from a wheel for Python 3.10 on linux: it has no wheel",
      ],
      ['error', 'no-wheel', 9, "tau 1.0 can't be installed for Python 3.10 on linux: it has `cp313`"],
      ['notice', 'from-source', 2, 'docopt 0.6.2 has no wheel anywhere: it is built from its source'],
      [
        'error',
        'not-installable',
        undefined,
        "the lockfile can't be installed for Python 3.10 on linux: both",
      ],
      [
        'warning',
        'not-proved',
        undefined,
        'whether the lockfile can be installed for Python 3.10 on linux is not known: away',
      ],
      [
        'warning',
        'not-proved',
        undefined,
        'the lockfile is promised for none of the Pythons and platforms that were asked for',
      ],
    ],
  );
});
