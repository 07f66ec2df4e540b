import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exclusively, sharedFolder } from './shared.js';

/** A repository and its user's home, on disk, for tests to copy. */
export interface Template {
  readonly root: string;
  readonly home: string;
}

/** How a repository is copied: as it is, so that git needn't look at its files again. */
export const COPIED = { recursive: true, verbatimSymlinks: true, preserveTimestamps: true } as const;

/**
 * A repository that is made once for all test files and runs, since each test file is a process of its own.
 *
 * @param from what it is made from, beside the test helpers.
 * @param make makes it somewhere else; it is copied from there.
 */
export async function sharedTemplate(
  from: readonly string[],
  make: () => Promise<Template>,
): Promise<Template> {
  const name = `template-${await digest(from)}`;
  const folder = join(sharedFolder(), name);
  const template = { root: join(folder, 'repository'), home: join(folder, 'home') };
  if (!existsSync(folder)) {
    await exclusively(name, async () => {
      if (!existsSync(folder)) {
        const made = await make();
        const temporary = await mkdtemp(`${folder}-`);
        try {
          await cp(made.root, join(temporary, basename(template.root)), COPIED);
          await cp(made.home, join(temporary, basename(template.home)), COPIED);
          await rename(temporary, folder);
        } finally {
          await rm(temporary, { recursive: true, force: true });
        }
      }
    });
  }
  return template;
}

let ofHelpers: Promise<readonly Buffer[]> | undefined;

async function digest(from: readonly string[]): Promise<string> {
  ofHelpers ??= helpers();
  const hash = createHash('sha256').update(JSON.stringify(from));
  for (const text of await ofHelpers) {
    hash.update(text);
  }
  return hash.digest('hex').slice(0, 16);
}

async function helpers(): Promise<readonly Buffer[]> {
  const folder = fileURLToPath(new URL('.', import.meta.url));
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts')).sort();
  return await Promise.all(names.map((name) => readFile(join(folder, name))));
}
