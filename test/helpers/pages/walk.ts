import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { run } from '../run.js';
import type { Block } from './markdown.js';

/** Where a page's blocks are followed. */
export interface Place {
  /** The folder that the user is in. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Follows blocks of a page as a reader would, in their order:
 *
 * - one after a line "In `PATH`…:" is the text of that file; after "At the end of `PATH`…:", it is added to it;
 * - one in `sh` is typed, and must succeed, line by line;
 * - one in `console` is typed where a line begins with `$ `, and must print what stands below, whatever it ends with.
 *
 * @param settle further makes equal what differs from run to run, in the page and in what was printed. Times, and the
 *   names of commits and branches' tips, are always.
 */
export async function follow(
  blocks: readonly Block[],
  { root, env }: Place,
  settle: (text: string) => string = (text) => text,
): Promise<void> {
  const typed = async (command: string): Promise<{ exitCode: number; printed: string }> => {
    const { exitCode, stdout } = await run('sh', ['-e', '-c', `exec 2>&1\n${command}`], { cwd: root, env });
    return { exitCode, printed: stdout };
  };
  for (const block of blocks) {
    const { before, language, text, page, line } = block;
    const where = `${page}:${line}`;
    const [, how, path] = /^(In|At the end of) `([^`]+)`.*:$/.exec(before) ?? [];
    if (path !== undefined && language !== 'console') {
      const file = join(root, path);
      await mkdir(dirname(file), { recursive: true });
      const old = how === 'In' ? '' : await readFile(file, 'utf8');
      await writeFile(file, old + text);
    } else if (language === 'sh') {
      const { exitCode, printed } = await typed(text);
      expect(exitCode, `${where}: ${printed}`).toBe(0);
    } else if (language === 'console') {
      let printed = '';
      for (const [command] of text.matchAll(/^\$ .*(?:\\\n.*)*/gm)) {
        printed += `${command}\n${(await typed(command.slice(2))).printed}`;
      }
      // What comes after may still be right.
      expect.soft(settle(settled(printed)), where).toBe(settle(settled(text)));
    } else {
      throw new Error(`${where} is neither a file, nor sh, nor console`);
    }
  }
}

/** What lockgen prints, without what differs from run to run, and however lockgen is started. */
export function settled(text: string): string {
  return text
    .replaceAll('npx lockgen', 'lockgen')
    .replace(/\b\d+(?:\.\d+)? m?s\b/g, '… s')
    .replace(/^(\[\S+(?: \(root-commit\))? )[0-9a-f]{7,}\]/gm, '$1…]')
    .replace(/\b[0-9a-f]{12}\b/g, '…')
    .replace(/^[0-9a-f]{7} /gm, '… ');
}
