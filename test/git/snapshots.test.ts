import { chmod, lstat, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Failure } from '../../src/failure.js';
import { commitSnapshot } from '../../src/git/commit-snapshot.js';
import { folderSnapshot } from '../../src/git/folder-snapshot.js';
import { indexSnapshot } from '../../src/git/index-snapshot.js';
import { worktreeSnapshot } from '../../src/git/worktree-snapshot.js';
import { makeRepository } from '../helpers/repository.js';
import { scratchFolder } from '../helpers/scratch.js';

const ODD = [
  'a "quote".txt',
  'line\nbreak.txt',
  ' blank',
  'tab\t.txt',
  'é.txt',
  '-dash',
  'back\\slash',
  '*.txt',
];

async function three(files: Readonly<Record<string, string>>) {
  const repository = await makeRepository({ files });
  const context = { cwd: repository.root, env: repository.env };
  return {
    repository,
    index: indexSnapshot(context),
    worktree: worktreeSnapshot(context),
    commit: commitSnapshot(context, 'HEAD'),
  };
}

describe('every snapshot', () => {
  it('lists, reads and writes out the same files, whatever their names', async () => {
    const files = Object.fromEntries(ODD.map((name) => [`some folder/${name}`, `text of ${name}\n`]));
    const { repository, index, worktree, commit } = await three(files);
    for (const snapshot of [index, worktree, commit, folderSnapshot(repository.root)]) {
      expect(await snapshot.list(), snapshot.kind).toEqual(Object.keys(files).sort());
      const contents = await snapshot.readMany(Object.keys(files));
      expect(Object.fromEntries([...contents].map(([path, bytes]) => [path, bytes.toString()]))).toEqual(
        files,
      );
      const into = await scratchFolder();
      await snapshot.materialise(Object.keys(files), into);
      for (const [path, text] of Object.entries(files)) {
        expect(await readFile(join(into, path), 'utf8')).toBe(text);
      }
    }
  });

  it('tells what stands at a path', async () => {
    const repository = await makeRepository({ files: { 'a/b.txt': 'b\n', run: 'x\n' } });
    await symlink('a/b.txt', repository.path('link'));
    await chmod(repository.path('run'), 0o755);
    await repository.git('add', '.');
    await repository.git('commit', '-qm', 'more');
    const context = { cwd: repository.root, env: repository.env };
    const all = [
      indexSnapshot(context),
      worktreeSnapshot(context),
      commitSnapshot(context, 'HEAD'),
      folderSnapshot(repository.root),
    ];
    for (const snapshot of all) {
      const modes = ['a', 'a/b.txt', 'run', 'link', 'none'].map(
        async (path) => (await snapshot.entry(path))?.mode,
      );
      expect(await Promise.all(modes), snapshot.kind).toEqual([
        '040000',
        '100644',
        '100755',
        '120000',
        undefined,
      ]);
      expect(await snapshot.read('none')).toBeUndefined();
      await expect(snapshot.read('link')).rejects.toMatchObject({ reason: 'not-a-file' });
      await expect(snapshot.read('a')).rejects.toBeInstanceOf(Failure);
      const into = await scratchFolder();
      await snapshot.materialise(['run', 'link', 'a/b.txt', '../outside', 'none'], into);
      expect((await lstat(join(into, 'run'))).mode & 0o111).not.toBe(0);
      await expect(lstat(join(into, 'link'))).rejects.toMatchObject({ code: 'ENOENT' });
    }
  });
});

