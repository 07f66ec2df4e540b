import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import { bundleCommandLine } from './bundle-command-line.js';

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
const LAZY = ['commander', 'cosmiconfig', 'execa', 'simple-git', 'valibot'];
const lazily: Plugin = {
  name: 'lazily',
  setup(bundle) {
    const filter = new RegExp(`^(${LAZY.join('|')})$`);
    bundle.onResolve({ filter }, ({ path }) => ({ path: `./vendor/${path}.cjs`, external: true }));
  },
};
const minified = { minifySyntax: true, minifyWhitespace: true };

const vendor = await build({
  ...shared,
  ...minified,
  minifyIdentifiers: true,
  entryPoints: LAZY,
  outdir: 'dist/vendor',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
});
const cli = await bundleCommandLine(root, { ...shared, ...minified }, [lazily]);
const api = await build({
  ...shared,
  entryPoints: ['src/index.ts'],
  outfile: 'dist/index.js',
  format: 'esm',
  // Bundled CommonJS libraries ask for node's own modules by require, which ES modules don't have.
  banner: {
    js: "import { createRequire as lockgenRequire } from 'node:module';\nconst require = lockgenRequire(import.meta.url);",
  },
});
chmodSync(join(dist, 'cli.cjs'), 0o755);
writeFileSync(
  join(dist, 'THIRD-PARTY-LICENSES.txt'),
  licences([vendor, ...cli, api].map(({ metafile }) => metafile)),
);
execFileSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});

/** The licence texts of the packages whose files are in the bundles. */
function licences(metafiles: readonly Metafile[]): string {
  const folders = new Set<string>();
  for (const input of metafiles.flatMap((metafile) => Object.keys(metafile.inputs))) {
    const match = input.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//);
    if (match?.[1] !== undefined) folders.add(match[1]);
  }
  return [...folders]
    .sort()
    .map((folder) => {
      const manifest: unknown = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      if (
        typeof manifest !== 'object' ||
        manifest === null ||
        !('name' in manifest) ||
        !('version' in manifest)
      ) {
        throw new Error(`${folder} has no name or version`);
      }
      const licence = 'license' in manifest ? String(manifest.license) : 'unknown';
      const file = readdirSync(join(root, folder)).find((name) => /^licen[cs]e/i.test(name));
      if (file === undefined && !existsSync(join(root, folder, 'README.md')))
        throw new Error(`${folder} has no licence`);
      const text =
        file === undefined ? `Licence: ${licence}` : readFileSync(join(root, folder, file), 'utf8').trim();
      return `${String(manifest.name)} ${String(manifest.version)} (${licence})\n\n${text}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}
