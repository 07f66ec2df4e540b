import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MANAGER_NAMES, managedRepository } from './managers.js';
import { commitEdit, commitSource, hook, repositoryWith, SMALL } from './repositories.js';
import { git, measured, timed } from './surroundings.js';
import { type Field, type Row, spread, spreadOf } from './table.js';

/** How many projects and files a large repository has. */
const PROJECTS = 1_000;
const FILES = 50_000;

/**
 * What a hook costs in a commit in which it has nothing to lock, and in one in which nothing that matters is changed.
 *
 * @param lockfiles - the sample's, in the order of `LOCKFILES`
 */
export function nothingToDo(
  lockfiles: readonly string[],
  quick: boolean,
): { readonly rows: readonly Row[]; readonly fields: readonly Field[] } {
  const folders = new Map(MANAGER_NAMES.map((name) => [name, managedRepository(name, SMALL, lockfiles)]));
  const folder = (name: string): string => folders.get(name) ?? '';
  const source = measured(
    quick ? 10 : 60,
    Object.fromEntries(MANAGER_NAMES.map((name) => [name, () => commitSource(folder(name))])),
  );
  const none = spreadOf(source, 'no hook');
  const ours = spreadOf(source, 'lockgen');
  const job = 'commit of a source file';

  const ruff = (name: string): number => commitEdit(folder(name), 'line-length = 120', 'line-length = 100');
  const unimportant = measured(quick ? 5 : 30, {
    ours: () => ruff('lockgen'),
    none: () => ruff('no hook'),
    node: () => timed(process.execPath, ['-e', '0'], folder('lockgen')),
  });
  const without = unimportant.get('none') ?? [];
  const added = (unimportant.get('ours') ?? []).map((took, round) => took - (without[round] ?? 0));

  const large = largeRepository();
  const there = measured(quick ? 5 : 30, {
    ours: () => timed('sh', ['.git/hooks/pre-commit'], large),
    // It ends with 1 where something is staged, as there is here.
    theirs: () => timed('git', ['diff', '--cached', '--quiet'], large, { allowed: [1] }),
  });
  return {
    rows: [
      { job, ours, beside: 'no hook', theirs: none, goal: { kind: 'over', most: 5 } },
      {
        job,
        ours,
        beside: 'prek',
        theirs: spreadOf(source, 'prek'),
        goal: { kind: 'overhead', most: 0.4, base: none },
      },
      {
        job: `the hook alone, among ${PROJECTS} projects and ${FILES} files`,
        ours: spreadOf(there, 'ours'),
        beside: '`git diff --cached --quiet` there',
        theirs: spreadOf(there, 'theirs'),
        goal: { kind: 'over', most: 3 },
      },
      {
        job: 'what the hook adds to a commit that edits `[tool.ruff]`',
        ours: spread(added),
        beside: '`node -e 0`',
        theirs: spreadOf(unimportant, 'node'),
        goal: { kind: 'ratio', most: 3 },
      },
    ],
    fields: [
      {
        job: `What each adds to a ${job}`,
        base: none,
        sides: [...folders.keys()]
          .filter((name) => name !== 'no hook')
          .map((name) => [name, spreadOf(source, name)] as const),
      },
    ],
  };
}

/** Many projects among very many files, one of which is staged. */
function largeRepository(): string {
  const text = '[project]\nname = "one"\nversion = "1"\nrequires-python = ">=3.10"\n\n[tool.lockgen]\n';
  const folder = repositoryWith('large-tree', { 'README.md': 'Many\n' });
  hook(folder);
  const write = (path: string, content: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  for (let at = 0; at < PROJECTS; at += 1) write(`p${at}/pyproject.toml`, text);
  for (let at = PROJECTS; at < FILES; at += 1) write(`p${at % PROJECTS}/src/m${at}.py`, `x = ${at}\n`);
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '--no-verify', '-m', 'All');
  write('p0/src/new.py', 'x = 0\n');
  git(folder, 'add', '.');
  return folder;
}
