import { hasProjectTable } from '../../project/managed.js';
import { folderOf } from '../../project/manifest.js';
import { inFolder } from '../../project/paths.js';
import { normalizeName } from '../../python/version.js';
import { handWritten } from './hand-written.js';
import { headerCompiles } from './header-compiles.js';
import { type CompileHook, compileHooks, isHooksFile } from './hooks.js';
import type { Compile, Files, Migration } from './migration.js';
import { baseRank, projectFolderOf, purposeOf } from './names.js';
import { projectMigration } from './project-migration.js';
import { isScript, mentions, scriptCompiles } from './script-compiles.js';

export type { Migration } from './migration.js';

const OTHERS =
  /(?:^|\/)(?:pyproject\.toml|setup\.(?:py|cfg)|MANIFEST\.in|\.pip-tools\.toml|\.python-version|uv\.toml)$|\.in$|(?:^|\/)[^/]*\.(?:txt|lock)$/;

/** Whether a file is one that `migrationsOf` wants to see, by its path. */
export function mattersToMigrations(path: string): boolean {
  if (/(?:^|\/)(?:node_modules|site-packages|\.venv|venv)\//.test(path)) return false;
  if (/(?:^|\/)(?:uv|poetry|pdm|Cargo|yarn|Gemfile|composer)\.lock$/.test(path)) return false;
  return isHooksFile(path) || /^\.lockgenrc/.test(path) || OTHERS.test(path) || isScript(path);
}

/**
 * How the projects of a repository come to lockgen from what makes their lockfiles now: pip-compile, pip-compile-multi,
 * uv in a hook or a script, or a person.
 *
 * @param files - what may matter (`mattersToMigrations`), as it stands now
 * @param about - the name of the repository's folder, for a root without `[project]`
 * @returns at most one for each project's folder, the root's first; none where there is nothing to do
 */
export function migrationsOf(files: Files, about: { readonly name?: string } = {}): readonly Migration[] {
  const hooks = compileHooks(files);
  const compiles = unique([
    ...headerCompiles(files),
    ...hooks.flatMap(({ compile }) => compile ?? []),
    ...scriptCompiles(files),
  ]);
  const hasManifest = (folder: string): boolean => files.has(inFolder(folder, 'pyproject.toml'));
  const folderFor = (compile: Compile): string => {
    const manifest = compile.inputs.find((input) =>
      /(?:^|\/)(?:pyproject\.toml|setup\.(?:py|cfg))$/.test(input),
    );
    return manifest === undefined
      ? projectFolderOf(compile.inputs[0] ?? compile.output, hasManifest)
      : folderOf(manifest);
  };
  const projects = [...files].flatMap(([path, text]) =>
    /(?:^|\/)pyproject\.toml$/.test(path) && hasProjectTable(text, path) ? [folderOf(path)] : [],
  );
  const folders = [
    ...new Set([...compiles.map(folderFor), ...projects, ...(files.has('requirements.txt') ? [''] : [])]),
  ].sort();
  const [home = ''] = folders;
  const folderOfHook = ({ compile }: CompileHook): string =>
    compile === undefined ? home : folderFor(compile);
  const said = mentions(files);
  return folders.flatMap((folder) => {
    const mine = compiles.filter((compile) => folderFor(compile) === folder);
    const isOnly = folders.filter((one) => compiles.some((compile) => folderFor(compile) === one)).length < 2;
    const found = {
      folder,
      compiles: mine,
      hooks: hooks.filter((hook) => folderOfHook(hook) === folder),
      // Of several projects, what a script makes isn't told from its lines; it is named once.
      mentions: isOnly || folder === home ? said : [],
      name: nameOf(folder, about.name),
    };
    return projectMigration(files, found) ?? (mine.length === 0 ? (handWritten(files, folder) ?? []) : []);
  });
}

/** One for each lockfile: what its own header says stands above what a hook or a script would do. */
function unique(compiles: readonly Compile[]): readonly Compile[] {
  const found = new Map<string, Compile>();
  for (const compile of compiles) if (!found.has(compile.output)) found.set(compile.output, compile);
  const rank = ({ output }: Compile): number => baseRank(purposeOf(output)) ?? Number.MAX_SAFE_INTEGER;
  return [...found.values()].sort((a, b) => rank(a) - rank(b) || (a.output < b.output ? -1 : 1));
}

function nameOf(folder: string, name: string | undefined): string {
  const own = folder === '' ? name : folder.slice(folder.lastIndexOf('/') + 1);
  const plain = normalizeName(own ?? '')
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return plain === '' ? 'app' : plain;
}
