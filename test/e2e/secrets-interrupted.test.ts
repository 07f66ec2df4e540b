import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type SecretWorld, secretWorld } from '../helpers/secret-world.js';
import { byPassword, closed, manifest } from './secret-places-outside.js';

/** A user with a password in their uv.toml, which uv gets a filtered copy of, and a commit that waits for uv. */
async function waiting() {
  const world = await secretWorld({
    name: "the user's uv.toml",
    admits: byPassword(),
    env: () => ({ UV_DEFAULT_INDEX: undefined }),
    home: (about) => ({ '.config/uv/uv.toml': `[[index]]\nurl = "${closed(about)}"\ndefault = true\n` }),
    files: (_, dependencies) => ({ 'pyproject.toml': manifest(dependencies) }),
  });
  await world.stage(['alpha']);
  const held = await world.hold();
  const commit = world.repository.tryCommit('Start');
  const running = await held.started();
  const copy = join(running.sandbox, 'config', 'uv', 'uv.toml');
  expect(world.setting.canary.isIn(await readFile(copy, 'utf8'))).toBe(true);
  return { world, held, commit, running, copy };
}

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);
const left = ({ repository }: SecretWorld): Promise<string[]> => readdir(join(repository.home, 'tmp'));

test.concurrent('SIGTERM while uv runs: nothing is left of the copy of uv.toml, which only its owner could read', async () => {
  const { world, held, commit, running, copy } = await waiting();
  expect([await modeOf(running.sandbox), await modeOf(copy)]).toEqual(['700', '600']);
  process.kill(running.lockgen, 'SIGTERM');
  const { exitCode } = await commit;
  await held.release();
  expect(exitCode).not.toBe(0);
  expect(existsSync(running.sandbox)).toBe(false);
  expect(await left(world)).toEqual([]);
  expect(await world.leaks()).toEqual([]);
});

test.concurrent('SIGKILL while uv runs: the copy of uv.toml stays for its owner alone, and goes with the next run', async () => {
  const { world, held, commit, running, copy } = await waiting();
  process.kill(running.lockgen, 'SIGKILL');
  process.kill(running.uv, 'SIGKILL');
  expect((await commit).exitCode).not.toBe(0);
  await held.release();
  expect([await modeOf(running.sandbox), await modeOf(copy)]).toEqual(['700', '600']);
  await world.repository.commit('Again');
  expect(existsSync(running.sandbox)).toBe(false);
  expect(await left(world)).toEqual([]);
  expect(await world.leaks()).toEqual([]);
});
