import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { copiesOf, type Manager, managed, type Wiring, withFile } from './hook-managers.js';
import { type Hooked, temporaryFiles, withoutUvAndPython } from './hooked.js';
import { expectNothingSetAside } from './manager-situations.js';
import { pyproject } from './projects.js';
import { standing } from './wired.js';

/** The project: each of these edits merges as text with each other, here and in the lockfiles. */
function manifest(iota = 'iota', delta = 'delta', ...last: readonly string[]): string {
  return pyproject({ dependencies: ['alpha', 'kappa.core', iota, ...last], extras: { full: [delta] } });
}
const OURS = manifest('iota', 'delta<2');
const RIGHT = manifest('iota<2');
/** For base the newest version of what ours has a bound for in full: they disagree once merged. */
const WRONG = manifest('iota', 'delta', 'delta');

const CONFIG = '.pre-commit-config.yaml';
const OTHER_HOOK = `      - id: other
        name: other
        language: system
        entry: sh -c 'echo ran >>.git/other'
        pass_filenames: false
        always_run: true
`;

const EDITS = { 'notes.md': 'one\nmine\n', 'untracked.txt': 'mine\n' };
const EDITED = [' M notes.md', '?? untracked.txt'];

/**
 * Merges without conflicts under a hook manager that is wired as docs/hook-managers.md says: of `right`, whose lockfiles
 * are right as merged, and of `wrong`, whose aren't.
 */
export function tryMerges(manager: Manager): void {
  const diverged = divergedUnder(manager);

  test.concurrent('a merge whose lockfiles are right passes without a word, beside edits that are not staged', async () => {
    const world = await diverged();
    const { repository } = world;
    await leaveEdits(world);
    const { exitCode, stderr } = await repository.tryGit('merge', 'right');
    expect(exitCode, stderr).toBe(0);
    expect(stderr).not.toContain('lockgen: ');
    await expectMerged(world, { base: ['alpha==2.0.0', 'iota==1.0.0', 'kappa-core==3.1.0'], delta: '1.5.0' });
    await expectEdits(world);
  });

  test.concurrent('a merge that only one side changes the project in passes, and uv is not started', async () => {
    const world = await diverged();
    const { repository } = world;
    await repository.git('switch', '--quiet', '--create', 'other', 'HEAD~1');
    await repository.stage({ 'notes.md': 'two\n' });
    await repository.commit('Other');
    const alone = await withoutUvAndPython(world);
    const { exitCode, stderr } = await repository.run('git', ['merge', 'right'], {
      // The manager's own program needs more than lockgen does.
      env: { ...alone.env, PATH: `${alone.env.PATH}:${repository.env.PATH}` },
    });
    expect(exitCode, stderr).toBe(0);
    expect(stderr).not.toContain('lockgen: ');
    expect(await alone.started()).toEqual([]);
    await expectMerged(world, { base: ['alpha==2.0.0', 'iota==1.0.0', 'kappa-core==3.1.0'], delta: '2.0.0' });
    expect(await repository.status()).toEqual([]);
  });

  test.concurrent('a merge whose lockfiles are not right stops, and `git commit --no-edit` completes it with right ones', async () => {
    const world = await diverged();
    const { repository } = world;
    await expectStops(world);
    await repository.git('commit', '--no-edit');
    await expectCompleted(world);
    expect(await repository.status()).toEqual([]);
  });

  test.concurrent('a merge whose lockfiles are not right stops beside edits that are not staged, which stay', async () => {
    const world = await diverged();
    const { repository } = world;
    await leaveEdits(world);
    await expectStops(world);
    await expectNothingSetAside(repository);
    await repository.commit('Merged');
    await expectCompleted(world);
    await expectEdits(world);
  });

  test.concurrent('a merge whose lockfiles are not right stops, and `git merge --abort` restores all', async () => {
    const world = await diverged();
    const { repository } = world;
    await leaveEdits(world);
    const before = await standing(repository);
    await expectStops(world);
    await repository.git('merge', '--abort');
    expect(await standing(repository)).toBe(before);
    await expectEdits(world);
  });

  if (manager.setsAside === true) {
    test.concurrent('other hooks run in a merge as well, unless they are for pre-commit by default', async () => {
      for (const [stages, ran] of [
        ['', 'ran\n'],
        ['default_stages: [pre-commit]\n', undefined],
      ] as const) {
        const { repository } = await divergedUnder(manager, (wiring) =>
          withFile(wiring, CONFIG, (text) => stages + text + OTHER_HOOK),
        )();
        await repository.remove('.git/other');
        await expectStops({ repository });
        expect(await repository.tryRead('.git/other')).toBe(ran);
      }
    });
  }
}

