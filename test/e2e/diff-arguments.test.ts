import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Hooked, hooked, startedWith } from '../helpers/hooked.js';
import { pyproject, standardProject } from '../helpers/projects.js';

const project = (...dependencies: string[]): string => standardProject({ dependencies });

let world: Hooked;

beforeAll(async () => {
  world = await startedWith({ 'pyproject.toml': project('gamma', 'delta<2') });
  const { repository } = world;
  await repository.git('branch', 'base');
  await world.commit({ 'pyproject.toml': project('gamma', 'zeta') });
  await repository.git('branch', 'side', 'base');
  for (const [path, text] of Object.entries({
    'old.txt': 'delta==1.0\n',
    'new.txt': 'delta==1.0.1\n',
    'notes.md': '# Notes\n\nhello \u001b[31mworld!\n',
    'merged.txt': '<<<<<<< ours\ndelta==1\n=======\ndelta==2\n>>>>>>> theirs\n',
    'sub/x.txt': 'delta==1.0\n',
  }))
    await repository.write(path, text);
});

/** What was said about arguments that are refused: nothing is printed, the exit code is 2. */
async function refused(args: readonly string[], from = ''): Promise<readonly string[]> {
  const { exitCode, stdout, stderr } = await world.lockgen(['diff', ...args], { from });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  const [said = '', next = '', ...more] = stderr.split('\n').map((line) => line.replace(/^lockgen: /, ''));
  expect(more).toEqual(['']);
  return [said, next];
}

test.concurrent.each<[readonly string[], string, string]>([
  [['nowhere'], 'nowhere names no commit that is here, and no file', 'git fetch'],
  [['nope.txt', 'none.txt'], 'nope.txt names no commit that is here, and no file', 'git fetch'],
  [['HEAD', 'nowhere'], 'nowhere names no commit that is here, and no file', 'git fetch'],
  [
    ['old.txt', 'nope.txt'],
    'there is no nope.txt to compare old.txt with',
    'npx lockgen diff OLD.txt NEW.txt',
  ],
  [
    ['nope.txt', 'old.txt'],
    'there is no nope.txt to compare old.txt with',
    'npx lockgen diff OLD.txt NEW.txt',
  ],
  [['old.txt'], 'old.txt is a file, and no revision', 'npx lockgen diff OLD.txt old.txt'],
  [['requirements.txt'], 'requirements.txt is a file', 'without arguments it compares all lockfiles'],
  [
    ['old.txt', 'HEAD'],
    'old.txt is a file, and HEAD is a revision',
    'git show HEAD:./old.txt > old.txt, then npx lockgen diff old.txt old.txt; or all lockfiles: npx lockgen diff HEAD',
  ],
  [['sub'], 'sub is a folder, and no revision', 'npx lockgen diff OLD.txt NEW.txt'],
  [['old.txt', 'sub'], 'sub is a folder, and no revision', 'npx lockgen diff OLD.txt NEW.txt'],
  [['old.txt', 'notes.md'], 'notes.md:3: no entry of a lockfile: hello \\u001b[31mworld!', 'two lockfiles'],
  [['merged.txt', 'old.txt'], 'merged.txt:1: a mark of an unfinished merge', 'two lockfiles'],
  [['HEAD:requirements.txt'], 'names a file in a commit', 'git show HEAD:requirements.txt > old.txt'],
  [[''], 'an empty argument', 'npx lockgen diff REVISION REVISION'],
  [['HEAD', ''], 'an empty argument', 'npx lockgen diff REVISION REVISION'],
  [['base..nowhere'], 'nowhere names no commit that is here', 'git fetch'],
  [['nowhere...HEAD'], 'nowhere names no commit that is here', 'git fetch'],
  [['base..HEAD', 'HEAD'], 'base..HEAD names two revisions already', 'npx lockgen diff base..HEAD'],
  [['--staged', 'base', 'HEAD'], '--staged compares with the index', 'npx lockgen diff --staged base'],
  [['--staged', 'base..HEAD'], '--staged compares with the index', 'npx lockgen diff --staged base'],
  [['a', 'b', 'c'], 'too many arguments', 'npx lockgen diff --help'],
  [['--format', 'mermaid'], "'mermaid' is invalid", 'npx lockgen diff --help'],
  [['--cached'], "unknown option '--cached'", 'npx lockgen diff --help'],
])('%j: exit 2, what is wrong, and what to type', async (args, says, next) => {
  const [said, told] = await refused(args);
  expect(said).toContain(says);
  expect(told).toMatch(/^next: /);
  expect(told).toContain(next);
});

test.concurrent('paths are those of the folder that it runs in', async () => {
  expect((await world.lockgen(['diff', 'x.txt', '../new.txt'], { from: 'sub' })).stdout).toContain('1.0.1');
  expect((await refused(['x.txt', 'new.txt'], 'sub'))[0]).toBe('there is no new.txt to compare x.txt with');
  const { stdout } = await world.lockgen(['diff', 'x.txt', '../new.txt', '--format', 'json'], {
    from: 'sub',
  });
  expect(JSON.parse(stdout)).toMatchObject({
    from: 'x.txt',
    to: '../new.txt',
    lockfiles: ['new.txt'],
    changes: [{ lockfiles: [{ path: 'new.txt', line: 1 }] }],
  });
});

