// topic: lockfiles
import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { standardProject } from '../../helpers/projects.js';
import { type Busy, busy } from './busy.js';

const LOCKS = ['requirements-full.txt', 'requirements.txt'];
const HAND_WRITTEN = '# what we need\nalpha==1.0.0\n';

/** A project with base and full, at the root or in a folder. */
async function started(folder = ''): Promise<Busy> {
  const more = folder === '' ? '' : '[tool.lockgen]';
  return await busy({ [`${folder}pyproject.toml`]: standardProject({ more }), 'keep.md': '' });
}

/** The project's files as they stand in HEAD and in the work tree. */
async function filesIn({ repository }: Busy, folder: string): Promise<string[]> {
  const committed = (await repository.files()).filter((path) => path.startsWith(folder));
  for (const path of committed) {
    const text = await repository.show(`HEAD:${path}`);
    if (path !== 'notes.md') expect(await repository.read(path)).toBe(text);
  }
  return committed;
}

async function lockfilesOf({ repository }: Busy, folder: string): Promise<string[]> {
  return await Promise.all(LOCKS.map((name) => repository.show(`HEAD:${folder}${name}`)));
}

const AT_ROOT = ['keep.md', 'notes.md'];

test.concurrent('pyproject.toml at the root deleted alone: its lockfiles go in the same commit, and that is said', async () => {
  const world = await started();
  const { repository, commits } = world;
  await repository.git('rm', '-q', 'pyproject.toml');
  const words = await commits();
  for (const path of LOCKS) {
    expect(words).toMatch(new RegExp(`removed ${path}`));
    expect(await repository.tryRead(path)).toBeUndefined();
  }
  expect(await filesIn(world, '')).toEqual(AT_ROOT);
});

test.concurrent('pyproject.toml in a folder deleted alone: its lockfiles go in the same commit, and that is said', async () => {
  const world = await started('svc/');
  const { repository, commits } = world;
  await repository.git('rm', '-q', 'svc/pyproject.toml');
  const words = await commits();
  for (const path of LOCKS) expect(words).toContain(`removed svc/${path}`);
  expect(await filesIn(world, '')).toEqual(AT_ROOT);
  expect(existsSync(repository.path('svc'))).toBe(false);
});

test.concurrent('pyproject.toml deleted from within its folder: its lockfiles go in the same commit, and the folder stays', async () => {
  const world = await started('svc/');
  const { repository, commits } = world;
  await repository.git('rm', '-q', '--cached', 'svc/pyproject.toml');
  await repository.remove('svc/pyproject.toml');
  await commits({ from: 'svc' });
  expect(await filesIn(world, '')).toEqual(AT_ROOT);
  expect(existsSync(repository.path('svc'))).toBe(true);
});

test.concurrent('pyproject.toml deleted in the index alone: its lockfiles go in the same commit, pyproject.toml stays in the work tree', async () => {
  const { repository, commits } = await started();
  await repository.git('rm', '-q', '--cached', 'pyproject.toml');
  await commits({ leaves: ['?? pyproject.toml'] });
  expect(await repository.files()).toEqual(AT_ROOT);
  expect(await repository.tryRead('requirements.txt')).toBeUndefined();
});

test.concurrent('the folder of a project deleted: nothing is left to do', async () => {
  const world = await started('svc/');
  const { repository, commits } = world;
  await repository.git('rm', '-qr', 'svc');
  await commits();
  expect(await filesIn(world, '')).toEqual(AT_ROOT);
});

test.concurrent('pyproject.toml deleted beside other files of its folder: these stay', async () => {
  const world = await started('svc/');
  const { repository, commits } = world;
  await repository.stage({ 'svc/main.py': 'print()\n' });
  await repository.git('rm', '-q', 'svc/pyproject.toml');
  await commits();
  expect(await filesIn(world, '')).toEqual([...AT_ROOT, 'svc/main.py']);
});

test.concurrent('pyproject.toml renamed in case only: it is another file, so its lockfiles go, and that is said', async () => {
  const world = await started();
  const { repository, commits } = world;
  await repository.git('mv', 'pyproject.toml', 'PyProject.toml');
  expect(await commits()).toContain('removed requirements.txt');
  expect(await filesIn(world, '')).toEqual(['PyProject.toml', ...AT_ROOT]);
});

test.concurrent('pyproject.toml deleted with `git commit -a`: its lockfiles go in the same commit', async () => {
  const { repository } = await started();
  await repository.remove('pyproject.toml');
  await repository.commit('Change', { args: ['-a'] });
  expect(await repository.files()).toEqual(AT_ROOT);
  expect(await repository.status()).toEqual(['?? mine.txt']);
});

test.concurrent('pyproject.toml deleted with `git commit pyproject.toml`: its lockfiles go in the same commit, and what else is staged stays staged', async () => {
  const { repository } = await started();
  await repository.remove('pyproject.toml');
  await repository.commit('Change', { args: ['pyproject.toml'] });
  expect(await repository.files()).toEqual(AT_ROOT);
  expect(await repository.status()).toEqual(['MM notes.md', '?? mine.txt']);
  expect(await repository.tryRead('requirements.txt')).toBeUndefined();
});

