import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runOk } from './run.js';
import { exclusively, sharedFolder } from './shared.js';

/** A repository and its user's home, on disk, for tests to copy. */
export interface Template {
  readonly root: string;
  readonly home: string;
}

/**
 * Copies a folder to a place where there is none, with links and times as they are. By a program: Node's own copying
 * takes ten times as long, on the thread that all tests of a file share.
 */
export async function copyFolder(from: string, to: string): Promise<void> {
  await runOk('cp', ['-RPp', from, to]);
}

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
          await copyFolder(made.root, join(temporary, basename(template.root)));
          await copyFolder(made.home, join(temporary, basename(template.home)));
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
