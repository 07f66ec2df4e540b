import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hooked } from '../helpers/hooked.js';
import { nodeFolder } from '../helpers/npm-programs.js';
import { type NpmRegistry, npmRegistryWith } from '../helpers/npm-registry.js';
import { installedLockgen } from '../helpers/package.js';
import { pyproject } from '../helpers/projects.js';
import type { TestRepository } from '../helpers/repository.js';
import { run } from '../helpers/run.js';

let registry: NpmRegistry;
beforeAll(async () => {
  registry = await npmRegistryWith((await installedLockgen()).folder);
});
afterAll(() => registry.close());

/** What runs in a repository, with the Node that is first on its PATH, and must end as is said. */
async function shell(repository: TestRepository, command: string, exitCode = 0) {
  const result = await repository.run('sh', ['-c', command]);
  expect(result.exitCode, `${command}\n${result.stdout}${result.stderr}`).toBe(exitCode);
  // Of a deprecated or an experimental function of node's.
  expect(result.stderr).not.toMatch(/\(node:\d+\)/);
  return result;
}

/** Some of the API, by either way to load it. */
const CALLS = `
const { outputPath } = await generateLockfile('pyproject.toml');
console.log(outputPath, (await parseLockfile(outputPath)).packages.map(({ name }) => name).join());`;

// The lowest that is promised, and the newest of each line that was there.
test.concurrent.each(['20.19.0', '22.23.3', '24.21.0'])('Node %s runs all of it', async (version) => {
  const world = await hooked({
    path: [await nodeFolder(version)],
    // npm keeps one in the temporary folder.
    env: { ...registry.env, NODE_DISABLE_COMPILE_CACHE: '1' },
    files: { '.gitignore': 'node_modules/\n', 'package.json': '{ "private": true }\n' },
  });
  const { repository, commit } = world;
  expect((await shell(repository, 'node --version')).stdout).toBe(`v${version}\n`);

  const installation = await shell(repository, 'npm install --save-dev lockgen');
  expect(installation.stderr).toBe('');
  expect((await shell(repository, 'node_modules/.bin/lockgen --version')).stdout).toBe(
    `${registry.version}\n`,
  );

  for (const name of ['pre-commit', 'pre-merge-commit'])
    await repository.wireHook(repository.path(`node_modules/.bin/lockgen-${name}`), { name });
  await repository.git('add', '.');
  await commit({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
  expect(await repository.changed()).toContain('requirements.txt');
  await shell(repository, 'npx lockgen check');

  await repository.write('pyproject.toml', pyproject({ dependencies: ['alpha', 'delta'] }));
  expect((await shell(repository, 'npx lockgen check', 1)).stdout).toContain('delta');
  await shell(repository, 'npx lockgen generate');
  await shell(repository, 'npx lockgen check');

  const names = '{ generateLockfile, parseLockfile }';
  await repository.write('api.mjs', `import ${names} from 'lockgen';${CALLS}`);
  await repository.write('api.cjs', `const ${names} = require('lockgen');\n(async () => {${CALLS}\n})();`);
  for (const file of ['api.mjs', 'api.cjs'])
    expect((await shell(repository, `node ${file}`)).stdout).toBe('requirements.txt alpha,delta\n');
});

describe('a Node that is too old', () => {
  const version = '18.20.8';
  let old: string;
  beforeAll(async () => {
    old = await nodeFolder(version);
  });

  function isTold(text: string): void {
    expect(text).toMatch(/^lockgen: it needs Node 20\.19 or newer, and this is Node 18\.20\.8\n {2}/);
    expect(text).toContain(`\n  It was started by ${join(old, 'node')}\n  Install a newer Node, `);
  }

  test('is told by every command', async () => {
    const { bin } = await installedLockgen();
    for (const args of [['--version'], ['check'], []]) {
      const result = await run(join(old, 'node'), [bin, ...args], { env: {} });
      expect(result).toMatchObject({ exitCode: 2, stdout: '' });
      isTold(result.stderr);
      expect(result.stderr).not.toContain('LOCKGEN=0');
    }
  });

  test('is passed over by a hook that finds a newer one, and blocks a commit where it is called itself', async () => {
    const { repository } = await hooked({ path: [old] });
    await repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
    await repository.commit('Project');
    expect(await repository.show('HEAD:requirements.txt')).toContain('alpha==');
    const { bin } = await installedLockgen();
    const { exitCode, stderr } = await repository.run(join(old, 'node'), [bin, 'hook']);
    expect(exitCode).toBe(2);
    isTold(stderr);
    expect(stderr).toMatch(/LOCKGEN=0 git commit\n$/);

    const env = { ...repository.env, LOCKGEN: '0' };
    expect(await repository.run(join(old, 'node'), [bin, 'hook'], { env })).toMatchObject({ exitCode: 0 });
  });
});
