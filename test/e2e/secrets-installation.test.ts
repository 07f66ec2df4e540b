import { expect, it } from 'vitest';
import { type Place, secretWorld } from '../helpers/secret-world.js';
import { byPassword, closed, manifest } from './secret-places-outside.js';

const NOTHING = { PIP_FIND_LINKS: undefined, PIP_EXTRA_INDEX_URL: undefined, PIP_RETRIES: '0' };

/** What pip reads when it is to install uv, with a server that lets nobody, or this user, in, and has no uv. */
const PLACES: readonly Place[] = [
  { name: 'PIP_INDEX_URL', env: (about) => ({ ...NOTHING, PIP_INDEX_URL: closed(about) }) },
  {
    name: 'PIP_INDEX_URL that is refused',
    admits: () => () => false,
    env: (about) => ({ ...NOTHING, PIP_INDEX_URL: closed(about) }),
  },
  {
    name: 'PIP_EXTRA_INDEX_URL',
    admits: byPassword(),
    env: (about) => ({
      ...NOTHING,
      PIP_INDEX_URL: `${about.index.origin}/simple`,
      PIP_EXTRA_INDEX_URL: closed(about),
    }),
  },
  {
    name: 'PIP_PROXY',
    admits: byPassword('proxy-authorization'),
    env: (about) => ({
      ...NOTHING,
      NO_PROXY: undefined,
      no_proxy: undefined,
      PIP_INDEX_URL: 'http://packages.example/simple',
      PIP_PROXY: closed(about, ''),
    }),
  },
  {
    name: 'PIP_PROXY that is not there',
    env: ({ canary }) => ({
      ...NOTHING,
      NO_PROXY: undefined,
      no_proxy: undefined,
      PIP_INDEX_URL: 'http://packages.example/simple',
      PIP_PROXY: `http://me:${canary.encoded}@127.0.0.1:1`,
    }),
  },
];

const ROWS = PLACES.map((place): [string, Place] => [place.name, place]);

it.concurrent.each(ROWS)('a credential in %s gets nowhere while uv is installed', async (_, place) => {
  const world = await secretWorld({
    ...place,
    installs: true,
    files: (_setting, dependencies) => ({ 'pyproject.toml': manifest(dependencies) }),
  });
  await world.stage(['alpha']);
  const ran = [
    await world.repository.tryCommit('Start'),
    await world.lockgen(['generate', '--verbose']),
    await world.lockgen(['check', '--format=json']),
  ];
  for (const { exitCode, stdout, stderr } of ran) {
    expect(exitCode, stderr).not.toBe(0);
    expect(world.setting.canary.isIn(stdout + stderr), stdout + stderr).toBe(false);
  }
  expect(ran[0]?.stderr).toContain('commit blocked: ');
  expect(await world.leaks()).toEqual([]);
});
