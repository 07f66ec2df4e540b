import { expect, test } from 'vitest';
import { trustedEnvironment } from '../../src/search-path.js';

test.each([
  ['linux', '/usr/bin:/clone/node_modules/.bin:/bin', ['/clone'], '/usr/bin:/bin'],
  ['linux', '/clone:/clones/bin:/clone/../clone/.venv/bin', ['/clone'], '/clones/bin'],
  ['linux', ':.:bin:./node_modules/.bin:../bin:/bin:', [], '/bin'],
  ['linux', '/one/bin:/two/bin:/three/bin', ['/one', '/three'], '/two/bin'],
  ['linux', '', ['/clone'], ''],
  ['win32', 'C:\\clone\\node_modules\\.bin;C:\\Windows', ['C:\\clone'], 'C:\\Windows'],
  ['win32', '.;\\tools;C:bin;"D:\\a;b";C:\\Windows', ['C:\\clone'], '"D:\\a;b";C:\\Windows'],
  ['win32', 'c:\\CLONE\\bin;C:\\Windows', ['C:\\clone'], 'C:\\Windows'],
] as const)('on %s, of the PATH %s beside %j is left %s', (platform, PATH, untrusted, expected) => {
  expect(trustedEnvironment({ PATH, HOME: '/home' }, platform, untrusted)).toEqual({
    PATH: expected,
    HOME: '/home',
  });
});

test('without a PATH there is none afterwards', () => {
  expect(trustedEnvironment({}, 'linux', ['/clone'])).toEqual({});
});

test('on Windows the variable keeps its spelling', () => {
  expect(trustedEnvironment({ Path: '.;C:\\Windows' }, 'win32', [])).toEqual({ Path: 'C:\\Windows' });
});