test.concurrent("git's ranges: A..B is A B, A...B is where A left B", async () => {
  const two = await world.lockgen(['diff', 'base', 'HEAD', '--format', 'json']);
  for (const range of ['base..HEAD', 'base..'])
    expect((await world.lockgen(['diff', range, '--format', 'json'])).stdout).toBe(two.stdout);
  expect((await world.lockgen(['diff', '..base'])).stdout).toBe(
    (await world.lockgen(['diff', 'HEAD', 'base'])).stdout,
  );
  const base = (await world.repository.git('rev-parse', 'base')).trim().slice(0, 12);
  const since = await world.lockgen(['diff', 'HEAD...side']);
  expect(since).toMatchObject({ exitCode: 0, stdout: `no difference between ${base} and side\n` });
  expect((await world.lockgen(['diff', 'side...HEAD'])).stdout).toBe(
    (await world.lockgen(['diff', 'base', 'HEAD'])).stdout,
  );
});

test.concurrent('links to files and pipes are files', async () => {
  await symlink('old.txt', join(world.repository.root, 'link.txt'));
  expect((await world.lockgen(['diff', 'link.txt', 'new.txt'])).stdout).toContain('1.0.1');
  expect((await world.lockgen(['diff', '/dev/null', 'new.txt'])).stdout).toMatch(
    /^delta {2}1\.0\.1 {2}added$/m,
  );
});

describe('elsewhere', () => {
  test.concurrent('outside of a repository two files can be compared, and nothing else', async () => {
    const other = await hooked();
    const { repository } = other;
    await repository.write('old.txt', 'delta==1\n');
    await repository.write('new.txt', 'delta==2\n');
    await repository.remove('.git');
    expect((await other.lockgen(['diff', 'old.txt', 'new.txt'])).stdout).toContain('major');
    for (const args of [[], ['HEAD'], ['--staged'], ['a', 'b']]) {
      const { exitCode, stderr } = await other.lockgen(['diff', ...args]);
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(
        /^lockgen: there is no git repository here, .*\nlockgen: next: .*OLD\.txt NEW\.txt\n$/,
      );
    }
    expect((await other.lockgen(['diff', 'old.txt', 'x'])).stderr).toContain(
      'there is no x to compare old.txt',
    );
  });

  test.concurrent('before the first commit, and where nothing is managed', async () => {
    const other = await hooked();
    const none = await other.lockgen(['diff']);
    expect(none).toMatchObject({ exitCode: 2, stdout: '' });
    expect(none.stderr).toMatch(/there is no commit yet to compare with\nlockgen: next: git commit/);
    await other.repository.write('x.txt', 'x==1\n');
    await other.repository.git('add', '.');
    await other.repository.commit('Something', { args: ['--no-verify'] });
    const unmanaged = await other.lockgen(['diff']);
    expect(unmanaged).toMatchObject({ exitCode: 2, stdout: '' });
    expect(unmanaged.stderr).toMatch(
      /no project is managed by lockgen in HEAD or in the work tree\n.*lockgen status/,
    );
    await other.repository.write('pyproject.toml', project('gamma'));
    expect(await other.lockgen(['diff'])).toMatchObject({
      exitCode: 0,
      stdout: 'no lockfile in HEAD or in the work tree\n',
    });
  });

  test.concurrent('in a bare repository, revisions are compared', async () => {
    const other = await startedWith({ 'pyproject.toml': project('gamma', 'delta<2') });
    await other.commit({ 'pyproject.toml': project('gamma', 'zeta') });
    const { repository } = other;
    await repository.git('clone', '--quiet', '--bare', '.', '../bare.git');
    const from = '../bare.git';
    expect((await other.lockgen(['diff', 'HEAD~1', 'HEAD'], { from })).stdout).toMatch(/^zeta .*added/m);
    const without = await other.lockgen(['diff'], { from });
    expect(without).toMatchObject({ exitCode: 2, stdout: '' });
    expect(without.stderr).toMatch(/is bare: .*\nlockgen: next: npx lockgen diff REVISION REVISION\n/);
  });
});

test.concurrent("a project that can't be read in one place is neither new nor gone", async () => {
  const more = '[tool.lockgen.targets.base]\noutput = "base.txt"';
  const lib = pyproject({ dependencies: ['delta'], more });
  const other = await startedWith({ 'pyproject.toml': project('gamma'), 'lib/pyproject.toml': lib });
  await other.repository.write('lib/pyproject.toml', `${lib}\nbroken =\n`);
  expect(await other.lockgen(['diff'])).toMatchObject({
    exitCode: 0,
    stdout: 'no difference between HEAD and the work tree\n',
    stderr: expect.stringMatching(
      /^lockgen: left out, since it can't be read in the work tree: lib\/pyproject\.toml:.*\n$/,
    ),
  });
  await other.repository.write('pyproject.toml', `${project('gamma')}\nbroken =\n`);
  const none = await other.lockgen(['diff']);
  expect(none).toMatchObject({ exitCode: 2, stdout: '' });
  expect(none.stderr).toMatch(/^lockgen: (?:lib\/)?pyproject\.toml:\d+:\d+: invalid value\n/);
});

test.concurrent('a lockfile in the middle of a merge is compared with a word about it', async () => {
  const other = await startedWith({ 'pyproject.toml': project('gamma') });
  await other.repository.write('requirements.txt', '<<<<<<< a\ndelta==1\n=======\ndelta==2\n>>>>>>> b\n');
  const { exitCode, stderr } = await other.lockgen(['diff']);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 0,
    stderr: 'lockgen: requirements.txt:1 in the work tree: a mark of an unfinished merge\n',
  });
});
