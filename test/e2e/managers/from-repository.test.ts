import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { linkedWorktree, type Manager, managed, withFile } from '../../helpers/hook-managers.js';
import { expectLocked, TWO } from '../../helpers/manager-situations.js';
import { makeRepository } from '../../helpers/repository.js';
import { runOk } from '../../helpers/run.js';

const REPOSITORY = fileURLToPath(new URL('../../../', import.meta.url));
const CONFIG = '.pre-commit-config.yaml';

/** A git repository with the files of this one as they are now, in a commit. */
async function committedSources(): Promise<{ readonly url: string; readonly revision: string }> {
  const { root, git, id } = await makeRepository();
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const { stdout } = await runOk('git', list, { cwd: REPOSITORY });
  for (const path of stdout.split('\0').filter((one) => one !== ''))
    await cp(join(REPOSITORY, path), join(root, path)).catch((error: NodeJS.ErrnoException) => {
      // Deleted, but not committed yet.
      if (error.code !== 'ENOENT') throw error;
    });
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Sources');
  return { url: pathToFileURL(root).href, revision: await id() };
}

const MANAGERS: readonly (Manager & { readonly program: string })[] = [
  { section: 'pre-commit, from this repository', program: 'pre-commit' },
  { section: 'prek, from this repository', program: 'prek' },
];

// It builds lockgen with all that its developers need.
test.each(MANAGERS)(
  '$section: it is built, makes the lockfiles of a commit, and lockgen-check judges them',
  { timeout: 900_000 },
  async ({ section, program }) => {
    const { url, revision } = await committedSources();
    const world = await managed({ section, from: 'git' }, (wiring) =>
      withFile(wiring, CONFIG, (text) =>
        text.replace('URL', url).replace('REVISION', revision).concat('      - id: lockgen-check\n'),
      ),
    );
    const { repository } = world;
    await repository.stage({ 'pyproject.toml': TWO });
    await repository.commit('Start');
    await expectLocked(world);
    const check = () => repository.run(program, ['run', '--hook-stage', 'manual', 'lockgen-check']);
    expect(await check()).toMatchObject({ exitCode: 0 });
    await repository.stage({ 'requirements.txt': '# gone\n' });
    const { exitCode, stdout } = await check();
    expect(exitCode).toBe(1);
    expect(stdout).toContain('requirements.txt');
    expect(await repository.show(':requirements.txt')).toBe('# gone\n');
    // In a new linked worktree nothing is missing.
    const { repository: linked } = await linkedWorktree(world);
    await linked.stage({ 'pyproject.toml': TWO.replace('alpha<2', 'alpha<1.1') });
    await linked.commit('Change');
    expect(await linked.show('HEAD:requirements.txt')).toContain('alpha==1.0.0');
  },
);
