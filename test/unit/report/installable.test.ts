import { expect, it } from 'vitest';
import type { Installability, PairVerdict } from '../../../src/installable/judge.js';
import { installabilityText } from '../../../src/report/installable.js';
import { NO_PAINT } from '../../../src/report/paint.js';
import { wheelNotice } from '../../../src/report/wheel-notice.js';

const pair = (python: string, platform: string, more: Partial<PairVerdict> = {}): PairVerdict => ({
  python,
  platform,
  verdict: 'green',
  reason: undefined,
  lacks: [],
  ...more,
});
const tau = { name: 'tau', version: '1.0', why: 'wheels', reason: 'no wheels for `cp314`' } as const;
const numpy = { name: 'numpy', version: '1.26.4', why: 'source', reason: 'no wheel' } as const;

const green = {
  path: 'requirements.txt',
  pairs: [pair('3.10', 'linux'), pair('3.14', 'linux'), pair('3.10', 'macos'), pair('3.14', 'macos')],
  fromSource: [],
  notAsked: [],
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
    fromSource: [{ name: 'docopt', version: '0.6.2' }],
    notAsked: [{ entry: './lib', why: 'local, builds from source' }],
  };
  expect(textOf([found], false)).toBe(
    `red      svc/requirements-full.txt: installs on 1 of 4 (Python 3.10, 3.14 on linux, windows)
           red      numpy 1.26.4  Python 3.14 on linux           no wheel
           red      tau 1.0       Python 3.14 on linux, windows  no wheels for \`cp314\`
           unknown                Python 3.10 on windows         no network
           note     docopt 0.6.2  everywhere                     no wheel: builds from source
           note     ./lib         not asked                      local, builds from source
`,
  );
});

it('unknown where nothing was asked, and where no answer came', () => {
  const all = green.pairs.map((one) => ({ ...one, verdict: 'unknown' as const, reason: 'no uv' }));
  expect(
    textOf(
      [
        { ...green, pairs: [] },
        { ...green, pairs: all },
      ],
      false,
    ),
  ).toBe(
    `unknown  requirements.txt: it is promised for none of these Pythons and platforms
unknown  requirements.txt: installs on 0 of 4 (Python 3.10, 3.14 on linux, macos)
           unknown  Python 3.10, 3.14 on linux, macos  no uv
`,
  );
});

it('the notice names one pin, where it lacks a wheel, and counts the others', () => {
  const at = (python: string, platform: string) => ({ pair: { python, platform } });
  expect(wheelNotice([])).toBe('');
  expect(wheelNotice([{ ...tau, ...at('3.13', 'windows') }])).toBe(
    'lockgen: note: tau 1.0 has no wheel for Python 3.13 on windows; lockgen check --installable tells more\n',
  );
  expect(
    wheelNotice([
      { ...tau, ...at('3.13', 'windows') },
      { ...numpy, ...at('3.13', 'windows') },
      { ...numpy, ...at('3.9', 'windows') },
      { ...numpy, ...at('3.13', 'linux') },
    ]),
  ).toBe(
    'lockgen: note: numpy 1.26.4 has no wheel for Python 3.9, 3.13 on windows; Python 3.13 on linux (1 more pin lacks one somewhere); lockgen check --installable tells more\n',
  );
});
