import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { cloneOfThis } from '../helpers/clone.js';
import { isolatedEnvironment } from '../helpers/environment.js';
import { npmRegistryWith } from '../helpers/npm-registry.js';
import { type InstalledLockgen, installedLockgen } from '../helpers/package.js';
import { runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { sharedFolder } from '../helpers/shared.js';

let lockgen: InstalledLockgen;
let sizes: ReadonlyMap<string, number>;
beforeAll(async () => {
  lockgen = await installedLockgen();
  const entries = await readdir(lockgen.folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  sizes = new Map(
    await Promise.all(
      files.map(
        async (path): Promise<[string, number]> => [
          path.slice(lockgen.folder.length + 1),
          (await stat(path)).size,
        ],
      ),
    ),
  );
});

/** Bytes of the files whose path is so. */
function bytes(path: RegExp): number {
  const found = [...sizes].filter(([name]) => path.test(name));
  expect(found).not.toEqual([]);
  return found.reduce((sum, [, size]) => sum + size, 0);
}

test('has what is run, typed, read and licensed, and nothing else', () => {
  const rest = [...sizes.keys()].filter(
    (path) => !/^(?:dist\/types\/[\w/-]+\.d\.ts|docs\/[\w-]+\.md|docs\/pictures\/[\w-]+\.svg)$/.test(path),
  );
  expect(rest.sort()).toEqual([
    '.lockgenrc.example',
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/THIRD-PARTY-LICENSES.txt',
    'dist/cli.cjs',
    'dist/core.cjs',
    'dist/hook.cjs',
    'dist/index.js',
    'dist/more.cjs',
    'dist/rest.cjs',
    'dist/start.cjs',
    'dist/vendor/commander.cjs',
    'dist/vendor/cosmiconfig.cjs',
    'dist/vendor/execa.cjs',
    'dist/vendor/picomatch.cjs',
    'dist/vendor/simple-git.cjs',
    'dist/vendor/valibot.cjs',
    'dist/vendor/yaml.cjs',
    'docs/report.schema.json',
    'docs/schema.json',
    'docs/schema.pyproject.json',
    'docs/schema.toml.json',
    'hooks/find-node',
    'hooks/pre-commit',
    'hooks/pre-merge-commit',
    'package.json',
  ]);
});

test('is small: what a hook can load, what it loads with nothing to lock, what a plain check loads, and all of it', () => {
  expect(bytes(/^(?:hooks|dist\/vendor)\/|^dist\/(?:cli|core|hook|rest)\.cjs$/)).toBeLessThan(1_500_000);
  expect(bytes(/^dist\/(?:cli|core|hook)\.cjs$/)).toBeLessThan(320_000);
  expect(bytes(/^dist\/(?:cli|core)\.cjs$/)).toBeLessThan(240_000);
  expect(bytes(/./)).toBeLessThan(4_100_000);
});

test('says nothing when it is installed, and brings no other package', async () => {
  const [registry, folder, home] = await Promise.all([
    npmRegistryWith(lockgen.folder),
    scratchFolder(),
    scratchFolder(),
  ]);
  const env = { ...isolatedEnvironment(home, {}, { managedUv: false }), ...registry.env };
  try {
    const install = ['install', '--no-audit', '--no-fund', `lockgen@${registry.version}`];
    const { stdout, stderr } = await runOk('npm', install, { cwd: folder, env });
    expect(stderr).toBe('');
    expect(stdout).toContain('added 1 package in ');
  } finally {
    registry.close();
  }
  expect(await readdir(join(folder, 'node_modules'))).toEqual(['.bin', '.package-lock.json', 'lockgen']);
});

test('each file that package.json names is there', async () => {
  const manifest: unknown = JSON.parse(await readFile(join(lockgen.folder, 'package.json'), 'utf8'));
  const named: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string') named.push(value.replace(/^\.\//, ''));
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  for (const key of ['bin', 'exports', 'types']) collect(Object(manifest)[key]);
  expect(named.length).toBeGreaterThan(4);
  expect(named.filter((path) => !sizes.has(path))).toEqual([]);
});

test('is built from a git address, as npm takes one, and in a clone', async () => {
  const { folder, env, git, npm } = await cloneOfThis();
  const [address, cache] = [await scratchFolder(), join(sharedFolder(), 'npm-cache')];
  await writeFile(join(address, 'package.json'), '{ "private": true }\n');
  const options = ['--no-audit', '--no-fund', '--prefer-offline', `--cache=${cache}`];
  const { stdout: commit } = await git('rev-parse', 'HEAD');
  const spec = `git+file://${folder}#${commit.trim()}`;
  await runOk('npm', ['install', '--allow-git=all', ...options, spec], { cwd: address, env });
  const there = await readdir(join(address, 'node_modules', 'lockgen'), { recursive: true });
  expect(there.filter((path) => !path.includes('.') || sizes.has(path))).toEqual(there);
  expect([...sizes.keys()].filter((path) => !there.includes(path))).toEqual([]);

  expect(await npm('ci', ...options)).toMatchObject({ exitCode: 0 });
  expect(existsSync(join(folder, 'dist', 'cli.cjs'))).toBe(true);
  expect((await git('status', '--porcelain')).stdout).toBe('');
  // All that it is built with is fetched twice.
}, 600_000);
