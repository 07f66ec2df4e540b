import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { realPython } from '../helpers/environment.js';
import { type Hooked, hooked } from '../helpers/hooked.js';
import { layOut, USUAL_NODE_FOLDERS, windowPath } from '../helpers/node-folders.js';
import { standardProject } from '../helpers/projects.js';

/**
 * A repository with the packed hooks, and all that a program with a window gives a commit: HOME and a PATH without node.
 * How the test's index is reached stands in the user's uv.toml.
 */
async function window(): Promise<{ world: Hooked; env: NodeJS.ProcessEnv }> {
  const world = await hooked();
  const { home, env } = world.repository;
  await mkdir(join(home, '.config', 'uv'), { recursive: true });
  await writeFile(
    join(home, '.config', 'uv', 'uv.toml'),
    `find-links = ["${world.index.folder}"]\n[[index]]\nurl = "${world.index.env.UV_DEFAULT_INDEX}"\ndefault = true\n`,
  );
  return { world, env: { HOME: home, PATH: await windowPath(env, { python3: realPython() }) } };
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
