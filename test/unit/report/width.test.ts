import { describe, expect, it } from 'vitest';
import { alignedTable } from '../../../src/report/table.js';
import { cut, displayWidth, padded } from '../../../src/report/width.js';

describe('the width of a text in a terminal', () => {
  it.each([
    ['', 0],
    ['services/web', 12],
    ['größe', 5],
    ['gro\u0308\u00dfe', 5],
    ['名前', 4],
    ['ﾅﾏｴ', 3],
    ['ｗｅｂ', 6],
    ['한글', 4],
    ['\u1112\u1161\u11ab', 2],
    ['🚀', 2],
    ['❤️', 2],
    ['👩‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['1️⃣', 2],
    ['a\u200bb', 2],
    ['\u001b[31mred\u001b[39m', 3],
    ['→', 1],
  ])('%j: %i', (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it('is filled up with blanks', () => {
    expect(padded('名前', 6)).toBe('名前  ');
    expect(padded('longer', 2)).toBe('longer');
  });

  it.each([
    ['short', 10, 'short'],
    ['exactly', 7, 'exactly'],
    ['too long', 5, 'too …'],
    ['名前名前', 8, '名前名前'],
    ['名前名前', 7, '名前名…'],
    ['名前名前', 6, '名前…'],
    ['👩‍👩‍👧👩‍👩‍👧', 3, '👩‍👩‍👧…'],
    ['any', 0, ''],
  ])('%j in %i columns: %j', (text, columns, expected) => {
    expect(cut(text, columns)).toBe(expected);
    expect(displayWidth(cut(text, columns))).toBeLessThanOrEqual(columns);
  });

  it('columns of a table stand below each other', () => {
    const lines = alignedTable([
      ['managed', '名前', 'is at the root'],
      ['not managed', 'web', 'has no [project]'],
    ]);
    expect(lines.map((line) => displayWidth(line.slice(0, line.search(/is at|has no/))))).toEqual([19, 19]);
  });
});
