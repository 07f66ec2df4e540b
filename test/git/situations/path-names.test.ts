// topic: repositories
import { expect, test } from 'vitest';
import { blocked, type Hooked, hooked, startedWith } from '../../helpers/hooked.js';
import { alphaProject, expectPathCommit } from './kept.js';

const MANAGED = '[tool.lockgen]';

/** A repository with one project, in a folder. */
async function projectIn(folder: string): Promise<Hooked> {
  return await startedWith({
    'notes.md': 'one\n',
    [`${folder}/pyproject.toml`]: alphaProject('alpha', MANAGED),
  });
}

/** Commits a change in a folder of that name. */
async function expectIn(folder: string): Promise<void> {
  await expectPathCommit(await projectIn(folder), { folder, more: MANAGED });
}

test.concurrent('a project in a folder with spaces: the lockfiles are in the commit', () =>
  expectIn('my  service /a b'));

test.concurrent('a project in a folder with single quotes: the lockfiles are in the commit', () =>
  expectIn("it's 'quoted'"));

test.concurrent('a project in a folder with double quotes: the lockfiles are in the commit', () =>
  expectIn('say "hello"'));

test.concurrent('a project in a folder with a newline: the lockfiles are in the commit', () =>
  expectIn('two\nlines'));

test.concurrent('a project in a folder with tabs and other control characters: the lockfiles are in the commit', () =>
  expectIn('a\tb\u0001c\u007f'));

test.concurrent('a project in a folder with backslashes: the lockfiles are in the commit', () =>
  expectIn('back\\slash\\n'));

test.concurrent('a project in a folder with dollars, backticks and semicolons: the lockfiles are in the commit', () =>
  expectIn('$HOME `x`; #{y} & |z %PATH% !'));

test.concurrent('a project in a folder with a dash in front: the lockfiles are in the commit', () =>
  expectIn('--all'));

test.concurrent('a project in a folder with glob characters: the lockfiles are in its own commit alone', async () => {
  const folder = '[a]*?{b,c}';
  const world = await projectIn(folder);
  // What the characters would match.
  await world.repository.write('a/pyproject.toml', alphaProject('alpha'));
  await world.repository.write('a/requirements.txt', 'mine\n');
  await world.repository.git('add', 'a');
  await world.repository.commit('Another', { args: ['--no-verify'] });
  await expectPathCommit(world, { folder, more: MANAGED });
  expect(await world.repository.read('a/requirements.txt')).toBe('mine\n');
});

test.concurrent('a project in a folder with a colon in front (pathspec magic): the lockfiles are in the commit', () =>
  expectIn(':(exclude)svc'));

test.concurrent('a project in a folder with an exclamation mark in front: the lockfiles are in the commit', () =>
  expectIn('!svc'));

test.concurrent('a project in a folder with a number sign, an at and equals signs: the lockfiles are in the commit', () =>
  expectIn('#1 @home=x'));

test.concurrent('a project in a folder that ends in a space and a dot: the lockfiles are in the commit', () =>
  expectIn('end. '));

test.concurrent('a project in a folder with letters beyond ASCII: the lockfiles are in the commit', () =>
  expectIn('größe/日本語/🐍'));

test.concurrent('two folders that differ only in their Unicode form (NFC, NFD): each has its own lockfiles', async () => {
  const [composed, decomposed] = ['caf\u00e9', 'cafe\u0301'];
  const world = await startedWith({
    'notes.md': 'one\n',
    [`${composed}/pyproject.toml`]: alphaProject('alpha', MANAGED),
    [`${decomposed}/pyproject.toml`]: alphaProject('alpha', MANAGED),
  });
  await expectPathCommit(world, { folder: decomposed, more: MANAGED });
  expect(await world.pins(`${composed}/requirements.txt`)).toEqual(['alpha==2.0.0']);
  expect(await world.repository.files()).toHaveLength(7);
});

test.concurrent('a project in a folder whose name is as long as a name can be: the lockfiles are in the commit', () =>
  expectIn('n'.repeat(255)));

test.concurrent('a project so deep that its path is nearly as long as git and uv can have it: the lockfiles are in the commit', async () => {
  const folder = Array.from({ length: 14 }, () => 'n'.repeat(250)).join('/');
  await expectIn(folder);
});

test.concurrent('a project whose path is too long in a temporary folder: the commit is blocked, and changes nothing', async () => {
  const world = await hooked();
  const { repository } = world;
  // All that the system takes, less the root and a file's name.
  const length = 4095 - repository.root.length - '/requirements-full.txt'.length - 1;
  const folder = `${'n'.repeat(250)}/`.repeat(16).slice(0, length).replace(/\/$/, 'n');
  await repository.stage({ [`${folder}/pyproject.toml`]: alphaProject('alpha', MANAGED) });
  const words = await blocked(world, () => repository.tryCommit('Change'));
  expect(words).toContain("can't be written; nothing was changed");
  expect(words).toContain('set TMPDIR to a folder with a short path');
  expect(words).toContain('ENAMETOOLONG');
});
