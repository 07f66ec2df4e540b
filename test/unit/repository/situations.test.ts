import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { situationsPage } from '../../../scripts/situations-page.js';

const root = new URL('../../../', import.meta.url);
const folder = new URL('test/git/situations/', root);

describe('docs/git-situations.md', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  const page = situationsPage(
    new Map(names.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')])),
  );

  it('can say each test in a row', () => {
    expect(page.problems).toEqual([]);
  });

  it('is what npm run situations writes', () => {
    expect(readFileSync(new URL('docs/git-situations.md', root), 'utf8')).toBe(page.text);
  });

  it('has 60 situations at least', () => {
    expect(page.rows).toBeGreaterThanOrEqual(60);
  });
});

describe('the titles of a test file', () => {
  const read = (source: string) => situationsPage(new Map([['x.test.ts', source]]));
  const row = (title: string) => `test.concurrent(${title}, async () => {});\n`;

  it('are the rows of its topic', () => {
    const source = `// topic: merges\nimport { test } from 'vitest';\n${row(`'a: b'`)}test(\n  "it's \`c\`: d",\n  () => {},\n);\n`;
    expect(read(source)).toMatchObject({ rows: 2, problems: [] });
    expect(read(source).text).toContain(
      `## Merges

### X

[x.test.ts](../test/git/situations/x.test.ts)

| situation | what happens |
|---|---|
| a | b |
| it's \`c\` | d |
`,
    );
  });

  it('are in the order of the topics, then of the files', () => {
    const { text } = situationsPage(
      new Map([
        ['a.test.ts', `// topic: lockfiles\n${row(`'third: x'`)}`],
        ['c.test.ts', `// topic: commands\n${row(`'second: x'`)}`],
        ['b.test.ts', `// topic: commands\n${row(`'first: x'`)}`],
      ]),
    );
    expect(text.match(/first|second|third/g)).toEqual(['first', 'second', 'third']);
  });

  it.each([
    ['no topic', row(`'a: b'`)],
    ['an unknown topic', `// topic: others\n${row(`'a: b'`)}`],
    ['no colon', `// topic: merges\n${row(`'a'`)}`],
    ['two colons', `// topic: merges\n${row(`'a: b: c'`)}`],
    ['what ends a column', `// topic: merges\n${row(`'a: b | c'`)}`],
    ['a value in the title', `// topic: merges\n${row(['`a: $', '{b}`'].join(''))}`],
    ['a title that is no literal', `// topic: merges\n${row(`'a: ' + b`)}`],
    ['no test', `// topic: merges\n`],
    ['a table', `// topic: merges\n${row(`'a: b'`)}test.each([1])('b: c', () => {});\n`],
    ['a test that is left out', `// topic: merges\n${row(`'a: b'`)}  test.skip('b: c', () => {});\n`],
    ['another word for a test', `// topic: merges\n${row(`'a: b'`)}it('b: c', () => {});\n`],
    ['a group', `// topic: merges\ndescribe('group', () => {\n${row(`'a: b'`)}});\n`],
    ['a title twice', `// topic: merges\n${row(`'a: b'`)}${row(`'a: b'`)}`],
  ])('are refused with %s', (_name, source) => {
    expect(read(source).problems).toHaveLength(1);
  });
});
