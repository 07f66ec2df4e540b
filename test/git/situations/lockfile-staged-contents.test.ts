// topic: lockfiles
import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PackageOptions } from '../../helpers/local-index.js';
import { pyproject, standardProject } from '../../helpers/projects.js';
import { type Busy, busy } from './busy.js';

const ONE = pyproject({ dependencies: ['alpha', 'delta'] });
const PINS = ['alpha==2.0.0', 'delta==2.0.0'];

async function started(manifest = ONE): Promise<Busy & { readonly before: string }> {
  const world = await busy({ 'pyproject.toml': manifest });
  return { ...world, before: await world.repository.show('HEAD:requirements.txt') };
}

test.concurrent('a lockfile staged by hand with another pin that fits: the pin is kept', async () => {
  const { repository, before, commits, pins } = await started();
  await repository.stage({ 'requirements.txt': before.replace('alpha==2.0.0', 'alpha==1.1.0') });
  await commits();
  expect(await pins('requirements.txt')).toEqual(['alpha==1.1.0', 'delta==2.0.0']);
});

test.concurrent('a lockfile staged by hand with pins that nothing gives: they are put right, and that is said', async () => {
  const { repository, before, commits } = await started();
  const wrong = before.replace('alpha==2.0.0', 'alpha==9.9.9').replace('3.10', '3.12');
  await repository.stage({ 'requirements.txt': `${wrong}iota==1.0.0\n` });
  const words = await commits();
  expect(await repository.show('HEAD:requirements.txt')).toBe(before);
  expect(words).toContain('lockgen: staged requirements.txt');
  expect(words).toContain('alpha 9.9.9 → 2.0.0');
  expect(words).toContain('- iota');
  const back = /as it was: (git cat-file -p \w+)/.exec(words)?.[1]?.split(' ').slice(1) ?? [];
  expect(await repository.git(...back)).toBe(`${wrong}iota==1.0.0\n`);
});

