import { describe, expect, test } from 'vitest';
import { type Hooked, startedWith, withoutUvAndPython } from '../helpers/hooked.js';
import { pyproject, standardProject, toolsOnly } from '../helpers/projects.js';

const RUFF = '[tool.ruff]\nline-length = 100\n';

const started = (): Promise<Hooked> =>
  startedWith({
    'pyproject.toml': standardProject({ more: RUFF }),
    'tools/pyproject.toml': toolsOnly(),
    'notes.txt': 'one\n',
  });

/** The commit is exactly what was staged, and neither uv nor Python was started for it. */
async function expectUntouched(world: Hooked, files: Readonly<Record<string, string>>): Promise<void> {
  const alone = await withoutUvAndPython(world);
  expect(await world.commit(files, { env: alone.env })).toBe('');
  expect(await world.repository.changed()).toEqual(Object.keys(files).sort());
  expect(await alone.started()).toEqual([]);
}

describe('neither uv nor Python starts for', () => {
  test.concurrent('what would start them without these commits: a dependency, to show that this test can fail', async () => {
    const world = await started();
    const alone = await withoutUvAndPython(world);
    await world.repository.stage({ 'pyproject.toml': standardProject({ dependencies: ['alpha'] }) });
    const { exitCode, stderr } = await world.repository.tryCommit('Change', { env: alone.env });
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('commit blocked');
    expect(await alone.started()).not.toEqual([]);
  });

  test.concurrent('edits of [tool.ruff], of prose in [project], of comments and layout', async () => {
    const world = await started();
    await expectUntouched(world, {
      'pyproject.toml': standardProject({ more: '[tool.ruff]\nline-length = 90\n' }),
    });
    const prose = standardProject({ more: RUFF }).replace(
      '[project]',
      [
        '[project] # ours',
        'description = "A sample"',
        'readme = "README.md"',
        'license = "MIT"',
        'keywords = ["sample"]',
        'authors = [{ name = "A" }]',
        'classifiers = ["Private :: Do Not Upload"]',
      ].join('\n'),
    );
    await expectUntouched(world, {
      'pyproject.toml': `# first line\n\n${prose}\n[project.scripts]\nx = "x:y"\n`,
    });
    await expectUntouched(world, {
      'pyproject.toml': pyproject({ dependencies: ['gamma'], more: RUFF }).replace(
        /\n\[tool/,
        '\n[project.optional-dependencies]\nfull = ["theta[fast]"]\n\n[tool',
      ),
    });
  });

  test.concurrent('files that are no inputs, and a pyproject.toml that only configures tools', async () => {
    const world = await started();
    await expectUntouched(world, { 'src/x.py': '', 'README.md': 'Hello\n' });
    await expectUntouched(world, { 'notes.txt': 'two\n', 'docs/requirements.txt': 'sphinx\n', 'a.lock': '' });
    await expectUntouched(world, { 'tools/pyproject.toml': `${toolsOnly()}[tool.mypy]\n` });
    await expectUntouched(world, { 'package.json': '{ "name": "x" }\n' });
  });

  test.concurrent('lockfiles that lockgen generate made, staged by hand with their project', async () => {
    const world = await started();
    const { repository } = world;
    await repository.write('pyproject.toml', standardProject({ dependencies: ['alpha'] }));
    expect((await world.lockgen(['generate'])).exitCode).toBe(0);
    const made = async (path: string) => [path, await repository.read(path)] as const;
    const paths = ['pyproject.toml', 'requirements.txt', 'requirements-full.txt'];
    await expectUntouched(world, Object.fromEntries(await Promise.all(paths.map(made))));
  });

  test.concurrent('a commit that goes back to a project and its lockfiles of before', async () => {
    const world = await started();
    const { repository } = world;
    await world.commit({ 'pyproject.toml': standardProject({ dependencies: ['alpha'] }) });
    await repository.git('revert', '--no-commit', 'HEAD');
    await repository.git('revert', '--quit');
    const alone = await withoutUvAndPython(world);
    await repository.commit('Back', { env: alone.env });
    expect(await alone.started()).toEqual([]);
    expect(await repository.git('diff', 'HEAD', 'HEAD~2')).toBe('');
  });
});
