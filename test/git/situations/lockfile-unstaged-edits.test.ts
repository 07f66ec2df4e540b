// topic: lockfiles
import { expect, test } from 'vitest';
import { pyproject } from '../../helpers/projects.js';
import { type Busy, busy, wayOut } from './busy.js';

const ONE = pyproject({ dependencies: ['alpha'] });
const TWO = pyproject({ dependencies: ['alpha', 'delta'] });

/** pyproject.toml is staged with one dependency more, and the lockfile has an older pin that nobody staged. */
async function edited(path = 'requirements.txt', folder = ''): Promise<Busy> {
  const more = `[tool.lockgen.targets.base]\noutput = ${JSON.stringify(path)}`;
  const world = await busy({ [`${folder}pyproject.toml`]: pyproject({ dependencies: ['alpha'], more }) });
  const { repository } = world;
  const lockfile = await repository.read(`${folder}${path}`);
  const manifest = await repository.read(`${folder}pyproject.toml`);
  await repository.stage({
    [`${folder}pyproject.toml`]: manifest.replace('"alpha",', '"alpha",\n    "delta",'),
  });
  await repository.write(`${folder}${path}`, lockfile.replace('alpha==2.0.0', 'alpha==1.1.0'));
  return world;
}

/** Types what the blocked commit's message says after these words, where the commit was typed. */
async function follow({ repository }: Busy, words: string, way: 'keep' | 'drop', from = '.'): Promise<void> {
  const command = wayOut(words, way === 'keep' ? ', no comments: ' : 'drop them: ');
  const done = await repository.run('sh', ['-c', command], { cwd: repository.path(from) });
  expect(done, `${command}\n${done.stderr}`).toMatchObject({ exitCode: 0 });
}

/** Takes the lockfile out of git, HEAD included, and leaves the file. */
async function forgotten({ repository }: Busy): Promise<void> {
  const index = { env: { ...repository.env, GIT_INDEX_FILE: repository.path('.git/without') } };
  await repository.git('rm', '-q', '--cached', 'requirements.txt');
  await repository.run('git', ['read-tree', 'HEAD'], index);
  await repository.run('git', ['rm', '-q', '--cached', 'requirements.txt'], index);
  const tree = (await repository.run('git', ['write-tree'], index)).stdout.trim();
  const commit = await repository.git('commit-tree', '-p', 'HEAD', '-m', 'Without', tree);
  await repository.git('update-ref', 'HEAD', commit.trim());
}

const KEPT = ['alpha==1.1.0', 'delta==2.0.0'];
const DROPPED = ['alpha==2.0.0', 'delta==2.0.0'];

test.concurrent('a lockfile with edits that are not staged: the commit is blocked, and the message says how to keep or drop them', async () => {
  const { blocks } = await edited();
  const words = await blocks();
  expect(words).toContain('requirements.txt has edits that are not staged, and would be lost');
  expect(words).toMatch(/keep pins that pyproject\.toml allows, no comments: .*drop them: /);
});

test.concurrent('edits that are not staged, kept as the message says: their pins are in the commit', async () => {
  const world = await edited();
  await follow(world, await world.blocks(), 'keep');
  await world.commits();
  expect(await world.pins('requirements.txt')).toEqual(KEPT);
});

test.concurrent('edits that are not staged, dropped as the message says: the commit has the pins from before', async () => {
  const world = await edited();
  await follow(world, await world.blocks(), 'drop');
  await world.commits();
  expect(await world.pins('requirements.txt')).toEqual(DROPPED);
});

test.concurrent('edits that are not staged, and a commit from a sub-folder: what the message says works there', async () => {
  for (const [way, pins] of [
    ['keep', KEPT],
    ['drop', DROPPED],
  ] as const) {
    const world = await edited('requirements.txt', 'svc/');
    await world.repository.write('docs/empty.txt', '');
    await world.repository.git('add', 'docs');
    for (const from of ['docs', 'svc']) {
      const words = await world.blocks({ from });
      if (from === 'docs')
        expect(wayOut(words, way === 'keep' ? ', no comments: ' : 'drop them: ')).toContain(
          '../svc/requirements.txt',
        );
      else await follow(world, words, way, from);
    }
    await world.commits();
    expect(await world.pins('svc/requirements.txt')).toEqual(pins);
  }
});

test.concurrent('edits that are not staged in a lockfile with spaces and quotes in its name: what the message says works', async () => {
  for (const [way, pins] of [
    ['keep', KEPT],
    ['drop', DROPPED],
  ] as const) {
    const path = "it's [mine].txt";
    const world = await edited(path);
    await follow(world, await world.blocks(), way);
    await world.commits();
    expect(await world.pins(path)).toEqual(pins);
  }
});

