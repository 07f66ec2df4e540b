import { describe, expect, it } from 'vitest';
import { readInterpreter } from '../../../src/api/interpreter.js';

describe('readInterpreter', () => {
  it.each(['', 'Traceback', '[]', 'null', '{"path": 1}', '{"path": "/p", "markers": {}}'])(
    'refuses %j',
    (text) => {
      expect(readInterpreter(text)).toBeUndefined();
    },
  );

  it('passes over what is no distribution, and reads origins', () => {
    const distributions = [
      { name: 'a', version: '1', origin: null },
      { name: null, version: '1' },
      'b',
      { name: 'c', version: '2', origin: { url: 'file:///c', editable: true, commit: null } },
    ];
    const text = JSON.stringify({
      path: '/p',
      markers: { os_name: 'posix', sys_platform: 7 },
      distributions,
    });
    expect(readInterpreter(text)).toMatchObject({
      path: '/p',
      markers: { os_name: 'posix', sys_platform: '' },
      distributions: [
        { name: 'a', version: '1', origin: undefined },
        { name: 'c', version: '2', origin: { url: 'file:///c', editable: true, commit: undefined } },
      ],
    });
  });
});
