import { posix, win32 } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../../src/command-line.js';
import { invocationOf, quoted, type Start, typed } from '../../../src/report/typed.js';
import { contextIn } from '../../helpers/context.js';

const npx = (text: string): string => typed(text, () => 'npx lockgen');

describe('a command in a text', () => {
  it.each([
    ['lockgen: next: lockgen generate --upgrade', 'lockgen: next: npx lockgen generate --upgrade'],
    ['to mend: lockgen generate .', 'to mend: npx lockgen generate .'],
    ['to mend: \u001b[1mlockgen generate .\u001b[22m', 'to mend: \u001b[1mnpx lockgen generate .\u001b[22m'],
    ['git checkout v1 && lockgen generate .', 'git checkout v1 && npx lockgen generate .'],
    [
      "git rebase --exec 'lockgen resolve && git commit --amend'",
      "git rebase --exec 'npx lockgen resolve && git commit --amend'",
    ],
    ['To mend: `lockgen generate`', 'To mend: `npx lockgen generate`'],
    ['To mend: <code>lockgen generate</code>', 'To mend: <code>npx lockgen generate</code>'],
    [
      'another version of numpy (lockgen why numpy), or',
      'another version of numpy (npx lockgen why numpy), or',
    ],
    [
      'lockgen status tells why; two files: lockgen diff A B',
      'npx lockgen status tells why; two files: npx lockgen diff A B',
    ],
    [
      'lockgen --help lists the commands, and lockgen COMMAND --help the rest',
      'npx lockgen --help lists the commands, and npx lockgen COMMAND --help the rest',
    ],
    ['Usage: lockgen [options] [command]', 'Usage: npx lockgen [options] [command]'],
    ['%0Anext: lockgen generate .', '%0Anext: npx lockgen generate .'],
    ['a\nlockgen resolve\n', 'a\nnpx lockgen resolve\n'],
  ])('%j', (text, expected) => {
    expect(npx(text)).toBe(expected);
    expect(typed(text, () => 'lockgen')).toBe(text);
  });

  it.each([
    'lockgen: staged requirements.txt (2.9 s)',
    'lockgen has no lockfile to compare',
    'which no lockgen configuration says',
    'that lockgen resolves',
    'the lockgen hook',
    '### lockgen: the lockfiles are fresh',
    'lockgen check: 1 stale',
    '::error file=a.txt,title=lockgen check%3A stale::it is',
    'node_modules/lockgen check',
    './lockgen check',
    'my-lockgen check',
    'fresh    lockgen check/requirements.txt',
    'fresh    lockgen status.txt',
    'npx lockgen generate',
    'git config merge.lockgen.driver',
    '[tool.lockgen] check',
  ])('none in %j', (text) => {
    expect(npx(text)).toBe(text);
  });

  it('the words of others stay as they are, and nothing is left of what keeps them', () => {
    expect(npx(`lockgen generate, since ${quoted('1f0c2d4 (lockgen check in CI)')}`)).toBe(
      'npx lockgen generate, since 1f0c2d4 (lockgen check in CI)',
    );
  });

  it('how lockgen was started is asked only where there is one', () => {
    const asked = (): never => {
      throw new Error('asked');
    };
    expect(typed('lockgen: staged requirements.txt', asked)).toBe('lockgen: staged requirements.txt');
    expect(() => typed('lockgen check', asked)).toThrow('asked');
  });

  it('every command that a person types is known', async () => {
    let help = '';
    const out = (text: string): void => {
      help += text;
    };
    await runCommandLine(['--help'], contextIn({ cwd: '/', home: '/', env: {}, out }), '1.0.0');
    const names = [...help.replace(/^.*^Commands:$/ms, '').matchAll(/^ {2}([a-z-]+) /gm)].map(
      ([, name]) => name,
    );
    expect(names).toContain('generate');
    expect(names.filter((name) => npx(`lockgen ${name}`) === `lockgen ${name}`)).toEqual(['hook', 'help']);
  });
});

