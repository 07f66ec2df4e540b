import { mkdir, symlink } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { blockers } from '../../src/git/blockers.js';
import type { LockfileWrite } from '../../src/git/lockfile-write.js';
import { makeRepository, type TestRepository } from '../helpers/repository.js';
import { LOCKFILE } from './staging-repository.js';

const OLD = 'old pins\n';
const NEW = 'new pins\n';

async function reasons(
  repository: TestRepository,
  more: Partial<LockfileWrite> & { env?: NodeJS.ProcessEnv } = {},
): Promise<string[]> {
  const { env, ...write } = more;
  const context = { cwd: repository.root, env: { ...repository.env, ...env } };
  const before = [await repository.status(), await repository.git('count-objects')];
  const failures = await blockers(context, [{ path: LOCKFILE, text: NEW, ...write }]);
  expect([await repository.status(), await repository.git('count-objects')]).toEqual(before);
  return failures.map(({ reason }) => reason);
}

describe('free to write:', () => {
  type Step = (repository: TestRepository) => Promise<unknown>;
  const situations: Record<string, Step> = {
    'the file is as in HEAD': async () => undefined,
    'there is none': (repository) => repository.git('rm', '-q', LOCKFILE),
    'deleted in the work tree alone': (repository) => repository.remove(LOCKFILE),
    'edits that are staged': (repository) => repository.stage({ [LOCKFILE]: 'mine\n' }),
    'HEAD in the work tree, edits in the index': async (repository) => {
      await repository.stage({ [LOCKFILE]: 'mine\n' });
      await repository.write(LOCKFILE, OLD);
    },
    'the very text': (repository) => repository.write(LOCKFILE, NEW),
    'the very text, untracked': async (repository) => {
      await repository.git('rm', '-q', LOCKFILE);
      await repository.write(LOCKFILE, NEW);
    },
    'the very text with the line ends of a checkout': async (repository) => {
      await repository.write('.git/info/attributes', `${LOCKFILE} eol=crlf\n`);
      await repository.write(LOCKFILE, 'new pins\r\n');
    },
    'ignored, but tracked': (repository) => repository.write('.gitignore', '*.txt\n'),
    'the marks of a merge in an unmerged file': async (repository) => {
      await repository.git('switch', '-qc', 'side');
      await repository.stage({ [LOCKFILE]: 'theirs\n' });
      await repository.commit('side');
      await repository.git('switch', '-q', 'main');
      await repository.stage({ [LOCKFILE]: 'ours\n' });
      await repository.commit('main');
      expect((await repository.tryGit('merge', 'side')).exitCode).toBe(1);
    },
    'skip-worktree, whatever is there': async (repository) => {
      await repository.git('update-index', '--skip-worktree', LOCKFILE);
      await repository.write(LOCKFILE, 'mine alone\n');
    },
  };
  it.each(Object.entries(situations))('%s', async (_name, step) => {
    const repository = await makeRepository({ files: { [LOCKFILE]: OLD } });
    await step(repository);
    expect(await reasons(repository)).toEqual([]);
  });

  it('bytes that lockgen wrote before', async () => {
    const repository = await makeRepository({ files: { [LOCKFILE]: OLD } });
    await repository.write(LOCKFILE, 'generated\n');
    const known = (bytes: Buffer) => bytes.toString() === 'generated\n';
    expect(await reasons(repository, { known })).toEqual([]);
    expect(await reasons(repository, { known, text: undefined })).toEqual([]);
  });

  it('a new file before the first commit, whatever pathspec variables are set', async () => {
    const repository = await makeRepository();
    expect(await reasons(repository, { env: { GIT_LITERAL_PATHSPECS: '1' } })).toEqual([]);
    expect(await reasons(repository, { env: { GIT_ICASE_PATHSPECS: '1' } })).toEqual([]);
  });
});

