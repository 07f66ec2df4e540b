import { describe, expect, test } from 'vitest';
import { lockfileGraph } from '../../../src/lockfile/graph.js';
import { readRequirementLog } from '../../../src/uv/requirement-log.js';
import { direct, metadata, paths, source } from './graph-source.js';

const CHAIN = `a==1.0
    # via sample (pyproject.toml)
b==2.0
    # via a
c==3.0
    # via
    #   -c limits.txt
    #   sample (pyproject.toml:dev)
    #   a
    #   b
`;

describe('# via comments', () => {
  test('are the edges, shortest paths first', () => {
    expect(paths(source(CHAIN, { direct: direct('a>=1', 'c') }), 'c')).toEqual([
      'pyproject.toml -c-> c 3.0',
      'pyproject.toml -a>=1-> a 1.0 --> c 3.0',
      'pyproject.toml -a>=1-> a 1.0 --> b 2.0 --> c 3.0',
    ]);
  });

  test('get the requirements of the metadata, which adds no edge', () => {
    const known = metadata('a 1.0: b>=2', 'b 2.0: c{os_name == "nt"}*', 'z 1.0: c');
    expect(paths(source(CHAIN, { direct: direct('a>=1', 'c'), metadata: known }), 'c')).toEqual([
      'pyproject.toml -c-> c 3.0',
      'pyproject.toml -a>=1-> a 1.0 --> c 3.0',
      "pyproject.toml -a>=1-> a 1.0 -b>=2-> b 2.0 -c ; os_name == 'nt'-> c 3.0",
    ]);
  });

  test('of another version than the metadata tells of have no requirement', () => {
    expect(paths(source(CHAIN, { metadata: metadata('a 9.0: b>=99') }), 'b')).toEqual([
      'pyproject.toml -a>=1-> a 1.0 --> b 2.0',
    ]);
  });

  test.each([
    [
      'in one line',
      'a==1.0                   # via sample (pyproject.toml)\nb==2.0    # via a, c\nc==1  # via a\n',
    ],
    [
      'of pip-compile',
      'a==1.0\n    # via sample (pyproject.toml)\nb==2.0\n    # via\n    #   A[x]\n    #   c\nc==1\n    # via a\n',
    ],
  ])('are read %s', (_, text) => {
    expect(paths(source(text), 'b')).toEqual([
      'pyproject.toml -a>=1-> a 1.0 --> b 2.0',
      'pyproject.toml -a>=1-> a 1.0 --> c 1 --> b 2.0',
    ]);
  });

  test.each([
    ['a file', 'a==1.0\n    # via -r base.in\n', ['base.in --> a 1.0']],
    ['the project by an extra of its own', 'a==1.0\n    # via sample\n', ['pyproject.toml -a>=1-> a 1.0']],
    ['a constraint alone', 'a==1.0\n    # via -c x.txt\n', []],
    ['a package that has no pin', 'a==1.0\n    # via q\nb==1\n    # via sample (pyproject.toml)\n', []],
  ])('name %s', (_, text, expected) => {
    expect(paths(source(text), 'a')).toEqual(expected);
  });

  test('that name what pyproject.toml has no more, or never had', () => {
    const gone = "pyproject.toml, which doesn't name it any more --> b 2.0";
    const text = 'b==2.0\n    # via sample (pyproject.toml)\n';
    expect(paths(source(text), 'b')).toEqual([gone]);
    const log = readRequirementLog('DEBUG Adding direct dependency: b>=1');
    const dynamic = { manifest: { path: 'pyproject.toml', isDynamic: true }, metadata: log };
    expect(paths(source(text, dynamic), 'b')).toEqual(['pyproject.toml (dynamic) -b>=1-> b 2.0']);
  });
});

