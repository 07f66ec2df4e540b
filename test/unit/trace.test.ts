import { expect, test } from 'vitest';
import { gitAsksForTrace, startTrace, trace, traced } from '../../src/trace.js';

test.each<[NodeJS.ProcessEnv, boolean]>([
  [{}, false],
  [{ GIT_CONFIG_PARAMETERS: "'lockgen.debug'='true'" }, true],
  [{ GIT_CONFIG_PARAMETERS: "'lockgen.debug=true'" }, true],
  [{ GIT_CONFIG_PARAMETERS: "'lockgen.debug'" }, true],
  [{ GIT_CONFIG_PARAMETERS: "'user.name'='Ada' 'lockgen.debug'='1'" }, true],
  [{ GIT_CONFIG_PARAMETERS: "'Lockgen.Debug'='on'" }, true],
  [{ GIT_CONFIG_PARAMETERS: "'lockgen.debug'='false'" }, false],
  [{ GIT_CONFIG_PARAMETERS: "'lockgen.debug'='true' 'lockgen.debug'='false'" }, false],
  [{ GIT_CONFIG_PARAMETERS: "'user.name'='lockgen.debug'" }, false],
  [{ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'lockgen.debug', GIT_CONFIG_VALUE_0: 'yes' }, true],
  [{ GIT_CONFIG_COUNT: '0', GIT_CONFIG_KEY_0: 'lockgen.debug', GIT_CONFIG_VALUE_0: 'yes' }, false],
  [{ GIT_CONFIG_COUNT: 'x', GIT_CONFIG_KEY_0: 'lockgen.debug', GIT_CONFIG_VALUE_0: 'yes' }, false],
  [{ LOCKGEN_DEBUG: '1' }, false],
])('git asks for a timeline by %j: %s', (env, expected) => {
  expect(gitAsksForTrace(env)).toBe(expected);
});

test('a step is told once somebody listens, and not named before', async () => {
  trace(() => {
    throw new Error('named');
  })();
  const told: string[] = [];
  startTrace((line) => told.push(line));
  trace(() => 'one step')();
  await expect(
    traced(
      () => 'a step that fails',
      () => Promise.reject(new Error('no')),
    ),
  ).rejects.toThrow('no');
  expect(told.map((line) => line.replace(/ *\d+ ms/g, 'N'))).toEqual([
    'N +N  one step',
    'N +N  a step that fails',
  ]);
});
