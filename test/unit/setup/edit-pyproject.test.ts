import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { withTomlItems, withTomlKey } from '../../../src/setup/edit-pyproject.js';

const PROJECT = `# top
[build-system]
requires = ["hatchling"]   # keep

[project]
name = "x"   # name
dependencies = [
    "numpy>=1",   # why numpy
    # a comment before
    'pandas',
]
optional-dependencies.full = [ "scipy" ]

[tool.uv]
dev-dependencies = []

# ruff's
[tool.ruff]
line-length = 100   # wide
`;

/** The lines that an edit has added, blank ones apart; fails where one went. */
function added(before: string, after: string | undefined): string[] {
  expect(after).toBeDefined();
  const old = before.split('\n');
  const lines = (after ?? '').split('\n');
  const result: string[] = [];
  let at = 0;
  for (const line of lines) {
    if (line === old[at]) at += 1;
    else if (line !== '') result.push(line);
  }
  expect(old.slice(at)).toEqual([]);
  return result;
}

describe('a key', () => {
  const cases: readonly [string, readonly string[], string, Parameters<typeof withTomlKey>[3], string[]][] = [
    [
      'in a table that is there',
      ['tool', 'uv'],
      'environments',
      ['python_version < "3.13"'],
      ['environments = ["python_version < \\"3.13\\""]'],
    ],
    [
      'in a table of its own, beside its kin',
      ['tool', 'uv', 'pip'],
      'torch-backend',
      'cpu',
      ['[tool.uv.pip]', 'torch-backend = "cpu"'],
    ],
    [
      'in a new table at the end',
      ['tool', 'lockgen'],
      'generate-hashes',
      true,
      ['[tool.lockgen]', 'generate-hashes = true'],
    ],
    [
      'with a table as its value',
      ['tool', 'lockgen', 'targets'],
      'base',
      { output: 'a.txt', groups: ['dev'] },
      ['[tool.lockgen.targets]', 'base = { output = "a.txt", groups = ["dev"] }'],
    ],
    ['with a name that has to be quoted', ['tool', 'a b'], 'c d', 'e', ['[tool."a b"]', '"c d" = "e"']],
  ];
  test.each(cases)('%s', (_, table, key, value, expected) => {
    expect(added(PROJECT, withTomlKey(PROJECT, table, key, value))).toEqual(expected);
  });

  test('where the section stands', () => {
    const after = withTomlKey(PROJECT, ['tool', 'uv', 'pip'], 'torch-backend', 'cpu') ?? '';
    expect(after).toContain(
      'dev-dependencies = []\n\n[tool.uv.pip]\ntorch-backend = "cpu"\n\n# ruff\'s\n[tool.ruff]',
    );
  });

  test('that is there already changes no byte', () => {
    expect(withTomlKey(PROJECT, ['project'], 'name', 'x')).toBe(PROJECT);
  });

  test('several in turn share their section', () => {
    const one = withTomlKey(PROJECT, ['tool', 'uv', 'pip'], 'torch-backend', 'cpu') ?? '';
    const two = withTomlKey(one, ['tool', 'uv', 'pip'], 'emit-find-links', true) ?? '';
    expect(added(PROJECT, two)).toEqual(['[tool.uv.pip]', 'torch-backend = "cpu"', 'emit-find-links = true']);
  });

  const refused: readonly [string, string, readonly string[]][] = [
    ['text that is no TOML', '[project\n', ['tool', 'uv']],
    ['a value where the table should be', 'tool = 1\n', ['tool', 'uv']],
    ['an array of tables where the table should be', '[[tool.uv]]\na = 1\n', ['tool', 'uv']],
    ['mixed line ends', 'a = 1\r\nb = 2\n', ['tool', 'uv']],
    ['bytes that were no UTF-8', '# \uFFFD\n', ['tool', 'uv']],
  ];
  test.each(refused)('%s is left to a person', (_, text, table) => {
    expect(withTomlKey(text, table, 'k', 'v')).toBeUndefined();
  });

  test('an inline table gets it inside', () => {
    const text = '[tool]\nuv = { pip = { a = 1 } }  # mine\n';
    expect(withTomlKey(text, ['tool', 'uv', 'pip'], 'b', true)).toBe(
      '[tool]\nuv = { pip = { a = 1, b = true } }  # mine\n',
    );
  });

  test('a text without a newline at its end', () => {
    expect(withTomlKey('a = 1', ['tool', 'x'], 'k', 'v')).toBe('a = 1\n\n[tool.x]\nk = "v"\n');
  });

  test('line ends stay', () => {
    const text = PROJECT.replaceAll('\n', '\r\n');
    expect(withTomlKey(text, ['tool', 'uv'], 'package', false)).toBe(
      (withTomlKey(PROJECT, ['tool', 'uv'], 'package', false) ?? '').replaceAll('\n', '\r\n'),
    );
  });
});

describe('items', () => {
  test('go to the end of a list over several lines', () => {
    expect(
      added(PROJECT, withTomlItems(PROJECT, ['project', 'dependencies'], ['a>=1 ; python_version < "3.12"'])),
    ).toEqual(['    "a>=1 ; python_version < \\"3.12\\"",']);
  });

  test('go into a list on one line', () => {
    const after = withTomlItems(PROJECT, ['project', 'optional-dependencies', 'full'], ['torch', 'scipy']);
    expect(after).toBe(PROJECT.replace('[ "scipy" ]', '[ "scipy", "torch" ]'));
  });

  test('make a list that is not there', () => {
    expect(
      added(PROJECT, withTomlItems(PROJECT, ['dependency-groups', 'dev'], ['pytest', 'pytest'])),
    ).toEqual(['[dependency-groups]', 'dev = ["pytest"]']);
  });

  test('that are there already change no byte', () => {
    expect(withTomlItems(PROJECT, ['project', 'dependencies'], ['pandas'])).toBe(PROJECT);
  });

  test.each([
    ['something else is there', 'a = "b"\n', ['a']],
    ['the list has other things', 'a = [{ b = 1 }]\n', ['a']],
    ['no place is named', 'a = []\n', []],
  ])('are left to a person where %s', (_, text, path) => {
    expect(withTomlItems(text, path, ['c'])).toBeUndefined();
  });
});

test('any strings, into any of these texts: the rest is what it was', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string(), { maxLength: 4 }),
      fc.constantFrom(
        ['project', 'dependencies'],
        ['dependency-groups', 'dev'],
        ['project', 'optional-dependencies', 'full'],
      ),
      fc.constantFrom(PROJECT, PROJECT.replaceAll('\n', '\r\n'), '', 'project.name = "x"\n'),
      (items, path, text) => {
        const after = withTomlItems(text, path, items);
        // Control characters and lone surrogates are no TOML as they stand.
        if (after === undefined) return;
        expect(parse(after).tool).toEqual(parse(text).tool);
        const comments = text.match(/#[^\r\n]*/g) ?? [];
        expect(
          after.split(/\r?\n/).filter((line) => comments.some((comment) => line.endsWith(comment.trimEnd()))),
        ).toEqual(text.split(/\r?\n/).filter((line) => line.includes('#')));
      },
    ),
  );
});