test.concurrent('pyproject.toml deleted, and a hand-written file in the place of a lockfile: it is left, and named', async () => {
  const world = await started();
  const { repository, commits } = world;
  await repository.stage({ 'requirements.txt': HAND_WRITTEN });
  await repository.git('rm', '-q', 'pyproject.toml');
  const words = await commits();
  expect(words).toMatch(/ requirements\.txt stays/);
  expect(words).toContain('removed requirements-full.txt');
  expect(await repository.show('HEAD:requirements.txt')).toBe(HAND_WRITTEN);
  expect(await filesIn(world, '')).toEqual([...AT_ROOT, 'requirements.txt']);
});

test.concurrent('pyproject.toml deleted, and a lockfile that was made with other options: it is left, and named', async () => {
  const world = await started();
  const { repository, commits } = world;
  const other = (await repository.read('requirements.txt')).replace('--universal', '--universal --upgrade');
  await repository.stage({
    'requirements.txt': other.replace('--python-version=3.10', '--python-version=3.12'),
  });
  await repository.git('rm', '-q', 'pyproject.toml');
  expect(await commits()).toMatch(/ requirements\.txt stays/);
  expect(await filesIn(world, '')).toEqual([...AT_ROOT, 'requirements.txt']);
});

test.concurrent('pyproject.toml deleted, and a skip-worktree lockfile: it goes from the commit, and the file stays', async () => {
  const { repository, commits } = await started();
  await repository.git('update-index', '--skip-worktree', 'requirements.txt');
  await repository.write('requirements.txt', 'mine alone\n');
  await repository.git('rm', '-q', 'pyproject.toml');
  await commits({ leaves: ['?? requirements.txt'] });
  expect(await repository.files()).toEqual(AT_ROOT);
  expect(await repository.read('requirements.txt')).toBe('mine alone\n');
});

test.concurrent('pyproject.toml deleted, and a lockfile that is deleted in the work tree: it goes from the commit, too', async () => {
  const world = await started();
  const { repository, commits } = world;
  await repository.remove('requirements.txt');
  await repository.git('rm', '-q', 'pyproject.toml');
  await commits();
  expect(await filesIn(world, '')).toEqual(AT_ROOT);
});

test.concurrent("pyproject.toml deleted, and a lockfile with a person's unstaged edits: blocked, and both ways out work", async () => {
  for (const way of ['keep', 'drop'] as const) {
    const world = await started();
    const { repository, blocks, commits } = world;
    await repository.write('requirements.txt', HAND_WRITTEN);
    await repository.git('rm', '-q', 'pyproject.toml');
    const words = await blocks();
    expect(words).toContain('requirements.txt has edits that are not staged');
    const command = new RegExp(`${way} them: (.*?)(?: ·|$)`, 'm').exec(words)?.[1] ?? 'false';
    expect(await repository.run('sh', ['-c', command])).toMatchObject({ exitCode: 0 });
    await commits();
    const left = way === 'keep' ? ['requirements.txt'] : [];
    expect(await filesIn(world, '')).toEqual([...AT_ROOT, ...left]);
  }
});

test.concurrent('pyproject.toml moved alone from the root into a folder: its lockfiles move with it, as they are, and that is said', async () => {
  const world = await started();
  const { repository, index, commits } = world;
  const before = await lockfilesOf(world, '');
  await index.add([{ name: 'delta', version: '3.0.0' }]);
  await repository.write('svc/main.py', '');
  await repository.git('mv', 'pyproject.toml', 'svc/pyproject.toml');
  await repository.remove('svc/main.py');
  const words = await commits();
  for (const path of LOCKS) expect(words).toContain(`moved ${path} to svc/${path}`);
  expect(await lockfilesOf(world, 'svc/')).toEqual(before);
  expect(await filesIn(world, '')).toEqual([
    ...AT_ROOT,
    'svc/pyproject.toml',
    ...LOCKS.map((path) => `svc/${path}`),
  ]);
});

test.concurrent('pyproject.toml moved from the root into a folder, and back in the next commit: everything is as it was', async () => {
  const world = await started();
  const { repository, commits } = world;
  const tree = (await repository.git('ls-tree', '-r', 'HEAD')).replace(/.*notes\.md\n/, '');
  await repository.write('svc/main.py', '');
  await repository.git('mv', 'pyproject.toml', 'svc/pyproject.toml');
  await repository.remove('svc/main.py');
  await commits();
  await repository.git('mv', 'svc/pyproject.toml', 'pyproject.toml');
  await commits();
  expect((await repository.git('ls-tree', '-r', 'HEAD')).replace(/.*notes\.md\n/, '')).toBe(tree);
  await filesIn(world, '');
});

test.concurrent('pyproject.toml moved alone from one folder to another: its lockfiles move with it, as they are', async () => {
  const world = await started('svc/');
  const { repository, commits } = world;
  const before = await lockfilesOf(world, 'svc/');
  await repository.write('apps/svc/x', '');
  await repository.git('mv', 'svc/pyproject.toml', 'apps/svc/pyproject.toml');
  await repository.remove('apps/svc/x');
  await commits();
  expect(await lockfilesOf(world, 'apps/svc/')).toEqual(before);
  expect(await filesIn(world, 'svc/')).toEqual([]);
});

