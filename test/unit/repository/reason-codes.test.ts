import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

/** The strings of a union type in a source file. */
function union(path: string, start: string): readonly string[] {
  const [, text = ''] = read(path).split(start);
  return [...text.slice(0, text.indexOf(';')).matchAll(/ '([a-z-]+)'/g)].map((match) => match[1] ?? '');
}

it('docs/check.md names every reason code, and no other', () => {
  const unions = [
    union('src/lockfile/findings.ts', 'export type FindingCode ='),
    union('src/lockfile/compare.ts', 'readonly kind:'),
    union('src/failure.ts', 'export type FailureReason ='),
    union('src/verdict/verdict.ts', 'export type ReasonCode ='),
  ];
  for (const codes of unions) expect(codes.length).toBeGreaterThan(1);
  const [, section = ''] = read('docs/check.md').split('\n## Reason codes\n');
  const [about = ''] = section.split('\n## ');
  const rows = [...about.matchAll(/^\| `([a-z-]+)` \| \S/gm)].map((match) => match[1]);
  const others = about.slice(about.lastIndexOf('|\n')).matchAll(/`([a-z]+(?:-[a-z]+)*)`/g);
  const named = [...rows, ...[...others].map((match) => match[1])].filter(
    (code) => code !== 'generate' && code !== 'resolve',
  );
  expect(named.sort()).toEqual([...new Set(unions.flat())].sort());
});
