import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const page = readFileSync(new URL('docs/troubleshooting.md', root), 'utf8');

/** All that lockgen can say: the sources without their comments. */
const code = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) =>
    readFileSync(new URL(`src/${path}`, root), 'utf8')
      .replace(/^\s*(?:\/\/|\/?\*).*$/gm, '')
      .replaceAll("\\'", "'"),
  )
  .join('\n');

const quoted = [...page.matchAll(/^### `(.*)`$/gm)].map(([, text = '']) => text);

it('the page has messages', () => {
  expect(quoted.length).toBeGreaterThan(20);
  expect(page.match(/^### /gm)).toHaveLength(quoted.length);
});

it.each(quoted)('lockgen still says "%s"', (message) => {
  const parts = message
    .split('…')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  expect(parts.length).toBeGreaterThan(0);
  expect(parts.filter((part) => !code.includes(part))).toEqual([]);
});
