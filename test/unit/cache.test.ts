import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../src/cache.js';

describe('cacheFolder', () => {
  it.each([
    ['linux', {}, '/home/me', '/home/me/.cache/lockgen'],
    ['linux', { XDG_CACHE_HOME: '/var/cache/me' }, '/home/me', '/var/cache/me/lockgen'],
    ['linux', { XDG_CACHE_HOME: 'relative' }, '/home/me', '/home/me/.cache/lockgen'],
    ['linux', { XDG_CACHE_HOME: '' }, '/home/me', '/home/me/.cache/lockgen'],
    ['darwin', {}, '/Users/me', '/Users/me/Library/Caches/lockgen'],
    ['darwin', { XDG_CACHE_HOME: '/c' }, '/Users/me', '/c/lockgen'],
    ['win32', { LOCALAPPDATA: 'D:\\Local' }, 'C:\\Users\\me', 'D:\\Local\\lockgen\\cache'],
    ['win32', {}, 'C:\\Users\\me', 'C:\\Users\\me\\AppData\\Local\\lockgen\\cache'],
    ['win32', { XDG_CACHE_HOME: '/c' }, 'C:\\Users\\me', 'C:\\Users\\me\\AppData\\Local\\lockgen\\cache'],
  ] as const)('%s %o', (platform, env, home, folder) => {
    expect(cacheFolder(env, platform, home)).toBe(folder);
  });
});
