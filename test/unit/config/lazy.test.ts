import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** All that is loaded with a module of src/config: what is imported other than by `import()` and for types. */
function loadedWith(file: URL, seen: Set<string> = new Set()): ReadonlySet<string> {
  const imports = readFileSync(file, 'utf8').matchAll(
    /^(?:import|export) (?!type )(?:[^;]*? )?from '([^']+)';/gm,
  );
  for (const [, specifier = ''] of imports) {
    const next = specifier.startsWith('.') ? new URL(specifier.replace(/\.js$/, '.ts'), file) : undefined;
    const name = next?.pathname.replace(/^.*\/src\//, '') ?? specifier;
    if (seen.has(name)) continue;
    seen.add(name);
    if (next !== undefined && existsSync(next)) loadedWith(next, seen);
  }
  return seen;
}

const moduleFile = (name: string): URL => new URL(`../../../src/config/${name}`, import.meta.url);
const PARSERS = ['valibot', 'cosmiconfig', 'smol-toml'];

test.each(['effective.ts', 'root.ts'])('%s loads no parser before there is something to parse', (name) => {
  const loaded = loadedWith(moduleFile(name));
  expect(loaded).toContain(name === 'root.ts' ? 'failure.ts' : 'config/layers.ts');
  expect(PARSERS.filter((parser) => loaded.has(parser))).toEqual([]);
});

test('what reads a root file does load them', () => {
  expect([...loadedWith(moduleFile('root-file.ts'))]).toEqual(expect.arrayContaining(PARSERS));
});