describe('the index', () => {
  it('has what is staged, not what is in the work tree or only announced', async () => {
    const { repository, index, worktree, commit } = await three({ 'a.txt': 'old\n', 'b.txt': 'b\n' });
    await repository.stage({ 'a.txt': 'staged\n', 'empty.txt': '' });
    await repository.write('a.txt', 'edited\n');
    await repository.write('announced.txt', 'later\n');
    await repository.write('untracked.txt', 'u\n');
    await repository.git('add', '-N', 'announced.txt');
    await repository.git('rm', '--cached', '-q', 'b.txt');
    expect(await index.list()).toEqual(['a.txt', 'empty.txt']);
    expect(await index.read('a.txt')).toBe('staged\n');
    expect(await index.read('empty.txt')).toBe('');
    expect(await worktree.list()).toEqual(['a.txt', 'announced.txt', 'b.txt', 'empty.txt', 'untracked.txt']);
    expect(await worktree.read('a.txt')).toBe('edited\n');
    expect(await commit.list()).toEqual(['a.txt', 'b.txt']);
    expect(await commit.read('a.txt')).toBe('old\n');
  });

  it('gives files as a checkout would write them, but in UTF-8', async () => {
    const { repository, index } = await three({
      '.gitattributes': 'crlf.txt eol=crlf\nwide.txt working-tree-encoding=UTF-16LE-BOM\n',
    });
    await repository.stage({ 'crlf.txt': 'a\nb\n', 'plain.txt': 'a\nb\n' });
    await repository.write('wide.txt', Buffer.from('\uFEFFwide\n', 'utf16le'));
    await repository.git('add', 'wide.txt');
    expect(await index.read('crlf.txt')).toBe('a\r\nb\r\n');
    expect(await index.read('plain.txt')).toBe('a\nb\n');
    const bytes = await index.readMany(['plain.txt', 'wide.txt', 'crlf.txt']);
    expect(bytes.get('wide.txt')?.toString()).toBe('wide\n');
    expect(bytes.get('crlf.txt')?.toString()).toBe('a\r\nb\r\n');
  });

  it('is the file that GIT_INDEX_FILE names', async () => {
    const { repository } = await three({ 'a.txt': 'a\n' });
    const env = { ...repository.env, GIT_INDEX_FILE: '.git/other' };
    expect(await indexSnapshot({ cwd: repository.root, env }).list()).toEqual([]);
  });

  it('knows flags and unmerged paths', async () => {
    const { repository, index } = await three({ 'a.txt': 'a\n', 'b.txt': 'b\n', 'c.txt': 'c\n' });
    await repository.git('update-index', '--assume-unchanged', 'a.txt');
    await repository.git('update-index', '--skip-worktree', 'b.txt');
    const oid = (await repository.git('rev-parse', 'HEAD:c.txt')).trim();
    await repository.git('rm', '-q', '--cached', 'c.txt');
    await repository.run('git', ['update-index', '--index-info'], {
      input: `100644 ${oid} 1\tc.txt\n100644 ${oid} 3\tc.txt\n`,
    });
    expect(await index.entry('a.txt')).toMatchObject({ assumeUnchanged: true, skipWorktree: false });
    expect(await index.entry('b.txt')).toMatchObject({ assumeUnchanged: false, skipWorktree: true });
    expect(await index.entry('c.txt')).toMatchObject({ stage: 1 });
    expect(await index.list()).toEqual(['a.txt', 'b.txt', 'c.txt']);
    await expect(index.read('c.txt')).rejects.toThrow('c.txt is unmerged');
  });
});

describe('files on disk', () => {
  it('are not read through a linked folder', async () => {
    const { repository, worktree } = await three({ 'a/b.txt': 'b\n' });
    await symlink('a', repository.path('link'));
    expect(await worktree.entry('link/b.txt')).toBeUndefined();
    await expect(worktree.read('link/b.txt')).rejects.toThrow('behind the symbolic link link');
  });

  it('are listed without what is ignored, deleted or of a nested repository', async () => {
    const { repository, worktree } = await three({ '.gitignore': 'dist/\n', 'gone.txt': '', 'here.txt': '' });
    await repository.remove('gone.txt');
    await repository.write('dist/made.txt', '');
    await mkdir(repository.path('nested'));
    await repository.git('init', '-q', 'nested');
    await repository.write('nested/inner.txt', '');
    expect(await worktree.list()).toEqual(['.gitignore', 'here.txt']);
  });

  it('of a plain folder are listed without what tools keep in it', async () => {
    const repository = await makeRepository({ files: { 'a.txt': '' } });
    await repository.write('.venv/pyproject.toml', '');
    await repository.write('sub/node_modules/x/pyproject.toml', '');
    await repository.write('sub/b.txt', '');
    expect(await folderSnapshot(repository.root).list()).toEqual(['a.txt', 'sub/b.txt']);
  });
});

it('a commit that is none is a failure with the words of git', async () => {
  const repository = await makeRepository({ files: { 'a.txt': '' } });
  const snapshot = commitSnapshot({ cwd: repository.root, env: repository.env }, '--output=x');
  await expect(snapshot.list()).rejects.toMatchObject({
    reason: 'git',
    detail: expect.stringContaining('fatal:'),
  });
});
