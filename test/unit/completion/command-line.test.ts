import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../../src/command-line.js';
import { completedBy, quoted } from '../../../src/completion/model.js';
import { SHELLS } from '../../../src/completion/shells.js';
import { contextIn } from '../../helpers/context.js';

async function printed(...args: readonly string[]): Promise<string> {
  let text = '';
  const out = (more: string): void => {
    text += more;
  };
  const context = contextIn({ cwd: '/', home: '/', env: {}, out });
  expect(await runCommandLine(args, context, '0.0.0')).toBe(0);
  return text;
}

describe.each(SHELLS)('the script for %s', (shell) => {
  test('has every command and option', async () => {
    const script = await printed('completion', shell);
    const help = await printed('--help');
    const [, list = ''] = help.split('\nCommands:\n');
    const commands = [...list.matchAll(/^ {2}([a-z][a-z-]*)/gm)].flatMap(([, name]) => name ?? []);
    expect(commands.length).toBeGreaterThan(10);
    for (const command of commands.filter((name) => name !== 'help' && name !== 'uv')) {
      expect(script).toContain(command);
      const options = [...(await printed(command, '--help')).matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)];
      for (const [, option = ''] of options) expect(script).toMatch(new RegExp(`(?:--|-l )${option}\\b`));
    }
  });
});

test('something is known of every operand and value that there is', async () => {
  const help = await printed('--help');
  const commands = [...help.matchAll(/^ {2}([a-z][a-z-]*)(?: |$)/gm)].flatMap(([, name]) => name ?? []);
  const pages = await Promise.all(
    commands.filter((name) => name !== 'help' && name !== 'uv').map((name) => printed(name, '--help')),
  );
  const names = [help, ...pages, await printed('uv', 'upgrade', '--help')].flatMap((page) =>
    [...page.matchAll(/^(?:Usage: .*| {2}(?:-\w, )?--[a-z-]+ .*?(?= {2}|$))/gm)].flatMap(([line]) =>
      [...line.matchAll(/[<[]([\w.-]+?)(?:\.\.\.)?[>\]]/g)].flatMap(([, name]) => name ?? []),
    ),
  );
  expect(names).toContain('revision');
  const unknown = names.filter(
    (name) => !['options', 'command', 'commands', 'format', 'shell'].includes(name),
  );
  expect([...new Set(unknown)].filter((name) => completedBy(name, undefined) === undefined)).toEqual([]);
});

test('what nothing is known of is no nothing', () => {
  expect(completedBy('anything-else', undefined)).toBeUndefined();
  expect(completedBy('anything-else', ['a'])).toEqual({ kind: 'words', words: ['a'] });
});

test('words are quoted for a shell', () => {
  expect(quoted("it's")).toBe(`'it'\\''s'`);
});
