import { execFileSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { bundleCommandLine } from './bundle-command-line.js';
import { bundledPackages, dependenciesPage, licenceTexts } from './dependencies-page.js';

// Bundles the command line (CommonJS, which node loads faster than ES modules) and the API, with the licences of
// everything that went in. The published package has no dependencies of its own.
const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const dist = join(root, 'dist');
rmSync(dist, { recursive: true, force: true });

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node' as const,
  target: 'node20.19',
  metafile: true as const,
  // cosmiconfig can load TypeScript, which lockgen never asks of it.
  external: ['typescript'],
  legalComments: 'none',
  logLevel: 'warning' as const,
} satisfies BuildOptions;
// Libraries that not every run needs: files of their own, since node parses a file as a whole before it starts.
const LAZY = ['commander', 'cosmiconfig', 'execa', 'simple-git', 'valibot', 'yaml'];
/** The same for one that is called without waiting, where there is a pattern: it loads with the first call. */
const ON_CALL = 'picomatch';
const lazily: Plugin = {
  name: 'lazily',
  setup(bundle) {
    const filter = new RegExp(`^(${LAZY.join('|')})$`);
    bundle.onResolve({ filter }, ({ path }) => ({ path: `./vendor/${path}.cjs`, external: true }));
    bundle.onResolve({ filter: new RegExp(`^${ON_CALL}$`) }, ({ path }) => ({ path, namespace: 'on call' }));
    bundle.onLoad({ filter: /./, namespace: 'on call' }, ({ path }) => ({
      contents: `const real = () => require('./vendor/${path}.cjs');
module.exports = (...args) => real()(...args);
module.exports.scan = (...args) => real().scan(...args);`,
      resolveDir: dist,
    }));
    bundle.onResolve({ filter: /^\.\/vendor\// }, ({ path }) => ({ path, external: true }));
  },
};
const minified = { minifySyntax: true, minifyWhitespace: true };

const vendor = await build({
  ...shared,
  ...minified,
  minifyIdentifiers: true,
  entryPoints: [...LAZY, ON_CALL],
  outdir: 'dist/vendor',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
});
const cli = await bundleCommandLine(root, { ...shared, ...minified }, [lazily]);
const api = await build({
  ...shared,
  ...minified,
  entryPoints: ['src/index.ts'],
  outfile: 'dist/index.js',
  format: 'esm',
  // Bundled CommonJS libraries ask for node's own modules by require, which ES modules don't have.
  banner: {
    js: "import { createRequire as lockgenRequire } from 'node:module';\nconst require = lockgenRequire(import.meta.url);",
  },
});
chmodSync(join(dist, 'cli.cjs'), 0o755);
const packages = bundledPackages(
  root,
  [vendor, ...cli, api].map(({ metafile }) => metafile),
);
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licenceTexts(packages));
writeFileSync(join(root, 'docs/dependencies.md'), dependenciesPage(packages));
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
