import { folderOf, type Table, tableAt } from '../../project/manifest.js';
import { shellWord } from '../../shell-word.js';
import { tomlOf } from './header-compiles.js';

/** Poetry's own tables, which nobody else reads; undefined where there are none, and Poetry 2's `[project]` is. */
export function ofPoetry(path: string, document: Table): string | undefined {
  const poetry = tableAt(document, 'tool', 'poetry');
  if (poetry.name === undefined && poetry.dependencies === undefined) return undefined;
  const folder = folderOf(path);
  return [
    `${path} has its dependencies under [tool.poetry], which only Poetry reads; this moves them into [project], which Poetry 2 reads, too:`,
    `  lockgen uv tool run migrate-to-uv --package-manager poetry --skip-lock --keep-current-build-backend${folder === '' ? '' : ` ${shellWord(folder)}`}`,
    'it drops comments and a poetry.lock (git checkout poetry.lock, if you stay with Poetry): look at git diff, then lockgen init again',
  ].join('\n');
}

/**
 * What to do for a `pyproject.toml` without `[project]`, or for none at all.
 *
 * @param text - undefined where it isn't there
 */
export function howToProject(path: string, text: string | undefined): string {
  if (text === undefined) return 'lockgen uv init --bare makes one; then lockgen init';
  return (
    ofPoetry(path, tomlOf(text)) ??
    [
      `put this into ${path}, with your name and your oldest Python, and what you import into dependencies, then lockgen init again:`,
      '  [project]',
      '  name = "app"',
      '  version = "0"',
      '  requires-python = ">=3.10"',
      '  dependencies = []',
    ].join('\n')
  );
}
