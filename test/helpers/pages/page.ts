import { readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunnerTask as Task } from 'vitest';
import { afterAll, expect } from 'vitest';
import { type Block, blocksIn } from './markdown.js';
import { RUNNERS, runs } from './runners.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** A page whose blocks a test file runs. */
export interface Page {
  readonly text: string;
  /** The blocks that have the section and the language, where these are given. */
  blocks(where?: Where): readonly Block[];
  /**
   * The text of a section's block.
   *
   * @param number counted from 1, of those that are as `where` says.
   * @throws Error where there is none.
   */
  block(section: string, where?: Where & { readonly number?: number }): string;
}

/** Whether a test, or one of a suite, is not run. */
export function isLeftOut(task: Task): boolean {
  return task.mode === 'skip' || (task.type === 'suite' && task.tasks.some(isLeftOut));
}

interface Where {
  readonly section?: string;
  readonly language?: string;
  /** How the line of prose above the block begins. */
  readonly before?: string;
}

/**
 * Opens a page for a test file that runs blocks of it. What this gives counts as run. When all tests of the file are
 * done, every block that the registry (runners.ts) says the file runs must have been given.
 *
 * @param path from the root.
 */
export function openPage(path: string): Page {
  const text = readFileSync(`${ROOT}${path}`, 'utf8');
  const blocks = blocksIn(path, text);
  const given = new Set<Block>();
  const give = (block: Block): Block => {
    given.add(block);
    return block;
  };
  const having = ({ section, language, before = '' }: Where): readonly Block[] =>
    blocks.filter(
      (one) =>
        one.notRun === undefined &&
        (section === undefined || one.section === section) &&
        (language === undefined || one.language === language) &&
        one.before.startsWith(before),
    );
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern which fixtures are asked for.
  afterAll(({}, suite) => {
    // With `-t`, some tests are left out.
    if (suite.tasks.some(isLeftOut)) return;
    const file = relative(ROOT, expect.getState().testPath ?? '').replaceAll(sep, '/');
    const promised = blocks.filter(
      (block) =>
        block.notRun === undefined && RUNNERS.some((runner) => runner.test === file && runs(runner, block)),
    );
    const left = promised.filter((block) => !given.has(block));
    expect(left.map(({ page, line }) => `${page}:${line} is not run by ${file}`)).toEqual([]);
  });
  return {
    text,
    blocks: (where = {}) => having(where).map(give),
    block(section, { number = 1, ...where } = {}) {
      const found = having({ ...where, section })[number - 1];
      if (found === undefined) throw new Error(`${path} has no block ${number} in "${section}"`);
      return give(found).text;
    },
  };
}