/** A project under a manager, with two branches beside the one that is checked out. */
function divergedUnder(manager: Manager, change?: (wiring: Wiring) => Wiring): () => Promise<Hooked> {
  return copiesOf(async () => {
    const world = await managed(manager, change);
    const { repository } = world;
    await repository.stage({ 'pyproject.toml': manifest(), 'notes.md': 'one\n' });
    await repository.commit('Start');
    for (const [name, text] of Object.entries({ right: RIGHT, wrong: WRONG })) {
      await repository.git('switch', '--quiet', '--create', name);
      await repository.stage({ 'pyproject.toml': text });
      await repository.commit('Theirs');
      await repository.git('switch', '--quiet', '-');
    }
    await repository.stage({ 'pyproject.toml': OURS });
    await repository.commit('Ours');
    return world;
  });
}

async function leaveEdits({ repository }: Hooked): Promise<void> {
  for (const [path, text] of Object.entries(EDITS)) await repository.write(path, text);
}

async function expectEdits({ repository }: Hooked): Promise<void> {
  for (const [path, text] of Object.entries(EDITS)) expect(await repository.read(path), path).toBe(text);
  expect(await repository.status()).toEqual(EDITED);
  await expectNothingSetAside(repository);
}

/** `git merge wrong` stops before its commit, with two lines of lockgen's and no change of its own. */
async function expectStops({ repository }: Pick<Hooked, 'repository'>): Promise<void> {
  const { exitCode, stderr } = await repository.tryGit('merge', 'wrong');
  expect(exitCode, stderr).toBe(1);
  const words = stderr.split('\n').map((line) => line.trim());
  expect(words.filter((line) => /^(lockgen:|next:)/.test(line))).toEqual([
    expect.stringMatching(/^lockgen: merge stopped: requirements/),
    expect.stringMatching(/^next: git commit/),
  ]);
  expect(existsSync(repository.path('.git/MERGE_HEAD'))).toBe(true);
  expect(await repository.show(':requirements.txt')).toContain('delta==2.0.0');
  expect(await temporaryFiles(repository)).toEqual([]);
}

async function expectCompleted(world: Hooked): Promise<void> {
  const base = ['alpha==2.0.0', 'delta==1.5.0', 'iota==2.0.0', 'kappa-core==3.1.0'];
  await expectMerged(world, { base, delta: '1.5.0' });
}

/** HEAD is a merge that has these lockfiles, and index and work tree have the same. */
async function expectMerged(
  { repository, pins }: Hooked,
  { base, delta }: { readonly base: readonly string[]; readonly delta: string },
): Promise<void> {
  expect((await repository.git('log', '-1', '--format=%P')).split(' ')).toHaveLength(2);
  expect(await pins('requirements.txt')).toEqual(base);
  expect(await pins('requirements-full.txt')).toEqual([...new Set([...base, `delta==${delta}`])].sort());
  for (const path of ['requirements.txt', 'requirements-full.txt']) {
    const committed = await repository.show(`HEAD:${path}`);
    expect(await repository.show(`:${path}`), `${path} in the index`).toBe(committed);
    expect(await repository.read(path), `${path} in the work tree`).toBe(committed);
  }
}
