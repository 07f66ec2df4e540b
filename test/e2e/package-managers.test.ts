import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isolatedEnvironment } from '../helpers/environment.js';
import { hooked } from '../helpers/hooked.js';
import { npmPackages } from '../helpers/npm-programs.js';
import { type NpmRegistry, npmRegistryWith } from '../helpers/npm-registry.js';
import { installedLockgen } from '../helpers/package.js';
import { openPage } from '../helpers/pages/page.js';
import { pyproject } from '../helpers/projects.js';
import { runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';

let registry: NpmRegistry;
let programs: string;
beforeAll(async () => {
  registry = await npmRegistryWith((await installedLockgen()).folder);
  const found = await npmPackages('pnpm@10.34.9', '@yarnpkg/cli-dist@4.18.1', 'bun@1.4.5');
  // node's own folder has npm, and may have others of these.
  programs = await scratchFolder();
  for (const [name, file] of [
    ['pnpm', 'pnpm/bin/pnpm.cjs'],
    ['yarn', '@yarnpkg/cli-dist/bin/yarn.js'],
    ['bun', '.bin/bun'],
    ['bunx', '.bin/bunx'],
  ] as const)
    await symlink(join(found, file), join(programs, name));
});
afterAll(() => registry.close());

const page = openPage('docs/package-managers.md');

/** What docs/package-managers.md has typed to install it, for the hook, and to run it once. */
function blocksOf(section: string): readonly [install: string, hook: string, once: string] {
  const [install, hook, once, ...more] = page.blocks({ section }).map(({ text }) => text);
  if (install === undefined || hook === undefined || once === undefined || more.length > 0)
    throw new Error(`docs/package-managers.md has not three blocks under "${section}"`);
  return [install, hook, once];
}

/** What makes each of them take lockgen from the test's registry. */
const settings = ({
  env: { npm_config_registry: url },
}: NpmRegistry): Record<string, string | undefined> => ({
  YARN_NPM_REGISTRY_SERVER: url,
  YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
  YARN_ENABLE_GLOBAL_CACHE: 'false',
  YARN_ENABLE_TELEMETRY: 'false',
  BUN_CONFIG_REGISTRY: url,
  no_proxy: '127.0.0.1',
  NO_PROXY: '127.0.0.1',
});

const PROJECT = pyproject({ dependencies: ['alpha'] });

test.concurrent.each([
  { section: 'npm' },
  { section: 'pnpm' },
  { section: 'Yarn with node_modules', files: { '.yarnrc.yml': 'nodeLinker: node-modules\n' } },
  { section: "Yarn Plug'n'Play" },
  { section: 'Bun' },
])(
  '$section installs it, the hook finds it, and it runs it from nothing',
  async ({ section, files = {} }) => {
    const [install, hook, once] = blocksOf(section);
    const { repository, index, commit } = await hooked({
      path: [programs],
      env: { ...registry.env, ...settings(registry) },
      files: {
        '.gitignore': 'node_modules/\n.yarn/\n.pnp.*\n',
        'package.json': '{ "name": "team", "private": true }\n',
        ...files,
      },
    });
    await runOk('sh', ['-e', '-c', install], { cwd: repository.root, env: repository.env });
    await writeFile(repository.path('.git/hooks/pre-commit'), hook, { mode: 0o755 });
    await repository.git('add', '.');
    await commit({ 'pyproject.toml': PROJECT });
    expect(await repository.changed()).toContain('requirements.txt');
    await repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['no-such-package'] }) });
    expect((await repository.tryCommit('Blocked')).stderr).toContain('lockgen: commit blocked: ');

    // Of another user, who has neither lockgen nor a cache, in a folder without a package.json.
    const scratch = await scratchFolder();
    const env = isolatedEnvironment(
      join(scratch, 'home'),
      { ...index.env, ...registry.env, ...settings(registry) },
      { path: [programs] },
    );
    const cwd = join(scratch, 'project');
    await mkdir(cwd);
    await writeFile(join(cwd, 'pyproject.toml'), PROJECT);
    await writeFile(join(cwd, 'requirements.txt'), await repository.show('HEAD:requirements.txt'));
    const { stdout } = await runOk('sh', ['-e', '-c', once], { cwd, env });
    expect(stdout).toContain('fresh    requirements.txt');
  },
);
