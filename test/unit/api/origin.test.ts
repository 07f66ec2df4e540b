import { describe, expect, it } from 'vitest';
import { comesFrom } from '../../../src/api/origin.js';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

describe('comesFrom', () => {
  it.each<[string, string, { commit?: string; requested?: string }, boolean]>([
    ['./lib', 'file:///home/me/repo/lib', {}, true],
    ['../lib/', 'file:///home/me/lib', {}, true],
    ['./a b', 'file:///home/me/repo/a%20b', {}, true],
    ['/srv/lib', 'file:///srv/lib', {}, true],
    ['file:///srv/lib', 'file:///srv/lib', {}, true],
    ['./lib', 'file:///home/me/repo/library', {}, false],
    ['https://h/t-1.0%2Bcpu.whl#sha256=00', 'https://h/t-1.0+cpu.whl', {}, true],
    ['https://me:secret@h/t.whl', 'https://h/t.whl', {}, true],
    ['https://h/t-1.whl', 'https://h/t-2.whl', {}, false],
    [`git+https://h/o/n.git@${COMMIT}`, 'https://h/o/n.git', { commit: COMMIT }, true],
    [`git+https://h/o/n.git@${COMMIT}#egg=n`, 'https://h/o/n.git', { commit: COMMIT }, true],
    [`git+https://me@h/o/n.git@${COMMIT}`, 'https://h/o/n.git', { commit: COMMIT }, true],
    [`git+ssh://git@h/o/n.git@${COMMIT}`, 'ssh://git@h/o/n.git', { commit: COMMIT }, true],
    [`git+https://h/o/n.git@${COMMIT}`, 'https://h/o/n.git', { commit: 'f'.repeat(40) }, false],
    [`git+https://h/o/n.git@${COMMIT}`, 'https://h/o/other.git', { commit: COMMIT }, false],
    [
      'git+https://h/o/n.git@feature/x',
      'https://h/o/n.git',
      { commit: COMMIT, requested: 'feature/x' },
      true,
    ],
    ['git+https://me@h/o/n.git', 'https://h/o/n.git', { commit: COMMIT }, true],
    ['http://[', 'https://h/', {}, false],
  ])('%s, installed from %s %j: %s', (url, installed, { commit, requested }, expected) => {
    const origin = { url: installed, editable: false, commit, requested };
    expect(comesFrom({ url }, { name: 'n', version: '1', origin }, 'file:///home/me/repo/')).toBe(expected);
  });

  it('is false for what came from an index', () => {
    const distribution = { name: 'n', version: '1', origin: undefined };
    expect(comesFrom({ url: './n' }, distribution, 'file:///')).toBe(false);
  });
});
