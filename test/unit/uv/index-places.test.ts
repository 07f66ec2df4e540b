import { expect, test } from 'vitest';
import { indexPlaces } from '../../../src/uv/index-places.js';
import type { Table } from '../../../src/uv/user-config.js';

const A = 'https://a.example.org/simple';
const B = 'https://b.example.org/simple';

const places = (
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  tables: readonly Table[],
): readonly string[] =>
  indexPlaces(args, env, tables).map(({ kind, url = 'default', table }) =>
    [kind, url, ...(typeof table.name === 'string' ? [table.name] : [])].join(' '),
  );

test.each<[string, readonly string[], NodeJS.ProcessEnv, readonly Table[], readonly string[]]>([
  ['nothing', [], {}, [], ['index default']],
  ['another default', [], {}, [{ 'index-url': A }], [`index ${A}`]],
  ['a default by name', [], {}, [{ index: [{ name: 'a', url: A, default: true }] }], [`index ${A} a`]],
  [
    'a further one',
    [],
    {},
    [{ index: [{ name: 'a', url: A, explicit: true }] }],
    ['index default', `index ${A} a`],
  ],
  ['a variable', [], { UV_DEFAULT_INDEX: A }, [{ 'index-url': B }], [`index ${A}`]],
  ['a named variable', [], { UV_DEFAULT_INDEX: `a=${A}` }, [], [`index ${A} a`]],
  [
    'further ones by variables',
    [],
    { UV_INDEX: `a=${A} ${B}` },
    [],
    ['index default', `index ${A} a`, `index ${B}`],
  ],
  ['an argument', [`--default-index=${A}`], { UV_DEFAULT_INDEX: B }, [], [`index ${A}`]],
  ['[tool.uv.pip]', [], {}, [{ 'index-url': A, pip: { 'index-url': B } }], [`index ${B}`]],
  ['the nearest first', [], {}, [{ 'index-url': A }, { 'index-url': B }], [`index ${A}`]],
  ['the same twice', [], { UV_INDEX: A }, [{ 'extra-index-url': [A] }], ['index default', `index ${A}`]],
  ['no index', [], {}, [{ 'no-index': true, 'find-links': ['wheels'] }], ['find-links wheels']],
  ['links', [], { UV_FIND_LINKS: '/a,/b' }, [], ['index default', 'find-links /a', 'find-links /b']],
])('%s', (_, args, env, tables, expected) => {
  expect(places(args, env, tables)).toEqual(expected);
});