const started = (more: Partial<Start>): Start => ({
  version: '1.2.3',
  cwd: '/repo',
  env: {},
  called: '/repo/node_modules/.bin/lockgen',
  real: '/repo/node_modules/lockgen/dist/cli.cjs',
  isOnPath: () => false,
  ...more,
});
const GLOBAL = { called: '/usr/local/bin/lockgen', real: '/usr/local/lib/node_modules/lockgen/dist/cli.cjs' };
const PRE_COMMIT = '/home/ada/.cache/pre-commit/repo1/node_env-22/lib/node_modules';
const OWN = {
  called: `${PRE_COMMIT}/lockgen/dist/cli.cjs`,
  real: `${PRE_COMMIT}/lockgen/dist/cli.cjs`,
  isOnPath: () => true,
};

describe('how lockgen was started', () => {
  it.each<[string, Partial<Start>, string]>([
    ["the project's own", {}, 'npx lockgen'],
    ["the project's own, in a folder of it", { cwd: '/repo/services/web' }, 'npx lockgen'],
    ["the project's own, with another one on PATH", { isOnPath: () => true }, 'npx lockgen'],
    [
      'by the hook, which knows where it really is',
      { called: '/repo/node_modules/lockgen/hooks/../dist/cli.cjs' },
      'npx lockgen',
    ],
    [
      "in pnpm's layout",
      { real: '/repo/node_modules/.pnpm/lockgen@1.2.3/node_modules/lockgen/dist/cli.cjs' },
      'npx lockgen',
    ],
    ['linked from a clone', { real: '/src/lockgen/dist/cli.cjs' }, 'npx lockgen'],
    ['the main work tree’s, in a linked one', { cwd: '/repo-2' }, 'npx lockgen'],
    [
      'by npx from nothing',
      {
        called: '/home/ada/.npm/_npx/1f/node_modules/.bin/lockgen',
        real: '/home/ada/.npm/_npx/1f/node_modules/lockgen/dist/cli.cjs',
        env: { npm_command: 'exec' },
      },
      'npx lockgen',
    ],
    ['a global one', { ...GLOBAL, isOnPath: () => true }, 'lockgen'],
    ['a global one by npx', { ...GLOBAL, env: { npm_command: 'exec' }, isOnPath: () => true }, 'npx lockgen'],
    ['a global one that PATH has no more', GLOBAL, 'npx lockgen'],
    [
      "pnpm's global one",
      {
        called: '/home/ada/.local/share/pnpm/global/5/node_modules/lockgen/dist/cli.cjs',
        real: '/home/ada/.local/share/pnpm/global/5/.pnpm/lockgen@1.2.3/node_modules/lockgen/dist/cli.cjs',
        isOnPath: () => true,
      },
      'lockgen',
    ],
    ['a clone', { called: '/src/lockgen/dist/cli.cjs', real: '/src/lockgen/dist/cli.cjs' }, 'lockgen'],
    ["pre-commit's own", { ...OWN, env: { PRE_COMMIT: '1', NODE_PATH: PRE_COMMIT } }, 'npx lockgen@1.2.3'],
    ["the project's own, by pre-commit", { env: { PRE_COMMIT: '1' } }, 'npx lockgen'],
    ['a global one, by pre-commit', { ...GLOBAL, env: { PRE_COMMIT: '1' }, isOnPath: () => true }, 'lockgen'],
    [
      "the project's own, with a NODE_PATH of the user's",
      { env: { NODE_PATH: '/repo/node_modules' } },
      'npx lockgen',
    ],
    ['in a folder that is gone', { cwd: '' }, 'npx lockgen'],
  ])('%s', (_, more, expected) => {
    expect(invocationOf(started(more), posix)).toBe(expected);
  });

  it.each<[string, Partial<Start>, string]>([
    ["the project's own", {}, 'npx lockgen'],
    [
      'a global one',
      {
        called: 'C:\\Users\\Ada\\AppData\\Roaming\\npm\\node_modules\\lockgen\\dist\\cli.cjs',
        real: 'C:\\Users\\Ada\\AppData\\Roaming\\npm\\node_modules\\lockgen\\dist\\cli.cjs',
        isOnPath: () => true,
      },
      'lockgen',
    ],
  ])('on Windows: %s', (_, more, expected) => {
    const at = 'C:\\repo\\node_modules\\lockgen\\dist\\cli.cjs';
    const start = started({ cwd: 'C:\\repo\\web', called: at, real: at, ...more });
    expect(invocationOf(start, win32)).toBe(expected);
  });
});
