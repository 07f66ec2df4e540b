import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { isolatedEnvironment } from '../helpers/environment.js';
import { type HttpIndex, startHttpIndex } from '../helpers/http-index.js';
import { installedLockgen } from '../helpers/package.js';
import { makeRepository, type TestRepository } from '../helpers/repository.js';
import { type RunResult, run, runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { advance, makeLibrary } from './library.js';
import { LOCKED_PACKAGES, lockedProjects, RELEASED_PACKAGES } from './released-world.js';

/** What is taken from a branch that no manifest here names: without history, nothing tells that it was its newest once. */
const UNTOLD = 'a-git-branch-that-a-git-dependency-takes/requirements.txt';

let repository: TestRepository;
let index: HttpIndex;
let lockfiles: readonly string[];

// Lockfiles are committed; then every package has new releases, all that is pinned is withdrawn, and branches move.
beforeAll(async () => {
  const { bin } = await installedLockgen();
  index = await startHttpIndex(LOCKED_PACKAGES);
  const inner = await makeLibrary('lib', ['alpha<2', 'delta']);
  const outer = await makeLibrary('outer', [`lib @ ${inner.url}@main`, 'iota']);
  const projects = Object.entries(lockedProjects(inner, outer)).map(
    ([name, files]) => [name.replace(/[^a-z]+/gi, '-'), files] as const,
  );
  expect(projects.length).toBeGreaterThanOrEqual(30);
  const files = projects.flatMap(([folder, contents]) =>
    Object.entries(contents).map(([path, text]) => [`${folder}/${path}`, text] as const),
  );
  const managed = JSON.stringify({ projects: projects.map(([folder]) => folder) });
  repository = await makeRepository({
    files: { ...Object.fromEntries(files), '.lockgenrc.json': managed },
    env: { ...index.env, UV_CACHE_DIR: join(await scratchFolder(), 'uv-cache') },
  });
  await runOk(bin, ['generate'], { cwd: repository.root, env: repository.env });
  await repository.git('add', '--all');
  await repository.git('commit', '--quiet', '--no-verify', '-m', 'Lockfiles');
  lockfiles = await repository.changed();
  expect(lockfiles.length).toBeGreaterThan(projects.length);

  index.add(RELEASED_PACKAGES);
  index.yank(LOCKED_PACKAGES);
  await advance(inner.origin, 'lib', ['alpha>=9', 'newcomer'], { requiresPython: '>=3.11' });
  await advance(outer.origin, 'outer', ['newcomer'], { requiresPython: '>=3.12' });
});

/** `lockgen check` by somebody who has no record of what is fresh. */
async function check(cache: string | undefined, root = repository.root): Promise<RunResult> {
  const { bin } = await installedLockgen();
  const home = join(await scratchFolder(), 'home');
  const env = isolatedEnvironment(home, { ...index.env, UV_CACHE_DIR: cache });
  return await run(bin, ['check'], { cwd: root, env });
}

function freshIn({ stdout }: RunResult): readonly string[] {
  return [...stdout.matchAll(/^fresh {4}(.*)$/gm)].map(([, path = '']) => path).sort();
}

test.concurrent('whoever knows the packages from before says fresh of every lockfile', async () => {
  const result = await check(repository.env.UV_CACHE_DIR);
  expect(freshIn(result), result.stdout).toEqual(lockfiles);
  expect(result.exitCode).toBe(0);
  expect(await repository.status()).toEqual([]);
});

test.concurrent('whoever knows nothing yet says fresh of every lockfile, and which pins were withdrawn', async () => {
  const asked = index.requests.length;
  const result = await check(join(await scratchFolder(), 'uv-cache'));
  expect(index.requests.length).toBeGreaterThan(asked);
  expect(freshIn(result), result.stdout).toEqual(lockfiles);
  expect(result.exitCode).toBe(0);
  expect(result.stdout).toMatch(
    /^fresh {4}exact-pins\/requirements\.txt\n(?: +note: .*\n)* +note: `alpha==1\.0\.0` is yanked .*withdrawn by its author/m,
  );
});

test.concurrent('in a shallow clone, other repositories are asked about their commits', async () => {
  const clone = join(await scratchFolder(), 'clone');
  await repository.git('clone', '--quiet', '--depth=1', `file://${repository.root}`, clone);
  const result = await check(join(await scratchFolder(), 'uv-cache'), clone);
  expect(freshIn(result), result.stdout).toEqual(lockfiles.filter((path) => path !== UNTOLD));
  expect(result.exitCode).toBe(2);
  expect(result.stdout).toMatch(
    new RegExp(`^unknown  ${UNTOLD}: line \\d+: lib: a dependency asks for`, 'm'),
  );
});

test.concurrent('all of it counts: whoever upgrades gets other pins', async () => {
  const { bin } = await installedLockgen();
  const upgrade = ['generate', '--upgrade', '--dry-run', 'a-fork-by-Python'];
  const { stdout, stderr } = await runOk(bin, upgrade, { cwd: repository.root, env: repository.env });
  expect(stdout, stderr).toMatch(/^ {2}delta 2\.0\.0 → 9\.0\.0$/m);
  expect(stdout).toMatch(/^ {2}\+ newcomer 1\.0\.0$/m);
  expect(stdout).toMatch(/^ {2}- beta 1\.0\.0, 2\.0\.0$/m);
});