describe('blocked:', () => {
  type Step = (repository: TestRepository) => Promise<unknown>;
  const situations: Record<string, { reason: string; step: Step }> = {
    'unstaged edits': {
      reason: 'unstaged-edits',
      step: (repository) => repository.write(LOCKFILE, 'mine\n'),
    },
    'unstaged edits on top of staged ones': {
      reason: 'unstaged-edits',
      step: async (repository) => {
        await repository.stage({ [LOCKFILE]: 'staged\n' });
        await repository.write(LOCKFILE, 'mine\n');
      },
    },
    'edits under assume-unchanged': {
      reason: 'unstaged-edits',
      step: async (repository) => {
        await repository.git('update-index', '--assume-unchanged', LOCKFILE);
        await repository.write(LOCKFILE, 'mine\n');
      },
    },
    'a file that git does not have': {
      reason: 'unstaged-edits',
      step: async (repository) => {
        await repository.git('rm', '-q', LOCKFILE);
        await repository.git('commit', '-qm', 'gone');
        await repository.write(LOCKFILE, 'mine\n');
      },
    },
    'a file that was only announced': {
      reason: 'unstaged-edits',
      step: async (repository) => {
        await repository.git('rm', '-q', LOCKFILE);
        await repository.write(LOCKFILE, 'mine\n');
        await repository.git('add', '-N', LOCKFILE);
      },
    },
    'a symbolic link': {
      reason: 'not-a-file',
      step: async (repository) => {
        await repository.remove(LOCKFILE);
        await symlink('elsewhere', repository.path(LOCKFILE));
      },
    },
    'a symbolic link in the index': {
      reason: 'not-a-file',
      step: async (repository) => {
        await repository.remove(LOCKFILE);
        await symlink('elsewhere', repository.path(LOCKFILE));
        await repository.git('add', LOCKFILE);
        await repository.remove(LOCKFILE);
      },
    },
    'a folder': {
      reason: 'not-a-file',
      step: async (repository) => {
        await repository.remove(LOCKFILE);
        await mkdir(repository.path(LOCKFILE));
      },
    },
    'a folder in the index': {
      reason: 'not-a-file',
      step: async (repository) => {
        await repository.git('rm', '-q', LOCKFILE);
        await repository.stage({ [`${LOCKFILE}/file`]: 'x\n' });
        await repository.remove(LOCKFILE);
      },
    },
    'ignored and untracked': {
      reason: 'ignored',
      step: async (repository) => {
        await repository.git('rm', '-q', LOCKFILE);
        await repository.write('.gitignore', '*.txt\n');
      },
    },
  };
  it.each(Object.entries(situations))('%s', async (_name, { reason, step }) => {
    const repository = await makeRepository({ files: { [LOCKFILE]: OLD, 'other.md': '' } });
    await step(repository);
    expect(await reasons(repository)).toEqual([reason]);
  });

  it('behind a symbolic link', async () => {
    const repository = await makeRepository({ files: { 'real/a': '' } });
    await symlink('real', repository.path('link'));
    expect(await reasons(repository, { path: 'link/requirements.txt' })).toEqual(['not-a-file']);
  });

  it('a deletion of a file with unstaged edits', async () => {
    const repository = await makeRepository({ files: { [LOCKFILE]: OLD } });
    await repository.write(LOCKFILE, 'mine\n');
    expect(await reasons(repository, { text: undefined })).toEqual(['unstaged-edits']);
  });

  it('staged for later under commit PATH, unless it is the same or was written by lockgen', async () => {
    const repository = await makeRepository({ files: { [LOCKFILE]: OLD } });
    await repository.run('cp', ['.git/index', '.git/next-index-1.lock']);
    await repository.stage({ [LOCKFILE]: 'mine\n' });
    await repository.run('cp', ['.git/index', '.git/index.lock']);
    const env = { GIT_INDEX_FILE: '.git/next-index-1.lock' };
    expect(await reasons(repository, { env })).toEqual(['unstaged-edits']);
    expect(await reasons(repository, { env, text: 'mine\n' })).toEqual([]);
    const known = (bytes: Buffer) => bytes.toString() === 'mine\n';
    expect(await reasons(repository, { env, known })).toEqual([]);
  });
});

it('says one thing a path, and how to go on', async () => {
  const repository = await makeRepository({ files: { [LOCKFILE]: OLD, "it's.txt": OLD } });
  await repository.write(LOCKFILE, 'mine\n');
  await repository.write("it's.txt", 'mine\n');
  const failures = await blockers({ cwd: repository.root, env: repository.env }, [
    { path: LOCKFILE, text: NEW },
    { path: "it's.txt", text: NEW },
    { path: 'third.txt', text: NEW },
  ]);
  expect(failures.map(({ next }) => next)).toEqual([
    'keep pins that pyproject.toml allows, no comments: git add requirements.txt · drop them: git restore requirements.txt',
    `keep pins that pyproject.toml allows, no comments: git add 'it'"'"'s.txt' · drop them: git restore 'it'"'"'s.txt'`,
  ]);
});