test.concurrent('pyproject.toml moved and changed in one commit: its lockfiles move with their pins, and have what is new', async () => {
  const world = await started('svc/');
  const { repository, index, commits, pins } = world;
  await index.add([{ name: 'delta', version: '3.0.0' }]);
  await repository.git('rm', '-q', '--cached', 'svc/pyproject.toml');
  await repository.remove('svc/pyproject.toml');
  await repository.stage({
    'app/pyproject.toml': standardProject({ dependencies: ['gamma', 'omega'], more: '[tool.lockgen]' }),
  });
  await commits();
  expect(await pins('app/requirements.txt')).toContain('delta==2.0.0');
  expect((await pins('app/requirements.txt')).join()).toContain('omega==');
  expect(await filesIn(world, 'svc/')).toEqual([]);
});

test.concurrent('the folder of a project moved: its lockfiles are as they were', async () => {
  const world = await started('svc/');
  const { repository, index, commits } = world;
  const before = await lockfilesOf(world, 'svc/');
  await index.add([{ name: 'delta', version: '3.0.0' }]);
  await repository.git('mv', 'svc', 'app');
  await commits();
  expect(await lockfilesOf(world, 'app/')).toEqual(before);
  expect(await filesIn(world, 'svc/')).toEqual([]);
});

test.concurrent('the folder of a project renamed in case only: its lockfiles are as they were', async () => {
  const world = await started('svc/');
  const { repository, commits } = world;
  const before = await lockfilesOf(world, 'svc/');
  await repository.git('mv', 'svc', 'Svc');
  await commits();
  expect(await lockfilesOf(world, 'Svc/')).toEqual(before);
  expect(await filesIn(world, 'svc/')).toEqual([]);
});

test.concurrent('pyproject.toml moved together with one of its lockfiles: the other moves with it', async () => {
  const world = await started('svc/');
  const { repository, commits } = world;
  const before = await lockfilesOf(world, 'svc/');
  await repository.write('app/x', '');
  await repository.git('mv', 'svc/pyproject.toml', 'svc/requirements.txt', 'app');
  await repository.remove('app/x');
  await commits();
  expect(await lockfilesOf(world, 'app/')).toEqual(before);
  expect(await filesIn(world, 'svc/')).toEqual([]);
});

test.concurrent('pyproject.toml moved, and a hand-written file in the place of a lockfile: it is left, and named', async () => {
  const world = await started('svc/');
  const { repository, commits } = world;
  await repository.stage({ 'svc/requirements.txt': HAND_WRITTEN });
  await repository.write('app/x', '');
  await repository.git('mv', 'svc/pyproject.toml', 'app/pyproject.toml');
  await repository.remove('app/x');
  expect(await commits()).toContain('svc/requirements.txt stays');
  expect(await repository.show('HEAD:svc/requirements.txt')).toBe(HAND_WRITTEN);
  expect(await filesIn(world, 'svc/')).toEqual(['svc/requirements.txt']);
  expect(await filesIn(world, 'app/')).toEqual(['pyproject.toml', ...LOCKS].map((name) => `app/${name}`));
});

test.concurrent("pyproject.toml moved, and a lockfile with a person's unstaged edits: blocked", async () => {
  const { repository, blocks } = await started('svc/');
  await repository.write('svc/requirements.txt', HAND_WRITTEN);
  await repository.write('app/x', '');
  await repository.git('mv', 'svc/pyproject.toml', 'app/pyproject.toml');
  await repository.remove('app/x');
  expect(await blocks()).toContain('svc/requirements.txt has edits that are not staged');
});

test.concurrent("pyproject.toml moved to where a person's file has a lockfile's name: blocked", async () => {
  const { repository, blocks } = await started('svc/');
  await repository.write('app/requirements.txt', HAND_WRITTEN);
  await repository.git('mv', 'svc/pyproject.toml', 'app/pyproject.toml');
  expect(await blocks()).toContain('app/requirements.txt');
});

test.concurrent('another project in the place of a deleted one: the lockfiles are the new one’s', async () => {
  const world = await started('svc/');
  const { repository, commits, pins } = world;
  await repository.stage({
    'svc/pyproject.toml': standardProject({
      name: 'another',
      dependencies: ['omega'],
      more: '[tool.lockgen]',
    }),
  });
  await commits();
  expect((await pins('svc/requirements.txt')).every((pin) => pin.startsWith('omega=='))).toBe(true);
});

test.concurrent('a new project beside one that is deleted: the lockfiles of the one go, those of the other are made', async () => {
  const world = await started('svc/');
  const { repository, commits, pins } = world;
  await repository.git('rm', '-q', 'svc/pyproject.toml');
  await repository.stage({
    'app/pyproject.toml': standardProject({ name: 'another', dependencies: ['mu'], more: '[tool.lockgen]' }),
  });
  await commits();
  expect(await filesIn(world, 'svc/')).toEqual([]);
  expect(await pins('app/requirements.txt')).toContain('mu==1.0.0');
});
