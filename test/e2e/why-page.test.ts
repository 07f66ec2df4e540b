import { expect, test } from 'vitest';
import { hooked } from '../helpers/hooked.js';
import type { PackageOptions } from '../helpers/local-index.js';
import { openPage } from '../helpers/pages/page.js';

/** What the page's project needs, with the requirements that these packages really have. */
const PACKAGES: readonly PackageOptions[] = [
  { name: 'numpy', version: '2.2.6' },
  { name: 'numpy', version: '2.4.6', requiresPython: '>=3.11' },
  {
    name: 'pandas',
    version: '2.3.3',
    requires: [
      "numpy>=1.22.4 ; python_version < '3.11'",
      "numpy>=1.23.2 ; python_version == '3.11'",
      "numpy>=1.26.0 ; python_version >= '3.12'",
    ],
  },
  { name: 'httpx', version: '0.28.1', requires: ['idna'], extras: { http2: ['h2>=3,<5'] } },
  { name: 'idna', version: '3.11' },
  { name: 'h2', version: '4.3.0', requires: ['hpack>=4.1,<5'] },
  { name: 'hpack', version: '4.1.0' },
];

const page = openPage('docs/why.md');
const fences = (language: string): string[] => page.blocks({ language }).map(({ text }) => text);

test('what docs/why.md shows is what lockgen says', async () => {
  const [manifest = ''] = fences('toml');
  const world = await hooked({ packages: PACKAGES });
  await world.commit({ 'pyproject.toml': manifest });
  const examples = fences('console');
  expect(examples.length).toBeGreaterThan(3);
  for (const example of examples) {
    const [, args = ''] = /^\$ lockgen (.*)\n/.exec(example) ?? [];
    const { stdout, stderr } = await world.lockgen(args.split(' '));
    expect(`$ lockgen ${args}\n${stdout}${stderr}`).toBe(example);
  }
});
