import { describe, expect, it } from 'vitest';
import { hunks } from '../../../src/setup/hunks.js';

const lines = (...all: readonly (string | number)[]): string => all.map((one) => `${one}\n`).join('');
const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

/** The text that hunks give of the one before. */
function patched(before: string, shown: readonly string[]): string {
  const old = before === '' ? [] : before.replace(/\n$/, '').split('\n');
  const now: string[] = [];
  let at = 0;
  let end = '\n';
  for (const line of shown) {
    const [, start, , count = '1'] = /^@@ -(\d+)(,(\d+))? \+/.exec(line) ?? [];
    if (start !== undefined) {
      const first = Number(start) - (count === '0' ? 0 : 1);
      now.push(...old.slice(at, first));
      at = first;
    } else if (line.startsWith('\\')) end = shown.at(-1) === line ? '' : '\n';
    else if (line.startsWith('+')) now.push(line.slice(2));
    else {
      expect(line.slice(2)).toBe(old[at]);
      if (!line.startsWith('-')) now.push(old[at] ?? '');
      at += 1;
    }
  }
  now.push(...old.slice(at));
  return now.length === 0 ? '' : now.join('\n') + end;
}

describe('hunks', () => {
  it('show what changes with two lines around it, and each place by itself', () => {
    const before = lines(...numbers(1, 30));
    const after = before.replace('5\n', 'five\n').replace('20\n', '20\nmore\n');
    expect(hunks(before, after)).toEqual([
      '@@ -3,5 +3,5 @@',
      '  3',
      '  4',
      '- 5',
      '+ five',
      '  6',
      '  7',
      '@@ -19,4 +19,5 @@',
      '  19',
      '  20',
      '+ more',
      '  21',
      '  22',
    ]);
  });

  it('show every line that is added, and of many that go those at both ends', () => {
    const shown = hunks(lines(...numbers(1, 100)), lines(...numbers(1001, 1060)));
    expect(shown.filter((line) => line.startsWith('+'))).toHaveLength(60);
    expect(shown.filter((line) => line.startsWith('-'))).toHaveLength(12);
    expect(shown).toContain('  … 88 lines more that go');
  });

  it('tell of a line without an end', () => {
    expect(hunks('a', 'a\nb\n')).toEqual([
      '@@ -1 +1,2 @@',
      '- a',
      '\\ No newline at end of file',
      '+ a',
      '+ b',
    ]);
    expect(hunks('a\n', 'a\nb')).toEqual(['@@ -1 +1,2 @@', '  a', '+ b', '\\ No newline at end of file']);
  });

  it('of a new file, and of one that goes, are its lines', () => {
    expect(hunks('', 'a\n\n b \n')).toEqual(['@@ -0,0 +1,3 @@', '+ a', '+', '+  b ']);
    expect(hunks('a\n', '')).toEqual(['@@ -1 +0,0 @@', '- a']);
    expect(hunks('a\n', 'a\n')).toEqual([]);
  });

  it('say exactly what is written then', () => {
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1103515245 + 12345) % 2147483648;
      return Math.floor((seed / 2147483648) * below);
    };
    for (let round = 0; round < 400; round += 1) {
      const before = Array.from({ length: random(9) }, () => 'abc '[random(4)]);
      const after = before.flatMap((line) => [[line], [], [line, 'new'], ['b']][random(4)] ?? []);
      const [old, now] = [lines(...before.map(String)), lines(...after.map(String))];
      expect(patched(old, hunks(old, now)), JSON.stringify([old, now])).toBe(now);
    }
  });
});
