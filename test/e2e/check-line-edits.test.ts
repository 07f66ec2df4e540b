import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { hooked } from '../helpers/hooked.js';
import { startHttpIndex } from '../helpers/http-index.js';
import { type Judged, judgeEdits } from '../helpers/line-edits-judge.js';
import { STANDARD_PACKAGES } from '../helpers/local-index.js';
import { pyproject } from '../helpers/projects.js';
import { scratchFolder } from '../helpers/scratch.js';
import { DEFAULT_TORCH_PACKAGES, startTorchIndex } from '../helpers/torch-index.js';
import { sharedUv } from '../helpers/uv.js';

const PACKAGES = [...STANDARD_PACKAGES, ...DEFAULT_TORCH_PACKAGES];
/** Few files, so that the lockfiles are short: with a fork, markers, several hashes, a page for torch. */
const TORCH = ['2.8.0+cpu', '2.8.0'].map((version) => ({
  name: 'torch',
  version,
  requires: ['alpha>=1'],
  platformTags: version.endsWith('cpu') ? ['manylinux_2_28_x86_64', 'win_amd64'] : ['macosx_11_0_arm64'],
}));
const PROJECTS = [
  pyproject({
    dependencies: ['beta', 'rho'],
    extras: { full: ['kappa.core'] },
    more: '[tool.lockgen]\ngenerate-hashes = true',
  }),
  // Without hashes one line alone can give another lockfile that is as good.
  pyproject({ dependencies: ['beta'], extras: { full: ['theta[fast]'] } }),
];

let judged: readonly Judged[] = [];
beforeAll(async () => {
  const http = await startHttpIndex(PACKAGES, { seconds: 600 });
  const torch = await startTorchIndex(await scratchFolder(), { packages: TORCH });
  const all = PROJECTS.map(async (text) => {
    const folder = await scratchFolder();
    const world = await hooked({ env: { ...torch.env, ...http.env, UV_CACHE_DIR: join(folder, 'cache') } });
    const { repository } = world;
    await world.commit({ 'pyproject.toml': text });
    const project = {
      pyproject: text,
      base: await repository.read('requirements.txt'),
      full: await repository.read('requirements-full.txt'),
      env: repository.env,
      home: repository.home,
      uv: await sharedUv(),
      releases: (name: string) => PACKAGES.flatMap((one) => (one.name === name ? [one.version] : [])),
    };
    return await judgeEdits(
      project,
      join(folder, 'work'),
      ({ verdict, same }) => verdict === 'fresh' && !same,
    );
  });
  judged = (await Promise.all(all)).flat();
});

const told = (some: readonly Judged[]): string[] =>
  some.map(({ file, what, verdict, reason }) => `${verdict} ${reason ?? ''} ${file} ${what}`);

test('no lockfile with one line edited is called fresh that is no fixpoint', () => {
  const fresh = judged.filter(({ verdict }) => verdict === 'fresh');
  expect(told(fresh.filter(({ same, fixpoint }) => !same && fixpoint !== true))).toEqual([]);
  // Some are fixpoints with other pins, which uv says.
  expect(fresh.filter(({ fixpoint }) => fixpoint === true).length).toBeGreaterThan(0);
});

test('none is called stale whose line changes nothing, but for the two lines that say how it was made', () => {
  const same = judged.filter((one) => one.same);
  expect(same.length).toBeGreaterThan(50);
  expect(told(same.filter(({ verdict, line }) => verdict !== 'fresh' && line > 2))).toEqual([]);
});

test('each of them can be told', () => {
  expect(judged.length).toBeGreaterThan(200);
  expect(told(judged.filter(({ verdict }) => verdict === 'unknown'))).toEqual([]);
});
