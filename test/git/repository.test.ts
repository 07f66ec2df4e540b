import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runGit } from '../../src/git/git.js';
import { findRepository } from '../../src/git/repository.js';
import { isolatedEnvironment } from '../helpers/environment.js';
import { makeRepository } from '../helpers/repository.js';
import { scratchFolder } from '../helpers/scratch.js';

describe('a repository is found', () => {
  it('from a sub-folder, before and after the first commit, with a newline in its path', async () => {
    const repository = await makeRepository({ folder: 'two\nlines' });
    await mkdir(repository.path('sub'));
    const context = { cwd: repository.path('sub'), env: repository.env };
    const facts = { top: repository.root, gitDir: repository.path('.git'), isBare: false };
    expect(await findRepository(context)).toEqual({ ...facts, head: undefined });
    await repository.stage({ a: '' });
    await repository.commit('Add');
    expect(await findRepository(context)).toEqual({ ...facts, head: await repository.id() });
  });

  it('that is bare', async () => {
    const repository = await makeRepository({ files: { a: '' } });
    const bare = join(repository.home, 'bare.git');
    await repository.git('clone', '-q', '--bare', '.', bare);
    expect(await findRepository({ cwd: bare, env: repository.env })).toEqual({
      top: bare,
      gitDir: bare,
      isBare: true,
      head: await repository.id(),
    });
  });

  it('nowhere outside of one', async () => {
    const folder = await scratchFolder();
    const env = isolatedEnvironment(join(folder, 'home'));
    expect(await findRepository({ cwd: folder, env })).toBeUndefined();
  });

  it('or not used, with the words of git, where git refuses it', async () => {
    const repository = await makeRepository();
    await repository.git('config', 'core.repositoryFormatVersion', '99');
    await expect(findRepository({ cwd: repository.root, env: repository.env })).rejects.toMatchObject({
      reason: 'git',
      detail: expect.stringContaining('99'),
    });
  });
});

describe('git', () => {
  it('gets the whole environment, an editor and a configuration in it included', async () => {
    const repository = await makeRepository();
    const env = {
      ...repository.env,
      GIT_EDITOR: ':',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'some.key',
      GIT_CONFIG_VALUE_0: 'value',
    };
    const { stdout } = await runGit({ cwd: repository.root, env }, ['config', 'some.key']);
    expect(stdout.toString()).toBe('value\n');
  });

  it('gives bytes as they are, and exit statuses without a text', async () => {
    const repository = await makeRepository();
    const context = { cwd: repository.root, env: repository.env };
    const bytes = Buffer.from([0, 255, 10, 13, 254, 10]);
    const { stdout } = await runGit(context, ['hash-object', '-w', '--stdin'], {
      input: bytes,
      writes: true,
    });
    const read = await runGit(context, ['cat-file', 'blob', stdout.toString().trim()]);
    expect(read.stdout.equals(bytes)).toBe(true);
    expect((await runGit(context, ['config', 'no.key'], { allowExit: [0, 1] })).exitCode).toBe(1);
    await expect(runGit(context, ['config', 'no.key'])).rejects.toThrow('git config failed (exit 1)');
  });

  it('that is missing is a failure', async () => {
    const repository = await makeRepository();
    const env = { ...repository.env, PATH: repository.home };
    await expect(runGit({ cwd: repository.root, env }, ['version'])).rejects.toThrow('git was not found');
  });

  it('is not started after an interruption', async () => {
    const repository = await makeRepository();
    const context = { cwd: repository.root, env: repository.env, signal: AbortSignal.abort() };
    await expect(runGit(context, ['version'])).rejects.toMatchObject({ reason: 'interrupted' });
  });
});

it('a folder that was removed meanwhile is a failure that names it', async () => {
  const cwd = join(await scratchFolder(), 'gone');
  await expect(runGit({ cwd, env: process.env }, ['status'])).rejects.toMatchObject({
    name: 'Failure',
    message: `${cwd} is gone`,
  });
});