test.concurrent('a lockfile edited by hand, and `git commit -a` that another hook refuses: the words name what it was, and git has it', async () => {
  const { repository, before } = await started();
  await writeFile(repository.path('.git/hooks/commit-msg'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
  await repository.write('requirements.txt', `# ticket 4711\n${before}`);
  const { exitCode, stderr } = await repository.tryCommit('All', { args: ['-a'] });
  expect(exitCode).toBe(1);
  const back = /as it was: (git cat-file -p \w+)/.exec(stderr)?.[1]?.split(' ').slice(1) ?? [];
  expect(await repository.git(...back)).toBe(`# ticket 4711\n${before}`);
});

test.concurrent('a project with a new name, in a new folder: of the lockfile, in which only comments are other ones, nothing is told', async () => {
  const manifest = (name: string): string =>
    pyproject({ name, dependencies: ['alpha'], more: '[tool.lockgen]' });
  const { repository, commits } = await busy({ 'old/pyproject.toml': manifest('old') });
  await repository.git('mv', 'old', 'new');
  await repository.stage({ 'new/pyproject.toml': manifest('new') });
  const words = await commits();
  expect(await repository.show('HEAD:new/requirements.txt')).toContain('# via new (pyproject.toml)');
  expect(words).toContain('lockgen: staged new/requirements.txt');
  expect(words).not.toMatch(/put right|as it was/);
});

test.concurrent('a lockfile staged with a comment by hand: it is not kept, and that is said, with what brings it back', async () => {
  const { repository, before, commits } = await started();
  await repository.stage({ 'requirements.txt': before.replace('delta==', '# ticket 4711\ndelta==') });
  expect(await commits()).toMatch(
    /requirements\.txt has lost comments of its own, and its pins are the same; as it was: git cat-file -p \w+/,
  );
});

test.concurrent('a lockfile staged with a comment by hand, and with pins that change: both are said', async () => {
  const { repository, before, commits } = await started();
  await repository.stage({
    'requirements.txt': before.replace('delta==', '# ticket 4711\ndelta=='),
    'pyproject.toml': pyproject({ dependencies: ['delta'] }),
  });
  expect(await commits()).toMatch(
    /requirements\.txt had other pins than pyproject\.toml gives, and comments of its own, and is put right/,
  );
});

test.concurrent('a lockfile staged by hand without one of its pins: the pin is back, and that is said', async () => {
  const { repository, before, commits } = await started();
  await repository.stage({ 'requirements.txt': before.replace(/delta==.*\n.*\n/, '') });
  expect(await commits()).toMatch(/requirements\.txt[\s\S]*\+ delta 2\.0\.0/);
  expect(await repository.show('HEAD:requirements.txt')).toBe(before);
});

/** What Dependabot does to a lockfile with hashes: another version, and its hashes, and nothing else. */
async function bump({ index }: Busy, text: string, name: string, version: string): Promise<string> {
  const files = (await readdir(index.folder)).filter((file) => file.startsWith(`${name}-${version}`));
  const hashes = await Promise.all(
    files.map(async (file) =>
      createHash('sha256')
        .update(await readFile(join(index.folder, file)))
        .digest('hex'),
    ),
  );
  const lines = [`${name}==${version}`, ...hashes.map((hash) => `    --hash=sha256:${hash}`)].join(' \\\n');
  const block = new RegExp(`^${name}==[^\\n]*(?:\\\\\\n[^\\n]*)+`, 'm');
  expect(text).toMatch(block);
  return text.replace(block, lines);
}

const HASHED = standardProject({ more: '[tool.lockgen]\ngenerate-hashes = true\n' });
const DELTA_3: PackageOptions = { name: 'delta', version: '3.0.0' };

async function bumped(...paths: readonly string[]): Promise<Busy> {
  const world = await busy({ 'pyproject.toml': HASHED });
  await world.index.add([DELTA_3]);
  for (const path of paths) {
    const text = await bump(world, await world.repository.read(path), 'delta', '3.0.0');
    await world.repository.stage({ [path]: text });
  }
  return world;
}

test.concurrent('a bot that raises a pin in base alone: full follows, with its hashes, and that is said', async () => {
  const world = await bumped('requirements.txt');
  const { repository, commits, pins } = world;
  const base = await repository.show(':requirements.txt');
  expect(await commits()).toMatch(/requirements-full\.txt[\s\S]*delta 2\.0\.0 → 3\.0\.0/);
  expect(await repository.show('HEAD:requirements.txt')).toBe(base);
  expect(await pins('requirements-full.txt')).toContain('delta==3.0.0');
  const hash = /delta==3\.0\.0 \\\n {4}(--hash=\S+)/.exec(base)?.[1] ?? 'no hash';
  expect(await repository.show('HEAD:requirements-full.txt')).toContain(hash);
});

test.concurrent('a bot’s commit that raised a pin in base alone, and a dependency more on top of it: the pin is kept in both', async () => {
  const { repository, index, commits, pins } = await busy({ 'pyproject.toml': standardProject() });
  await index.add([DELTA_3]);
  const text = await repository.read('requirements.txt');
  await repository.write('requirements.txt', text.replace('delta==2.0.0', 'delta==3.0.0'));
  await repository.git('commit', '-qm', 'Bump', '--no-verify', '--', 'requirements.txt');
  await repository.stage({ 'pyproject.toml': standardProject({ dependencies: ['gamma', 'iota'] }) });
  await commits();
  for (const path of ['requirements.txt', 'requirements-full.txt'])
    expect(await pins(path)).toEqual(expect.arrayContaining(['delta==3.0.0', 'iota==2.0.0']));
});

test.concurrent('a person who lowers a pin in either file alone: the other follows', async () => {
  for (const [changed, other] of [
    ['requirements.txt', 'requirements-full.txt'],
    ['requirements-full.txt', 'requirements.txt'],
  ] as const) {
    const { repository, commits, pins } = await busy({ 'pyproject.toml': standardProject() });
    const text = await repository.read(changed);
    await repository.stage({ [changed]: text.replace('delta==2.0.0', 'delta==1.5.0') });
    await commits();
    expect(await pins(changed)).toContain('delta==1.5.0');
    expect(await pins(other)).toContain('delta==1.5.0');
  }
});

test.concurrent('a pin raised in base alone that full can not have: base goes back, and that is said', async () => {
  const manifest = pyproject({ dependencies: ['delta'], extras: { full: ['epsilon'] } });
  const { repository, commits } = await busy({ 'pyproject.toml': manifest });
  const before = await repository.show('HEAD:requirements.txt');
  expect(before).toMatch(/delta==1/);
  await repository.stage({ 'requirements.txt': before.replace(/delta==1\S*/, 'delta==2.0.0') });
  expect(await commits()).toMatch(/requirements\.txt[\s\S]*delta 2\.0\.0 → 1/);
  expect(await repository.show('HEAD:requirements.txt')).toBe(before);
  expect(await repository.changed()).toEqual(['notes.md']);
});

test.concurrent('a bot that raises a pin in full alone: base follows, with its hashes, and that is said', async () => {
  const world = await bumped('requirements-full.txt');
  const { repository, commits, pins } = world;
  const full = await repository.show(':requirements-full.txt');
  expect(await commits()).toMatch(/requirements\.txt[\s\S]*delta 2\.0\.0 → 3\.0\.0/);
  expect(await repository.show('HEAD:requirements-full.txt')).toBe(full);
  expect(await pins('requirements.txt')).toContain('delta==3.0.0');
  const hash = /delta==3\.0\.0 \\\n {4}(--hash=\S+)/.exec(full)?.[1] ?? 'no hash';
  expect(await repository.show('HEAD:requirements.txt')).toContain(hash);
});

test.concurrent('a bot that raises a pin in both files: nothing is left to do', async () => {
  const world = await bumped('requirements.txt', 'requirements-full.txt');
  const { repository, commits } = world;
  const texts = [await repository.show(':requirements.txt'), await repository.show(':requirements-full.txt')];
  await commits();
  expect([
    await repository.show('HEAD:requirements.txt'),
    await repository.show('HEAD:requirements-full.txt'),
  ]).toEqual(texts);
});

test.concurrent('wrong hashes: they are the index’s again', async () => {
  const world = await busy({ 'pyproject.toml': HASHED });
  const { repository, commits } = world;
  const before = await repository.show('HEAD:requirements-full.txt');
  const wrong = before.replace(/sha256:[0-9a-f]{8}/, 'sha256:00000000');
  expect(wrong).not.toBe(before);
  await repository.stage({ 'requirements-full.txt': wrong });
  expect(await commits()).toContain('requirements-full.txt');
  expect(await repository.show('HEAD:requirements-full.txt')).toBe(before);
  expect(await repository.changed()).toEqual(['notes.md']);
});

test.concurrent('a lockfile without the hashes that are asked for: they are there again', async () => {
  const world = await busy({ 'pyproject.toml': HASHED });
  const { repository, commits } = world;
  const before = await repository.show('HEAD:requirements.txt');
  await repository.stage({ 'requirements.txt': before.replace(/ \\\n {4}--hash=\S+/g, '') });
  expect(await commits()).toContain('requirements.txt');
  expect(await repository.show('HEAD:requirements.txt')).toBe(before);
});

test.concurrent('an empty lockfile: it is filled', async () => {
  const { repository, before, commits } = await started();
  await repository.stage({ 'requirements.txt': '' });
  expect(await commits()).toContain('requirements.txt');
  expect(await repository.show('HEAD:requirements.txt')).toBe(before);
});

test.concurrent('a lockfile of blank lines: it is filled', async () => {
  const { repository, before, commits } = await started();
  await repository.stage({ 'requirements.txt': '\n\n  \n' });
  await commits();
  expect(await repository.show('HEAD:requirements.txt')).toBe(before);
});

test.concurrent('a lockfile with Windows line ends: nothing is made, and the commit has it as it is', async () => {
  const { repository, before, commits } = await started();
  const crlf = before.replaceAll('\n', '\r\n');
  await repository.stage({ 'requirements.txt': crlf });
  expect(await commits()).not.toContain('staged');
  expect(await repository.git('cat-file', 'blob', 'HEAD:requirements.txt')).toBe(crlf);
});

test.concurrent('a lockfile with Windows line ends, and a changed pyproject.toml: it is made again, its pins kept', async () => {
  const { repository, before, index, commits, pins } = await started();
  await repository.stage({ 'requirements.txt': before.replaceAll('\n', '\r\n') });
  await repository.git('commit', '-qm', 'Line ends', '--', 'requirements.txt');
  await index.add([{ name: 'alpha', version: '3.0.0' }]);
  await repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['alpha', 'delta', 'iota'] }) });
  await commits();
  expect(await pins('requirements.txt')).toEqual([...PINS, 'iota==2.0.0']);
  const text = await repository.git('cat-file', 'blob', 'HEAD:requirements.txt');
  expect(new Set(text.match(/\r?\n/g)).size).toBe(1);
});

