import { describe, expect, test } from 'vitest';
import { compileHooks, withoutHooks } from '../../../../src/setup/migrations/hooks.js';

const HOOKS_FILE = '.pre-commit-config.yaml';
const FILES = {
  'pyproject.toml': '[project]\nname = "x"\nversion = "1"\n',
  'requirements.in': 'alpha\n',
  'requirements-dev.in': 'beta\n',
};

const hooksOf = (text: string) => compileHooks(new Map(Object.entries({ ...FILES, [HOOKS_FILE]: text })));

const REST = `  - repo: https://github.com/astral-sh/ruff-pre-commit
    rev: v0.17.5
    hooks:
      - id: ruff   # fast
        args: [--fix]
`;

describe('the hooks that make lockfiles', () => {
  test.each([
    [
      'uv-pre-commit’s, with its inputs and output',
      `  - repo: https://github.com/astral-sh/uv-pre-commit
    rev: 0.13.9
    hooks:
      - id: pip-compile
        args: [requirements.in, -o, requirements.txt, --generate-hashes]
`,
      [['uv-pre-commit', 5, 'uv', ['requirements.in'], 'requirements.txt', { generateHashes: true }]],
    ],
    [
      'several, one of them quoted over lines',
      `  - repo: https://github.com/astral-sh/uv-pre-commit.git
    rev: 0.13.9
    hooks:
      - id: uv-lock
      - id: pip-compile
        name: main
        args:
          - pyproject.toml
          - --universal
          - "--python-version"
          - "3.11"
          - --output-file=requirements.txt
      - id: pip-compile
        files: ^requirements-dev\\.(in|txt)$
        args: ["requirements-dev.in", '-o', requirements-dev.txt]
`,
      [
        ['uv-pre-commit', 6, 'uv', ['pyproject.toml'], 'requirements.txt', { pythonVersion: '3.11' }],
        ['uv-pre-commit', 14, 'uv', ['requirements-dev.in'], 'requirements-dev.txt', {}],
      ],
    ],
    [
      'pip-tools’ own, which finds its input by itself',
      `  - repo: https://github.com/jazzband/pip-tools
    rev: 7.6.2
    hooks:
      - id: pip-compile
      - id: pip-compile
        args: [requirements-dev.in]
`,
      [
        ['pip-tools', 5, 'pip-compile', ['requirements.in'], 'requirements.txt', {}],
        ['pip-tools', 6, 'pip-compile', ['requirements-dev.in'], 'requirements-dev.txt', {}],
      ],
    ],
    [
      'a local one',
      `  - repo: local
    hooks:
      - id: lock
        name: lock
        language: system
        entry: uv pip compile requirements.in -o requirements.txt
`,
      [['local', 4, 'uv', ['requirements.in'], 'requirements.txt', {}]],
    ],
    [
      'the check of pip-compile-multi',
      `  - repo: https://github.com/peterdemin/pip-compile-multi
    rev: v3.3.2
    hooks:
      - id: pip-compile-multi-verify
`,
      [['pip-compile-multi', 5, undefined, undefined, undefined, undefined]],
    ],
    [
      'none of another’s, nor uv’s others',
      `  - repo: https://github.com/astral-sh/uv-pre-commit
    rev: 0.13.9
    hooks:
      - id: uv-export
`,
      [],
    ],
  ] as const)('%s', (_, text, expected) => {
    const whole = `repos:\n${text}${REST}`;
    expect(
      hooksOf(whole).map(({ of, line, compile }) => [
        of,
        line,
        compile?.tool,
        compile?.inputs,
        compile?.output,
        compile?.stated.options,
      ]),
    ).toEqual(expected);
  });

  test('a file that is no YAML, or has no hooks, has none', () => {
    for (const text of ['repos: [', 'repos: x\n', '', 'repos:\n  - repo: local\n', '[]\n'])
      expect(hooksOf(text)).toEqual([]);
  });
});

const BEFORE = `# our hooks
default_stages: [pre-commit]
repos:
  # Linters
${REST}
  # Lockfiles
  - repo: https://github.com/astral-sh/uv-pre-commit
    # uv version.
    rev: 0.13.9
    hooks:
      - id: uv-lock
      # Compile requirements
      - id: pip-compile
        args: [requirements.in, -o, requirements.txt]

  - repo: local   # ours
    hooks:
      - id: test
        entry: pytest
        language: system
        name: test
`;

const without = (text: string): string | undefined =>
  withoutHooks(HOOKS_FILE, text, new Set(hooksOf(text).map(({ identity }) => identity)));

