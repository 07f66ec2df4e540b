// What must be on a page: an index of all, a proof of each claim.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

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
    expect(answer).toMatch(/^\*\*[^*]+\?\*\* .*\]\([^)]+\)/s);
  });
});

describe('docs/comparison.md', () => {
  const page = read('comparison.md');
  const notes = new Map(
    [...page.matchAll(/^\[\^(\w+)\]: \[[^\]]+\]\(([^)]+)\)(?:: (.+))?$/gm)].map(([, name, ...rest]) => [
      name,
      rest,
    ]),
  );
  it('has a note for each number, and no other', () => {
    const numbers = [...page.matchAll(/\[\^(\w+)\](?!:)/g)].map((match) => match[1]);
    expect([...notes.keys()].sort()).toEqual([...new Set(numbers)].sort());
  });
  it.each([...notes])('the test of note %s is there', (_name, [file = '', title = '']) => {
    expect(existsSync(new URL(file, docs))).toBe(true);
    expect(read(file)).toContain(title);
  });
});
