import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { realPython } from '../helpers/environment.js';
import { type Hooked, hooked } from '../helpers/hooked.js';
import { layOut, USUAL_NODE_FOLDERS, windowPath } from '../helpers/node-folders.js';
import { standardProject } from '../helpers/projects.js';
import { layOutPythons, USUAL_PYTHON_FOLDERS } from '../helpers/python-folders.js';
import type { RunResult } from '../helpers/run.js';

/**
 * A repository with the packed hooks, and all that a program with a window gives a commit: HOME and a PATH without node.
 * How the test's index is reached stands in the user's uv.toml.
 *
 * @param programs what else is on that PATH. Default: Python
 */
async function window(
  programs: Readonly<Record<string, string>> = { python3: realPython() },
): Promise<{ world: Hooked; env: NodeJS.ProcessEnv }> {
  const world = await hooked();
  const { home, env } = world.repository;
  await mkdir(join(home, '.config', 'uv'), { recursive: true });
  await writeFile(
    join(home, '.config', 'uv', 'uv.toml'),
    `find-links = ["${world.index.folder}"]\n[[index]]\nurl = "${world.index.env.UV_DEFAULT_INDEX}"\ndefault = true\n`,
  );
  return { world, env: { HOME: home, PATH: await windowPath(env, programs) } };
}

const commit = ({ repository }: Hooked, env: NodeJS.ProcessEnv) =>
  repository.run('git', ['commit', '-m', 'Change'], { env });

test.concurrent.each(USUAL_NODE_FOLDERS)(
  'a commit from a program with a window has its lockfiles, with node only under $name',
  async (folders) => {
    const { world, env } = await window();
    await layOut(world.repository.home, folders);
    await world.repository.stage({ 'pyproject.toml': standardProject() });
    const { exitCode, stderr } = await commit(world, env);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toMatch(/^lockgen: staged requirements\.txt and requirements-full\.txt/m);
    expect(await world.repository.status()).toEqual([]);
  },
);

test.concurrent('a commit from a program with a window has its lockfiles, with a node that only the clone has on record', async () => {
  const { world, env } = await window();
  const { repository } = world;
  await layOut(repository.home, { nodes: ['somewhere/node'] });
  await repository.git('config', 'lockgen.node', join(repository.home, 'somewhere/node'));
  await repository.stage({ 'pyproject.toml': standardProject() });
  const { exitCode, stderr } = await commit(world, env);
  expect(exitCode, stderr).toBe(0);
  expect(await repository.files()).toContain('requirements.txt');
});

test.concurrent('a merge from a program with a window is judged, with node only under nvm', async () => {
  const { world, env } = await window();
  const { repository } = world;
  await layOut(repository.home, { nodes: ['.nvm/versions/node/v22.9.0/bin/node'] });
  await repository.stage({ 'notes.md': '' });
  await repository.commit('Start');
  await repository.git('switch', '--quiet', '--create', 'stale');
  await repository.stage({ 'pyproject.toml': standardProject() });
  await repository.commit('Stale', { args: ['--no-verify'] });
  await repository.git('switch', '--quiet', '-');
  await repository.stage({ 'notes.md': 'two\n' });
  await repository.commit('Notes');
  // Wholly from one side, it is taken as it is; but it was node that said so.
  const { exitCode, stderr } = await repository.run('git', ['merge', 'stale', '-m', 'Merge'], { env });
  expect(exitCode, stderr).toBe(0);
  expect(stderr).not.toContain('node');
});

test.concurrent.each(USUAL_PYTHON_FOLDERS)(
  'a commit from a program with a window has its lockfiles, with Python only under $name, and they are a terminal’s',
  async (folders) => {
    const { world, env } = await window({ node: process.execPath });
    const { repository } = world;
    await layOutPythons(repository.home, folders);
    await repository.stage({ 'pyproject.toml': standardProject() });
    const { exitCode, stderr } = await commit(world, env);
    expect(exitCode, stderr).toBe(0);
    const made = await repository.show('HEAD:requirements-full.txt');
    await repository.git('rm', '--quiet', 'requirements.txt', 'requirements-full.txt');
    await repository.commit('Without', { args: ['--no-verify'] });
    expect((await world.lockgen(['generate'])).exitCode).toBe(0);
    expect(await repository.read('requirements-full.txt')).toBe(made);
  },
);

test('without any Python or uv, a commit from a program with a window says so at once, in five lines', async () => {
  const { world, env } = await window({ node: process.execPath });
  const { repository } = world;
  const own = join(repository.home, '.cache', 'lockgen', 'uv');
  await rename(own, `${own}.away`);
  // What is of no interest needs neither.
  await repository.stage({ 'notes.md': 'x\n' });
  expect((await commit(world, env)).exitCode).toBe(0);
  await repository.stage({ 'pyproject.toml': standardProject() });
  const hook = () => repository.run(repository.path('.git/hooks/pre-commit'), [], { env });
  const { exitCode, stderr } = await hook();
  expect(exitCode, stderr).toBe(2);
  expect(stderr.trimEnd().split('\n')).toHaveLength(5);
  expect(stderr).toMatch(/^lockgen: commit blocked: neither uv nor a Python 3\.8 or later /);
  // The machine may be busy with other tests: then a node that does nothing takes its time, too.
  const quickest = async (run: () => Promise<RunResult>): Promise<number> => {
    const all = [await run(), await run(), await run()];
    return Math.min(...all.map(({ milliseconds }) => milliseconds));
  };
  const nothing = await quickest(() => repository.run(process.execPath, ['-e', '0']));
  expect(await quickest(hook)).toBeLessThan(Math.max(1000, 10 * nothing));
  // As it says, typed where a Python is on PATH.
  const [, record = ''] = /record it for this clone: (.*)/.exec(stderr) ?? [];
  const terminal = { ...repository.env, PATH: `${dirname(realPython())}:${repository.env.PATH}` };
  expect((await repository.run('sh', ['-c', record], { env: terminal })).exitCode).toBe(0);
  expect(await repository.git('config', 'lockgen.python')).toBe(`${realPython()}\n`);
  await rm(own, { recursive: true });
  await rename(`${own}.away`, own);
  const recorded = await commit(world, env);
  expect(recorded.exitCode, recorded.stderr).toBe(0);
});