describe('forks', () => {
  const FORKS = `a==1.0 ; python_full_version < '3.11'
    # via sample (pyproject.toml)
a==2.0 ; python_full_version >= '3.11'
    # via sample (pyproject.toml)
b==1.0 ; python_full_version < '3.11'
    # via a
b==2.0 ; python_full_version == '3.11.*'
    # via a
b==3.0 ; python_full_version >= '3.12'
    # via a
`;

  test('meet where their markers do', () => {
    expect(lockfileGraph(source(FORKS)).edges).toHaveLength(5);
    expect(paths(source(FORKS), 'b')).toEqual([
      'pyproject.toml -a>=1-> a 1.0 --> b 1.0',
      'pyproject.toml -a>=1-> a 2.0 --> b 2.0',
      'pyproject.toml -a>=1-> a 2.0 --> b 3.0',
    ]);
  });

  test('have the requirements that each of them meets', () => {
    const known = metadata(
      'a 1.0: b<2',
      "a 2.0: b{python_full_version < '3.12'}>=2, b{python_full_version >= '3.12'}>=3",
    );
    const both = direct("a<2 ; python_version < '3.11'", "a>=2 ; python_version >= '3.11'");
    expect(paths(source(FORKS, { metadata: known, direct: both }), 'b')).toEqual([
      "pyproject.toml -a<2 ; python_version < '3.11'-> a 1.0 -b<2-> b 1.0",
      "pyproject.toml -a>=2 ; python_version >= '3.11'-> a 2.0 -b>=2 ; python_full_version < '3.12'-> b 2.0",
      "pyproject.toml -a>=2 ; python_version >= '3.11'-> a 2.0 -b>=3 ; python_full_version >= '3.12'-> b 3.0",
    ]);
  });

  test('of which only one asks, as its metadata says', () => {
    const text = FORKS.replace(/^b==1[^#]*# via a\nb==2[^#]*# via a\nb==3.0 ; [^\n]*/m, 'b==3.0');
    expect(paths(source(text, { metadata: metadata('a 1.0: b', 'a 2.0:') }), 'b')).toEqual([
      'pyproject.toml -a>=1-> a 1.0 -b-> b 3.0',
    ]);
    expect(paths(source(text), 'b')).toHaveLength(2);
  });

  test('whose own metadata is not known may each ask, where their markers meet', () => {
    const known = metadata('a 1.0: b');
    expect(paths(source(FORKS, { metadata: known }), 'b')).toEqual([
      'pyproject.toml -a>=1-> a 1.0 -b-> b 1.0',
      'pyproject.toml -a>=1-> a 2.0 --> b 2.0',
      'pyproject.toml -a>=1-> a 2.0 --> b 3.0',
    ]);
    const both = FORKS.replace(/b==1[\s\S]*b==3.0 ; .*/, 'b==3.0');
    expect(paths(source(both, { metadata: known }), 'b')).toEqual([
      'pyproject.toml -a>=1-> a 1.0 -b-> b 3.0',
      'pyproject.toml -a>=1-> a 2.0 --> b 3.0',
    ]);
  });

  test('are on no path that no installation can take', () => {
    const text = `${FORKS}c==1\n    # via a\nd==1 ; python_full_version >= '3.11'\n    # via c\n`;
    expect(paths(source(text), 'd')).toEqual(['pyproject.toml -a>=1-> a 2.0 --> c 1 --> d 1']);
  });
});

test('an extra is asked for on the path, or it is none', () => {
  const text = `a==1.0\n    # via sample (pyproject.toml)\nb==1.0\n    # via\n    #   sample (pyproject.toml)\n    #   a\nc==1.0\n    # via b\n`;
  const known = metadata('a 1.0: b>=1', 'b[x] 1.0: c>=1');
  expect(paths(source(text, { metadata: known, direct: direct('a', 'b[X]') }), 'c')).toEqual([
    "pyproject.toml -b[X]-> b 1.0 -c>=1 ; extra == 'x'-> c 1.0",
  ]);
});

describe('without comments', () => {
  const text = 'a==1.0\nb==2.0\nc==3.0\n';

  test('metadata has the edges', () => {
    const known = metadata('a 1.0: b>=1, c', 'b 2.0: c<9', 'c 3.0:');
    expect(paths(source(text, { metadata: known }), 'c')).toEqual([
      'pyproject.toml -a>=1-> a 1.0 -c-> c 3.0',
      'pyproject.toml -a>=1-> a 1.0 -b>=1-> b 2.0 -c<9-> c 3.0',
    ]);
  });

  test('and metadata, the direct ones are known alone', () => {
    expect(paths(source(text), 'a')).toEqual(['pyproject.toml -a>=1-> a 1.0']);
    expect(paths(source(text), 'c')).toEqual([]);
  });
});

test('what an override says is marked', () => {
  const known = metadata('a 1.0: b>=2');
  const text =
    'a==1.0\n    # via sample (pyproject.toml)\nb==2.0\n    # via\n    #   --override (workspace)\n    #   a\n';
  const expected = ['pyproject.toml -a>=1-> a 1.0 -b>=2 (an override)-> b 2.0'];
  expect(paths(source(text, { metadata: known }), 'b')).toEqual(expected);
  const bare = text.replace(/ {4}#\s+--override.*\n/, '');
  expect(paths(source(bare, { metadata: known, overridden: new Set(['b']) }), 'b')).toEqual(expected);
});

test('a local package is found by its name', () => {
  const text = '-e ./lib\n    # via sample (pyproject.toml)\nb==2.0\n    # via my-lib\n';
  const local = { localNames: new Map([['my-lib', './lib']]), direct: direct('my_lib') };
  expect(paths(source(text, local), 'b')).toEqual(['pyproject.toml -my_lib-> ./lib --> b 2.0']);
});

test('no credential of a URL is in it', () => {
  const url = 'https://user:secret@host.invalid/a-1.0-py3-none-any.whl';
  const text = `a @ ${url}\n    # via sample (pyproject.toml)\n-e git+${url}\n    # via a\n`;
  const { nodes, edges } = lockfileGraph(source(text, { direct: direct(`a @ ${url}`) }));
  const shown = nodes.map((node) => (node.kind === 'root' ? node.label : [node.name, node.url]));
  expect(JSON.stringify([shown, edges])).toContain('https://***@host.invalid/');
  expect(JSON.stringify([shown, edges])).not.toContain('secret');
});
