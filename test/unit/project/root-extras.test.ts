import { expect, test } from 'vitest';
import { findCandidates } from '../../../src/project/managed.js';
import { assertRootExtras } from '../../../src/project/root-extras.js';
import { treeOf } from './fake-tree.js';

const project = (name: string, more = ''): string =>
  `[project]\nname = "${name}"\nversion = "1"\nrequires-python = ">=3.10"\ndependencies = ["alpha"]\n${more}`;
const GPU = '[project.optional-dependencies]\nGPU_all = ["torch"]\n';

async function said(
  extras: readonly string[],
  files: Readonly<Record<string, string>>,
  target = 'more',
): Promise<string> {
  const tree = treeOf(files);
  const targets = { [target]: { output: 'more.txt', extras: [...extras] } };
  const root = { file: '.lockgenrc', projects: ['*'], exclude: [], options: { targets } };
  const candidates = await findCandidates(tree, root, undefined);
  try {
    await assertRootExtras(root, candidates, tree);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return '';
}

test('an extra of the root file that one project has is right, one that none has is told of', async () => {
  const files = { 'a/pyproject.toml': project('a'), 'b/pyproject.toml': project('b', GPU) };
  expect(await said(['gpu-all'], files)).toBe('');
  expect(await said(['gpu-al'], files)).toBe(
    '.lockgenrc: targets.more.extras[0]: "gpu-al" is an extra of no project here; did you mean "gpu-all"?',
  );
  expect(await said(['full'], files)).toContain('"full" is an extra of no project here');
});

test('the default full can be written down', async () => {
  const files = { 'a/pyproject.toml': project('a') };
  expect(await said(['full'], files, 'full')).toBe('');
  expect(await said(['ful'], files, 'full')).toContain('"ful" is an extra of no project here');
});

test('what a back-end or broken TOML may declare is believed', async () => {
  const dynamic = project('a').replace('version = "1"', 'dynamic = ["version", "optional-dependencies"]');
  expect(await said(['x'], { 'a/pyproject.toml': dynamic })).toBe('');
  expect(await said(['x'], { 'a/pyproject.toml': `${project('a')}x = [\n` })).toBe('');
});
