// topic: repositories
import { readFile, utimes } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { blocked, type Hooked, startedWith } from '../../helpers/hooked.js';
import { alphaProject, edit, expectCommits, started } from './kept.js';

/** A filter that puts a line before the text in the work tree, and takes it off again. */
async function withBanner(world: Hooked, attributes: string): Promise<void> {
  const { repository } = world;
  await repository.git('config', 'filter.banner.clean', "sed -e '/^# local banner$/d'");
  await repository.git('config', 'filter.banner.smudge', "sed -e '1i# local banner'");
  await repository.git('config', 'filter.banner.required', 'true');
  await repository.stage({ '.gitattributes': attributes });
  await repository.commit('Attributes', { args: ['--no-verify'] });
  // So that git has no need to look at the files again: not even for their having been written in the index's own second.
  const past = new Date(Date.now() - 60_000);
  for (const path of (await repository.git('ls-files')).trim().split('\n'))
    await utimes(repository.path(path), past, past);
  await repository.git('update-index', '--refresh');
}

const BANNER = '# local banner\n';

test.concurrent('a filter on the lockfiles: they are clean in the commit, and smudged in the work tree', async () => {
  const world = await started();
  const { repository } = world;
  await withBanner(world, 'requirements*.txt filter=banner\n');
  await expectCommits(world);
  for (const path of ['requirements.txt', 'requirements-full.txt']) {
    expect(await repository.show(`HEAD:${path}`)).not.toContain(BANNER);
    expect(await repository.read(path)).toBe(BANNER + (await repository.show(`HEAD:${path}`)));
  }
});

test.concurrent('a filter on pyproject.toml: the lockfiles are made from what a checkout gives', async () => {
  const world = await started();
  const { repository } = world;
  // In the repository the name of the package is another one.
  await repository.git('config', 'filter.name.clean', 'sed -e s/alpha/omega/');
  await repository.git('config', 'filter.name.smudge', 'sed -e s/omega/alpha/');
  await repository.stage({ '.gitattributes': 'pyproject.toml filter=name\n' });
  await repository.git('add', '--renormalize', 'pyproject.toml');
  await repository.commit('Attributes', { args: ['--no-verify'] });
  expect(await repository.show('HEAD:pyproject.toml')).toContain('omega');
  await expectCommits(world);
});

test.concurrent('a filter that fails: the commit is blocked with its words, and changes nothing', async () => {
  const world = await started();
  const { repository } = world;
  await withBanner(world, 'requirements*.txt filter=banner\n');
  await repository.git('config', 'filter.banner.clean', 'echo no banner here >&2; false');
  const path = await edit(world, 'alpha<2');
  await repository.git('add', path);
  const words = await blocked(world, () => repository.tryCommit('Change'));
  expect(words).toContain('no banner here');
});

test.concurrent('a filter whose program is missing: the commit is blocked, and changes nothing', async () => {
  const world = await started();
  const { repository } = world;
  await withBanner(world, 'requirements*.txt filter=banner\n');
  await repository.git('config', 'filter.banner.clean', 'no-such-program-anywhere %f');
  const path = await edit(world, 'alpha<2');
  await repository.git('add', path);
  const words = await blocked(world, () => repository.tryCommit('Change'));
  expect(words).toContain('no-such-program-anywhere');
});

const utf16 = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

function fromUtf16(bytes: Buffer): string {
  return bytes.subarray(2).toString('utf16le');
}

test.concurrent('`working-tree-encoding` UTF-16 on the lockfiles: UTF-8 in the commit, UTF-16 in the work tree', async () => {
  const world = await startedWith({
    '.gitattributes': '*.txt text working-tree-encoding=UTF-16LE-BOM eol=lf\n',
    'pyproject.toml': alphaProject('alpha'),
    'notes.md': 'one\n',
  });
  const { repository } = world;
  await expectCommits(world);
  for (const path of ['requirements.txt', 'requirements-full.txt']) {
    const { stdout } = await repository.run('base64', ['-w0', path]);
    expect(fromUtf16(Buffer.from(stdout, 'base64'))).toBe(await repository.show(`HEAD:${path}`));
  }
  const check = await world.lockgen(['check']);
  expect(check.exitCode, check.stdout + check.stderr).toBe(0);
});

