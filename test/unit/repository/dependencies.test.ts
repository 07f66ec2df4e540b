import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

it('the npm package brings no dependencies and no install scripts', () => {
  const manifest: unknown = JSON.parse(read('package.json'));
  expect(manifest).not.toHaveProperty('dependencies');
  expect(manifest).not.toHaveProperty('optionalDependencies');
  expect(manifest).not.toHaveProperty('peerDependencies');
  expect(manifest).not.toHaveProperty('bundledDependencies');
  // `prepare` is none: of a package from a registry npm neither runs it nor warns of it.
  for (const script of ['preinstall', 'install', 'postinstall', 'prepublish'])
    expect(manifest).not.toHaveProperty(['scripts', script]);
});

it('docs/dependencies.md lists what is in the bundles, with version, licence and reason', () => {
  const bundled = [
    ...read('dist/THIRD-PARTY-LICENSES.txt').matchAll(/^(@?[a-z][\w./-]*) (\d+\.\d+\.\S+) \((.+)\)$/gm),
  ];
  const listed = [
    ...read('docs/dependencies.md').matchAll(/^\| `(.+)` \| (\S+) \| (\S+) \| \d+ kB \| (.+) \|$/gm),
  ];
  expect(listed.length).toBeGreaterThan(20);
  expect(listed.map(([, name, version, licence]) => `${name} ${version} ${licence}`)).toEqual(
    bundled.map(([, name, version, licence]) => `${name} ${version} ${licence}`),
  );
  for (const [, name, , , reason = ''] of listed) expect(reason, name).not.toBe('');
});

it('a node that is too old is told the version that package.json asks for', () => {
  const { engines } = JSON.parse(read('package.json'));
  const [, lowest = ''] = /^var lowest = \[(.*)\];$/m.exec(read('scripts/entry.cjs')) ?? [];
  expect(engines).toEqual({ node: `>=${lowest.replace(', ', '.')}` });
});
