import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FAULTS, type Fault, type FaultyIndex, startFaultyIndex } from '../../helpers/faulty-index.js';
import { fronted } from '../../helpers/fronted-index.js';
import { type Hooked, hooked } from '../../helpers/hooked.js';
import { STANDARD_PACKAGES } from '../../helpers/local-index.js';
import { openPage } from '../../helpers/pages/page.js';
import { pyproject } from '../../helpers/projects.js';
import { scratchFolder } from '../../helpers/scratch.js';

const page = openPage('docs/network.md');
/** A block as it reads for whoever has lockgen on PATH. */
const block = (section: string): string => page.block(section).replaceAll('npx lockgen', 'lockgen');

interface World extends Hooked {
  readonly faulty: FaultyIndex;
}

/** An index of the page's name, which a proxy knows; a commit was made with it. */
async function started(config: string, ...dependencies: string[]): Promise<World> {
  const faulty = await startFaultyIndex(STANDARD_PACKAGES);
  const { proxy } = await fronted(faulty, await scratchFolder());
  const world = await hooked({
    env: {
      ...{ UV_DEFAULT_INDEX: 'http://index.example.com/simple', UV_FIND_LINKS: undefined },
      ...{ HTTP_PROXY: proxy, http_proxy: proxy, NO_PROXY: undefined, no_proxy: undefined },
      ...{ UV_CACHE_DIR: join(await scratchFolder(), 'cache'), UV_HTTP_RETRIES: '0' },
    },
  });
  await world.commit({ '.lockgenrc': config, 'pyproject.toml': pyproject({ dependencies }) });
  return { ...world, faulty };
}

/** What the hook says of a commit that needs what the lockfile hasn't, while the index is ill. */
async function said({ repository, faulty }: World, fault: Fault, ...dependencies: string[]): Promise<string> {
  faulty.become(fault);
  await repository.stage({ 'pyproject.toml': pyproject({ dependencies }) });
  return (await repository.tryCommit('Change')).stderr.replaceAll('npx lockgen', 'lockgen');
}

test('docs/network.md: the time is spent', async () => {
  const world = await started('timeout: 4\n');
  const shown = block('The time budget');
  expect(shown).toContain('120 s');
  expect(await said(world, FAULTS['never answers'], 'alpha')).toContain(
    shown.replace('120 s', '4 s').replace('--timeout=600', '--timeout=20'),
  );
});

test("docs/network.md: uv's cache has all that is needed", async () => {
  const world = await started('timeout: 60\n', 'alpha', 'delta');
  await world.commit({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
  expect(await said(world, FAULTS['hangs up'], 'alpha', 'delta')).toContain(block('Without a network'));
});

test('docs/network.md: the commit passes all the same', async () => {
  const world = await started('onUnavailable: warn\n', 'alpha');
  const words = await said(world, FAULTS['answers 500'], 'alpha', 'omega');
  expect(words).toContain(block('When something could not be had'));
});
