import { expect, test } from 'vitest';
import {
  copiesOf,
  installThere,
  linkedWorktree,
  type Manager,
  managed,
  newClone,
  type Wiring,
} from './hook-managers.js';
import { blocked, type Hooked } from './hooked.js';
import { pyproject, standardProject, unsatisfiableProject } from './projects.js';
import type { TestRepository } from './repository.js';

const LOCKFILES = ['requirements-full.txt', 'requirements.txt'];
const RUFF = '[tool.ruff]\nline-length = 100\n';
const ONE = standardProject({ more: RUFF });
export const TWO = pyproject({ dependencies: ['alpha<2'], extras: { full: ['theta'] }, more: RUFF });
const UNSATISFIABLE = unsatisfiableProject({ more: RUFF });

const WITHOUT = { blocked: 'is blocked', unseen: 'passes unseen', works: 'has its lockfiles' } as const;

/**
 * The situations in which every hook manager is tried. Each test has a repository of its own, in which the manager is
 * wired as docs/hook-managers.md says and a project was committed, at the first try.
 */
export function tryManager(manager: Manager): void {
  const started = projectUnder(manager);

  test.concurrent('the first commit of a project has its lockfiles, at the first try', async () => {
    const { repository } = await started();
    expect(await repository.files()).toEqual(expect.arrayContaining(['pyproject.toml', ...LOCKFILES]));
    expect(await repository.git('rev-list', '--count', 'HEAD')).toBe('1\n');
    expect(await repository.status()).toEqual([]);
    await expectNothingSetAside(repository);
  });

  test.concurrent('edits that are not staged stay, and the lockfiles are those of what is staged', async () => {
    const world = await started();
    const { repository } = world;
    await repository.stage({ 'pyproject.toml': TWO });
    const { kept, status } = await leaveEdits(repository, TWO);
    await repository.commit('Change');
    expect(await repository.changed()).toEqual(['pyproject.toml', ...LOCKFILES]);
    expect(await repository.show('HEAD:pyproject.toml')).toBe(TWO);
    await expectLocked(world);
    await kept();
    expect(await repository.status()).toEqual(status);
    await expectNothingSetAside(repository);
  });

  test.concurrent('requirements that have no solution block the commit, and nothing changes', async () => {
    const world = await started();
    const { repository } = world;
    await repository.stage({ 'pyproject.toml': UNSATISFIABLE, 'src/new.py': 'z = 3\n' });
    const { kept } = await leaveEdits(repository, UNSATISFIABLE);
    const words = await blocked(world, () => repository.tryCommit('Change'));
    expect(words).toContain('No solution found when resolving dependencies');
    expect(words).toMatch(/epsilon depend on delta<2/);
    await kept();
    await expectNothingSetAside(repository);
  });

  test.concurrent('commits of other files pass, and have nothing else', async () => {
    const { repository } = await started();
    await repository.stage({ 'notes.md': 'two\n', 'src/x.py': 'x = 2\n' });
    const { stderr } = await repository.commit('Other');
    expect(stderr).not.toContain('lockgen: ');
    expect(await repository.changed()).toEqual(['notes.md', 'src/x.py']);
    await repository.git('rm', '--quiet', 'src/x.py');
    await repository.commit('Less');
    expect(await repository.changed()).toEqual(['src/x.py']);
    expect(await repository.status()).toEqual([]);
  });

  test.concurrent('git commit PATH takes the lockfiles along, and leaves what else is staged', async () => {
    const world = await started();
    const { repository } = world;
    await repository.stage({ 'new.md': 'new\n' });
    await repository.write('notes.md', 'two\n');
    await repository.write('pyproject.toml', TWO);
    await repository.write('src/x.py', 'x = 2\n');
    await repository.commit('One', { args: ['--', '../pyproject.toml', 'x.py'], from: 'src' });
    expect(await repository.changed()).toEqual(['pyproject.toml', ...LOCKFILES, 'src/x.py']);
    await expectLocked(world);
    expect(await repository.status()).toEqual(['A  new.md', ' M notes.md']);
    await expectNothingSetAside(repository);
  });

  test.concurrent('git commit -a takes the lockfiles along', async () => {
    const world = await started();
    const { repository } = world;
    await repository.write('notes.md', 'two\n');
    await repository.write('pyproject.toml', TWO);
    await repository.write('src/x.py', 'x = 2\n');
    await repository.commit('All', { args: ['-a'] });
    expect(await repository.changed()).toEqual(['notes.md', 'pyproject.toml', ...LOCKFILES, 'src/x.py']);
    await expectLocked(world);
    expect(await repository.status()).toEqual([]);
  });

  test.concurrent('edits of a lockfile that are not staged block, and stay', async () => {
    const world = await started();
    const { repository } = world;
    await repository.stage({ 'pyproject.toml': TWO });
    const { kept } = await leaveEdits(repository, TWO);
    const edited = `# mine\n${await repository.read('requirements.txt')}`;
    await repository.write('requirements.txt', edited);
    const words = await blocked(world, () => repository.tryCommit('Change'));
    expect(words).toContain('requirements.txt has edits that are not staged');
    expect(words).toContain('git add requirements.txt');
    expect(await repository.read('requirements.txt')).toBe(edited);
    await kept();
    await expectNothingSetAside(repository);
  });

  if (manager.setsAside === true) {
    test.concurrent('lockfiles of lockgen generate that are not staged block, until they are', async () => {
      const world = await started();
      const { repository } = world;
      await repository.write('pyproject.toml', TWO);
      expect(await world.lockgen(['generate'])).toMatchObject({ exitCode: 0 });
      await repository.git('add', 'pyproject.toml');
      // The manager would put the same edits on top of themselves, which git refuses.
      const words = await blocked(world, () => repository.tryCommit('Change'));
      expect(words).toContain('has edits that are not staged');
      await repository.git('add', ...LOCKFILES);
      await repository.commit('Change');
      await expectLocked(world);
      expect(await repository.status()).toEqual([]);
    });
  }

  test.concurrent.each([
    ['LOCKGEN', '0'],
    ['SKIP', 'other,lockgen'],
    ['HUSKY', '0'],
  ] as const)('%s=%s skips it, and that is said', async (name, value) => {
    const { repository } = await started();
    await repository.stage({ 'pyproject.toml': TWO });
    const { stderr } = await repository.commit('Change', { env: { [name]: value } });
    expect(await repository.changed()).toEqual(['pyproject.toml']);
    if (name === 'SKIP' && manager.setsAside === true) expect(stderr).toMatch(/^lockgen\.+Skipped$/m);
    // pre-commit and prek show the words of a hook that passes only where its entry asks; husky ends before it calls one.
    else if ((await isShown(repository, manager)) && !(name === 'HUSKY' && manager.npm?.includes('husky')))
      expect(stderr).toContain(`lockgen: skipped, because ${name}=`);
    else expect(stderr).not.toContain('skipped');
  });

  const { linked = 'blocked' } = manager;
  test.concurrent(`a new linked worktree: a commit before lockgen is installed there ${WITHOUT[linked]}, and then it has its lockfiles`, async () => {
    const side = await linkedWorktree(await started());
    const { repository } = side;
    await repository.stage({ 'pyproject.toml': TWO });
    const { exitCode, stderr } = await repository.tryCommit('Before');
    expect(exitCode === 0, stderr).toBe(linked !== 'blocked');
    if (linked === 'blocked') expect(stderr).toContain('lockgen-pre-commit');
    else if (linked === 'unseen') expect(await repository.changed()).toEqual(['pyproject.toml']);
    else await expectLocked(side);
    if (linked !== 'blocked') await repository.git('reset', '--quiet', '--hard', 'HEAD^');
    await repository.stage({ 'pyproject.toml': TWO });
    await installThere(side, manager, false);
    await repository.commit('After');
    expect(await repository.changed()).toEqual(['pyproject.toml', ...LOCKFILES]);
    await expectLocked(side);
    expect(await repository.status()).toEqual([]);
  });

  test.concurrent('a new clone, set up as the page says, has its lockfiles', async () => {
    const clone = await newClone(await started());
    const { repository } = clone;
    await installThere(clone, manager, true);
    await repository.stage({ 'pyproject.toml': TWO });
    await repository.commit('Change');
    await expectLocked(clone);
    expect(await repository.status()).toEqual([]);
  });

  test.concurrent('a formatter that the same manager runs passes as well, and its result is in the commit', async () => {
    const { beside } = manager;
    const world = beside === undefined ? await started() : await managed(manager, beside);
    const { repository } = world;
    await repository.stage({ 'pyproject.toml': TWO, 'src/new.py': "y = {  'b':2 }\n" });
    await repository.commit('Change');
    expect(await repository.changed()).toEqual(expect.arrayContaining([...LOCKFILES, 'src/new.py']));
    expect(await repository.show('HEAD:src/new.py')).toBe('y = {"b": 2}\n');
    await expectLocked(world);
    expect(await repository.status()).toEqual([]);
    await expectNothingSetAside(repository);
  });
}

