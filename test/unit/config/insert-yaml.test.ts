import { describe, expect, it } from 'vitest';
import { readYaml, withYamlItem, withYamlKey } from '../../../src/config/insert-yaml.js';
import { Failure } from '../../../src/failure.js';

const ITEM = { lines: ['name: b', 'run: x'], value: { name: 'b', run: 'x' } };

describe('an item more in a list', () => {
  it.each([
    ['at the end of the text', 'jobs:\n  - name: a\n', 'jobs:\n  - name: a\n  - name: b\n    run: x\n'],
    ['without a newline at the end', 'jobs:\n  - name: a', 'jobs:\n  - name: a\n  - name: b\n    run: x\n'],
    ['at the left edge', 'jobs:\n- name: a\nend: 1\n', 'jobs:\n- name: a\n- name: b\n  run: x\nend: 1\n'],
    [
      'behind a comment on the last line',
      'jobs:\n    - name: a # the first\nend: 1\n',
      'jobs:\n    - name: a # the first\n    - name: b\n      run: x\nend: 1\n',
    ],
    [
      'below what is switched off in the last item',
      'jobs:\n  - name: a\n    # run: y\n# the end\nend: 1\n',
      'jobs:\n  - name: a\n    # run: y\n  - name: b\n    run: x\n# the end\nend: 1\n',
    ],
    [
      'with the line ends that are there',
      'jobs:\r\n  - name: a\r\n',
      'jobs:\r\n  - name: a\r\n  - name: b\r\n    run: x\r\n',
    ],
    ['in an empty list', 'jobs: []\nend: 1\n', 'jobs:\n  - name: b\n    run: x\nend: 1\n'],
    ['where the key isn’t there', 'end: 1\n', 'end: 1\njobs:\n  - name: b\n    run: x\n'],
    [
      'behind a block of text',
      'jobs:\n  - run: |\n      one\n\n      two\n',
      'jobs:\n  - run: |\n      one\n\n      two\n  - name: b\n    run: x\n',
    ],
  ])('%s', (_, text, wanted) => {
    expect(withYamlItem(text, ['jobs'], ITEM)).toBe(wanted);
  });

  it('a word between brackets', () => {
    const item = { lines: ['c'], value: 'c' };
    expect(withYamlItem('types: [a, b] # both\n', ['types'], item)).toBe('types: [a, b, c] # both\n');
  });

  it.each([
    ['a list between brackets', 'jobs: [{ name: a }]\n'],
    ['no list', 'jobs: 1\n'],
    ['no YAML', 'jobs: [\n'],
    ['several documents', 'jobs:\n  - name: a\n---\njobs: []\n'],
    ['nothing', ''],
  ])('is left to a person: %s', (_, text) => {
    expect(withYamlItem(text, ['jobs'], ITEM)).toBeUndefined();
  });
});

describe('a key more', () => {
  const piece = { lines: ['run: x'], value: { run: 'x' } };

  it.each([
    ['at the top', 'a: 1\n', ['b'], 'a: 1\nb:\n  run: x\n'],
    [
      'in a mapping',
      'c:\n    a:\n        run: y\nend: 1\n',
      ['c', 'b'],
      'c:\n    a:\n        run: y\n    b:\n      run: x\nend: 1\n',
    ],
  ])('%s', (_, text, path, wanted) => {
    expect(withYamlKey(text, path, piece)).toBe(wanted);
  });

  it('above the first one, below the comments of the file', () => {
    const types = { lines: ['[x, y]'], value: ['x', 'y'] };
    expect(withYamlKey('# ours\n\na: 1\n', ['b'], types, { first: true })).toBe(
      '# ours\n\nb: [x, y]\na: 1\n',
    );
  });

  it('not where it is there', () => {
    expect(withYamlKey('b: 1\n', ['b'], piece)).toBeUndefined();
  });
});

it('says where a text is no YAML', () => {
  expect(() => readYaml('a: 1\nb: [\n', 'x.yml')).toThrow(Failure);
  expect(() => readYaml('a: 1\nb: [\n', 'x.yml')).toThrow(/^x\.yml:\d+:\d+: not YAML: /);
});
