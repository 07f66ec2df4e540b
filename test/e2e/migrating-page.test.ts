import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { installLockgen, migrating, printed } from '../helpers/migrating.js';
import type { Block } from '../helpers/pages/markdown.js';
import { openPage } from '../helpers/pages/page.js';

const page = openPage('docs/migrating.md');

/** An example of the page. */
interface Example {
  readonly title: string;
  /** Files as they are before. */
  readonly before: Readonly<Record<string, string>>;
  /** What made the lockfiles. */
  readonly made: readonly string[];
  /** What is typed. */
  readonly typed: readonly string[];
  /** What files say then. */
  readonly after: Readonly<Record<string, string>>;
}

function examples(): readonly Example[] {
  const sections = new Map<string, Block[]>();
  for (const block of page.blocks())
    sections.set(block.section, [...(sections.get(block.section) ?? []), block]);
  return [...sections].map(([title, blocks]) => {
    const [before, after]: [Record<string, string>, Record<string, string>] = [{}, {}];
    const commands: string[][] = [[], []];
    for (const { before: line, language, text } of blocks) {
      const old = /^In `([^`]+)`:$/.exec(line)?.[1];
      const now = /After it, `([^`]+)` has(?: these pins)?:$/.exec(line)?.[1];
      if (old !== undefined) before[old] = text;
      else if (now !== undefined) after[now] = text;
      else if (language === 'sh') commands[line === 'Now:' ? 1 : 0]?.push(...text.trim().split('\n'));
      else throw new Error(`a block of docs/migrating.md that nothing runs: ${text}`);
    }
    const [made = [], typed = []] = commands;
    return { title, before, made, typed, after };
  });
}

describe('docs/migrating.md', () => {
  test('has an example for each thing that people come from', () => {
    expect(examples().map(({ title }) => title)).toEqual([
      'pip-compile, from pyproject.toml',
      'pip-compile, from requirements.in',
      'Layers, and pip-compile-multi',
      'uv-pre-commit',
      'A script',
      'A file written by hand',
    ]);
    for (const { typed } of examples()) expect(typed).toEqual(['npx lockgen init --yes']);
  });

  test.concurrent.each(examples().map((example) => [example.title, example] as const))(
    '%s',
    async (_, example) => {
      const world = await migrating(example.before);
      const { repository } = world;
      for (const command of example.made) await world.tool('sh', '-c', command);
      await world.release();
      await installLockgen(world);
      for (const command of example.typed) {
        const { exitCode, stderr, stdout } = await repository.run('sh', [
          '-c',
          command.replace('npx ', 'node_modules/.bin/'),
        ]);
        expect(exitCode, stdout + stderr).toBe(0);
      }
      const checked = await world.lockgen(['check']);
      expect(checked.exitCode, checked.stdout).toBe(0);
      expect((await repository.tryRead('.lockgenrc')) === undefined).toBe(
        example.after['.lockgenrc'] === undefined,
      );
      for (const [path, text] of Object.entries(example.after)) {
        const now = await repository.read(path);
        if (path.endsWith('.txt')) expect(printed(now)).toBe(text);
        else if (path === '.lockgenrc') expect(parse(now)).toEqual(parse(text));
        // The name is that of the repository's folder.
        else expect(now.replace('name = "repository"', 'name = "shop"')).toBe(text);
      }
      for (const path of Object.keys(example.before).filter((one) => one.endsWith('.in')))
        expect(await repository.tryRead(path)).toBeUndefined();
      expect((await repository.tryRead('.pre-commit-config.yaml')) ?? '').not.toMatch(/pip-compile/);
      const again = await world.lockgen(['init', '--yes']);
      expect(again.stdout).toContain('nothing to do');
      const undone = await world.lockgen(['uninstall']);
      expect(undone.exitCode, undone.stderr).toBe(0);
      for (const [path, text] of Object.entries(example.before))
        expect(await repository.read(path)).toBe(text);
    },
  );
});
