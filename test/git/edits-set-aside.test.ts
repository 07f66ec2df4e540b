import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { blockers } from '../../src/git/blockers.js';
import { editsSetAside, patchedFiles } from '../../src/git/set-aside.js';
import { makeRepository, type TestRepository } from '../helpers/repository.js';
import { scratchFolder } from '../helpers/scratch.js';

const LOCKFILE = 'requirements.txt';

/** A repository as it is while pre-commit's hooks run, and the environment that these have. */
async function setAside(pid: number): Promise<{ repository: TestRepository; env: NodeJS.ProcessEnv }> {
  const repository = await makeRepository({ files: { [LOCKFILE]: 'old\n', 'notes.md': 'one\n' } });
  const cache = await scratchFolder();
  await repository.write(LOCKFILE, 'mine\n');
  await writeFile(join(cache, `patch1700000000-${pid}`), await repository.git('diff', '--binary'));
  await repository.git('checkout', '--', '.');
  return { repository, env: { ...repository.env, PRE_COMMIT: '1', PRE_COMMIT_HOME: cache } };
}

const blocking = async (
  repository: TestRepository,
  env: NodeJS.ProcessEnv,
  path = LOCKFILE,
  text = 'new\n',
): Promise<string[]> =>
  (await blockers({ cwd: repository.root, env }, [{ path, text }])).map(({ message }) => message);

test('edits that pre-commit has set aside are those of the file', async () => {
  const { repository, env } = await setAside(process.pid);
  expect(await blocking(repository, env)).toEqual([
    'requirements.txt has edits that are not staged, and that could not be put back after the hooks',
  ]);
  expect(await blocking(repository, env, LOCKFILE, 'old\n'), 'it stays as it is').toEqual([]);
  expect(await blocking(repository, env, 'notes.md')).toEqual([]);
  expect(await blocking(repository, { ...env, PRE_COMMIT: undefined })).toEqual([]);
});

test('a patch of another repository is none of ours, nor one of a process that has ended', async () => {
  const { repository, env } = await setAside(process.pid);
  await repository.stage({ [LOCKFILE]: 'something else\n' });
  expect(await blocking(repository, env)).toEqual([]);
  // No process has the largest number that a process can have on any system.
  const ended = await setAside(2 ** 31 - 1);
  expect(await editsSetAside(ended.env)).toEqual(new Map());
});

test('names that git quotes are read back, whatever its prefixes', async () => {
  const names = ['a b.txt', 'ä.txt', 'tab\t"quoted".txt', 'b/b b/b.txt', 'new.bin'];
  const { write, git, remove, stage } = await makeRepository({
    files: Object.fromEntries(names.map((name) => [name, 'one\n'])),
  });
  await stage({ 'gone.txt': 'one\n' });
  for (const name of names) await write(name, name.endsWith('.bin') ? Buffer.from([0, 1]) : 'two\n');
  await remove('gone.txt');
  for (const setting of ['core.quotePath=false', 'diff.mnemonicPrefix=true', 'core.abbrev=12']) {
    const patch = Buffer.from(await git('-c', setting, 'diff', '--binary')).toString('latin1');
    const files = patchedFiles(patch);
    expect(files.map(({ path }) => path).sort(), setting).toEqual([...names, 'gone.txt'].sort());
    expect(files.every(({ oid }) => '5626abf0f72e58d7a153368ba57db4c673c0e171'.startsWith(oid))).toBe(true);
  }
});
