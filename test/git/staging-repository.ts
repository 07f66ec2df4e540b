import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { makeRepository, type RepositoryOptions, type TestRepository } from '../helpers/repository.js';
import { scratchFolder } from '../helpers/scratch.js';

export const PROJECT = 'pyproject.toml';
export const LOCKFILE = 'requirements.txt';

/** A repository whose pre-commit hook blocks or stages as lockgen's does, with lockfiles that the test chooses. */
export async function hookedRepository(
  options: RepositoryOptions & { empty?: boolean } = {},
): Promise<TestRepository & { wants(writes: Readonly<Record<string, string | null>>): Promise<void> }> {
  const program = await bundledProgram();
  const files = { [PROJECT]: 'old\n', [LOCKFILE]: 'old pins\n', 'other.txt': 'other\n' };
  const repository = await makeRepository(options.empty ? options : { files, ...options });
  const wanted = join(repository.home, 'wanted.json');
  const script = join(repository.home, 'hook');
  const { write } = repository;
  await write('../home/hook', `#!/bin/sh\nexec '${process.execPath}' '${program}' '${wanted}'\n`);
  await repository.run('chmod', ['755', script]);
  await repository.wireHook(script);
  return {
    ...repository,
    wants: (writes) => write('../home/wanted.json', JSON.stringify(writes)),
  };
}

let bundled: Promise<string> | undefined;

function bundledProgram(): Promise<string> {
  bundled ??= (async () => {
    const outfile = join(await scratchFolder(), 'program.cjs');
    await build({
      entryPoints: [join(import.meta.dirname, 'staging-program.ts')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      outfile,
      logLevel: 'error',
    });
    return outfile;
  })();
  return bundled;
}

/** Names of temporary files that lockgen left in a folder. */
export async function leftovers(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.startsWith('.lockgen-'));
}
