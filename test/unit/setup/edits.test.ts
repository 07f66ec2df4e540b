import { describe, expect, it } from 'vitest';
import type { FileEdit } from '../../../src/setup/step.js';
import { undone } from '../../../src/setup/undo.js';
import { withHuskyCall, withPlainCall } from '../../../src/setup/wiring/hook-script.js';
import { lefthookEdit } from '../../../src/setup/wiring/lefthook.js';
import { prepareEdit, simpleGitHooksEdit } from '../../../src/setup/wiring/package-json.js';
import { preCommitEdit, prekEdit } from '../../../src/setup/wiring/pre-commit.js';

const PRE_COMMIT = preCommitEdit('.pre-commit-config.yaml', undefined);
const PREPARE = prepareEdit(undefined);
const LEFTHOOK = lefthookEdit('lefthook.yml');

const ENTRY = `  - repo: local
    hooks:
      - id: lockgen
        name: lockgen
        language: system
        entry: node_modules/.bin/lockgen-pre-commit
        pass_filenames: false
        always_run: true
        verbose: true
        stages: [pre-commit, pre-merge-commit]
`;
const TYPES = 'default_install_hook_types: [pre-commit, pre-merge-commit]\n';
const JOBS = (hook: string): string =>
  `${hook}:\n  jobs:\n    - name: lockgen\n      run: node_modules/.bin/lockgen-${hook}\n`;

/** Each edit with a text before, and the one after. */
const EDITS: readonly (readonly [string, FileEdit, string, string])[] = [
  [
    'pre-commit',
    PRE_COMMIT,
    '# ours\nrepos:\n  - repo: x\n    hooks: []\n',
    `# ours\n${TYPES}repos:\n  - repo: x\n    hooks: []\n${ENTRY}`,
  ],
  [
    'pre-commit, at the left edge',
    PRE_COMMIT,
    'repos:\n- repo: x\n  hooks: []\n',
    `${TYPES}repos:\n- repo: x\n  hooks: []\n${ENTRY.replace(/^ {2}/gm, '')}`,
  ],
  [
    'lefthook without hooks',
    LEFTHOOK,
    '# ours\n',
    `# ours\n${JOBS('pre-commit')}${JOBS('pre-merge-commit')}`,
  ],
  [
    'lefthook with another hook',
    LEFTHOOK,
    'pre-push:\n  jobs:\n    - run: x\n',
    `pre-push:\n  jobs:\n    - run: x\n${JOBS('pre-commit')}${JOBS('pre-merge-commit')}`,
  ],
  [
    'lefthook with jobs',
    LEFTHOOK,
    'pre-commit:\n  jobs:\n    - run: x\n',
    `pre-commit:\n  jobs:\n    - run: x\n    - name: lockgen\n      run: node_modules/.bin/lockgen-pre-commit\n${JOBS('pre-merge-commit')}`,
  ],
  [
    'package.json without scripts',
    PREPARE,
    '{\n  "name": "x"\n}\n',
    '{\n  "name": "x",\n  "scripts": {\n    "prepare": "lockgen init --clone || true"\n  }\n}\n',
  ],
  [
    'package.json with tabs',
    PREPARE,
    '{\n\t"scripts": {\n\t\t"test": "x"\n\t}\n}',
    '{\n\t"scripts": {\n\t\t"test": "x",\n\t\t"prepare": "lockgen init --clone || true"\n\t}\n}',
  ],
  [
    'package.json that prepares',
    PREPARE,
    '{ "scripts": { "prepare": "husky" } }\n',
    '{ "scripts": { "prepare": "husky && (lockgen init --clone || true)" } }\n',
  ],
  [
    'simple-git-hooks',
    simpleGitHooksEdit(),
    '{\n  "simple-git-hooks": {\n    "pre-commit": "x"\n  }\n}\n',
    '{\n  "simple-git-hooks": {\n    "pre-commit": "x && node_modules/.bin/lockgen-pre-commit",\n    "pre-merge-commit": "node_modules/.bin/lockgen-pre-merge-commit"\n  }\n}\n',
  ],
];

