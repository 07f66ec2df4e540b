import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonPrograms } from '../test/helpers/python-programs.js';
import { EDIT, manifest, type Sample } from './repositories.js';
import { offer, scratch, timed } from './surroundings.js';

/**
 * Puts what lockgen is compared with on PATH, installed once for all runs.
 *
 * @param quick - without what a quick run leaves out
 */
export async function installNeighbours(quick: boolean): Promise<void> {
  offer(await pythonPrograms('bench-managers', ['lefthook==2.2.2', 'pre-commit==4.7.0', 'prek==0.5.11']));
  offer(await pythonPrograms('bench-compilers', ['pip-tools==7.6.2', 'pip-compile-multi==3.3.2']));
  if (quick) return;
  offer(await pythonPrograms('bench-hatch', ['hatch==1.18.2', 'hatch-pip-compile==1.11.8']));
}

/** A command as it is typed. */
type Command = readonly [program: string, ...args: string[]];

/**
 * A folder in which a tool has locked a sample, and the edit is made that adds a dependency.
 *
 * @param files - from which it locks, of a `pyproject.toml` or of requirements
 * @returns milliseconds of its commands over the old lockfiles
 */
function neighbour(
  name: string,
  files: (edit: (text: string) => string) => Readonly<Record<string, string>>,
  commands: readonly Command[],
): () => number {
  const folder = join(scratch, name);
  const write = (edit: (text: string) => string): void => {
    for (const [path, text] of Object.entries(files(edit))) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  };
  const run = (): number =>
    commands.reduce((sum, [program, ...args]) => sum + timed(program, args, folder), 0);
  write((text) => text);
  run();
  const locked = `${folder}-locked`;
  cpSync(folder, locked, { recursive: true });
  return () => {
    cpSync(locked, folder, { recursive: true });
    write((text) => text.replace(...EDIT));
    return run();
  };
}

/** `pip-compile` of pip-tools, for both lockfiles. */
export function pipTools(sample: Sample): () => number {
  return neighbour(`${sample.name}-pip-tools`, (edit) => ({ 'pyproject.toml': edit(manifest(sample)) }), [
    ['pip-compile', '--quiet', '--output-file=requirements.txt', 'pyproject.toml'],
    ['pip-compile', '--quiet', '--extra=full', '--output-file=requirements-full.txt', 'pyproject.toml'],
  ]);
}

/** pip-compile-multi, which reads requirements only. */
export function pipCompileMulti(sample: Sample): () => number {
  const [, list = ''] = /^dependencies = (\[[^\]]*\])/m.exec(manifest(sample)) ?? [];
  const files = (edit: (text: string) => string): Readonly<Record<string, string>> => ({
    'requirements/base.in': `${[...edit(list).matchAll(/"([^"]+)"/g)].map(([, one]) => one).join('\n')}\n`,
    'requirements/full.in': `${['-r base.in', ...sample.full].join('\n')}\n`,
  });
  return neighbour(`${sample.name}-pip-compile-multi`, files, [
    ['pip-compile-multi', '--no-upgrade', '--autoresolve'],
  ]);
}

const ENVIRONMENTS = `
[tool.hatch.envs.default]
type = "pip-compile"
pip-compile-resolver = "uv"
pip-compile-installer = "uv"
lock-filename = "requirements.txt"

[tool.hatch.envs.full]
type = "pip-compile"
features = ["full"]
pip-compile-resolver = "uv"
pip-compile-installer = "uv"
lock-filename = "requirements-full.txt"
`;

/** hatch-pip-compile, which locks environments, and installs them in the same step. */
export function hatchPipCompile(sample: Sample): () => number {
  const files = (edit: (text: string) => string): Readonly<Record<string, string>> => ({
    'pyproject.toml': edit(manifest(sample)) + ENVIRONMENTS,
  });
  return neighbour(`${sample.name}-hatch`, files, [
    ['hatch-pip-compile', 'default'],
    ['hatch-pip-compile', 'full'],
  ]);
}