test.concurrent('a lockfile with a byte order mark: it is no person’s file, and its pins are kept', async () => {
  const { repository, before, index, commits, pins } = await started();
  await index.add([{ name: 'alpha', version: '3.0.0' }]);
  await repository.stage({
    'requirements.txt': `\uFEFF${before}`,
    'pyproject.toml': pyproject({ dependencies: ['alpha', 'delta', 'iota'] }),
  });
  await commits();
  expect(await pins('requirements.txt')).toEqual([...PINS, 'iota==2.0.0']);
});

test.concurrent('a lockfile in UTF-16: the commit is blocked, since it can not be read', async () => {
  const { repository, before, blocks } = await started();
  await repository.write('requirements.txt', Buffer.from(`\uFEFF${before}`, 'utf16le'));
  await repository.git('add', 'requirements.txt');
  expect(await blocks()).toContain('requirements.txt');
});

test.concurrent('a staged lockfile of twenty thousand lines: what nothing asks for goes', async () => {
  const { repository, before, commits } = await started();
  const junk = Array.from({ length: 20_000 }, (_, number) => `junk-${number}==1.0.0\n`).join('');
  await repository.stage({ 'requirements.txt': `${before}${junk}` });
  const words = await commits();
  expect(await repository.show('HEAD:requirements.txt')).toBe(before);
  // A summary, not a list of all.
  expect(words.split('\n').length).toBeLessThan(40);
});

