import { existsSync } from 'node:fs';
import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildsOf } from '../helpers/building.js';
import { hooked } from '../helpers/hooked.js';
import { pyproject } from '../helpers/projects.js';
import { scratchFolder } from '../helpers/scratch.js';

/** An interpreter that leaves the canary. */
const python = (canary: string): string => `#!/bin/sh\necho ran >>'${canary}'\nexec python3 "$@"\n`;

const COMMANDS = [
  ['generate'],
  ['check', '--no-cache'],
  ['check', '--installable'],
  ['why', 'alpha'],
] as const;

test.concurrent('a committed setting of uv’s that names a Python: it is not run, and the lockfile is made', async () => {
  const canary = join(await scratchFolder(), 'canary');
  const world = await hooked();
  const { repository, lockgen } = world;
  await repository.write('evil', python(canary));
  await chmod(repository.path('evil'), 0o755);
  await repository.git('add', '.');
  for (const place of ['./evil', repository.path('evil')]) {
    const pip = `python = ${JSON.stringify(place)}\nsystem = false\n`;
    for (const [more, settings] of [
      [`[tool.uv.pip]\n${pip}`, ''],
      ['', `[pip]\n${pip}`],
    ] as const) {
      await repository.stage({
        'pyproject.toml': pyproject({ dependencies: ['alpha'], more }),
        'uv.toml': settings,
      });
      const { stderr } = await repository.commit('Change', { args: ['--allow-empty'] });
      for (const args of COMMANDS) expect((await lockgen(args)).exitCode, args.join(' ') + stderr).toBe(0);
      await repository.git('rm', '--quiet', '--cached', 'requirements.txt');
      await repository.remove('requirements.txt');
    }
  }
  expect(existsSync(canary)).toBe(false);
  await repository.run(repository.path('evil'), ['-c', 'pass']);
  expect(await readFile(canary, 'utf8')).toBe('ran\n');
});

test.concurrent('a committed virtual environment in a project that has to be built: its Python is not run', async () => {
  const folder = await scratchFolder();
  const [canary, built] = [join(folder, 'canary'), join(folder, 'built')];
  const world = await hooked({ env: { UV_CACHE_DIR: join(folder, 'cache') } });
  const { repository, lockgen } = world;
  const { files } = buildsOf(built, '')['a back-end in the project itself (`backend-path`)'] ?? { files: {} };
  for (const name of ['python', 'python3']) {
    await repository.write(`.venv/bin/${name}`, python(canary));
    await chmod(repository.path(`.venv/bin/${name}`), 0o755);
  }
  await repository.stage({ ...files, '.venv/pyvenv.cfg': 'home = /usr/bin\nversion_info = 3.11.0\n' });
  await repository.git('add', '--force', '.venv');
  for (const args of [...COMMANDS, ['generate', '--build=never']]) await lockgen(args);
  await repository.commit('Change');
  expect(await world.pins('requirements.txt')).toEqual(['alpha==2.0.0']);
  expect(existsSync(canary)).toBe(false);
  // Its back-end is, as it is allowed.
  expect(existsSync(built)).toBe(true);
});

test.concurrent('committed settings of uv’s that name a cache, a target or a proxy: nothing is written there, nothing sent', async () => {
  const outside = await scratchFolder();
  const home = join(outside, 'home');
  const world = await hooked({ env: { UV_CACHE_DIR: undefined } });
  const { repository, lockgen } = world;
  const [cache, target] = [join(outside, 'cache'), join(outside, 'target')];
  const tables = `cache-dir = ${JSON.stringify(cache)}
http-proxy = "http://127.0.0.1:9"
https-proxy = "http://127.0.0.1:9"

[pip]
target = ${JSON.stringify(target)}
output-file = ${JSON.stringify(join(outside, 'output.txt'))}
`;
  for (const settings of [tables, tables.replace(cache, '../../cache').replace(target, '../../target')]) {
    await repository.stage({
      'pyproject.toml': pyproject({ dependencies: ['alpha'] }),
      'uv.toml': settings,
      'notes.md': settings,
    });
    await repository.commit('Change');
    for (const args of COMMANDS) expect((await lockgen(args)).exitCode, args.join(' ')).toBe(0);
  }
  for (const path of [cache, target, join(outside, 'output.txt'), home]) expect(existsSync(path)).toBe(false);
  expect(existsSync(join(repository.root, '..', 'cache'))).toBe(false);
});
