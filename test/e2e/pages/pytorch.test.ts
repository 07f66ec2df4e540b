import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { realPython, withPath } from '../../helpers/environment.js';
import type { PackageOptions } from '../../helpers/local-index.js';
import { installedLockgen } from '../../helpers/package.js';
import { openPage } from '../../helpers/pages/page.js';
import { follow } from '../../helpers/pages/walk.js';
import { run, runOk } from '../../helpers/run.js';
import { scratchFolder } from '../../helpers/scratch.js';
import { startTorchIndex } from '../../helpers/torch-index.js';
import { sharedUv } from '../../helpers/uv.js';
import { headerWords, makeWorld, type World } from '../resolve-world.js';

const page = openPage('docs/pytorch.md');

const PYTHONS = ['cp310', 'cp311', 'cp312', 'cp313', 'cp314'];
const PACKAGES: readonly PackageOptions[] = [
  { name: 'numpy', version: '2.2.6' },
  { name: 'accelerate', version: '1.12.0', requires: ['torch>=2'] },
  { name: 'torch', version: '2.8.0', requires: ['nvidia-cublas'] },
  { name: 'nvidia-cublas', version: '12.8.4.1' },
];

/** As PyTorch's own index has it: without the `+cpu` on macOS. */
const wheelsFor = (version: string, ...platformTags: string[]): PackageOptions => ({
  name: 'torch',
  version,
  pythonTags: PYTHONS,
  platformTags,
});

async function world(): Promise<World & { readonly place: { root: string; env: NodeJS.ProcessEnv } }> {
  const torch = await startTorchIndex(await scratchFolder(), {
    packages: [
      wheelsFor('2.8.0+cpu', 'manylinux_2_28_x86_64', 'win_amd64'),
      wheelsFor('2.8.0', 'macosx_11_0_arm64'),
    ],
    further: { cu128: [wheelsFor('2.8.0+cu128', 'manylinux_2_28_x86_64', 'win_amd64')] },
  });
  const there = await makeWorld({
    files: { '.gitignore': 'wheels/\n' },
    packages: PACKAGES,
    reach: torch.env,
  });
  const { bin } = await installedLockgen();
  const uvs = await scratchFolder();
  await symlink(await sharedUv(), join(uvs, 'uv'));
  const env = withPath(withPath(there.repository.env, dirname(bin)), uvs);
  return { ...there, place: { root: there.repository.root, env } };
}

test('the CPU by default, what installs it, another backend, and bots', async () => {
  const { repository, place, reach } = await world();
  await follow(page.blocks({ section: 'The CPU, unless you say otherwise' }), place);
  const [shown, pip, uv] = page.blocks({ section: 'Install it' });
  if (shown === undefined || pip === undefined || uv === undefined) throw new Error('three blocks');
  await follow([shown], place);
  // As typed, in an environment of the reader's own; the index is this test's.
  const target = join(await scratchFolder(), 'venv');
  await runOk(realPython(), ['-m', 'venv', target], { env: place.env });
  const env = {
    ...withPath(place.env, join(target, 'bin')),
    VIRTUAL_ENV: target,
    PIP_INDEX_URL: reach.UV_DEFAULT_INDEX,
  };
  await follow([pip, uv], { root: place.root, env });
  const { stdout } = await run('uv', ['pip', 'freeze'], { cwd: place.root, env });
  expect(stdout).toContain('torch==2.8.0+cpu');
  const [cuda, ...rest] = page.blocks({ section: 'Other hardware' });
  const [generate, targets] = rest;
  if (cuda === undefined || generate === undefined || targets === undefined) throw new Error('three blocks');
  await follow([cuda, generate], place);
  await follow(page.blocks({ section: 'Bots' }), place);
  expect(headerWords(await repository.read('requirements-full.txt')).join(' ')).not.toMatch(
    /torch|find-links/,
  );
});

test('two kinds of hardware are two targets', async () => {
  const { repository, place } = await world();
  await mkdir(place.root, { recursive: true });
  const [project] = page.blocks({ section: 'The CPU, unless you say otherwise', language: 'toml' });
  const [targets] = page.blocks({ section: 'Other hardware', language: 'yaml' });
  if (project === undefined || targets === undefined) throw new Error('two files');
  await follow([project, targets], place);
  await runOk('lockgen', ['generate'], { cwd: place.root, env: place.env });
  expect(await repository.read('requirements.txt')).toContain('torch==2.8.0+cpu ;');
  expect(await repository.read('requirements-gpu.txt')).toContain('torch==2.8.0+cu128');
});