test.concurrent('a project with five hundred dependencies: all are in the lockfile of one commit', async () => {
  const names = Array.from({ length: 500 }, (_, number) => `many-${number}`);
  const world = await busy({ 'pyproject.toml': ONE });
  const { repository, index, commits, pins } = world;
  await index.add(names.map((name) => ({ name, version: '1.0.0' })));
  await repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['alpha', 'delta', ...names] }) });
  const words = await commits();
  expect((await pins('requirements.txt')).length).toBe(502);
  expect(words.split('\n').length).toBeLessThan(40);
});

test.concurrent('conflict markers in a staged lockfile: it is made again, with the pins of both sides', async () => {
  const { repository, before, index, commits, pins } = await started();
  const merged = before.replace(
    /delta==2\.0\.0\n.*\n/,
    '<<<<<<< HEAD\ndelta==1.5.0\n=======\niota==1.0.0\n>>>>>>> theirs\n',
  );
  expect(merged).toContain('=======');
  await index.add([DELTA_3]);
  await repository.stage({
    'pyproject.toml': pyproject({ dependencies: ['alpha', 'delta', 'iota'] }),
    'requirements.txt': merged,
  });
  expect(await commits()).toContain('requirements.txt');
  expect(await pins('requirements.txt')).toEqual(['alpha==2.0.0', 'delta==1.5.0', 'iota==1.0.0']);
  expect(await repository.show('HEAD:requirements.txt')).not.toMatch(/^[<=>|]{7}/m);
});

test.concurrent('conflict markers around the header of a staged lockfile: it is made again', async () => {
  const { repository, before, commits } = await started();
  const [first, command, ...rest] = before.split('\n');
  const sides = [first, command, '=======', first, `${command} --no-annotate`];
  await repository.stage({
    'requirements.txt': ['<<<<<<< HEAD', ...sides, '>>>>>>> theirs', ...rest].join('\n'),
  });
  await commits();
  expect(await repository.show('HEAD:requirements.txt')).toBe(before);
});

test.concurrent('conflict markers in the three-way style of git: the pins of both sides count, those of their base do not', async () => {
  const { repository, before, commits, pins } = await started(
    pyproject({ dependencies: ['alpha', 'delta', 'iota'] }),
  );
  const merged = before.replace(
    /delta==2\.0\.0\n(.*\n)iota==2\.0\.0\n/,
    '<<<<<<< HEAD\ndelta==1.5.0\n$1||||||| base\ndelta==1.0.0\n$1=======\ndelta==1.5.0\n$1>>>>>>> theirs\niota==1.0.0\n',
  );
  expect(merged).toContain('||||||| base');
  await repository.stage({ 'requirements.txt': merged });
  await commits();
  expect(await pins('requirements.txt')).toEqual(['alpha==2.0.0', 'delta==1.5.0', 'iota==1.0.0']);
});

/** A merge in which each side added a dependency, with an older pin: both files conflict. */
async function merging(): Promise<Busy> {
  const world = await busy({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
  const { repository } = world;
  // Out of the way of the merge.
  await repository.git('stash', 'push', '-q', '--include-untracked');
  const side = async (branch: string, name: string, version: string): Promise<void> => {
    await repository.git('switch', '-q', '-c', branch, 'main');
    await repository.stage({
      'pyproject.toml': pyproject({ dependencies: ['alpha', `${name}==${version}`] }),
    });
    await repository.git('commit', '-qm', 'Exactly');
    await repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['alpha', name] }) });
    await repository.git('commit', '-qm', branch);
  };
  await side('theirs', 'iota', '1.0.0');
  await side('ours', 'delta', '1.5.0');
  expect(await repository.tryGit('merge', 'theirs')).toMatchObject({ exitCode: 1 });
  expect((await repository.status()).sort()).toEqual(['UU pyproject.toml', 'UU requirements.txt']);
  await repository.write('pyproject.toml', pyproject({ dependencies: ['alpha', 'delta', 'iota'] }));
  return world;
}

const BOTH = ['alpha==2.0.0', 'delta==1.5.0', 'iota==1.0.0'];

test.concurrent('an unmerged lockfile that `git commit -a` takes: it is made again, with the pins of both sides', async () => {
  const { repository, pins } = await merging();
  await repository.commit('Merge', { args: ['-a'] });
  expect(await pins('requirements.txt')).toEqual(BOTH);
  expect(await repository.status()).toEqual([]);
});

test.concurrent('an unmerged lockfile that is added with its markers: it is made again, with the pins of both sides', async () => {
  const { repository, pins } = await merging();
  await repository.git('add', '.');
  await repository.commit('Merge');
  expect(await pins('requirements.txt')).toEqual(BOTH);
  expect(await repository.status()).toEqual([]);
});
