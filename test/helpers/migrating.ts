import { mkdir, symlink } from 'node:fs/promises';
import { expect } from 'vitest';
import { parseLockfile } from '../../src/lockfile/parse.js';
import { type Migration, mattersToMigrations } from '../../src/setup/migrations/migrations.js';
import { PINNED_UV } from '../../src/uv/version.js';
import { type Hooked, hooked, pinsOf } from './hooked.js';
import type { PackageOptions } from './local-index.js';
import { migrated } from './migrated.js';
import { pythonPrograms } from './python-programs.js';
import type { RunResult } from './run.js';

/** The tools that people come from, as the package index has them. */
const PROGRAMS = ['pip-tools==7.6.2', 'pip-compile-multi==3.3.2', `uv==${PINNED_UV}`, 'pre-commit==4.7.0'];

/** What there was when the old lockfiles were made. */
const OLD: readonly PackageOptions[] = [
  { name: 'flask', version: '3.0.0', requires: ['werkzeug>=3', 'click>=8'] },
  { name: 'werkzeug', version: '3.0.1' },
  { name: 'click', version: '8.1.7', requires: ["colorama ; sys_platform == 'win32'"] },
  { name: 'colorama', version: '0.4.6' },
  { name: 'celery', version: '5.4.0', requires: ['click>=8'], extras: { redis: ['redis>=5'] } },
  { name: 'redis', version: '5.0.8' },
  { name: 'gunicorn', version: '22.0.0', requires: ['setuptools'] },
  { name: 'setuptools', version: '75.1.0' },
  { name: 'pytest', version: '8.3.3', requires: ['pluggy>=1.5'] },
  { name: 'pluggy', version: '1.5.0' },
  { name: 'sphinx', version: '8.0.2' },
];

/** What has been released since. */
const NEW: readonly PackageOptions[] = [
  { name: 'flask', version: '3.1.0', requires: ['werkzeug>=3.1', 'click>=8'] },
  { name: 'werkzeug', version: '3.1.3' },
  { name: 'click', version: '8.2.0', requires: ["colorama ; sys_platform == 'win32'"] },
  { name: 'redis', version: '6.0.0' },
  { name: 'gunicorn', version: '23.0.0' },
  { name: 'setuptools', version: '80.0.0' },
  { name: 'pytest', version: '9.0.0', requires: ['pluggy>=1.5'] },
  { name: 'pluggy', version: '1.6.0' },
];

/** A repository on its way to lockgen. */
export interface Migrating extends Hooked {
  /** Runs a tool that makes lockfiles, which must succeed. */
  tool(command: string, ...args: readonly string[]): Promise<RunResult>;
  /** Releases newer versions of all that may have been pinned. */
  release(): Promise<void>;
}

/** A repository with these files, and the real tools that make lockfiles on PATH. */
export async function migrating(files: Readonly<Record<string, string>>): Promise<Migrating> {
  const world = await hooked({ packages: OLD, path: [await pythonPrograms('pip-tools', PROGRAMS)] });
  const { repository, index } = world;
  for (const [path, text] of Object.entries(files)) await repository.write(path, text);
  return {
    ...world,
    async tool(command, ...args) {
      const env = { ...repository.env, ...index.env, PIP_NO_INDEX: '1', PIP_FIND_LINKS: index.folder };
      const result = await repository.run(command, args, { env });
      expect(result.exitCode, result.stderr).toBe(0);
      // The index of these tests is a folder, which pip-compile writes down as it does with no other index.
      for (const path of (await repository.git('ls-files', '--others')).split('\n')) {
        const text = /\.txt$/.test(path) ? await repository.read(path) : '';
        const line = `--find-links ${index.folder}\n`;
        if (text.includes(line)) await repository.write(path, text.replace(new RegExp(`${line}\n?`), ''));
      }
      return result;
    },
    release: () => index.add(NEW),
  };
}

/** Has lockgen as npm installs it, and no hook; all files are committed. */
export async function installLockgen({ repository, installed }: Hooked): Promise<void> {
  for (const name of ['pre-commit', 'pre-merge-commit']) await repository.remove(`.git/hooks/${name}`);
  await repository.write('package.json', '{ "private": true, "devDependencies": { "lockgen": "^0.1.0" } }\n');
  await repository.write('.gitignore', 'node_modules\n');
  await mkdir(repository.path('node_modules/.bin'), { recursive: true });
  await symlink(installed.folder, repository.path('node_modules/lockgen'));
  const programs = {
    lockgen: installed.bin,
    'lockgen-pre-commit': installed.shim,
    'lockgen-pre-merge-commit': installed.mergeShim,
  };
  for (const [name, file] of Object.entries(programs))
    await symlink(file, repository.path(`node_modules/.bin/${name}`));
  await repository.git('add', '--all');
  await repository.commit('As it was');
}

/** Applies the migrations of a repository, whose old lockfiles are committed without the hook. */
export async function migrate({ repository }: Hooked): Promise<readonly Migration[]> {
  await repository.git('add', '--all');
  await repository.git('commit', '--quiet', '--no-verify', '-m', 'As it was');
  const paths = (await repository.files()).filter(mattersToMigrations);
  const files = new Map(
    await Promise.all(paths.map(async (path) => [path, await repository.read(path)] as const)),
  );
  const { migrations, files: after, byHand } = migrated(files);
  expect(byHand).toEqual([]);
  expect(migrations.map(({ refused }) => refused)).toEqual(migrations.map(() => undefined));
  for (const path of files.keys()) if (!after.has(path)) await repository.remove(path);
  for (const [path, text] of after) if (files.get(path) !== text) await repository.write(path, text);
  return migrations;
}

/** The pins of a lockfile, one a line. */
export function printed(text: string): string {
  return pinsOf(text)
    .map((pin) => `${pin}\n`)
    .join('');
}

/** `name==version` of each pin of a lockfile, as HEAD has it by default. */
export async function versions(
  { repository }: Hooked,
  path: string,
  from: 'HEAD' | 'work tree' = 'work tree',
): Promise<string[]> {
  const text = from === 'HEAD' ? await repository.show(`HEAD:${path}`) : await repository.read(path);
  return parseLockfile(text)
    .pins.map(({ key, version }) => `${key}==${version}`)
    .sort();
}
