import { describe, expect, test } from 'vitest';
import { everything, PACKAGE_JSON, unwired } from '../../helpers/init-world.js';

/** How a team has a hook manager before it has lockgen. */
interface Team {
  readonly files: Readonly<Record<string, string>>;
  readonly npm?: readonly string[];
  /** What each has typed in their clone already. */
  readonly commands?: readonly string[];
  /** Where the team's own hook leaves a line each time that it runs. */
  readonly own?: string;
  /** What the manager's command, which nobody had typed, wrote into `.git`: it stays, as the team's own hooks need it. */
  readonly started?: readonly string[];
}

const withDependency = (name: string, more = ''): string =>
  PACKAGE_JSON.replace('"lockgen"', `"${name}": "*",\n    "lockgen"`).replace(/\n}\n$/, `${more}\n}\n`);

const OWN_HOOK = '#!/bin/sh\necho own >>.git/own\n';

const PRE_COMMIT = `# What every commit is held to.
repos:
  - repo: local
    hooks:
      - id: own
        name: own
        language: system
        entry: sh -c 'echo own >>.git/own'
        always_run: true
        pass_filenames: false
      # - id: another, some day
`;

const TEAMS: Readonly<Record<string, Team>> = {
  'plain git': { files: {} },
  'plain git with a hook of its own': {
    files: { 'hook.sh': OWN_HOOK },
    commands: ['cp hook.sh .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit'],
    own: '.git/own',
  },
  'plain git with a hook that lockgen can’t be added to': {
    files: { 'hook.sh': '#!/usr/bin/env python3\nopen(".git/own", "a").write("own\\n")\n' },
    commands: ['cp hook.sh .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit'],
    own: '.git/own',
  },
  'husky that is set up': {
    files: {
      'package.json': withDependency('husky', ',\n  "scripts": { "prepare": "husky" }'),
      '.husky/pre-commit': 'echo own >>.git/own\n',
    },
    npm: ['husky'],
    commands: ['npx husky'],
    own: '.git/own',
  },
  'husky that no one has started': { files: { 'package.json': withDependency('husky') }, npm: ['husky'] },
  'husky with lint-staged': {
    files: {
      'package.json': withDependency('husky', ',\n  "lint-staged": { "*.py": "ruff format" }'),
      '.husky/pre-commit': 'node_modules/.bin/lint-staged',
    },
    npm: ['husky', 'lint-staged'],
    commands: ['npx husky'],
  },
  'pre-commit that is installed': {
    files: { '.pre-commit-config.yaml': PRE_COMMIT },
    commands: ['pre-commit install'],
    own: '.git/own',
  },
  'prek that is installed': {
    files: { '.pre-commit-config.yaml': PRE_COMMIT },
    commands: ['prek install'],
    own: '.git/own',
  },
  'prek.toml': {
    files: {
      'prek.toml': `[[repos]]
repo = "local"

[[repos.hooks]]
id = "own"
name = "own"
language = "system"
entry = "sh -c 'echo own >>.git/own'"
always_run = true
pass_filenames = false
`,
    },
    commands: ['prek install'],
    own: '.git/own',
  },
  'lefthook with commands': {
    files: {
      'lefthook.yml': `# Ours.
pre-commit:
  parallel: false
  commands:
    own:
      run: echo own >>.git/own
`,
    },
    commands: ['lefthook install'],
    own: '.git/own',
  },
  'lefthook that no one has installed': {
    files: { '.lefthook.yaml': 'pre-commit:\n  jobs:\n    - run: echo own >>.git/own\n' },
    own: '.git/own',
    started: ['hooks/pre-commit', 'hooks/prepare-commit-msg', 'info/lefthook.checksum', 'info/'],
  },
  'simple-git-hooks': {
    files: {
      'package.json': withDependency(
        'simple-git-hooks',
        ',\n  "simple-git-hooks": {\n    "pre-commit": "echo own >>.git/own"\n  }',
      ),
    },
    npm: ['simple-git-hooks'],
    commands: ['npx simple-git-hooks'],
    own: '.git/own',
  },
  'core.hooksPath': {
    files: { '.githooks/pre-commit': OWN_HOOK },
    commands: ['chmod +x .githooks/pre-commit && git config core.hooksPath .githooks'],
    own: '.git/own',
  },
  'pre-commit that no one has installed, with windows line ends': {
    files: { '.pre-commit-config.yaml': PRE_COMMIT.replaceAll('\n', '\r\n') },
    own: '.git/own',
    started: ['hooks/pre-commit'],
  },
};

describe.each(Object.entries(TEAMS))('%s', (_, team) => {
  test.concurrent('init, a commit with its lockfiles, and uninstall: as before', async () => {
    const { repository, lockgen, commit } = await unwired(team.files, team);
    const before = await everything(repository);
    const shown = await lockgen(['init', '--dry-run']);
    expect(shown.exitCode, shown.stderr).toBe(0);
    expect(await everything(repository)).toEqual(before);

    const done = await lockgen(['init', '--yes']);
    expect(done.exitCode, done.stderr + done.stdout).toBe(0);
    const afterInit = await everything(repository);
    const again = await lockgen(['init', '--yes']);
    expect(again.stdout).toContain('nothing to do');
    expect(await everything(repository)).toEqual(afterInit);

    const [, typed = ''] = /^ {2}(git add .*)$/m.exec(done.stdout) ?? [];
    const committed = await repository.run('sh', ['-c', typed]);
    expect(committed.exitCode, committed.stderr).toBe(0);
    expect(await repository.status()).toEqual([]);
    expect(await repository.files()).toContain('requirements.txt');
    if (team.own !== undefined) await repository.remove(team.own);
    const words = await commit({
      'pyproject.toml': (await repository.read('pyproject.toml')).replace('"alpha"', '"alpha", "delta"'),
    });
    expect(words).toMatch(/lockgen: staged requirements\.txt/);
    expect(await repository.changed()).toEqual(['pyproject.toml', 'requirements.txt']);
    if (team.own !== undefined) expect(await repository.read(team.own)).toBe('own\n');

    const back = await lockgen(['uninstall']);
    expect(back.exitCode, back.stderr).toBe(0);
    const { started = [] } = team;
    const kept = Object.entries(afterInit).filter(([path]) => started.includes(path.slice('.git/'.length)));
    const asBefore = { ...comparable(before), ...Object.fromEntries(kept) };
    expect(comparable(await everything(repository))).toEqual(asBefore);
    expect((await lockgen(['uninstall'])).stdout).toContain('nothing to take back');
  });
});

/** What commits have made since isn't init's. */
function comparable(files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const kept = Object.entries(files).filter(
    ([path]) => !['requirements.txt', 'pyproject.toml', '.git/own'].includes(path),
  );
  return Object.fromEntries(kept);
}