/**
 * A project that was committed under a manager. Each call gives a copy.
 *
 * @param change another wiring than the manager's.
 * @param args further arguments of that first commit.
 */
export function projectUnder(
  manager: Manager,
  change?: (wiring: Wiring) => Wiring,
  args: readonly string[] = [],
): () => Promise<Hooked> {
  return copiesOf(async () => {
    const world = await managed(manager, change);
    await world.repository.stage({ 'pyproject.toml': ONE, 'notes.md': 'one\n', 'src/x.py': 'x = 1\n' });
    await world.repository.commit('Start', { args });
    return world;
  });
}

/** Edits that aren't staged, of each kind, and a file that git doesn't know. */
export async function leaveEdits(
  { write, read }: TestRepository,
  manifest: string,
): Promise<{ readonly kept: () => Promise<void>; readonly status: readonly string[] }> {
  const edits = {
    'notes.md': 'one\ntwo\n',
    // A second hunk, far from the first.
    'pyproject.toml': `${manifest}\n[tool.ruff.lint]\nselect = ["E"]\n`,
    'src/x.py': 'x = 1\ny = 2\n',
    'untracked.txt': 'mine\n',
  };
  for (const [path, text] of Object.entries(edits)) await write(path, text);
  return {
    kept: async () => {
      for (const [path, text] of Object.entries(edits)) expect(await read(path), path).toBe(text);
    },
    status: [' M notes.md', ' M pyproject.toml', ' M src/x.py', '?? untracked.txt'],
  };
}

/** The lockfiles of TWO, in the commit, in the index and in the work tree. */
export async function expectLocked({ repository, pins }: Hooked): Promise<void> {
  expect(await pins('requirements.txt')).toEqual(['alpha==1.1.0']);
  expect(await pins('requirements-full.txt')).toEqual(expect.arrayContaining(['alpha==1.1.0']));
  for (const path of LOCKFILES) {
    const committed = await repository.show(`HEAD:${path}`);
    expect(await repository.show(`:${path}`), `${path} in the index`).toBe(committed);
    expect(await repository.read(path), `${path} in the work tree`).toBe(committed);
  }
}

/** The manager has put back all that it set aside. */
export async function expectNothingSetAside({ git, tryRead }: TestRepository): Promise<void> {
  expect(await git('stash', 'list')).toBe('');
  expect(await tryRead('.git/info/lefthook-unstaged.patch')).toBeUndefined();
}

async function isShown(repository: TestRepository, { setsAside }: Manager): Promise<boolean> {
  if (setsAside !== true) return true;
  const files = ['.pre-commit-config.yaml', 'prek.toml'];
  const texts = await Promise.all(files.map((path) => repository.tryRead(path)));
  return texts.some((text) => /verbose *[:=] *true/.test(text ?? ''));
}
