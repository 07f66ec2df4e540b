// What must be on a page: an index of all, a proof of each claim.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { comparisonRows, isCited, isEmpty, plain } from '../../helpers/pages/comparison.js';
import { RUNNERS } from '../../helpers/pages/runners.js';
import { holdNotes } from '../../helpers/promises-page.js';

const docs = new URL('../../../docs/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, docs), 'utf8');
const names = readdirSync(docs).filter((name) => name.endsWith('.md') && name !== 'README.md');

describe('docs/README.md', () => {
  it.each(names)('has %s', (name) => {
    expect(read('README.md')).toContain(`](${name})`);
  });
});

describe('docs/faq.md', () => {
  const answers = read('faq.md')
    .split('\n\n')
    .filter((text) => text.startsWith('**'));
  it('has the questions', () => {
    expect(answers.length).toBeGreaterThan(20);
  });
  it.each(answers)('%s', (answer) => {
    expect(answer).toMatch(/^\*\*[^*]+\?\*\* ./);
    const pages = [...answer.matchAll(/\]\(([a-z-]+\.md)/g)].map((match) => match[1] ?? '');
    // A page that an answer leaves its proof to has blocks that are run, or notes of its own.
    const proved = pages.filter(
      (page) => RUNNERS.some((runner) => runner.page === `docs/${page}`) || /^\[\^\w+\]: /m.test(read(page)),
    );
    expect(answer.includes('[^') || proved.length > 0).toBe(true);
  });
  holdNotes('docs/faq.md');
});

describe('docs/comparison.md', () => {
  const page = read('comparison.md');
  const rows = comparisonRows(page);
  const notes = new Map(
    [...page.matchAll(/^\[\^(\w+)\]: \[[^\]]+\]\(([^)]+)\): (.+)$/gm)].map(([, name = '', ...rest]) => [
      name,
      rest,
    ]),
  );
  it('has the rows', () => {
    expect(rows.length).toBeGreaterThan(18);
  });
  it('has a note for each number, and no other', () => {
    const numbers = [...page.matchAll(/\[\^(\w+)\](?!:)/g)].map((match) => match[1] ?? '');
    expect([...notes.keys()].sort()).toEqual([...new Set(numbers)].sort());
  });
  it.each([...notes])('the test of note %s is there, and reads the row', (name, [file = '', title = '']) => {
    expect(existsSync(new URL(file, docs))).toBe(true);
    const source = read(file);
    expect(source).toContain(title);
    // It holds each cell of the row to what the tool does (test/helpers/pages/comparison.ts).
    expect(source).toContain(`openRow('${name}')`);
  });
  // Whether another site has the page can't be tried here: links.test.ts looks at the shape of a link.
  it.each(
    rows.flatMap(({ label, note, cells }) => [...cells].map(([tool, cell]) => ({ label, note, tool, cell }))),
  )('$label, $tool: has a test or a link', ({ note, cell }) => {
    expect(cell).not.toBe('');
    expect(note !== undefined || isCited(cell) || isEmpty(cell)).toBe(true);
  });
  it.each(rows)('$label: is for all alike empty, or judged', ({ note, cells }) => {
    expect(note !== undefined || ![...cells.values()].some(isEmpty)).toBe(true);
  });
  it.each(comparisonRows(read('../README.md')))('README.md: $label: is a row of it', ({ label, cells }) => {
    const same = rows.find((row) => plain(row.label).startsWith(plain(label)));
    expect(same).toBeDefined();
    for (const [tool, cell] of cells) expect(plain(same?.cells.get(tool) ?? '')).toMatch(begins(plain(cell)));
  });
  it('README.md has some of them', () => {
    expect(comparisonRows(read('../README.md')).length).toBeGreaterThan(3);
  });
});

/** What is the same, or goes on behind a comma or a colon. */
const begins = (text: string): RegExp =>
  new RegExp(`^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?:[,:]|$)`);
