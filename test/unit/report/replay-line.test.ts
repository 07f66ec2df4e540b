import { describe, expect, it } from 'vitest';
import { type ProgramRun, type ReplayPlace, replayLine } from '../../../src/report/replay-line.js';

const RUN: ProgramRun = { program: '/bin/uv', args: ['pip', 'compile'], cwd: '/tmp/a/tree/web', env: {} };
const PLACE: ReplayPlace = { userEnv: {}, root: '/tmp/a', copy: '/tmp/b/1', isOwn: false };

describe('a run as a line to type', () => {
  it.each<[string, Partial<ProgramRun>, Partial<ReplayPlace>, string]>([
    ['in the copy', {}, {}, 'cd /tmp/b/1/tree/web && /bin/uv pip compile'],
    [
      'with what is set',
      { env: { UV_OFFLINE: '1' } },
      {},
      'cd /tmp/b/1/tree/web && UV_OFFLINE=1 /bin/uv pip compile',
    ],
    [
      'without what the shell has, be it a password',
      { env: { UV_INDEX_URL: 'https://me:x@h/' } },
      { userEnv: { UV_INDEX_URL: 'https://me:x@h/' } },
      'cd /tmp/b/1/tree/web && /bin/uv pip compile',
    ],
    [
      'without what uv is not given',
      { env: { UV_OFFLINE: '1' } },
      { userEnv: { UV_PYTHON: '3.9', EDITOR: 'vi' } },
      'cd /tmp/b/1/tree/web && env -u UV_PYTHON UV_OFFLINE=1 /bin/uv pip compile',
    ],
    [
      'without what another program than uv is not given',
      { program: 'python3', args: ['-m', 'pip'], heeds: /^PIP_/, env: { PIP_USER: '0' } },
      { userEnv: { PIP_USER: '1', PIP_TARGET: '/x', UV_PYTHON: '3.9' } },
      'cd /tmp/b/1/tree/web && env -u PIP_TARGET PIP_USER=0 python3 -m pip',
    ],
    [
      'without what changes nothing',
      { env: { TMPDIR: '/tmp/a/tmp', RUST_LOG: 'x', NO_COLOR: '1', PATH: '/bin' } },
      {},
      'cd /tmp/b/1/tree/web && /bin/uv pip compile',
    ],
    [
      'with places of the copy',
      { args: ['--target=/tmp/a/x y'], env: { XDG_CONFIG_HOME: '/tmp/a/config' } },
      {},
      "cd /tmp/b/1/tree/web && XDG_CONFIG_HOME=/tmp/b/1/config /bin/uv '--target=/tmp/b/1/x y'",
    ],
    [
      "with the user's own configuration",
      { env: { XDG_CONFIG_HOME: '/tmp/a/config' } },
      { isOwn: true },
      'cd /tmp/b/1/tree/web && /bin/uv pip compile',
    ],
    ['with its input', { input: 'a==1' }, {}, 'cd /tmp/b/1/tree/web && /bin/uv pip compile </tmp/b/1/input'],
  ])('%s', (_, run, place, line) => {
    expect(replayLine({ ...RUN, ...run }, { ...PLACE, ...place })).toBe(line);
  });
});
