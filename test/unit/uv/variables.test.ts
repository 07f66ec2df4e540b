import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PASSING_KEYS } from '../../../src/uv/user-config.js';
import { leftOutVariables, PASSING } from '../../../src/uv/variables.js';

const page = readFileSync(new URL('../../../docs/how-it-works.md', import.meta.url), 'utf8');
const [, section = ''] = page.split('## What uv is told, and what not\n');
const named = new Set([...section.matchAll(/`([^`]+)`/g)].map(([, name]) => name));

it.each([...PASSING, ...PASSING_KEYS])('docs/how-it-works.md lists %s', (name) => {
  const listed = [...named].some((one = '') =>
    one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : one === name,
  );
  expect(listed).toBe(true);
});

it('each variable that docs/how-it-works.md lists is given to uv', () => {
  const listed = [...named].filter((name = '') => name.startsWith('UV_') && name !== 'UV_*');
  const samples = listed.map((name = '') => name.replace('*', 'BUILDS'));
  expect(samples.length).toBeGreaterThan(15);
  expect(leftOutVariables(Object.fromEntries(samples.map((name) => [name, 'x'])))).toEqual([]);
});
