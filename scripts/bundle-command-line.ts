import { writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type BuildOptions, type BuildResult, build, type Plugin } from 'esbuild';

/**
 * What a check loads that finds everything fresh, beside `src/cli.ts`. node parses a file as a whole before it starts,
 * and the rest is twice as long.
 */
const CORE = ['src/commands/check.ts', 'src/report/check.ts', 'src/report/text.ts'];

type Options = BuildOptions & { readonly metafile: true };

/**
 * Bundles the command line: `cli.cjs` starts `core.cjs`, which loads `rest.cjs` when it needs more. Each module is in
 * one of the two, as there may be no second class of an error.
 *
 * @param plugins - for what is in neither
 */
export async function bundleCommandLine(
  root: string,
  shared: BuildOptions & { readonly metafile: true },
  plugins: readonly Plugin[],
): Promise<readonly BuildResult<Options>[]> {
  const options = {
    ...shared,
    bundle: true,
    format: 'cjs' as const,
    // By require, which needs neither node's loader of ES modules nor a search for the exports of CommonJS.
    supported: { 'dynamic-import': false },
  };
  const fileOf = (folder: string, path: string): string =>
    relative(root, resolve(folder, path.replace(/\.js$/, '.ts'))).replaceAll('\\', '/');
  const laterFiles = new Set<string>();
  const later: Plugin = {
    name: 'later',
    setup(bundle) {
      bundle.onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
        const file = fileOf(resolveDir, path);
        if (kind !== 'dynamic-import' || CORE.includes(file)) return undefined;
        laterFiles.add(file);
        return { path: file, namespace: 'rest' };
      });
    },
  };
  const first = await build({
    ...options,
    entryPoints: ['src/cli.ts'],
    write: false,
    plugins: [...plugins, later, otherBundle('rest')],
  });
  const coreFiles = Object.keys(first.metafile.inputs).filter((file) => file.startsWith('src/'));
  const core = await build({
    ...options,
    stdin: { contents: `${modulesOf(coreFiles)}\nimport './src/cli.ts';`, resolveDir: root },
    outfile: 'dist/core.cjs',
    plugins: [...plugins, later, otherBundle('rest')],
  });
  const earlier: Plugin = {
    name: 'earlier',
    setup(bundle) {
      bundle.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
        const file = fileOf(resolveDir, path);
        return coreFiles.includes(file) ? { path: file, namespace: 'core' } : undefined;
      });
    },
  };
  const rest = await build({
    ...options,
    stdin: { contents: modulesOf([...laterFiles].sort()), resolveDir: root },
    outfile: 'dist/rest.cjs',
    plugins: [...plugins, earlier, otherBundle('core')],
  });
  writeFileSync(join(root, 'dist/cli.cjs'), "#!/usr/bin/env node\nrequire('./core.cjs');\n");
  return [core, rest];
}

/** A bundle's modules for the other one, each run when it is asked for. */
function modulesOf(files: readonly string[]): string {
  const modules = files.map(
    (file) => `${JSON.stringify(file)}: () => require(${JSON.stringify(`./${file}`)})`,
  );
  return `export const modules = {\n${modules.join(',\n')}\n};`;
}

/** Takes modules from another bundle. */
function otherBundle(name: 'core' | 'rest'): Plugin {
  return {
    name: `from ${name}`,
    setup(bundle) {
      bundle.onLoad({ filter: /./, namespace: name }, ({ path }) => ({
        contents: `module.exports = require('./${name}.cjs').modules[${JSON.stringify(path)}]();`,
      }));
      bundle.onResolve({ filter: /./, namespace: name }, ({ path }) => ({ path, external: true }));
    },
  };
}
