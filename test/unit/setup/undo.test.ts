import { describe, expect, it } from 'vitest';
import { withTomlKey } from '../../../src/setup/edit-pyproject.js';
import { environmentsFor } from '../../../src/setup/environments.js';
import { isWellFormed, undone } from '../../../src/setup/undo.js';
import { prekEdit } from '../../../src/setup/wiring/pre-commit.js';

const PROJECT = '[project]\nname = "x"\nrequires-python = ">=3.10,<3.13"\n';
const OWN = environmentsFor('>=3.10,<3.13') ?? [];
const PAGES = ['https://download.pytorch.org/whl/cpu/torch/'];

function edited(
  text: string,
  settings: readonly (readonly [readonly string[], string, string | boolean | readonly string[]])[],
): string {
  return settings.reduce((now, [table, key, value]) => withTomlKey(now, table, key, value) ?? '', text);
}

describe('pyproject.toml without a record', () => {
  it.each([
    ['alone', PROJECT],
    [
      'above other sections',
      `${PROJECT}\n[tool.uv.sources]\na = { path = "a" }\n\n# Ours.\n[tool.ruff]\nx = 1\n`,
    ],
    ['with [tool.uv]', `${PROJECT}\n[tool.uv]\n# No index.\npackage = false\n`],
    ['with windows line ends', PROJECT.replaceAll('\n', '\r\n')],
  ])('%s: environments of the range go', (_, before) => {
    const after = edited(before, [[['tool', 'uv'], 'environments', OWN]]);
    expect(after).toContain('environments');
    expect(undone('pyproject.toml', after)).toBe(before);
    expect(undone('a/pyproject.toml', before)).toBe(before);
  });

  it('PyTorch’s three settings go', () => {
    const pip = ['tool', 'uv', 'pip'];
    const after = edited(PROJECT, [
      [pip, 'torch-backend', 'cpu'],
      [pip, 'find-links', PAGES],
      [pip, 'emit-find-links', true],
    ]);
    expect(undone('pyproject.toml', after)).toBe(PROJECT);
  });

  it.each([
    ['environments of one’s own', `${PROJECT}\n[tool.uv]\nenvironments = ["sys_platform == 'linux'"]\n`],
    ['a backend of one’s own', `${PROJECT}\n[tool.uv.pip]\ntorch-backend = "cpu"\n`],
    [
      'pages of one’s own',
      `${PROJECT}\n[tool.uv.pip]\ntorch-backend = "cpu"\nfind-links = ["wheels"]\nemit-find-links = true\n`,
    ],
    ['no TOML', '[project\n'],
  ])('%s: stays', (_, text) => {
    expect(undone('pyproject.toml', text)).toBe(text);
  });
});

it.each([
  ['alone', '# ours\n[[repos]]\nrepo = "builtin"\nhooks = []\n', undefined],
  ['from npm', 'fail_fast = true\n\n[[repos]]\nrepo = "builtin"\nhooks = []\n', '1.2.3'],
])('prek.toml, %s', (_, before, version) => {
  const after = prekEdit('prek.toml', version).edit(before) ?? '';
  expect(after).toContain('id = "lockgen"');
  expect(undone('prek.toml', after)).toBe(before);
  expect(undone('prek.toml', before)).toBe(before);
  expect(undone('prek.toml', `${after}verbose = true\n`)).toBe(before);
  const another = `${after}\n[[repos.hooks]]\nid = "own"\n`;
  expect(undone('prek.toml', another)).toBe(another);
});

it.each([
  [
    '# lockgen: every option is in .lockgenrc.example and docs/configuration.md of the package.\nprojects:\n  - services/*\n',
    null,
  ],
  ['projects:\n  - services/*\n', undefined],
  [
    '# lockgen: every option is in .lockgenrc.example and docs/configuration.md of the package.\nprojects: [a]  # mine\n',
    undefined,
  ],
])('.lockgenrc %j', (text, wanted) => {
  expect(undone('.lockgenrc', text)).toBe(wanted === undefined ? text : wanted);
});

it('a copy of the package’s hook goes, and one that was edited stays', () => {
  const scripts = new Map([['pre-commit', "#!/bin/sh\n# lockgen's pre-commit hook\n"]] as const);
  const copy = scripts.get('pre-commit') ?? '';
  expect(undone('hooks/pre-commit', copy, scripts)).toBeNull();
  expect(undone('hooks/pre-commit', `${copy}mine\n`, scripts)).toBe(`${copy}mine\n`);
});

const KEYS =
  'id: lockgen\nname: lockgen\nlanguage: system\nentry: node_modules/.bin/lockgen-pre-commit\nverbose: true\nfiles: x';

/** An entry at a depth, as people write it. */
const entryAt = (indent: string): string =>
  `${indent}- repo: local\n${indent}  hooks:\n${indent}    - ${KEYS.replaceAll('\n', `\n${indent}      `)}\n`;

describe('.pre-commit-config.yaml: the item goes, whatever keys it has', () => {
  it.each([
    ['as the only one', `repos:\n${entryAt('  ')}`, 'repos: []\n'],
    ['as the only one, below a comment', `repos:  # all\n${entryAt('')}`, 'repos: []  # all\n'],
    [
      'at the left edge, as the last of several',
      `repos:\n- repo: x\n  hooks: []\n${entryAt('')}`,
      'repos:\n- repo: x\n  hooks: []\n',
    ],
    [
      'as the first, with windows line ends',
      `repos:\n${entryAt('  ')}  # x\n  - repo: x\n    hooks: []\n`.replaceAll('\n', '\r\n'),
      'repos:\r\n  # x\r\n  - repo: x\r\n    hooks: []\r\n',
    ],
    [
      'beside another of the same list',
      `repos:\n${entryAt('  ')}      - id: own\n        entry: own\nfail_fast: true\n`,
      'repos:\n  - repo: local\n    hooks:\n      - id: own\n        entry: own\nfail_fast: true\n',
    ],
    ['twice', `repos:\n${entryAt('  ')}${entryAt('  ')}`, 'repos: []\n'],
  ])('%s', (_, text, wanted) => {
    expect(undone('.pre-commit-config.yaml', text)).toBe(wanted);
  });

  it.each([
    ['in brackets', 'repos: [{repo: local, hooks: [{id: lockgen, entry: lockgen-pre-commit}]}]\n'],
    [
      'of a repository elsewhere',
      'repos:\n  - repo: https://x.example/lockgen\n    hooks:\n      - id: lockgen\n',
    ],
    ['of another program', 'repos:\n  - repo: local\n    hooks:\n      - id: lockgen\n        entry: mine\n'],
    ['in what is no YAML', `repos: [\n${entryAt('  ')}`],
  ])('%s: stays', (_, text) => {
    expect(undone('.pre-commit-config.yaml', text)).toBe(text);
  });
});

it('a list of pre-commit’s that says nothing isn’t well-formed', () => {
  expect(isWellFormed('.pre-commit-config.yaml', 'repos:\n')).toBe(false);
  expect(isWellFormed('.pre-commit-config.yaml', 'repos: []\n')).toBe(true);
  expect(isWellFormed('a.yaml', 'repos:\n')).toBe(true);
});
