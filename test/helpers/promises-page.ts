import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const NOTE = /^\[\^([\w-]+)\]: \[[^\]]+\]\(([^)]+)\): (.+)$/;

/** Titles of tests and of their groups, as they stand in a test's source. */
function titlesIn(source: string): Set<string> {
  const calls = source.matchAll(
    /(?:(?<![\w.])(?:test|it|describe)(?:\.concurrent)?|\]\)|\.each\([\w.()]+\))\(\s*(['"`])((?:\\.|(?!\1)[^\\\n])*)\1,/g,
  );
  return new Set([...calls].map((match) => (match[2] ?? '').replace(/\\(.)/g, '$1')));
}

/** Sentences of a list's item, each with its numbers. */
function sentencesOf(item: string): string[] {
  return item.replace(/^- /, '').split(/(?<=[.!?](?:\[\^[\w-]+\] ?)*)\s+(?=[A-Z`])/);
}

/**
 * Holds a page of promises against the tests: headings and lists of sentences, each with a note that names a test.
 *
 * @param path of the page, from the root
 * @param minutes in which it can be read
 * @param open headings below which sentences need no test: what is not promised
 */
export function holdPromises(path: string, minutes: number, open: readonly string[] = []): void {
  const page = new URL(`../../${path}`, import.meta.url);
  const lines = readFileSync(page, 'utf8').split('\n');
  const body = lines.slice(
    lines.findIndex((line) => line.startsWith('## ')),
    lines.findIndex((line) => NOTE.test(line)),
  );
  const sections = body
    .join('\n')
    .split(/^(?=## )/m)
    .filter((section) => section !== '');

  describe(path, () => {
    it(`is a list of sentences, and can be read in ${minutes} minutes`, () => {
      const others = body.filter((line) => line !== '' && !/^(- |## )/.test(line));
      expect(others).toEqual([]);
      const words = body
        .join(' ')
        .replace(/\[\^[\w-]+\]/g, '')
        .split(/\s+/);
      // People read some 238 words in a minute.
      expect(words.length).toBeLessThan(minutes * 238);
    });

    it('has a test for every sentence', () => {
      const promised = sections.filter((section) => !open.some((one) => section.startsWith(`## ${one}\n`)));
      expect(sections.length - promised.length).toBe(open.length);
      const items = promised.flatMap((section) =>
        section.split('\n').filter((line) => line.startsWith('- ')),
      );
      expect(items.length).toBeGreaterThan(20);
      const without = items.flatMap(sentencesOf).filter((one) => !/[.!?](\[\^[\w-]+\] ?)+$/.test(one));
      expect(without).toEqual([]);
    });

    holdNotes(path);
  });
}

/**
 * Holds a page's notes against the tests: each number has one, and each names a test that is there.
 *
 * @param path of the page, from the root
 */
export function holdNotes(path: string): void {
  const page = new URL(`../../${path}`, import.meta.url);
  const lines = readFileSync(page, 'utf8').split('\n');
  const notes = lines.flatMap((line) => {
    const [, name, file, title] = NOTE.exec(line) ?? [];
    return name === undefined || file === undefined || title === undefined ? [] : [{ name, file, title }];
  });

  it('has a note for every number, and a number for every note', () => {
    const body = lines.filter((line) => !NOTE.test(line)).join('\n');
    const numbers = [...body.matchAll(/\[\^([\w-]+)\]/g)].map((match) => match[1]);
    expect([...new Set(numbers)].sort()).toEqual(notes.map(({ name }) => name).sort());
  });

  it.each(notes)('names a test that is there: $name', ({ file, title }) => {
    const url = new URL(file, page);
    expect(existsSync(url), file).toBe(true);
    const titles = titlesIn(readFileSync(url, 'utf8'));
    for (const part of title.split(' › ')) expect([...titles]).toContain(part);
  });
}
