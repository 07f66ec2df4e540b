import { describe, expect, test } from 'vitest';
import { FORMAT_HOOK, type Manager, withFile } from '../../helpers/hook-managers.js';
import { tryMerges } from '../../helpers/manager-merges.js';
import { expectLocked, projectUnder, TWO, tryManager } from '../../helpers/manager-situations.js';

const CONFIG = '.pre-commit-config.yaml';

const PRE_COMMIT: Manager = {
  section: 'pre-commit',
  setsAside: true,
  beside: (wiring) => withFile(wiring, CONFIG, (text) => text + FORMAT_HOOK),
};

tryManager(PRE_COMMIT);
tryMerges(PRE_COMMIT);

describe('with lockgen from npm, without a package.json', () => {
  const FROM_NPM: Manager = {
    ...PRE_COMMIT,
    section: 'pre-commit, without a package.json',
    linked: 'works',
    from: 'npm',
  };
  tryManager(FROM_NPM);
  tryMerges(FROM_NPM);
});

test.concurrent('a filter on names, which the page warns of, misses what is no pyproject.toml', async () => {
  const filtered = projectUnder(PRE_COMMIT, (wiring) =>
    withFile(wiring, CONFIG, (text) => text.replace('always_run: true', 'files: (^|/)pyproject\\.toml$')),
  );
  const world = await filtered();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': TWO });
  await repository.commit('Change');
  await expectLocked(world);
  await repository.stage({ 'requirements.txt': '# gone\n' });
  const { stderr } = await repository.commit('Wrong');
  expect(stderr).toContain('(no files to check)Skipped');
  expect(await repository.show('HEAD:requirements.txt')).toBe('# gone\n');
});

test.concurrent('a hook that fails because it rewrote a file leaves the lockfiles staged, and the second try passes', async () => {
  const strict = projectUnder(PRE_COMMIT, (wiring) =>
    withFile(wiring, CONFIG, (text) => `${text}${FORMAT_HOOK.replace(' && git add "$@"', '')}`),
  );
  const world = await strict();
  const { repository } = world;
  await repository.stage({ 'pyproject.toml': TWO, 'src/new.py': "y = {  'b':2 }\n" });
  expect((await repository.tryCommit('Change')).exitCode).toBe(1);
  expect(await repository.status()).toEqual([
    'M  pyproject.toml',
    'M  requirements-full.txt',
    'M  requirements.txt',
    'AM src/new.py',
  ]);
  await repository.git('add', 'src/new.py');
  await repository.commit('Change');
  await expectLocked(world);
  expect(await repository.status()).toEqual([]);
});
