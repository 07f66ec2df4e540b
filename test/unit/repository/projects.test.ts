import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const page = new URL('../../../docs/projects.md', import.meta.url);
const lines = readFileSync(page, 'utf8').split('\n');
const notes = lines.flatMap((line) => {
  const [, name = '', file = '', title = ''] = /^\[\^(\w+)\]: \[[^\]]+\]\(([^)]+)\): (.+)$/.exec(line) ?? [];
  return name === '' ? [] : [{ name, file, title }];
});
const named = (line: string): string[] =>
  [...line.matchAll(/\[\^(\w+)\](?!:)/g)].map((match) => match[1] ?? '');

test('each kind of docs/projects.md has a test', () => {
  const rows = lines.filter((line) => line.startsWith('| ')).slice(1);
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter((row) => named(row).length === 0)).toEqual([]);
  expect(new Set(lines.flatMap(named))).toEqual(new Set(notes.map(({ name }) => name)));
});

test.each(notes)('the test of note $name is there', ({ file, title }) => {
  const place = new URL(file, page);
  expect(existsSync(place)).toBe(true);
  expect(readFileSync(place, 'utf8')).toContain(`'${title}'`);
});