test.concurrent('edits that are not staged above edits that are: dropped as the message says, the staged ones are in the commit', async () => {
  const world = await edited();
  const { repository } = world;
  const unstaged = await repository.read('requirements.txt');
  await repository.stage({ 'requirements.txt': unstaged.replace('alpha==1.1.0', 'alpha==1.0.0') });
  await repository.write('requirements.txt', unstaged);
  await follow(world, await world.blocks(), 'drop');
  await world.commits();
  expect(await world.pins('requirements.txt')).toEqual(['alpha==1.0.0', 'delta==2.0.0']);
});

test.concurrent('edits that are not staged in a lockfile that the index no longer has: blocked, and both ways out work', async () => {
  for (const [way, pins] of [
    ['keep', KEPT],
    ['drop', DROPPED],
  ] as const) {
    const world = await edited();
    await world.repository.git('rm', '-q', '--cached', 'requirements.txt');
    await follow(world, await world.blocks(), way);
    await world.commits();
    expect(await world.pins('requirements.txt')).toEqual(pins);
  }
});

test.concurrent('edits under assume-unchanged: blocked, and both ways out work', async () => {
  for (const [way, pins] of [
    ['keep', KEPT],
    ['drop', DROPPED],
  ] as const) {
    const world = await edited();
    await world.repository.git('update-index', '--assume-unchanged', 'requirements.txt');
    await follow(world, await world.blocks(), way);
    await world.commits();
    expect(await world.pins('requirements.txt')).toEqual(pins);
  }
});

test.concurrent("a person's lockfile that git does not know: blocked, and both ways out work", async () => {
  for (const [way, pins] of [
    ['keep', KEPT],
    ['drop', DROPPED],
  ] as const) {
    const world = await edited();
    await forgotten(world);
    const words = await world.blocks();
    expect(words).toContain('requirements.txt is not in git, and its contents would be lost');
    await follow(world, words, way);
    await world.commits();
    expect(await world.pins('requirements.txt')).toEqual(pins);
  }
});

test.concurrent("a person's lockfile that was only announced with `git add -N`: blocked, and both ways out work", async () => {
  for (const [way, pins] of [
    ['keep', KEPT],
    ['drop', DROPPED],
  ] as const) {
    const world = await edited();
    await forgotten(world);
    await world.repository.git('add', '-N', 'requirements.txt');
    await follow(world, await world.blocks(), way);
    await world.commits();
    expect(await world.pins('requirements.txt')).toEqual(pins);
  }
});

test.concurrent('edits that are not staged, and nothing staged that a lockfile depends on: the commit goes through, and they stay', async () => {
  const world = await busy({ 'pyproject.toml': TWO });
  const { repository, commits } = world;
  const mine = `${await repository.read('requirements.txt')}# mine\n`;
  await repository.write('requirements.txt', mine);
  expect(await commits({ leaves: [' M requirements.txt'] })).not.toContain('lockgen');
  expect(await repository.read('requirements.txt')).toBe(mine);
});

test.concurrent('the very edits that this commit makes: they are in it', async () => {
  const world = await busy({ 'pyproject.toml': ONE });
  const { repository, commits, pins } = world;
  const before = await repository.read('requirements.txt');
  await repository.stage({ 'pyproject.toml': TWO });
  await repository.write(
    'requirements.txt',
    before.replace(/$/, 'delta==2.0.0\n    # via sample (pyproject.toml)\n'),
  );
  await commits();
  expect(await pins('requirements.txt')).toEqual(DROPPED);
});

test.concurrent('a lockfile that `lockgen generate` wrote and nobody staged: it is in the commit', async () => {
  const world = await busy({ 'pyproject.toml': ONE });
  const { repository, lockgen, commits, pins } = world;
  await repository.stage({ 'pyproject.toml': TWO });
  expect(await lockgen(['generate'])).toMatchObject({ exitCode: 0 });
  await commits();
  expect(await pins('requirements.txt')).toEqual(DROPPED);
});

test.concurrent('a lockfile that `lockgen generate` wrote for something else and nobody staged: it is replaced, and that is said', async () => {
  const world = await busy({ 'pyproject.toml': ONE });
  const { repository, lockgen, commits, pins } = world;
  await repository.write('pyproject.toml', pyproject({ dependencies: ['alpha', 'delta', 'iota'] }));
  expect(await lockgen(['generate'])).toMatchObject({ exitCode: 0 });
  await repository.stage({ 'pyproject.toml': TWO });
  expect(await commits()).toMatch(
    /requirements\.txt had a text that lockgen wrote before and that was not staged: it is replaced/,
  );
  expect(await pins('requirements.txt')).toEqual(DROPPED);
});
