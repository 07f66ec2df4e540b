import { describe, expect, test } from 'vitest';
import { dataIn } from '../../../src/config/data.js';
import {
  lefthookCommands,
  readPackage,
  readPreCommitConfig,
} from '../../../src/doctor/hooks/manager-files.js';

const LOCAL = `
  - repo: local
    hooks:
      - id: lockgen
        language: system
        entry: node_modules/.bin/lockgen-pre-commit
`;
const preCommit = (text: string) => readPreCommitConfig(dataIn('.pre-commit-config.yaml', text));

describe('.pre-commit-config.yaml', () => {
  test.each([
    ['no stages', `repos:${LOCAL}`, true, true],
    ['both stages', `repos:${LOCAL}        stages: [pre-commit, pre-merge-commit]\n`, true, true],
    ['one stage', `repos:${LOCAL}        stages: [pre-commit]\n`, true, false],
    ['old names of stages', `repos:${LOCAL}        stages: [commit, merge-commit]\n`, true, true],
    ['another stage', `repos:${LOCAL}        stages: [pre-push]\n`, false, false],
    ['a default', `default_stages: [pre-commit]\nrepos:${LOCAL}`, true, false],
    ['no lockgen', 'repos:\n  - repo: local\n    hooks:\n      - id: x\n        entry: x\n', false, false],
    ['nothing', '', false, false],
    ['what is no table', '- a\n', false, false],
    ['what is no YAML', '"', false, false],
  ])('with %s', (_, text, commits, merges) => {
    const config = preCommit(text);
    expect(config.entryFor('pre-commit') !== undefined).toBe(commits);
    expect(config.entryFor('pre-merge-commit') !== undefined).toBe(merges);
  });

  test.each([
    ['', ['pre-commit']],
    ['default_install_hook_types: [pre-commit, pre-merge-commit]\n', ['pre-commit', 'pre-merge-commit']],
  ])('%j says what is installed', (text, types) => {
    expect(preCommit(text).installs).toEqual(types);
  });

  test('from a git repository, by the tag', () => {
    const text =
      'repos:\n  - repo: https://example.org/lockgen\n    rev: v1.2.3\n    hooks:\n      - id: lockgen\n';
    expect(preCommit(text).entryFor('pre-commit')).toEqual({
      calls: [],
      own: { version: '1.2.3' },
      checksOnly: false,
    });
    expect(
      preCommit(text.replace('id: lockgen', 'id: lockgen-check')).entryFor('pre-commit')?.checksOnly,
    ).toBe(true);
    expect(preCommit(text.replace('v1.2.3', 'main')).entryFor('pre-commit')?.own).toEqual({
      version: undefined,
    });
    expect(preCommit(text.replace('id: lockgen', 'id: other')).entryFor('pre-commit')).toBeUndefined();
  });

  test("with pre-commit's own node and package", () => {
    const text = `repos:
  - repo: local
    hooks:
      - id: lockgen
        language: node
        entry: lockgen-pre-commit
        additional_dependencies: ['lockgen@1.2.3']
`;
    expect(preCommit(text).entryFor('pre-commit')?.own).toEqual({ version: '1.2.3' });
  });
});

test('prek.toml says the same in TOML', () => {
  const text = `[[repos]]
repo = "local"
hooks = [{ id = "lockgen", language = "system", entry = "node_modules/.bin/lockgen-pre-commit" }]
`;
  expect(readPreCommitConfig(dataIn('prek.toml', text)).entryFor('pre-merge-commit')?.calls).toHaveLength(1);
});

describe('lefthook.yml', () => {
  const commands = (text: string) => lefthookCommands(dataIn('lefthook.yml', text), 'pre-commit');

  test.each([
    ['jobs', 'pre-commit:\n  jobs:\n    - run: a\n', 'a'],
    ['commands', 'pre-commit:\n  commands:\n    x:\n      run: a\n', 'a'],
    [
      'groups',
      'pre-commit:\n  jobs:\n    - group:\n        jobs:\n          - run: a\n          - run: b\n',
      'a\nb',
    ],
    ['scripts', 'pre-commit:\n  scripts:\n    "x.sh":\n      runner: sh\n', '.lefthook/pre-commit/x.sh'],
    ['another hook', 'pre-push:\n  jobs:\n    - run: a\n', ''],
    ['nothing', '', ''],
  ])('with %s', (_, text, expected) => {
    expect(commands(text)).toBe(expected);
  });
});

test('package.json', () => {
  const text =
    '{ "scripts": { "a": "b" }, "devDependencies": { "husky": "9" }, "simple-git-hooks": { "pre-commit": "x" } }';
  expect(readPackage(dataIn('package.json', text))).toEqual({
    scripts: { a: 'b' },
    dependencies: new Set(['husky']),
    simpleGitHooks: { 'pre-commit': 'x' },
  });
  expect(readPackage(undefined)).toEqual({ scripts: {}, dependencies: new Set(), simpleGitHooks: {} });
});
