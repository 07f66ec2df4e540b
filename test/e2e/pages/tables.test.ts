// Tables of pyproject.toml that pages have as examples: what each does.
import { expect, test } from 'vitest';
import { closedPort } from '../../helpers/fronted-index.js';
import { blocked, hooked } from '../../helpers/hooked.js';
import { STANDARD_PACKAGES } from '../../helpers/local-index.js';
import { openPage } from '../../helpers/pages/page.js';
import { boundedProject, pyproject, torchProject } from '../../helpers/projects.js';
import { scratchFolder } from '../../helpers/scratch.js';
import { DEFAULT_TORCH_PACKAGES, startTorchIndex } from '../../helpers/torch-index.js';
import { headerWords, makeWorld, proven, generate as written } from '../resolve-world.js';

const howItWorks = openPage('docs/how-it-works.md');
const privateIndexes = openPage('docs/private-indexes.md');
const pylock = openPage('docs/pylock.md');

test('docs/how-it-works.md: the line that bounds requires-python lets the commit through', async () => {
  const world = await hooked();
  await world.repository.stage({ 'pyproject.toml': boundedProject() });
  await blocked(world, () => world.repository.tryCommit('Change'));
  const more = howItWorks.block('The whole of `requires-python`');
  await world.commit({ 'pyproject.toml': boundedProject({ more }) });
});

test('docs/how-it-works.md: the lines for PyTorch keep the header one that Renovate reads', async () => {
  const torch = await startTorchIndex(await scratchFolder());
  const project = torchProject({ more: howItWorks.block('PyTorch') });
  const world = await makeWorld({
    files: { 'pyproject.toml': project },
    packages: [...STANDARD_PACKAGES, ...DEFAULT_TORCH_PACKAGES],
    reach: torch.env,
  });
  await written(world);
  const text = await world.repository.read('requirements-full.txt');
  expect(text).toContain("torch==2.8.0+cpu ; sys_platform != 'darwin'");
  expect(headerWords(text).join(' ')).not.toMatch(/torch|find-links/);
  await proven(world);
});

test('docs/private-indexes.md: the index is the one that is asked', async () => {
  const proxy = `http://127.0.0.1:${await closedPort()}`;
  const { repository, lockgen } = await hooked({
    env: { UV_DEFAULT_INDEX: undefined, UV_FIND_LINKS: undefined, HTTPS_PROXY: proxy, https_proxy: proxy },
  });
  const more = privateIndexes.block('Where to put a credential');
  await repository.write('pyproject.toml', pyproject({ dependencies: ['alpha'], more }));
  const { exitCode, stderr } = await lockgen(['generate']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('packages.example');
});

test('docs/pylock.md: the target is a pylock.toml', async () => {
  const { repository, index, lockgen } = await hooked();
  // A lockfile of this form names where its files are: the index has to be the project's.
  const links = `\n[tool.uv]\nfind-links = ["wheels"]\n`;
  await repository.run('cp', ['-R', index.folder, repository.path('wheels')]);
  const more = pylock.block('`pylock.toml`') + links;
  await repository.write('pyproject.toml', pyproject({ dependencies: ['alpha'], more }));
  const { exitCode, stderr } = await lockgen(['generate'], { env: { UV_FIND_LINKS: undefined } });
  expect(exitCode, stderr).toBe(0);
  expect(await repository.read('pylock.toml')).toContain('lock-version = "1.0"');
  expect(await repository.tryRead('requirements.txt')).toBeUndefined();
});
