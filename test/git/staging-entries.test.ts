import { rmSync } from 'node:fs';
import { chmod, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeIndex } from '../../src/git/index-update.js';
import { stageLockfiles } from '../../src/git/staging.js';
import { temporaryName } from '../../src/git/temporary.js';
import { withPath } from '../helpers/environment.js';
import { makeRepository, type TestRepository } from '../helpers/repository.js';
import { LOCKFILE, leftovers } from './staging-repository.js';

const OLD = 'old pins\n';
const NEW = 'new pins\n';
const writes = [{ path: LOCKFILE, text: NEW }];

async function repositoryWith(files: Readonly<Record<string, string>> = {}) {
  const repository = await makeRepository({ files: { [LOCKFILE]: OLD, ...files } });
  return { repository, context: { cwd: repository.root, env: repository.env } };
}

async function flagsOf(repository: TestRepository): Promise<string> {
  return repository.git('ls-files', '-v', '-s', '--', LOCKFILE);
}

describe('an entry keeps', () => {
  it('its run bit', async () => {
    const { repository, context } = await repositoryWith();
    await chmod(repository.path(LOCKFILE), 0o755);
    await repository.git('commit', '-qam', 'x');
    await stageLockfiles(context, writes);
    expect(await flagsOf(repository)).toMatch(/^H 100755/);
    expect((await stat(repository.path(LOCKFILE))).mode & 0o777).toBe(0o755);
    expect(await repository.status()).toEqual([`M  ${LOCKFILE}`]);
  });

  it('its mode where the work tree has another one unstaged', async () => {
    const { repository, context } = await repositoryWith();
    await chmod(repository.path(LOCKFILE), 0o755);
    await stageLockfiles(context, writes);
    expect(await flagsOf(repository)).toMatch(/^H 100644/);
    expect(await repository.status()).toEqual([`MM ${LOCKFILE}`]);
  });

  it('assume-unchanged', async () => {
    const { repository, context } = await repositoryWith();
    await repository.git('update-index', '--assume-unchanged', LOCKFILE);
    await stageLockfiles(context, writes);
    expect(await flagsOf(repository)).toMatch(/^h /);
    expect(await repository.show(`:${LOCKFILE}`)).toBe(NEW);
    expect(await repository.read(LOCKFILE)).toBe(NEW);
  });

  it('skip-worktree, and the file is not written', async () => {
    const { repository, context } = await repositoryWith();
    await repository.git('update-index', '--skip-worktree', LOCKFILE);
    await repository.remove(LOCKFILE);
    await stageLockfiles(context, writes);
    expect(await flagsOf(repository)).toMatch(/^S /);
    expect(await repository.show(`:${LOCKFILE}`)).toBe(NEW);
    expect(await repository.tryRead(LOCKFILE)).toBeUndefined();
  });
});

describe('the file is as a checkout would write it', () => {
  it.each([
    ['line ends', 'eol=crlf', Buffer.from('new pins\r\n')],
    ['an encoding', 'working-tree-encoding=UTF-16LE-BOM', Buffer.from('\uFEFFnew pins\n', 'utf16le')],
  ])('with %s', async (_name, attribute, bytes) => {
    const { repository, context } = await repositoryWith({ '.gitattributes': `new.txt ${attribute}\n` });
    await stageLockfiles(context, [{ path: 'new.txt', text: NEW }]);
    expect(await repository.git('cat-file', 'blob', ':new.txt')).toBe(NEW);
    expect(await readFile(repository.path('new.txt'))).toEqual(bytes);
    expect(await repository.status()).toEqual(['A  new.txt']);
  });

  it('with core.autocrlf and core.safecrlf', async () => {
    const { repository, context } = await repositoryWith();
    await repository.git('config', 'core.autocrlf', 'true');
    await repository.git('config', 'core.safecrlf', 'true');
    await stageLockfiles(context, writes);
    expect(await repository.git('cat-file', 'blob', `:${LOCKFILE}`)).toBe(NEW);
    expect(await repository.read(LOCKFILE)).toBe('new pins\r\n');
    expect(await repository.git('diff-files', '--name-only')).toBe('');
  });
});

describe('an unmerged lockfile', () => {
  it('is settled by staging', async () => {
    const { repository, context } = await repositoryWith();
    const oid = (await repository.git('rev-parse', `HEAD:${LOCKFILE}`)).trim();
    const stages = [1, 2, 3].map((stage) => `100644 ${oid} ${stage}\t${LOCKFILE}\n`).join('');
    await repository.git('rm', '-q', '--cached', LOCKFILE);
    await repository.run('git', ['update-index', '--index-info'], { input: stages });
    await stageLockfiles(context, writes);
    expect(await repository.status()).toEqual([`M  ${LOCKFILE}`]);
  });
});

