import { expect, test } from 'vitest';
import { unwired } from '../../helpers/init-world.js';
import { scratchFolder } from '../../helpers/scratch.js';
import { DEFAULT_TORCH_PACKAGES, startTorchIndex } from '../../helpers/torch-index.js';

const PYPROJECT = `[project]
name = "shop"
version = "1.0"
requires-python = ">=3.10"
dependencies = ["alpha", "torch>=2"] # for the models
`;
const PAGE = 'https://download.pytorch.org/whl/cpu/torch/';

test('a project with PyTorch: bots get what they need, the lockfile is the CPU’s, and uninstall takes it back', async () => {
  const torch = await startTorchIndex(await scratchFolder());
  const { repository, lockgen, index } = await unwired({
    'pyproject.toml': PYPROJECT,
    'renovate.json': '{}\n',
  });
  await index.add(DEFAULT_TORCH_PACKAGES);
  const done = await lockgen(['init', '--yes'], { env: torch.env });
  expect(done.exitCode, done.stderr + done.stdout).toBe(0);
  expect(done.stdout).toContain('the bot that is configured here runs uv without lockgen');
  expect(await repository.read('pyproject.toml')).toBe(
    `${PYPROJECT}\n[tool.uv.pip]\ntorch-backend = "cpu"\nfind-links = ["${PAGE}"]\nemit-find-links = true\n`,
  );
  const lockfile = await repository.read('requirements.txt');
  expect(lockfile).toContain(`--find-links ${PAGE}\n`);
  expect(lockfile).toContain('torch==2.8.0+cpu ; ');
  const checked = await lockgen(['check'], { env: torch.env });
  expect(checked.exitCode, checked.stdout + checked.stderr).toBe(0);
  expect((await lockgen(['init'])).stdout).toContain('nothing to do');
  await lockgen(['uninstall']);
  expect(await repository.read('pyproject.toml')).toBe(PYPROJECT);
  await torch.close();
});
