import { cp, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { installedLockgen } from '../helpers/package.js';

const SOURCES = fileURLToPath(new URL('../../src/', import.meta.url));
const DOORS = fileURLToPath(new URL('./stepped/', import.meta.url));

/** Puts the doors of the test in the place of those that write. */
const doors: Plugin = {
  name: 'doors',
  setup(bundle) {
    const isDoor = (importer: string): boolean => dirname(importer) === dirname(`${DOORS}git.ts`);
    bundle.onResolve({ filter: /^node:fs\/promises$/ }, ({ path, importer }) =>
      isDoor(importer) ? { path, external: true } : { path: `${DOORS}files.ts` },
    );
    bundle.onResolve({ filter: /\/git\.js$/ }, ({ path, importer, resolveDir }) =>
      isDoor(importer) || join(resolveDir, path) !== join(SOURCES, 'git', 'git.js')
        ? undefined
        : { path: `${DOORS}git.ts` },
    );
    bundle.onResolve({ filter: /^(commander|cosmiconfig|execa|simple-git|valibot)$/ }, ({ path }) => ({
      path: `./vendor/${path}.cjs`,
      external: true,
    }));
  },
};

/**
 * Builds lockgen's command line with doors of the test's, which count the steps of writing.
 *
 * @param folder an empty one of its own.
 * @returns the program that is the pre-commit hook.
 */
export async function steppedHook(folder: string): Promise<string> {
  const { folder: installed } = await installedLockgen();
  await mkdir(join(folder, 'dist'), { recursive: true });
  await cp(join(installed, 'dist', 'vendor'), join(folder, 'dist', 'vendor'), { recursive: true });
  const program = join(folder, 'dist', 'cli.cjs');
  await build({
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    external: ['typescript'],
    logLevel: 'warning',
    entryPoints: [join(SOURCES, 'cli.ts')],
    outfile: program,
    format: 'cjs',
    plugins: [doors],
    supported: { 'dynamic-import': false },
  });
  const hook = join(folder, 'pre-commit');
  await writeFile(hook, `#!/bin/sh\nexec node '${program}' hook\n`, { mode: 0o755 });
  return hook;
}
