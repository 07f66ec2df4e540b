import { expect, test } from 'vitest';
import { hooked } from '../helpers/hooked.js';
import type { PackageOptions } from '../helpers/local-index.js';
import { openPage } from '../helpers/pages/page.js';

const PACKAGES: readonly PackageOptions[] = [
  { name: 'numpy', version: '1.26.4' },
  { name: 'numpy', version: '2.3.5' },
  { name: 'h5py', version: '3.15.1', requires: ['numpy'] },
  { name: 'h5py', version: '3.16.0', requires: ['numpy'] },
  { name: 'six', version: '1.17.0' },
  { name: 'zstd', version: '1.5.7' },
];

const page = openPage('docs/diff.md');
const fences = (language: string): string[] => page.blocks({ language }).map(({ text }) => text);

test('what docs/diff.md shows is what lockgen says', async () => {
  const world = await hooked({ packages: PACKAGES });
  const manifests = fences('toml');
  expect(manifests).toHaveLength(2);
  for (const manifest of manifests) await world.commit({ 'pyproject.toml': manifest });
  const base = (await world.repository.id('HEAD~1')).slice(0, 12);
  const examples = fences('console');
  expect(examples.length).toBeGreaterThan(3);
  for (const example of examples) {
    const [, args = ''] = /^\$ lockgen (.*)\n/.exec(example) ?? [];
    const { stdout, stderr } = await world.lockgen(args.split(' '));
    expect(`$ lockgen ${args}\n${stdout}${stderr}`).toBe(example.replace('3d17a29e28ef', base));
  }
});
