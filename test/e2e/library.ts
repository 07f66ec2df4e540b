import { join } from 'node:path';
import { isolatedEnvironment } from '../helpers/environment.js';
import { type ProjectOptions, pyproject } from '../helpers/projects.js';
import { openRepository, type TestRepository } from '../helpers/repository.js';
import { scratchFolder } from '../helpers/scratch.js';

/** A repository of a library, with its address as `git+…` and without. */
export interface Library {
  readonly origin: TestRepository;
  readonly url: string;
  readonly plain: string;
}

/** Makes a library's repository: a branch `main`, a tag `v1`, and a package in its folder `sub`. */
export async function makeLibrary(name: string, dependencies: readonly string[]): Promise<Library> {
  const scratch = await scratchFolder();
  const env = isolatedEnvironment(join(scratch, 'home'), {}, { managedUv: false });
  const origin = openRepository(scratch, join(scratch, 'home'), env);
  await origin.git('init', '--quiet', '.');
  await origin.write('.gitignore', 'home\n');
  await advance(origin, name, dependencies);
  await origin.git('tag', 'v1');
  return { origin, url: `git+file://${scratch}`, plain: `file://${scratch}` };
}

/** Commits a new state of a library to the branch that is checked out; gives its id. */
export async function advance(
  origin: TestRepository,
  name: string,
  dependencies: readonly string[],
  options: ProjectOptions = {},
): Promise<string> {
  const build = '\n[build-system]\nrequires = []\nbuild-backend = "none"\n';
  const text = (one: string): string =>
    pyproject({ name: one, dependencies, extras: { more: ['iota'] }, ...options }) + build;
  await origin.write('pyproject.toml', text(name));
  await origin.write('sub/pyproject.toml', text(`${name}-sub`));
  await origin.git('add', '--all');
  await origin.git('commit', '--quiet', '--allow-empty', '-m', 'Release');
  return await origin.id();
}
