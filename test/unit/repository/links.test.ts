import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { anchorsIn, faultOf, linksIn } from '../../helpers/pages/markdown.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const LEFT_OUT = new Set(['node_modules', 'dist', '.git', 'fixtures']);

function pagesBelow(folder: string): string[] {
  return readdirSync(`${root}${folder}`, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}${entry.name}`;
    if (entry.isDirectory()) return LEFT_OUT.has(entry.name) ? [] : pagesBelow(`${path}/`);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

function anchorsOf(path: string): ReadonlySet<string> | undefined {
  const place = `${root}${path}`;
  if (!existsSync(place)) return undefined;
  return path.endsWith('.md') && statSync(place).isFile()
    ? anchorsIn(readFileSync(place, 'utf8'))
    : new Set();
}

const pages = pagesBelow('');

const filesBelow = (folder: string): string[] =>
  readdirSync(`${root}${folder}`, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`) : [`${folder}/${entry.name}`],
  );

it('finds the pages', () => {
  expect(pages).toEqual(expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'docs/check.md']));
});

it.each(pages)('%s has no broken link', (page) => {
  const faults = linksIn(readFileSync(`${root}${page}`, 'utf8')).flatMap((link) => {
    const fault = faultOf(page, link, anchorsOf);
    return fault === undefined ? [] : [`${link.target}: ${fault}`];
  });
  expect(faults).toEqual([]);
});

it.each(pages)('the pictures of %s can be read by who cannot see them', (page) => {
  const pictures = [...readFileSync(`${root}${page}`, 'utf8').matchAll(/!\[([^\]]*)\]\(/g)];
  for (const [, words = ''] of pictures) expect(words.length).toBeGreaterThan(10);
});

it('each page that a message, a hook or a template names is there, and its anchor', () => {
  const named = ['src', 'hooks', 'templates']
    .flatMap(filesBelow)
    .flatMap((path) =>
      [...readFileSync(`${root}${path}`, 'utf8').matchAll(/\bdocs\/[a-z-]+\.md(?:#[\w-]+)?/g)].map(
        ([target]) => ({ path, target }),
      ),
    );
  expect(named.length).toBeGreaterThan(10);
  const faults = named.flatMap(({ path, target }) => {
    const fault = faultOf('README.md', { target, picture: false }, anchorsOf);
    return fault === undefined ? [] : [`${path}: ${fault}`];
  });
  expect(faults).toEqual([]);
});

it('no picture is on no page', () => {
  const shown = pages.flatMap((page) =>
    linksIn(readFileSync(`${root}${page}`, 'utf8')).map(({ target }) => join(dirname(page), target)),
  );
  const made = readdirSync(`${root}docs/pictures`).map((name) => `docs/pictures/${name}`);
  expect(made.filter((path) => !shown.includes(path))).toEqual([]);
});

describe('a link', () => {
  const there = new Map([
    [
      'docs/a.md',
      anchorsIn('# One\n## Two `x` & (three)\n## One\n```sh\n# No heading\n```\n<a id="own"></a>\n'),
    ],
    ['docs/p.svg', new Set<string>()],
  ]);
  it.each([
    ['a.md', undefined],
    ['a.md#one', undefined],
    ['a.md#one-1', undefined],
    ['a.md#two-x--three', undefined],
    ['#own', undefined],
    ['p.svg', undefined],
    ['../docs/a.md', undefined],
    ['https://example.com/x', undefined],
    ['a.md#no-heading', 'docs/a.md has no #no-heading'],
    ['a.md#One', 'docs/a.md has no #One'],
    ['b.md', 'there is no docs/b.md'],
    ['/docs/a.md', 'absolute'],
    ['../../a.md', 'outside of the repository'],
    ['http://example.com/', 'not by https'],
    ['https://exa mple', 'no URL'],
    ['https://me:secret@example.com/', 'a credential'],
    ['mailto:me@example.com', 'not by https'],
  ])('%s: %s', (target, expected) => {
    expect(faultOf('docs/a.md', { target, picture: false }, (path) => there.get(path))).toBe(expected);
  });

  it.each([
    ['[a](b.md)', ['b.md']],
    ['![a](p.svg)', ['p.svg']],
    ['[![a](p.svg)](b.md)', ['b.md', 'p.svg']],
    ['[^1]: [a](b.md): words', ['b.md']],
    ['[a]\n\n[a]: https://example.com', ['https://example.com']],
    ['<https://example.com>', ['https://example.com']],
    ['<img alt="a" src="p.svg">', ['p.svg']],
    ['<a href="b.md">a</a>', ['b.md']],
    ['[`code`](b.md#x) and [c](d.md "title")', ['b.md#x', 'd.md']],
    ['`[a](b.md)`', []],
    ['```sh\n[a](b.md)\n```', []],
    ['<!-- [a](b.md) -->', []],
    ['deps[extra](x) in `code`\n\n[tool.uv] (no link)', ['x']],
  ])('is found in %s', (markdown, targets) => {
    expect(linksIn(markdown).map(({ target }) => target)).toEqual(targets);
  });
});
