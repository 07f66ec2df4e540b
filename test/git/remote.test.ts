import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { askForCommit, type CommitQuestion } from '../../src/git/remote.js';
import { makeCanary } from '../helpers/canary.js';
import { startHttpIndex } from '../helpers/http-index.js';
import { makeRepository, type TestRepository } from '../helpers/repository.js';
import { scratchFolder } from '../helpers/scratch.js';

/** `main` with two commits, `side` with another on the first one, tags of the first and the second. */
async function origin(): Promise<
  TestRepository & { readonly commits: Record<'first' | 'second' | 'aside', string> }
> {
  const repository = await makeRepository({ files: { 'a.txt': '1' } });
  const commit = async (message: string): Promise<string> => {
    await repository.git('commit', '--quiet', '--allow-empty', '-m', message);
    return await repository.id();
  };
  const first = await repository.id();
  await repository.git('tag', 'v1');
  await repository.git('checkout', '--quiet', '-b', 'side');
  const aside = await commit('Aside');
  await repository.git('checkout', '--quiet', 'main');
  const second = await commit('Second');
  await repository.git('tag', '-a', '-m', 'Annotated', 'v2');
  await repository.git('tag', 'main', 'v1');
  return { ...repository, commits: { first, second, aside } };
}

async function ask(
  { root, env }: TestRepository,
  commit: string,
  question: Partial<CommitQuestion> = {},
): Promise<string> {
  const asked = { kind: 'branch', name: 'main', url: `file://${root}`, ...question, commit } as const;
  return await askForCommit({ cwd: '/', env }, asked);
}

test('a branch reaches its newest commit, and those before it', async () => {
  const repository = await origin();
  const { first, second, aside } = repository.commits;
  expect(await ask(repository, second)).toBe('reached');
  expect(await ask(repository, first)).toBe('reached');
  expect(await ask(repository, aside)).toBe('elsewhere');
  expect(await ask(repository, 'a'.repeat(40))).toBe('elsewhere');
  expect(await ask(repository, first, { name: 'side' })).toBe('reached');
  expect(await ask(repository, second, { name: 'side' })).toBe('elsewhere');
});

test('a tag is one commit, and none before it', async () => {
  const repository = await origin();
  const { first, second } = repository.commits;
  expect(await ask(repository, first, { kind: 'tag', name: 'v1' })).toBe('reached');
  expect(await ask(repository, second, { kind: 'tag', name: 'v2' })).toBe('reached');
  expect(await ask(repository, first, { kind: 'tag', name: 'v2' })).toBe('elsewhere');
  expect(await ask(repository, first, { kind: 'named', name: 'refs/tags/v2' })).toBe('elsewhere');
});

test('a name is that of a branch before it is that of a tag, or it begins a commit’s id', async () => {
  const repository = await origin();
  const { first, second } = repository.commits;
  expect(await ask(repository, second, { kind: 'named', name: 'main' })).toBe('reached');
  expect(await ask(repository, second, { kind: 'tag', name: 'main' })).toBe('elsewhere');
  expect(await ask(repository, first, { kind: 'named', name: 'v2' })).toBe('elsewhere');
  expect(await ask(repository, first, { kind: 'named', name: first.slice(0, 8) })).toBe('reached');
  expect(await ask(repository, first, { kind: 'named', name: second.slice(0, 8) })).toBe('gone');
  expect(await ask(repository, first, { kind: 'head', name: '' })).toBe('reached');
});

test('what is not there is gone', async () => {
  const repository = await origin();
  const { first } = repository.commits;
  expect(await ask(repository, first, { name: 'no-such-branch' })).toBe('gone');
  expect(await ask(repository, first, { kind: 'tag', name: 'side' })).toBe('gone');
  expect(await ask(repository, first, { kind: 'branch', name: 'v1' })).toBe('gone');
});

test('a repository that can’t be asked is a failure with git’s words, and nobody is asked for a password', async () => {
  const repository = await origin();
  await expect(
    ask(repository, repository.commits.first, { url: `file://${repository.root}/none` }),
  ).rejects.toMatchObject({
    reason: 'git',
    detail: expect.stringContaining('does not appear to be a git repository'),
  });
  const server = createServer((_request, response) => {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="private"' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  try {
    await expect(
      ask({ ...repository, env: { ...repository.env, no_proxy: '127.0.0.1' } }, repository.commits.first, {
        url: `http://127.0.0.1:${port}/lib`,
      }),
    ).rejects.toMatchObject({ detail: expect.stringContaining('terminal prompts disabled') });
  } finally {
    server.close();
  }
});

test('a password of a URL is given to git, but not as an argument of any program', async () => {
  const repository = await origin();
  const folder = await scratchFolder();
  await repository.git('clone', '--quiet', '--bare', '.', join(folder, 'lib.git'));
  await repository.git('-C', join(folder, 'lib.git'), 'update-server-info');
  const canary = makeCanary();
  const login = `Basic ${Buffer.from(`me:${canary.secret}`).toString('base64')}`;
  const server = await startHttpIndex([], {
    folder,
    admits: ({ headers }) => headers.authorization === login,
  });
  const trace = join(folder, 'trace');
  const config = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.abbrev', GIT_CONFIG_VALUE_0: '12' };
  const env = { ...repository.env, no_proxy: '127.0.0.1', GIT_TRACE: trace, ...config };
  const url = `${server.origin.replace('://', `://me:${canary.encoded}@`)}/static/lib.git`;
  expect(await ask({ ...repository, env }, repository.commits.second, { url })).toBe('reached');
  const traced = await readFile(trace, 'utf8');
  expect(traced).toContain('ls-remote');
  expect(canary.isIn(traced), traced).toBe(false);
});

test('nothing is left behind', async () => {
  const repository = await origin();
  const { TMPDIR = '' } = repository.env;
  const before = process.env.TMPDIR;
  process.env.TMPDIR = TMPDIR;
  try {
    await ask(repository, repository.commits.first);
    await ask(repository, repository.commits.first, { url: 'file:///none' }).catch(() => undefined);
    expect(await readdir(TMPDIR)).toEqual([]);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
});
