// topic: repositories
import { readFile, rename, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder } from '../../../src/cache.js';
import { withPath } from '../../helpers/environment.js';
import { type Hooked, inWorkTree } from '../../helpers/hooked.js';
import { runOk } from '../../helpers/run.js';
import { scratchFolder } from '../../helpers/scratch.js';
import { sharedUv } from '../../helpers/uv.js';
import { EDIT, EDITED, manifest, started } from './started.js';

/** A program that only notes that it was run. */
const note = (canary: string): string => `#!/bin/sh\necho "$0 $*" >>'${canary}'\nexit 97\n`;

const readIfThere = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').catch(() => undefined);

const NAMES = ['git', 'uv', 'uvx', 'python3', 'python', 'pip', 'keyring'] as const;

/** Puts programs of those names into folders of a work tree. */
async function programsIn(
  { repository }: Pick<Hooked, 'repository'>,
  folders: readonly string[],
  canary: string,
): Promise<void> {
  for (const folder of folders) {
    for (const name of NAMES) {
      await repository.write(join(folder, name), note(canary));
      await runOk('chmod', ['755', repository.path(join(folder, name))]);
    }
  }
}

/** Puts lockgen's own uv last on PATH instead of into its cache. */
async function withUvOnPath({ repository }: Pick<Hooked, 'repository'>): Promise<void> {
  const folder = join(cacheFolder(repository.env, process.platform, repository.home), 'uv');
  await rename(folder, `${folder}-away`);
  const last = await scratchFolder();
  await symlink(await sharedUv(), join(last, 'uv'));
  repository.env.PATH = [repository.env.PATH, last].join(delimiter);
}

const COMMANDS = [
  ['check'],
  ['check', '--staged'],
  ['check', '--installable'],
  ['generate', '--dry-run'],
  ['status'],
  ['config'],
  ['why', 'alpha'],
  ['diff'],
] as const;

/** Starts lockgen's commands, and the hook as git does, with folders of the work tree in front on PATH. */
async function expectNoneRun(world: Hooked, folders: readonly string[], absolute: boolean): Promise<void> {
  const { repository, installed } = world;
  const canary = join(await scratchFolder(), 'canary');
  await programsIn(world, folders, canary);
  const path = folders.map((folder) => (absolute ? repository.path(folder) : folder)).join(delimiter);
  const env = withPath(repository.env, path);
  const node = process.execPath;
  const cli = join(installed.project, 'node_modules', 'lockgen', 'dist', 'cli.cjs');
  await repository.stage({ 'pyproject.toml': manifest(EDIT) });
  for (const args of COMMANDS) {
    const result = await repository.run(node, [cli, ...args], { env });
    expect(result.exitCode, `${args.join(' ')}\n${result.stderr}`).toBeLessThan(2);
  }
  const hook = await repository.run(node, [cli, 'hook'], { env });
  expect(hook.exitCode, hook.stderr).toBe(0);
  expect(await repository.show(':requirements.txt')).toContain(EDITED.base[0]);
  expect(await readIfThere(canary)).toBeUndefined();
  // The very programs do note it.
  expect((await repository.run(repository.path(join(folders[0] ?? '', 'uv')))).exitCode).toBe(97);
}

test.concurrent('git, uv and Python in `node_modules/.bin` and in an activated `.venv` of the work tree, in front on PATH: none of them is run', async () => {
  const world = await started();
  await withUvOnPath(world);
  await expectNoneRun(world, ['node_modules/.bin', '.venv/bin', '.'], true);
});

test.concurrent('git, uv and Python in the work tree, by relative and empty entries of PATH: none of them is run', async () => {
  const world = await started();
  await expectNoneRun(world, ['.', 'node_modules/.bin', ''], false);
});

test.concurrent('git, uv and Python in the main work tree, in front on PATH in a linked one: none of them is run', async () => {
  const world = await started();
  const { repository } = world;
  const root = join(await scratchFolder(), 'linked');
  await repository.git('worktree', 'add', '--quiet', root);
  const canary = join(await scratchFolder(), 'canary');
  await programsIn(world, ['bin'], canary);
  const linked = inWorkTree(world, root, withPath(repository.env, repository.path('bin')));
  const cli = join(world.installed.project, 'node_modules', 'lockgen', 'dist', 'cli.cjs');
  const { exitCode, stderr } = await linked.repository.run(process.execPath, [cli, 'check', '--no-cache']);
  expect(exitCode, stderr).toBe(0);
  expect(await readIfThere(canary)).toBeUndefined();
});

test.concurrent('PATH has no git but that of the work tree: lockgen says that there is none', async () => {
  const world = await started();
  const { repository, installed } = world;
  const canary = join(await scratchFolder(), 'canary');
  await programsIn(world, ['bin'], canary);
  const env = { ...repository.env, PATH: repository.path('bin') };
  const cli = join(installed.project, 'node_modules', 'lockgen', 'dist', 'cli.cjs');
  const { exitCode, stderr } = await repository.run(process.execPath, [cli, 'hook'], { env });
  expect(exitCode).toBe(2);
  expect(stderr).toContain('git was not found');
  expect(await readIfThere(canary)).toBeUndefined();
});

/** A folder that git takes for a bare repository, whose configuration makes git run a program. */
async function embed({ repository }: Hooked, folder: string, canary: string): Promise<void> {
  await runOk('git', ['init', '--quiet', '--bare', repository.path(folder)], { env: repository.env });
  await repository.write(`${folder}/canary.sh`, note(canary));
  await runOk('chmod', ['755', repository.path(`${folder}/canary.sh`)]);
  const program = repository.path(`${folder}/canary.sh`);
  await repository.write(
    `${folder}/config`,
    `[core]
	repositoryformatversion = 1
	bare = false
	worktree = ..
	fsmonitor = ${program}
	sshCommand = ${program}
[extensions]
	partialClone = origin
[remote "origin"]
	url = ssh://example.invalid/x
	promisor = true
	partialclonefilter = blob:none
`,
  );
  // A commit that has to be fetched.
  await repository.write(`${folder}/refs/heads/main`, `${'1'.repeat(40)}\n`);
}

test.concurrent('a committed folder that looks like a bare repository, and lockgen started in it: its configuration is not obeyed', async () => {
  const world = await started();
  const { repository } = world;
  const canary = join(await scratchFolder(), 'canary');
  await embed(world, 'assets', canary);
  await repository.write('assets/deep/er/notes.md', 'x\n');
  for (const from of ['assets', 'assets/deep/er']) {
    for (const args of [['check'], ['check', '--rev', 'HEAD'], ['check', '--staged'], ['hook'], ['diff']]) {
      const { exitCode, stderr } = await world.lockgen(args, { from });
      expect(exitCode, args.join(' ')).toBe(2);
      expect(stderr).toContain('looks like a git repository inside of another one');
    }
  }
  expect((await world.lockgen(['check', 'assets/..'])).exitCode).toBe(0);
  expect(await readIfThere(canary)).toBeUndefined();
  // git itself obeys it.
  await repository.run('git', ['status'], { cwd: repository.path('assets') });
  await repository.run('git', ['cat-file', '-p', 'main'], { cwd: repository.path('assets') });
  expect(await readIfThere(canary)).toContain('canary.sh');
});
