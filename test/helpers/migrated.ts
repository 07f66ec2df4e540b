import { parse, stringify } from 'smol-toml';
import { stringify as inYaml } from 'yaml';
import { type Migration, migrationsOf } from '../../src/setup/migrations/migrations.js';

/** A repository's files after its migrations, as `lockgen init` applies them. */
export interface Migrated {
  readonly migrations: readonly Migration[];
  /** Files that are no more are left out. */
  readonly files: ReadonlyMap<string, string>;
  /** What a person has to do. */
  readonly byHand: readonly string[];
}

/** Applies all migrations of a repository: their edits, and the configuration that they ask for. */
export function migrated(files: ReadonlyMap<string, string>, name = 'shop'): Migrated {
  const migrations = migrationsOf(files, { name });
  const now = new Map(files);
  const byHand: string[] = [];
  for (const { edits, folder, targets, options } of migrations) {
    for (const { path, edit, byHand: lines } of edits) {
      const result = edit(now.get(path));
      if (result === null) now.delete(path);
      else if (result === undefined) byHand.push(lines);
      else now.set(path, result);
    }
    const configuration = { ...(targets === undefined ? {} : { targets }), ...options };
    if (Object.keys(configuration).length === 0) continue;
    if (folder === '') now.set('.lockgenrc', inYaml(configuration));
    else {
      const path = `${folder}/pyproject.toml`;
      const text = now.get(path) ?? '';
      now.set(path, `${text.trimEnd()}\n\n${stringify({ tool: { lockgen: kebab(configuration) } })}`);
      parse(now.get(path) ?? '');
    }
  }
  return { migrations, files: now, byHand };
}

/** The keys of options as TOML has them. */
function kebab(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [
      key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
      typeof one === 'object' && one !== null && !Array.isArray(one)
        ? kebab(Object.fromEntries(Object.entries(one)))
        : one,
    ]),
  );
}
