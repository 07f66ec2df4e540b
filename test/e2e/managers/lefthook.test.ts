import { expect, test } from 'vitest';
import { type Manager, withFile } from '../../helpers/hook-managers.js';
import { tryMerges } from '../../helpers/manager-merges.js';
import { expectLocked, leaveEdits, projectUnder, TWO, tryManager } from '../../helpers/manager-situations.js';

const FORMAT = `    - name: format
      glob: "*.py"
      run: ruff format {staged_files}
      stage_fixed: true
`;

const LEFTHOOK: Manager = {
  section: 'lefthook',
  // At the same time as lockgen.
  beside: (wiring) =>
    withFile(wiring, 'lefthook.yml', (text) =>
      text.replace('pre-commit:\n', 'pre-commit:\n  parallel: true\n').replace('\n\n', `\n${FORMAT}\n`),
    ),
};

tryManager(LEFTHOOK);
tryMerges(LEFTHOOK);

test.concurrent('a lockfile with staged and unstaged edits: lefthook refuses, and keeps all of it in a stash', async () => {
  const world = await projectUnder(LEFTHOOK)();
  const { repository } = world;
  const lockfile = await repository.read('requirements.txt');
  await repository.stage({ 'pyproject.toml': TWO, 'requirements.txt': `# staged\n${lockfile}` });
  const { kept } = await leaveEdits(repository, TWO);
  await repository.write('requirements.txt', `# mine\n${lockfile}`);
  const { exitCode, stderr } = await repository.tryCommit('Change');
  expect(exitCode).toBe(1);
  expect(stderr).toContain('Failed to restore unstaged changes');
  expect(await repository.git('rev-list', '--count', 'HEAD')).toBe('1\n');
  // As it says, and as the page does.
  await repository.git('reset', '--quiet', '--hard');
  await repository.git('stash', 'pop', '--quiet', '--index');
  await kept();
  expect(await repository.read('requirements.txt')).toBe(`# mine\n${lockfile}`);
  expect(await repository.show(':requirements.txt')).toBe(`# staged\n${lockfile}`);
  await repository.git('add', 'requirements.txt');
  await repository.commit('Change');
  await expectLocked(world);
  await kept();
});
