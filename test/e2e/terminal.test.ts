import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../src/report/width.js';
import { openTerminal } from '../git/situations/terminal.js';
import { type Hooked, hooked, slowUv, startedWith } from '../helpers/hooked.js';
import { pyproject } from '../helpers/projects.js';

const managed = pyproject({ dependencies: ['alpha'], more: '[tool.lockgen]' });
const LINE = '\rESC[K';

/** What a terminal was sent, in letters. */
const legible = (text: string): string => text.replaceAll('\r\n', '\n').replaceAll('\u001b', 'ESC');

/** What lockgen, or git, shows in a terminal of some width; `lockgen` stands for the installed one. */
async function shown(
  { repository, installed }: Hooked,
  command: string,
  { columns = 80, env = {} }: { readonly columns?: number; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  const typed = command.replace(/^lockgen/, `'${installed.bin}'`);
  const program = ['sh', '-c', `stty cols ${columns} rows 24; ${typed}`] as const;
  const { exitCode, text } = await openTerminal(repository, program, env).ended();
  expect(exitCode, text).toBe(0);
  return legible(text);
}

/** What stood on the line that is written over, each time. */
function overwritten(text: string): readonly string[] {
  return text
    .split(LINE)
    .slice(1)
    .map((part) => part.split('\n')[0] ?? '')
    .filter((part) => part !== '');
}

/** What moves a cursor or colours text. */
const escapes = (text: string): readonly string[] => text.match(/ESC\[\S*?[A-Za-z]|\r/g) ?? [];

describe('progress', () => {
  test.concurrent.each([30, 60, 200])(
    'in a line of at most %i columns, that is gone at the end',
    async (columns) => {
      const world = await hooked();
      await world.repository.stage({
        'サービス/名前が長い/pyproject.toml': managed,
        'web/pyproject.toml': managed,
      });
      const { env } = await slowUv(world.repository, 1.6);
      const text = await shown(world, 'lockgen generate', { columns, env });
      const lines = overwritten(text).filter((line) => line.startsWith('lockgen: '));
      expect(lines.length, text).toBeGreaterThan(1);
      for (const line of lines) expect(displayWidth(line), line).toBeLessThan(columns);
      expect(lines.some((line) => / … \d+ s$/.test(line))).toBe(true);
      if (columns === 200) {
        expect(
          lines.some((line) => /^lockgen: resolving \S+requirements\.txt \([12] of 2\)/.test(line)),
        ).toBe(true);
      }
      // What is said in the end stands in lines of its own.
      expect(text).toMatch(/ESC\[K(?:\n)?wrote \S+requirements\.txt: /);
      expect(text.slice(text.indexOf('wrote '))).not.toContain(LINE);
    },
  );

  test.concurrent.each<[NodeJS.ProcessEnv]>([[{ CI: 'true' }], [{ TERM: 'dumb' }]])(
    'none with %j',
    async (more) => {
      const world = await hooked();
      await world.repository.stage({ 'pyproject.toml': managed });
      const { env } = await slowUv(world.repository, 1);
      const text = await shown(world, 'lockgen generate', { env: { ...env, NO_COLOR: '1', ...more } });
      expect(text).toMatch(/^wrote requirements\.txt: 1 package\n/);
      expect(escapes(text)).toEqual([]);
    },
  );

  test.concurrent('none in quiet', async () => {
    const world = await hooked();
    await world.repository.stage({ 'pyproject.toml': managed });
    const { env } = await slowUv(world.repository, 1);
    expect(await shown(world, 'lockgen generate --quiet', { env })).toBe('');
  });

  test.concurrent('of a range, by its commits', async () => {
    const world = await startedWith({ 'pyproject.toml': managed });
    await world.commit({ 'pyproject.toml': managed.replace('alpha', 'delta') });
    const { env } = await slowUv(world.repository, 1.2);
    const text = await shown(world, 'lockgen check --no-cache --range HEAD~1..HEAD', { columns: 200, env });
    expect(
      overwritten(text).some((line) => line.includes('judging commit 1 of 1 (')),
      text,
    ).toBe(true);
    expect(text).toContain('ESC[32mfreshESC[39m    requirements.txt');
  });
});

describe('columns', () => {
  const NAMES = ['größe', 'サービス', 'web', '🚀 start'];

  test.concurrent('of status stand below each other, whatever the names', async () => {
    const world = await hooked();
    await world.repository.stage(
      Object.fromEntries(NAMES.map((name) => [`${name}/pyproject.toml`, managed])),
    );
    const text = await shown(world, 'lockgen status');
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(NAMES.length);
    expect(new Set(lines.map((line) => displayWidth(line.slice(0, line.indexOf('has [tool'))))).size).toBe(1);
  });
});

describe('colours of a commit', () => {
  const change = async (env: NodeJS.ProcessEnv): Promise<string> => {
    const world = await startedWith({ 'pyproject.toml': managed });
    await world.repository.stage({ 'pyproject.toml': managed.replace('alpha', 'delta') });
    return await shown(world, 'git commit -m Change', { env });
  };

  test.concurrent('what came in is green, what went red; the words are the same', async () => {
    const text = await change({});
    expect(text).toMatch(/^(?:.*ESC\[K)?lockgen: staged requirements\.txt \(\d/m);
    expect(text).toMatch(/ESC\[32m\+ delta \S+ESC\[39m/);
    expect(text).toMatch(/ESC\[31m- alpha \S+ESC\[39m/);
  });

  test.concurrent.each<[NodeJS.ProcessEnv]>([[{ NO_COLOR: '1' }], [{ TERM: 'dumb' }], [{ CLICOLOR: '0' }]])(
    'none with %j',
    async (env) => {
      const text = (await change(env)).replaceAll(/\rESC\[K[^\n]*?\rESC\[K/g, '');
      expect(text).toMatch(/^ {2}- alpha \S+ {3}\+ delta \S+/m);
      expect(text).not.toMatch(/ESC\[3\dm/);
    },
  );

  test.concurrent('of a blocked one', async () => {
    const world = await startedWith({ 'pyproject.toml': managed });
    await world.repository.stage({ 'pyproject.toml': managed.replace('alpha', 'no-such-package') });
    const program = ['git', 'commit', '-m', 'Change'] as const;
    const { exitCode, text } = await openTerminal(world.repository, program).ended();
    expect(exitCode, text).toBe(1);
    expect(legible(text)).toContain('lockgen: ESC[31mcommit blockedESC[39m: ');
  });
});
