import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Hooked, hooked } from '../../helpers/hooked.js';
import type { PackageOptions } from '../../helpers/local-index.js';
import { type NpmRegistry, npmRegistryWith } from '../../helpers/npm-registry.js';
import { openPage } from '../../helpers/pages/page.js';
import { follow } from '../../helpers/pages/walk.js';
import { pyproject } from '../../helpers/projects.js';

const page = openPage('README.md');
const managers = openPage('docs/hook-managers.md');

/** What the picture of a commit needs. */
const PACKAGES: readonly PackageOptions[] = [
  { name: 'numpy', version: '2.3.1' },
  { name: 'pillow', version: '12.1.0' },
  { name: 'matplotlib', version: '3.11.0', requires: ['numpy>=2.4', 'pillow'] },
];

let world: Hooked;
let registry: NpmRegistry;
beforeAll(async () => {
  world = await hooked({ packages: PACKAGES });
  registry = await npmRegistryWith(world.installed.folder);
});
afterAll(() => registry.close());

test('the commit at the top is one that lockgen made', async () => {
  const { repository, index } = world;
  await world.commit({ 'pyproject.toml': pyproject({ dependencies: [], extras: { full: ['numpy'] } }) });
  await index.add([{ name: 'numpy', version: '2.4.6' }]);
  await repository.stage({
    'pyproject.toml': pyproject({ dependencies: [], extras: { full: ['numpy', 'matplotlib'] } }),
  });
  const counts = /\d+ insertions?\(\+\)(?:, \d+ deletions?\(-\))?/g;
  // Shown in any order.
  const sorted = (line: string): string => line.trim().split('   ').sort().join('   ');
  await follow(page.blocks({ section: 'lockgen', language: 'console' }), repository, (text) =>
    text.replace(counts, '…').replace(/^ {2}\S.*$/gm, sorted),
  );
});

describe('what it has typed and written', () => {
  test('is installed from npm, wired as docs/hook-managers.md says, and checks', async () => {
    const there = await hooked();
    const { repository } = there;
    Object.assign(repository.env, registry.env);
    await there.commit({
      'package.json': '{ "private": true }\n',
      'pyproject.toml': pyproject({ dependencies: ['alpha'] }),
    });
    const [install, ...rest] = page.blocks({ section: 'Use it', language: 'sh' });
    const check = rest.pop();
    if (install === undefined || check === undefined) throw new Error('README.md installs and checks');
    await follow([install, check], repository);
    const wiring = ['husky', 'Plain git'].flatMap((section) =>
      managers.blocks({ section }).map(({ text }) => text),
    );
    expect(wiring).toEqual(expect.arrayContaining(rest.map(({ text }) => text)));
  });

  test('runs as a library', async () => {
    const { installed } = world;
    const there = await hooked();
    const extras = { full: ['delta'] };
    await there.repository.write('pyproject.toml', pyproject({ dependencies: ['alpha'], extras }));
    const script = there.repository.path('example.mjs');
    const text = page.block('As a library', { language: 'ts' });
    await writeFile(script, `${text}\nconsole.log(base, full, report.total);\n`);
    await there.repository.run('mkdir', ['node_modules']);
    await there.repository.run('ln', ['-s', installed.folder, 'node_modules/lockgen']);
    const { exitCode, stdout, stderr } = await there.repository.run(process.execPath, [script]);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/requirements\.txt .*requirements-full\.txt 1\n$/);
    expect(await readFile(there.repository.path('requirements.txt'), 'utf8')).toContain('alpha==2.0.0');
  });
});
