import { copyFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type BuildOptions, type BuildResult, build, type ImportKind, type Plugin } from 'esbuild';

/** What starts it. */
const FIRST = 'src/cli.ts';
/**
 * What a check loads that finds everything fresh, beside it. node parses a file as a whole before it starts,
 * and the rest is twice as long.
 */
const CORE = ['src/commands/check.ts', 'src/report/check.ts', 'src/report/text.ts'];
/** What a hook loads, beside it, that finds nothing to lock. */
const HOOK = 'src/commands/hook.ts';
/** What no hook and no plain check loads: every other command, with its flags. */
const MORE = 'src/command-line.ts';

type Options = BuildOptions & { readonly metafile: true };

/**
 * Bundles the command line: `cli.cjs` starts `core.cjs`, by `start.cjs`, where node is new enough. That loads `hook.cjs` for a hook,
 * `rest.cjs` when it needs more than a check of fresh lockfiles, or a hook that has something to lock, and `more.cjs` for
 * any other command. Each module is in one of the four, as there may be no second class of an error.
 *
 * @param plugins - for what is in none of them
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
  /** Has other bundles give what they have, for which they are asked when it is needed. */
  const from = (bundleOf: (file: string, kind: ImportKind) => string | undefined): readonly Plugin[] => [
    ...plugins,
    {
      name: 'from other bundles',
      setup(bundle) {
        bundle.onResolve({ filter: /^\./ }, ({ path, resolveDir, kind }) => {
          const file = fileOf(resolveDir, path);
          const namespace = bundleOf(file, kind);
          return namespace === undefined ? undefined : { path: file, namespace };
        });
      },
    },
    ...['core', 'hook', 'rest', 'more'].map(otherBundle),
  ];
  /** A bundle of these files and what they import, each to be asked for. */
  const bundled = async (name: string, entries: readonly string[], plugins: readonly Plugin[]) => {
    const asked = { ...options, plugins: [...plugins] };
    const stdin = (contents: string) => ({ contents, resolveDir: root, sourcefile: `${name}.js` });
    const { metafile } = await build({ ...asked, stdin: stdin(modulesOf(entries)), write: false });
    const files = Object.keys(metafile.inputs).filter((file) => file.startsWith('src/'));
    const runs = entries.includes(FIRST) ? `import './${FIRST}';` : '';
    const contents = `${modulesOf([...new Set([...entries, ...files])])}\n${runs}`;
    return { files, result: await build({ ...asked, stdin: stdin(contents), outfile: `dist/${name}.cjs` }) };
  };

  /** What is asked for by those before, and in none of them. */
  const later = new Set<string>();
  const elsewhere = (file: string): string => {
    if (file === HOOK) return 'hook';
    if (file === MORE) return 'more';
    later.add(file);
    return 'rest';
  };
  const known = new Map<string, string>();
  const add = async (
    name: string,
    entries: readonly string[],
    own: (file: string) => boolean,
  ): Promise<BuildResult<Options>> => {
    const bundle = await bundled(
      name,
      entries,
      from((file, kind) => {
        const there = known.get(file);
        if (there !== undefined || kind !== 'dynamic-import' || own(file)) return there;
        return elsewhere(file);
      }),
    );
    // What was asked of it may have come to be in one before, which it then asks.
    for (const file of bundle.files) if (!known.has(file)) known.set(file, name);
    return bundle.result;
  };
  const core = await add('core', [FIRST], (file) => CORE.includes(file));
  const hook = await add('hook', [HOOK], () => false);
  const rest = await add('rest', [...later].sort(), () => true);
  const more = await add('more', [MORE], () => true);
  const start = await build({
    ...options,
    plugins: [],
    entryPoints: ['src/start/start.ts'],
    outfile: 'dist/start.cjs',
  });
  copyFileSync(join(root, 'scripts/entry.cjs'), join(root, 'dist/cli.cjs'));
  return [start, core, hook, rest, more];
}

/** A bundle's modules for the other one, each run when it is asked for. */
function modulesOf(files: readonly string[]): string {
  const modules = files.map(
    (file) => `${JSON.stringify(file)}: () => require(${JSON.stringify(`./${file}`)})`,
  );
  return `export const modules = {\n${modules.join(',\n')}\n};`;
}

/** Takes modules from another bundle. */
function otherBundle(name: string): Plugin {
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