test.concurrent('`lockgen generate` under `working-tree-encoding` UTF-16 on the lockfiles: UTF-16 in the work tree, which `git add` takes', async () => {
  const world = await startedWith({
    '.gitattributes': '*.txt text working-tree-encoding=UTF-16LE-BOM eol=crlf\n',
    'pyproject.toml': alphaProject('alpha'),
    'notes.md': 'one\n',
  });
  const { repository, lockgen } = world;
  const path = await edit(world, 'alpha<2');
  expect(await lockgen(['generate'])).toMatchObject({ exitCode: 0 });
  const written = await readFile(repository.path('requirements.txt'));
  expect(fromUtf16(written)).toMatch(/^alpha==1\.1\.0\r\n/m);
  await repository.git('add', path, 'requirements.txt', 'requirements-full.txt');
  await repository.commit('Change');
  expect(await repository.show('HEAD:requirements.txt')).toBe(fromUtf16(written).replaceAll('\r\n', '\n'));
  expect(await repository.status()).toEqual([]);
});

test.concurrent('`working-tree-encoding` UTF-16 on the lockfiles that `lockgen generate` wrote for something else and nobody staged: they are replaced', async () => {
  const world = await startedWith({
    '.gitattributes': '*.txt text working-tree-encoding=UTF-16LE-BOM eol=lf\n',
    'pyproject.toml': alphaProject('alpha'),
    'notes.md': 'one\n',
  });
  await edit(world, 'alpha<1.1');
  expect(await world.lockgen(['generate'])).toMatchObject({ exitCode: 0 });
  await expectCommits(world);
});

test.concurrent('`working-tree-encoding` UTF-16 on pyproject.toml: the lockfiles are made from its text', async () => {
  const world = await started();
  const { repository } = world;
  await repository.stage({ '.gitattributes': '*.toml text working-tree-encoding=UTF-16LE-BOM eol=lf\n' });
  await repository.write('pyproject.toml', utf16(alphaProject('alpha')));
  await repository.git('add', 'pyproject.toml');
  await repository.commit('Attributes');
  expect(await repository.show('HEAD:pyproject.toml')).toBe(alphaProject('alpha'));
  await expectCommits(world, { encode: utf16 });
  const check = await world.lockgen(['check']);
  expect(check.exitCode, check.stdout + check.stderr).toBe(0);
});

test.concurrent('`working-tree-encoding` ISO-8859-1 on pyproject.toml: the lockfiles are made from its text', async () => {
  const world = await started();
  const { repository } = world;
  await repository.stage({ '.gitattributes': '*.toml text working-tree-encoding=ISO-8859-1\n' });
  await repository.commit('Attributes', { args: ['--no-verify'] });
  const more = '[tool.other]\nauthor = "Ägir Ø"\n';
  await expectCommits(world, { more, encode: (text) => Buffer.from(text, 'latin1') });
  expect(await repository.show('HEAD:pyproject.toml')).toContain('Ägir Ø');
  const check = await world.lockgen(['check']);
  expect(check.exitCode, check.stdout + check.stderr).toBe(0);
});

test.concurrent('a filter and a `working-tree-encoding` on the lockfiles: the commit is blocked, and says how to mend .gitattributes', async () => {
  const world = await started();
  const { repository } = world;
  await repository.git('config', 'filter.banner.clean', 'cat');
  await repository.stage({
    '.gitattributes': 'requirements*.txt filter=banner working-tree-encoding=UTF-16LE-BOM\n',
  });
  await repository.commit('Attributes', { args: ['--no-verify'] });
  const path = await edit(world, 'alpha<2');
  await repository.git('add', path);
  const words = await blocked(world, () => repository.tryCommit('Change'));
  expect(words).toContain('has both a filter and a working-tree-encoding in .gitattributes');
});

test.concurrent('`lockgen generate` where the lockfiles have a filter and a `working-tree-encoding`: it is refused, and nothing is written', async () => {
  const world = await started();
  const { repository, lockgen } = world;
  await edit(world, 'alpha<2');
  const before = await repository.read('requirements.txt');
  const attributes = 'requirements*.txt filter=banner working-tree-encoding=UTF-16LE-BOM\n';
  await repository.write('.gitattributes', attributes);
  const { exitCode, stderr } = await lockgen(['generate']);
  expect(exitCode, stderr).toBe(2);
  expect(stderr).toContain('has both a filter and a working-tree-encoding in .gitattributes');
  expect(await repository.read('requirements.txt')).toBe(before);
});

test.concurrent('`ident` and `export-subst` on the lockfiles: the work tree and the commit agree', async () => {
  const world = await started();
  const { repository } = world;
  await repository.stage({ '.gitattributes': '*.txt ident export-subst\n' });
  await repository.commit('Attributes', { args: ['--no-verify'] });
  await expectCommits(world);
});