describe.each(EDITS)('%s', (_, { edit, path }, before, after) => {
  it('gets lockgen, and every other byte stays', () => expect(edit(before)).toBe(after));
  it('stays as it is the second time', () => expect(edit(after)).toBe(after));
  it('is known by its lines, and becomes what it was', () => expect(undone(path, after)).toBe(before));
  it('has nothing to take back before', () => expect(undone(path, before)).toBe(before));
});

it('an entry of npm’s names the version', () => {
  const edited = preCommitEdit('.pre-commit-config.yaml', '1.2.3').edit('repos: []\n');
  expect(edited).toContain(
    '        language: node\n        entry: lockgen-pre-commit\n        additional_dependencies: [lockgen@1.2.3]\n',
  );
});

it('types of one’s own get what they lack', () => {
  const edited = PRE_COMMIT.edit('default_install_hook_types: [pre-commit, commit-msg]\nrepos: []\n');
  expect(edited).toContain('default_install_hook_types: [pre-commit, commit-msg, pre-merge-commit]\n');
});

it('lefthook’s commands get one more', () => {
  const edited = LEFTHOOK.edit('pre-commit:\n  commands:\n    a:\n      run: x\n');
  expect(edited).toContain('    lockgen:\n      run: node_modules/.bin/lockgen-pre-commit\n');
});

it('prek.toml gets its tables below all others', () => {
  const edited = prekEdit('prek.toml', undefined).edit('# ours\n[[repos]]\nrepo = "builtin"\nhooks = []\n');
  expect(edited).toBe(`# ours
default_install_hook_types = ["pre-commit", "pre-merge-commit"]

[[repos]]
repo = "builtin"
hooks = []

[[repos]]
repo = "local"

[[repos.hooks]]
id = "lockgen"
name = "lockgen"
language = "system"
entry = "node_modules/.bin/lockgen-pre-commit"
pass_filenames = false
always_run = true
verbose = true
stages = ["pre-commit","pre-merge-commit"]
`);
});

it.each([
  ['a configuration without repos', PRE_COMMIT, 'fail_fast: true\n'],
  ['scripts that are none', PREPARE, '{ "scripts": [] }\n'],
  ['jobs between brackets', LEFTHOOK, 'pre-commit: { jobs: [{ run: x }] }\n'],
  [
    'prek’s repos between brackets',
    prekEdit('prek.toml', undefined),
    'repos = [{ repo = "builtin", hooks = [] }]\n',
  ],
])('%s: left to a person, with the lines', (_, { edit, byHand }, text) => {
  expect(edit(text)).toBeUndefined();
  expect(byHand).toContain('lockgen');
});

it.each(['pre-commit', 'pre-merge-commit'] as const)('a script %s loses the call alone', (hook) => {
  const call = `node_modules/.bin/lockgen-${hook}\n`;
  for (const install of ['npm ci', 'pnpm install']) {
    const written = withHuskyCall('npm test\n', hook, install) ?? '';
    expect(written).toContain(install);
    expect(undone(`.husky/${hook}`, written)).toBe('npm test\n');
    const plain = withPlainCall('#!/bin/sh\nruff\n', hook, install) ?? '';
    expect(undone(`hooks/${hook}`, plain)).toBe('#!/bin/sh\nruff\n');
  }
  expect(undone(`.husky/${hook}`, `npm test\n${call}`)).toBe('npm test\n');
  expect(undone(`.husky/${hook}`, call)).toBeNull();
  expect(undone(`.husky/${hook}`, `lint\n${call.trim()} || exit\nexit 0\n`)).toBe('lint\nexit 0\n');
  expect(undone(`hooks/${hook}`, `#!/bin/sh\nexec ${call}`)).toBeNull();
  expect(undone(`hooks/${hook}`, `#!/bin/sh\nruff\n[ $? -eq 0 ] || exit 1\n${call}`)).toBe(
    '#!/bin/sh\nruff\n',
  );
});