describe('when something fails, everything is as it was:', () => {
  async function facts(repository: TestRepository) {
    return {
      index: await repository.git('ls-files', '-s', '-v', '--debug', '--', '.').then(withoutTimes),
      status: await repository.status(),
      file: await repository.tryRead(LOCKFILE),
      leftovers: await leftovers(repository.root),
    };
  }
  const withoutTimes = (text: string) => text.replace(/^ {2}(ctime|mtime|dev|uid).*\n|size: \d+/gm, '');

  it('a second target that is a link, flags and stages included', async () => {
    const { repository, context } = await repositoryWith({ 'flagged.txt': 'x\n' });
    await repository.git('update-index', '--assume-unchanged', 'flagged.txt');
    await symlink('nowhere', repository.path('link.txt'));
    const before = await facts(repository);
    await expect(stageLockfiles(context, [...writes, { path: 'link.txt', text: NEW }])).rejects.toMatchObject(
      { reason: 'not-a-file' },
    );
    expect(await facts(repository)).toEqual(before);
  });

  it('an interruption between index and work tree', async () => {
    const { repository, context } = await repositoryWith({ 'flagged.txt': 'x\n', 'away.txt': 'x\n' });
    await repository.git('update-index', '--assume-unchanged', 'flagged.txt');
    await repository.git('update-index', '--skip-worktree', 'away.txt');
    await repository.write('announced.txt', 'x\n');
    await repository.git('add', '-N', 'announced.txt');
    const before = await facts(repository);
    const controller = new AbortController();
    let asked = 0;
    // Asked before each write of the index: the second time is after the entries were changed.
    const alive = () => {
      asked += 1;
      if (asked === 2) controller.abort();
      return true;
    };
    const all = [LOCKFILE, 'flagged.txt', 'away.txt', 'announced.txt', 'fresh/new.txt'];
    await expect(
      stageLockfiles(
        { ...context, signal: controller.signal, alive },
        all.map((path) => ({ path, text: NEW })),
      ),
    ).rejects.toMatchObject({ reason: 'interrupted' });
    expect(asked).toBe(2);
    expect(await facts(repository)).toEqual(before);
    await expect(stat(repository.path('fresh'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  /** A git that is gone from the n-th time on that it is asked for. */
  function mortal(asks: number) {
    let asked = 0;
    return {
      asked: () => asked,
      alive: () => {
        asked += 1;
        return asked < asks;
      },
    };
  }

  it('git that ended meanwhile, whenever that was', async () => {
    const { repository, context } = await repositoryWith();
    const before = await facts(repository);
    let survived = false;
    for (let asks = 1; !survived; asks += 1) {
      const git = mortal(asks);
      const staged = stageLockfiles({ ...context, alive: git.alive }, writes);
      survived = await staged.then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({
            reason: 'interrupted',
            changed: false,
            message: expect.stringContaining('the git that makes this commit has ended'),
          });
          return false;
        },
      );
      if (survived) expect(asks).toBeGreaterThan(3);
      else expect(await facts(repository)).toEqual(before);
    }
    expect(await repository.show(`:${LOCKFILE}`)).toBe(NEW);
  });

  it('git and lockgen that Ctrl-C ended together', async () => {
    const { repository, context } = await repositoryWith();
    const before = await facts(repository);
    for (const asks of [1, 2, 3]) {
      const git = mortal(asks);
      const signal = {
        get aborted() {
          return git.asked() >= asks;
        },
      };
      await expect(stageLockfiles({ ...context, signal, alive: git.alive }, writes)).rejects.toMatchObject({
        reason: 'interrupted',
        changed: false,
      });
      expect(await facts(repository)).toEqual(before);
    }
  });

  it('git that ended and left the index that it had locked: the file is named', async () => {
    const { repository, context } = await repositoryWith();
    const before = await facts(repository);
    await repository.run('cp', ['.git/index', '.git/index.lock']);
    const locked = { ...context, env: { ...repository.env, GIT_INDEX_FILE: '.git/index.lock' } };
    await expect(stageLockfiles({ ...locked, alive: mortal(2).alive }, writes)).rejects.toMatchObject({
      reason: 'interrupted',
      next: expect.stringContaining('rm -f .git/index.lock'),
    });
    await repository.remove('.git/index.lock');
    expect(await facts(repository)).toEqual(before);
  });

  it('git that ended with the index that it had locked: it is not made again', async () => {
    const { repository, context } = await repositoryWith();
    const before = await facts(repository);
    await repository.run('cp', ['.git/index', '.git/index.lock']);
    const locked = { ...context, env: { ...repository.env, GIT_INDEX_FILE: '.git/index.lock' } };
    const git = mortal(2);
    const alive = () => {
      const lives = git.alive();
      if (!lives) rmSync(repository.path('.git/index.lock'), { force: true });
      return lives;
    };
    await expect(stageLockfiles({ ...locked, alive }, writes)).rejects.toMatchObject({
      reason: 'interrupted',
      next: 'commit again',
    });
    expect(await repository.tryRead('.git/index.lock')).toBeUndefined();
    expect(await facts(repository)).toEqual(before);
  });

  /** A git of which some of the runs that write an index (the first is `$n` = 1) end otherwise, by a signal if nothing is said. */
  async function withOddRuns(
    repository: TestRepository,
    which: string,
    what = 'kill -INT $$',
  ): Promise<NodeJS.ProcessEnv> {
    const git = (await repository.run('sh', ['-c', 'command -v git'])).stdout.trim();
    const note = join(repository.home, 'runs');
    await repository.write(
      '../home/bin/git',
      `#!/bin/sh
case " $* " in *' update-index '*)
  echo >>'${note}'
  n=$(wc -l <'${note}')
  if ${which}; then ${what}; fi
esac
exec '${git}' "$@"
`,
    );
    await chmod(join(repository.home, 'bin/git'), 0o755);
    return withPath(repository.env, join(repository.home, 'bin'));
  }

  it('a git of ours that is killed, and another one while everything is put back', async () => {
    const { repository, context } = await repositoryWith();
    const before = await facts(repository);
    const env = await withOddRuns(repository, '[ $n = 2 ] || [ $n = 3 ]');
    await expect(stageLockfiles({ ...context, env }, writes)).rejects.toMatchObject({
      message: 'git update-index was killed',
      changed: false,
    });
    expect(await facts(repository)).toEqual(before);
  });

  it('an index that git takes away while it is written', async () => {
    const { repository, context } = await repositoryWith();
    const before = await facts(repository);
    await repository.run('cp', ['.git/index', '.git/index.lock']);
    const odd = await withOddRuns(repository, '[ $n = 2 ]', 'rm .git/index.lock; exit 128');
    const env = { ...odd, GIT_INDEX_FILE: '.git/index.lock' };
    await expect(stageLockfiles({ ...context, env }, writes)).rejects.toMatchObject({
      reason: 'interrupted',
      next: 'commit again',
    });
    expect(await facts(repository)).toEqual(before);
  });

  it('or the failure says that it is not', async () => {
    const { repository, context } = await repositoryWith();
    const env = await withOddRuns(repository, '[ $n -gt 1 ]');
    await expect(stageLockfiles({ ...context, env }, writes)).rejects.toMatchObject({
      reason: 'git',
      message: expect.stringContaining('not all of it could be taken back'),
      changed: true,
    });
    expect(await repository.status()).toEqual([`MM ${LOCKFILE}`]);
  });

  it('a lock that another program keeps', async () => {
    const { repository, context } = await repositoryWith();
    const before = await facts(repository);
    await writeFile(repository.path('.git/index.lock'), '');
    await expect(stageLockfiles(context, writes)).rejects.toMatchObject({
      reason: 'git',
      message: expect.stringContaining('another program holds'),
      next: expect.stringContaining('remove that file'),
    });
    await repository.remove('.git/index.lock');
    expect(await facts(repository)).toEqual(before);
  });
});

it('a lock that goes away is waited for', async () => {
  const { repository, context } = await repositoryWith();
  await writeFile(repository.path('.git/index.lock'), '');
  const released = new Promise((resolve) => setTimeout(resolve, 400)).then(() =>
    repository.remove('.git/index.lock'),
  );
  await writeIndex(context, { file: undefined }, ['update-index', '--refresh']);
  await released;
});

it('what a killed run left is swept, what a living one has is not', async () => {
  const { repository, context } = await repositoryWith();
  const living = basename(temporaryName(repository.root));
  const dead = living.replace(`-${process.pid}-`, '-4194305-');
  await repository.write(dead, '');
  await repository.write(living, '');
  await stageLockfiles(context, writes);
  expect(await leftovers(repository.root)).toEqual([living]);
});

it('without the index that git goes on with, a warning', async () => {
  const { repository, context } = await repositoryWith();
  await repository.run('cp', ['.git/index', '.git/next-index-1.lock']);
  const env = { ...repository.env, GIT_INDEX_FILE: '.git/next-index-1.lock' };
  const { warnings } = await stageLockfiles({ ...context, env }, writes);
  expect(warnings).toHaveLength(1);
});
