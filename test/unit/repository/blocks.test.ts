import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { describe, expect, it, test } from 'vitest';
import { blocksIn } from '../../helpers/pages/markdown.js';
import { RUNNERS, runs } from '../../helpers/pages/runners.js';

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const docs = readdirSync(new URL('docs/', root)).filter((name) => name.endsWith('.md'));
const pages = ['README.md', 'CONTRIBUTING.md', ...docs.map((name) => `docs/${name}`)];

/** The sources of a test: its own, and those of the helpers that it imports. */
function sourcesOf(path: string, seen = new Set<string>()): ReadonlySet<string> {
  seen.add(path);
  for (const [, target = ''] of read(path).matchAll(/from '(\.{1,2}\/[^']+)\.js'/g)) {
    const file = `${join(dirname(path), target)}.ts`;
    if (file.startsWith('test/') && !seen.has(file)) sourcesOf(file, seen);
  }
  return seen;
}

describe.each(pages)('%s', (page) => {
  it('has no block that no test runs', () => {
    const left = blocksIn(page, read(page)).filter(
      (block) => block.notRun === undefined && !RUNNERS.some((runner) => runs(runner, block)),
    );
    const hint = `add a row to test/helpers/pages/runners.ts, or a line <!-- not run: REASON --> above`;
    expect(left.map(({ line, section }) => `${page}:${line}, in "${section}": ${hint}`)).toEqual([]);
  });

  it('says why, where a block is not run, and has no test that runs it', () => {
    const comments = [...read(page).matchAll(/^ *<!-- *not run.*$/gm)];
    const reasons = blocksIn(page, read(page)).flatMap(({ notRun }) => notRun ?? []);
    expect(reasons.length, 'each comment stands right above a block').toBe(comments.length);
    for (const reason of reasons) expect(reason.length).toBeGreaterThan(15);
  });
});

test.each(RUNNERS.map((runner) => [runner.test, runner] as const))(
  '%s opens what it runs',
  (path, runner) => {
    expect(existsSync(new URL(path, root)), path).toBe(true);
    const blocks = blocksIn(runner.page, read(runner.page));
    expect(blocks.filter((block) => runs(runner, block)).length, 'there are such blocks').toBeGreaterThan(0);
    // openPage then holds the test to each of them.
    const opening = [...sourcesOf(path)].filter((file) => read(file).includes(`openPage('${runner.page}')`));
    expect(opening).not.toEqual([]);
  },
);
