import { expect, it } from 'vitest';
import { type Looked, wheelNotice } from '../../../src/report/wheel-notice.js';
import type { Lack } from '../../../src/uv/install-messages.js';

const lack = (name: string, why: Lack['why'] = 'source'): Lack => ({
  name,
  version: '1.0',
  why,
  reason: why,
});
const looked = (python: string, platform: string, more: Partial<Looked> = {}): Looked => ({
  pair: { python, platform },
  installs: [],
  lacks: [],
  done: true,
  ...more,
});
const has = (...names: string[]) => ({ installs: names.map((name) => ({ name, version: '1.0' })) });

it.each<[string, readonly (readonly Looked[])[], string | undefined]>([
  ['nothing', [[]], undefined],
  ['pins with wheels', [[looked('3.10', 'linux', has('tau'))]], undefined],
  [
    'all places of a pin, whatever order they were asked in',
    [
      [
        looked('3.13', 'windows', { lacks: [lack('tau')] }),
        looked('3.9', 'windows', { lacks: [lack('tau')] }),
        looked('3.13', 'linux', { lacks: [lack('tau')] }),
        looked('3.9', 'linux', has('tau')),
      ],
    ],
    'tau 1.0 has no wheel for Python 3.9, 3.13 on windows; Python 3.13 on linux',
  ],
  [
    'that a place was not asked',
    [[looked('3.13', 'windows', { lacks: [lack('tau')] }), looked('3.13', 'linux', { done: false })]],
    'tau 1.0 has no wheel for Python 3.13 on windows, and perhaps elsewhere',
  ],
  [
    'that another pin was named there, which hides it',
    [
      [
        looked('3.13', 'windows', { lacks: [lack('rho')], done: false }),
        looked('3.13', 'linux', { lacks: [lack('tau'), lack('rho')] }),
      ],
    ],
    'tau 1.0 has no wheel for Python 3.13 on linux, and perhaps elsewhere (1 more pin lacks one somewhere)',
  ],
  [
    'nothing of elsewhere where all is known',
    [[looked('3.13', 'windows', { lacks: [lack('tau', 'wheels')], done: false })]],
    'tau 1.0 has no wheel for Python 3.13 on windows',
  ],
  [
    'what has wheels in some places before what has none, which is built',
    [
      [
        looked('3.13', 'linux', { ...has('tau'), lacks: [lack('rho'), lack('pi')] }),
        looked('3.13', 'windows', { lacks: [lack('rho'), lack('pi'), lack('tau')] }),
      ],
    ],
    'tau 1.0 has no wheel for Python 3.13 on windows (2 more pins lack one somewhere)',
  ],
  [
    'a pin of two projects once',
    [
      [looked('3.13', 'linux', { lacks: [lack('tau')] })],
      [looked('3.13', 'linux', { lacks: [lack('tau')] }), looked('3.13', 'macos', has('tau'))],
      [looked('3.12', 'linux', has('other'))],
    ],
    'tau 1.0 has no wheel for Python 3.13 on linux',
  ],
])('the notice tells %s', (_what, projects, expected) => {
  expect(wheelNotice(projects)).toBe(
    expected === undefined ? '' : `lockgen: note: ${expected}; lockgen check --installable tells more\n`,
  );
});
