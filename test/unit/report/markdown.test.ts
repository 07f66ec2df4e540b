import { describe, expect, test } from 'vitest';
import { checkReport } from '../../../src/report/check.js';
import { fitted } from '../../../src/report/fitted.js';
import { code, fenced, htmlCode, markdownTable, prose } from '../../../src/report/markdown.js';
import { NO_PAINT } from '../../../src/report/paint.js';
import { rendered } from '../../../src/report/render.js';
import type { LockfileVerdict } from '../../../src/verdict/verdict.js';
import { ODD_PATHS, PLAINLY, reasonOf, verdictOf } from './verdicts.js';

test.each([
  ['requirements.txt', '`requirements.txt`'],
  ['a`b', '``a`b``'],
  ['`a``', '``` `a`` ```'],
  [' a ', '`  a  `'],
  ['a\nb', '`a\\nb`'],
  ['<b>@me', '`<b>@me`'],
  ['a|b', '<code>a&#124;b</code>'],
  ['', '<code></code>'],
])('the name %j is %s', (text, expected) => {
  expect(code(text)).toBe(expected);
});

test.each([
  ['numpy==1.26.4 is outside', 'numpy==1.26.4 is outside'],
  ['outside of `numpy>=2`, or `a|b`', 'outside of `numpy>=2`, or <code>a&#124;b</code>'],
  ['one ` alone', 'one \\` alone'],
  [
    '*a* _b_ ~c~ [d](e) <f> \\ &lt; | $x$',
    '\\*a\\* \\_b\\_ \\~c\\~ \\[d\\](e) \\<f\\> \\\\ \\&lt; \\| \\$x\\$',
  ],
  ['@team/name and #12', '@&#8203;team/name and #&#8203;12'],
  ['two\nlines', 'two\\\\nlines'],
])('the words %j are %s', (text, expected) => {
  expect(prose(text)).toBe(expected);
});

test('a summary takes no Markdown, and no HTML of a name', () => {
  expect(htmlCode('</summary>*x*@me')).toBe('<code>&#60;/summary&#62;&#42;x&#42;&#64;me</code>');
});

test('a fence is longer than those in it', () => {
  expect(fenced(['a', '````', '</details>'])).toBe('`````text\na\n````\n</details>\n`````\n');
});

test('several lines in a cell', () => {
  expect(markdownTable(['a', 'b'], [['1', ['2', '3']]])).toBe('| a | b |\n| --- | --- |\n| 1 | 2<br>3 |\n');
});

const markdown = (verdicts: readonly LockfileVerdict[]) =>
  rendered(checkReport(verdicts, PLAINLY), 'markdown', NO_PAINT);

describe('check', () => {
  const change = (name: string) =>
    ({ name, kind: 'changed', before: ['1'], after: ['2'], size: 'major' }) as const;
  const changes = (count: number) => Array.from({ length: count }, (_, index) => change(`p${index}`));

  test('all that there is to say', () => {
    const verdict = verdictOf({
      verdict: 'stale',
      reasons: [reasonOf('a is outside of `a>=2`', { line: 3 }), reasonOf('b is missing')],
      cause: 'the merge of x',
      changes: changes(1),
      notices: ['c was yanked'],
      next: 'look',
      detail: ['No solution'],
    });
    const full = verdictOf({ path: 'full.txt', verdict: 'stale', changes: changes(1) });
    expect(markdown([verdict, full, verdictOf({ path: 'c.txt' })])).toBe(`### lockgen: lockfiles are stale

| lockfile | verdict | why |
| --- | --- | --- |
| \`requirements.txt\` | ❌ stale | line 3: a is outside of \`a>=2\`<br>b is missing<br>since the merge of x<br>next: look<br>note: c was yanked |
| \`full.txt\` | ❌ stale |  |
| \`c.txt\` | ✅ fresh |  |

What a regeneration changes in \`requirements.txt\`, \`full.txt\`:

| package | before | after | change |
| --- | --- | --- | --- |
| \`p0\` | 1 | 2 | major |

<details><summary>What was said about <code>requirements.txt</code></summary>

\`\`\`text
No solution
\`\`\`

</details>
`);
  });

  test('what is long is folded', () => {
    const fresh = Array.from({ length: 11 }, (_, index) => verdictOf({ path: `f${index}.txt` }));
    const stale = verdictOf({ verdict: 'stale', reasons: [reasonOf('x')], changes: changes(11) });
    const text = markdown([...fresh, stale]);
    expect(text).toContain('changes in <code>requirements.txt</code>: 11 packages</summary>\n\n| package');
    expect(text).toContain('<details><summary>11 lockfiles are fresh</summary>\n\n- `f0.txt`\n');
    expect(text.match(/^\|.*fresh/gm)).toBeNull();
    expect(text.match(/<details>/g)).toHaveLength(2);
    expect(text.match(/^<\/details>$/gm)).toHaveLength(2);
  });

  test.each(ODD_PATHS)('the path %j stays in its cell', (path) => {
    const verdict = verdictOf({ verdict: 'stale', path, reasons: [reasonOf(`see ${path}`)] });
    const row = markdown([verdict])
      .split('\n')
      .find((line) => line.includes('stale |'));
    expect(row?.match(/(?<!\\)\|/g)).toHaveLength(4);
  });

  test('a comment has no more than GitHub takes, and is closed', () => {
    const verdicts = Array.from({ length: 300 }, (_, index) =>
      verdictOf({
        path: `folder-${index}/requirements.txt`,
        verdict: 'stale',
        reasons: [reasonOf('x'.repeat(50))],
        changes: changes(20 + index),
      }),
    );
    const text = markdown(verdicts);
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(text.length).toBeGreaterThan(59_000);
    expect(text).toMatch(
      /\n<\/details>\n\n_It ends here, as there is no room for more: \d+ lines are left out\..*_\n$/,
    );
  });
});

describe('a text is cut', () => {
  test('not, where it fits', () => {
    expect(fitted('a\n'.repeat(500), 1000)).toBe('a\n'.repeat(500));
  });

  test('at the end of a line, and the lines that are left out are counted', () => {
    const text = fitted('abcd\n'.repeat(300), 1000);
    expect(text).toMatch(/^(abcd\n){120}\n_It ends here.* 180 lines are left out.*_\n$/);
  });

  test('with its fence and what is folded closed', () => {
    const text = fitted(`<details><summary>x</summary>\n\n\`\`\`\`text\n${'</details>\n'.repeat(300)}`, 1000);
    expect(text).toMatch(/<\/details>\n````\n\n<\/details>\n\n_It ends here/);
    expect(text.length).toBeLessThanOrEqual(1000);
  });

  test('to its note, where the first line is too long', () => {
    expect(fitted(`${'x'.repeat(5000)}\n`, 1000)).toMatch(/^\n_It ends here.* 1 lines/);
  });
});