describe('a configuration of pre-commit without them', () => {
  test('has all else as it was, byte for byte', () => {
    const gone = `      # Compile requirements
      - id: pip-compile
        args: [requirements.in, -o, requirements.txt]
`;
    expect(without(BEFORE)).toBe(BEFORE.replace(gone, ''));
    const windows = BEFORE.replaceAll('\n', '\r\n');
    expect(without(windows)).toBe(windows.replace(gone.replaceAll('\n', '\r\n'), ''));
  });

  test('has their repository no more where it has no other hook', () => {
    const before = BEFORE.replace('      - id: uv-lock\n', '');
    const after = without(before);
    expect(after).toBe(`# our hooks
default_stages: [pre-commit]
repos:
  # Linters
${REST}
  - repo: local   # ours
    hooks:
      - id: test
        entry: pytest
        language: system
        name: test
`);
  });

  test('is still a list where nothing is left', () => {
    const text = `repos:
- repo: https://github.com/jazzband/pip-tools
  rev: 7.6.2
  hooks:
  - id: pip-compile
`;
    expect(without(text)).toBe('repos: []\n');
  });

  test.each([
    [
      'written in braces',
      '{repos: [{repo: https://github.com/jazzband/pip-tools, rev: x, hooks: [{id: pip-compile}, {id: y}]}]}\n',
    ],
    [
      'that others on its line would go with',
      'repos:\n- repo: https://github.com/jazzband/pip-tools\n  rev: x\n  hooks: [{id: pip-compile}, {id: y}]\n',
    ],
  ])('is left to a person: %s', (_, text) => {
    expect(hooksOf(text)).toHaveLength(1);
    expect(without(text)).toBeUndefined();
  });

  test('is left alone where it can’t be read', () => {
    expect(withoutHooks(HOOKS_FILE, 'repos: [', new Set(['x']))).toBeUndefined();
    expect(withoutHooks(HOOKS_FILE, '[]', new Set(['x']))).toBeUndefined();
  });
});

const PREK_TABLES = `# our hooks
fail_fast = true

[[repos]]
repo = "https://github.com/astral-sh/uv-pre-commit"
rev = "0.13.9"

[[repos.hooks]]
id = "uv-lock"

# Compile requirements
[[repos.hooks]]
id = "pip-compile"
args = ["requirements.in", "-o", "requirements.txt"]

# Ours
[[repos]]
repo = "local"

[[repos.hooks]]
id = "test"
name = "test"
entry = "pytest"
language = "system"
`;
const PREK_LISTS = `[[repos]]
repo = "https://github.com/astral-sh/uv-pre-commit"
rev = "0.13.9"
hooks = [
  { id = "uv-lock" },
  # Compile requirements
  { id = "pip-compile", args = ["requirements.in", "-o", "requirements.txt"] },
]
`;

describe('prek.toml', () => {
  const found = (text: string) => compileHooks(new Map(Object.entries({ ...FILES, 'prek.toml': text })));
  const left = (text: string): string | undefined =>
    withoutHooks('prek.toml', text, new Set(found(text).map(({ identity }) => identity)));

  test.each([
    [
      'in tables',
      PREK_TABLES,
      12,
      `# Compile requirements
[[repos.hooks]]
id = "pip-compile"
args = ["requirements.in", "-o", "requirements.txt"]

`,
    ],
    [
      'in a list',
      PREK_LISTS,
      7,
      `  # Compile requirements
  { id = "pip-compile", args = ["requirements.in", "-o", "requirements.txt"] },
`,
    ],
  ])('%s: is read as well, and has all else as it was', (_, text, at, gone) => {
    expect(found(text)).toMatchObject([
      { path: 'prek.toml', of: 'uv-pre-commit', line: at, compile: { output: 'requirements.txt' } },
    ]);
    expect(left(text)).toBe(text.replace(gone, ''));
    const windows = text.replaceAll('\n', '\r\n');
    expect(left(windows)).toBe(windows.replace(gone.replaceAll('\n', '\r\n'), ''));
  });

  test('has their repository no more where it has no other hook', () => {
    const alone = PREK_TABLES.replace('[[repos.hooks]]\nid = "uv-lock"\n\n', '');
    expect(left(alone)).toBe(
      `# our hooks\nfail_fast = true\n\n${PREK_TABLES.slice(PREK_TABLES.indexOf('# Ours'))}`,
    );
    const only = alone.slice(0, alone.indexOf('# Ours'));
    expect(left(only)?.trimEnd()).toBe('# our hooks\nfail_fast = true');
  });

  test('is left to a person where others would go with them, and where it can’t be read', () => {
    const oneLine =
      '[[repos]]\nrepo = "https://github.com/jazzband/pip-tools"\nrev = "x"\nhooks = [{ id = "pip-compile" }, { id = "y" }]\n';
    expect(found(oneLine)).toMatchObject([{ line: 1 }]);
    expect(left(oneLine)).toBeUndefined();
    expect(found('repos = [ compile')).toEqual([]);
  });
});
