import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { headlines } from '../../../scripts/headlines.js';
import { failureMessages, reportLines, sourcesIn } from '../../../scripts/messages.js';
import { messageSlug, messagesPage } from '../../../scripts/messages-page.js';
import { parsed } from '../../../scripts/syntax.js';
import { EXIT_CODES } from '../../../src/exit-codes.js';

const root = new URL('../../../', import.meta.url);
const sources = sourcesIn(new URL('src/', root));
const failures = failureMessages(sources);
const lines = reportLines(sources);
const where = ({ path, line, messages }: (typeof failures)[number]): string =>
  `src/${path}:${line}: ${messages.join(' | ')}`;

describe('docs/messages.md', () => {
  const page = readFileSync(new URL('docs/messages.md', root), 'utf8');

  it('is what the code says (npm run schema)', () => {
    expect(page).toBe(messagesPage(failures, lines));
  });

  it('leads to each of its sections', () => {
    const headings = [...page.matchAll(/^##? (.+)$/gm)].flatMap(([, title]) => title ?? []);
    const [, jumps = ''] = /^Jump to: (.*)\.$/m.exec(page) ?? [];
    const linked = [...jumps.matchAll(/\[([^\]]+)\]/g)].flatMap(([, title]) => title ?? []);
    expect(linked).toEqual(headings.filter((title) => title !== 'Messages' && title !== 'Failures'));
  });

  it('has each place once', () => {
    const places = [...page.matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id);
    expect(places.length).toBeGreaterThan(150);
    expect(new Set(places).size).toBe(places.length);
  });

  it('has every failure that is made', () => {
    const made = sources.flatMap(({ path, text }) => [...text.matchAll(/new Failure\(/g)].map(() => path));
    const found = new Set(failures.map(({ path }) => path));
    // Whoever makes one of what it is given is listed by its callers.
    const givenOn = new Set(['git/errors.ts']);
    expect(made.filter((path) => !found.has(path) && !givenOn.has(path))).toEqual([]);
    expect(failures.length).toBeGreaterThanOrEqual(made.length);
  });

  it('has every reason', () => {
    const reasons = new Set(failures.flatMap((one) => one.reasons));
    expect(Object.keys(EXIT_CODES).filter((code) => !reasons.has(code))).toEqual([]);
  });
});

describe('the headlines', () => {
  const list = readFileSync(new URL('test/fixtures/report/headlines.txt', root), 'utf8');

  it('are what the code says (npm run schema)', () => {
    expect(list).toBe(headlines(failures));
  });

  it('have every failure that says something of its own', () => {
    const firsts = failures.flatMap(({ messages: [first = ''] }) => first.split('\n')[0] ?? []);
    const worded = firsts.filter((text) => /[a-z]/.test(text.replace(/\{\w+\}/g, '')));
    const lines = new Set(list.split('\n'));
    expect(worded.filter((text) => !lines.has(text.replace(/:$/, '')))).toEqual([]);
    expect(lines.size).toBeGreaterThan(150);
  });

  it('are read in five minutes', () => {
    const lines = list.split('\n');
    const words = lines.flatMap((line) => line.replace(/\{\w+\}/g, ' ').match(/[\w'-]+/g) ?? []);
    expect(words.length).toBeLessThan(1700);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(130);
  });
});

describe('every failure', () => {
  // Who pressed Ctrl-C knows what to do next.
  const ENOUGH = new Set(['interrupted']);

  it('has a next step', () => {
    const without = failures.filter(({ next }) => next.every((step) => step === ''));
    expect(without.filter(({ reasons }) => !reasons.every((code) => ENOUGH.has(code))).map(where)).toEqual(
      [],
    );
  });

  it('says something of its own', () => {
    // commander's words; the lines of a configuration; what is in a file's place; and those that each case says for itself
    const others = failures.filter(({ messages }) =>
      messages.every((message) => messageSlug(message) === 'message'),
    );
    expect(others.map(({ path }) => path)).toEqual([
      'command-line.ts',
      'failure.ts',
      'git/blockers.ts',
      'git/replacement.ts',
      'project/manifest.ts',
      'resolve/failures.ts',
      'resolve/policy.ts',
    ]);
  });
});

/** The rules at the top of the page, as far as a text alone tells. */
function flaws(text: string): readonly string[] {
  const own = text.replace(/\{\w+\}/g, 'x').replace(/(["'`])(?:(?!\1).)*\1/g, 'x');
  return [
    ...(/^[A-Z](?!\w*[A-Z_])/.test(own) && !/^(?:Python|PyTorch)\b/.test(own)
      ? ['begins with a capital']
      : []),
    ...(/[^.]\.$/.test(own) ? ['ends with a full stop'] : []),
    ...(/!/.test(own) ? ['shouts'] : []),
    ...(/\b(?:please|sorry|oops|failed to|unable to|unfortunately|successfully)\b/i.test(own)
      ? ['begs or regrets']
      : []),
    ...(/\b(?:cannot|could n't|is not able)\b/i.test(own) ? ['is stiff'] : []),
  ];
}

describe('the voice', () => {
  const texts = [
    ...failures.flatMap((one) => [...one.messages, ...one.next]),
    ...lines.flatMap((one) => one.texts.filter((text) => !/^###/.test(text))),
  ];

  it('is one', () => {
    expect(texts.length).toBeGreaterThan(400);
    // A sentence of a comment on a pull request, which is prose.
    const prose = new Set(['There is no lockfile in either.']);
    const found = texts
      .filter((text) => !prose.has(text))
      .flatMap((text) => flaws(text).map((flaw) => `${flaw}: ${text}`));
    expect([...new Set(found)]).toEqual([]);
  });

  it.each([
    ['Git was not found', 'begins with a capital'],
    ['git was not found.', 'ends with a full stop'],
    ['git was not found!', 'shouts'],
    ['please install git', 'begs or regrets'],
    ['failed to read x', 'begs or regrets'],
    ['x cannot be read', 'is stiff'],
  ])('does not say %j', (text, flaw) => {
    expect(flaws(text)).toEqual([flaw]);
  });
});

describe('a message in the code', () => {
  const messagesOf = (text: string) => failureMessages([parsed('one.ts', text.replaceAll('$<', `$${'{'}`))]);

  it.each([
    ['a text', "new Failure('git', 'gone', { next: 'git fsck' })", ['gone'], ['git fsck']],
    ['a placeholder', 'new Failure(`git`, `$<one.path} is gone`)', ['{path} is gone'], []],
    [
      'what is written otherwise',
      'new Failure(`git`, `$<visible(shellWord(path))} is $<names.join(", ")}`)',
      ['{path} is {names}'],
      [],
    ],
    ['either', "new Failure('git', gone ? 'gone' : `new $<path}`)", ['gone', 'new {path}'], []],
    [
      'a constant',
      "const NEXT = 'git fsck'; new Failure('git', 'a' + 'b', { next: NEXT })",
      ['ab'],
      ['git fsck'],
    ],
    ['a step that some have', "new Failure('git', 'a', { ...(b ? {} : { next: 'c' }) })", ['a'], ['c']],
    [
      'a constant that another block has, too',
      "function f() { const a = 'b'; if (c) { const a = 'd'; } new Failure('git', a); }",
      ['b'],
      [],
    ],
    [
      'what a function gives',
      "function next(a) { return `do $<a}`; } new Failure('git', 'a', { next: next(x) })",
      ['a'],
      ['do {a}'],
    ],
  ])('%s', (_, text, messages, next) => {
    expect(messagesOf(text)).toMatchObject([{ reasons: ['git'], messages, next }]);
  });

  it('each call of what makes it', () => {
    const made = "const made = (message, next) => new Failure('git', message, { next });";
    expect(messagesOf(`${made} made('a', 'b'); made(\`$<c} is d\`, 'e');`)).toMatchObject([
      { messages: ['a'], next: ['b'] },
      { messages: ['{c} is d'], next: ['e'] },
    ]);
  });
});
