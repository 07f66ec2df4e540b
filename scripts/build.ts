import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Metafile } from 'esbuild';

// Bundles the command line and the API, in parts that are loaded when they are needed, with the licences of everything
// that went in. The published package has no dependencies of its own.
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
const { metafile } = await build({
  ...shared,
  entryPoints: ['src/cli.ts', 'src/index.ts'],
  outdir: 'dist',
  format: 'esm',
  // What a run doesn't need isn't read: node parses whole files before it starts.
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  minifySyntax: true,
  minifyWhitespace: true,
  // Bundled CommonJS libraries ask for node's own modules by require, which ES modules don't have.
  banner: {
    js: "import { createRequire as lockgenRequire } from 'node:module';\nconst require = lockgenRequire(import.meta.url);",
  },
});
const program = join(dist, 'cli.js');
writeFileSync(program, `#!/usr/bin/env node\n${readFileSync(program, 'utf8')}`);
chmodSync(program, 0o755);
writeFileSync(join(dist, 'THIRD-PARTY-LICENSES.txt'), licences([metafile]));
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
