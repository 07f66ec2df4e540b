import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Job } from './ci-page.js';
import { isolatedEnvironment } from './environment.js';
import { type Hooked, hooked } from './hooked.js';
import { type NpmRegistry, npmRegistryWith } from './npm-registry.js';
import { pyproject } from './projects.js';
import { run, runOk } from './run.js';
import { scratchFolder } from './scratch.js';

/** What a job finds: whose lockfiles are right, or not. */
export type State = 'fresh' | 'stale';

/**
 * A repository on a server, with two projects and lockgen in its `package.json`, and an npm registry that has lockgen.
 *
 * - `pushed-STATE`: three commits on `start`. The stale one is mended by the last, so that its tip is fresh in both.
 * - `topic-STATE`: three commits on `start` that change one project.
 * - `merge-STATE`: what a server makes of that and of `main`, where the other project went stale meanwhile.
 * - `linux-only`: a commit with lockfiles that are fresh, and can't be installed on two of three platforms.
 * - `forced`: a stale commit on `start`, and one that mends it, in place of another one, which no branch has any more.
 */
export interface CiWorld {
  readonly origin: Hooked;
  readonly registry: NpmRegistry;
  /** The object name of a revision. */
  id(revision: string): Promise<string>;
  /** What `forced` has replaced. */
  readonly replaced: string;
}

const project = (name: string, ...dependencies: string[]): string =>
  pyproject({ name, dependencies, more: '[tool.lockgen]' });

/** Makes the server. */
export async function ciWorld(): Promise<CiWorld> {
  const origin = await hooked();
  const { repository } = origin;
  const registry = await npmRegistryWith(origin.installed.folder);
  // As GitHub, GitLab and Azure have it.
  await repository.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
  await repository.write('package.json', '{ "private": true }\n');
  await runOk('npm', ['install', '--save-dev', '--package-lock-only', 'lockgen'], {
    cwd: repository.root,
    env: { ...repository.env, ...registry.env },
  });
  await repository.git('add', '.');
  await origin.commit({
    '.gitignore': 'node_modules/\n.cache/\n',
    'a/pyproject.toml': project('a', 'alpha'),
    'b/pyproject.toml': project('b', 'alpha'),
  });
  await repository.git('branch', 'start');

  await onBranch(origin, 'main', async () => {
    await unhooked(origin, { 'a/pyproject.toml': project('a', 'delta') });
  });
  for (const state of ['fresh', 'stale'] as const) {
    const change = { 'b/pyproject.toml': project('b', 'alpha', 'delta') };
    const commit = () => (state === 'fresh' ? origin.commit(change) : unhooked(origin, change));
    await onBranch(origin, `topic-${state}`, async () => {
      await commit();
      await unhooked(origin, { 'notes.md': 'one' });
      await unhooked(origin, { 'notes.md': 'two' });
    });
    await onBranch(origin, `pushed-${state}`, async () => {
      await commit();
      await unhooked(origin, { 'notes.md': 'one' });
      await mend(origin);
    });
    await repository.git('checkout', '--quiet', '-b', `merge-${state}`, 'main');
    await repository.git('merge', '--quiet', '--no-ff', '--no-verify', '-m', 'Merge', `topic-${state}`);
  }
  await onBranch(origin, 'linux-only', async () => {
    await origin.commit({ 'b/pyproject.toml': project('b', 'eta') });
  });
  let replaced = '';
  await onBranch(origin, 'forced', async () => {
    replaced = (await unhooked(origin, { 'notes.md': 'replaced' })).trim();
    await repository.git('reset', '--quiet', '--hard', 'start');
    await unhooked(origin, { 'b/pyproject.toml': project('b', 'iota') });
    await mend(origin);
  });
  return { origin, registry, replaced, id: (revision) => repository.id(revision) };
}

async function onBranch({ repository }: Hooked, name: string, make: () => Promise<void>): Promise<void> {
  await repository.git('checkout', '--quiet', '-B', name, 'start');
  await make();
}

async function unhooked({ repository }: Hooked, files: Readonly<Record<string, string>>): Promise<string> {
  await repository.stage(files);
  await repository.commit('Past the hook', { args: ['--no-verify'] });
  return await repository.id();
}

async function mend({ repository, installed }: Hooked): Promise<void> {
  await repository.run(installed.bin, ['generate']);
  await repository.git('add', '.');
  await repository.commit('Mend', { args: ['--allow-empty'] });
}

/** The machine that a CI gives to a job: an empty home, a clone. */
export interface Runner {
  /** The clone's top. */
  readonly folder: string;
  /** A folder outside of the clone, for the CI's own files. */
  readonly temporary: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Clones as a CI does: a commit by its name, checked out detached.
 *
 * @param depth undefined: what a new project has by default.
 */
export async function runnerWith(
  { origin, registry }: CiWorld,
  revision: string,
  depth: number | undefined,
): Promise<Runner> {
  const scratch = await scratchFolder();
  const [folder, temporary] = [join(scratch, 'clone'), join(scratch, 'temporary')];
  await mkdir(folder);
  await mkdir(temporary);
  const programs = await otherPrograms(scratch);
  const env = isolatedEnvironment(
    join(scratch, 'home'),
    { ...origin.index.env, ...registry.env },
    { path: [programs] },
  );
  const git = (...args: string[]) => runOk('git', args, { cwd: folder, env });
  const commit = await origin.repository.id(revision);
  const depths = depth === 0 ? [] : [`--depth=${depth ?? 1}`];
  const branches = depth === 0 ? ['+refs/heads/*:refs/remotes/origin/*'] : [];
  await git('init', '--quiet');
  await git('remote', 'add', 'origin', `file://${origin.repository.root}`);
  await git('fetch', '--quiet', ...depths, 'origin', `+${commit}:refs/remotes/ci/head`, ...branches);
  await git('checkout', '--quiet', '--detach', 'refs/remotes/ci/head');
  return { folder, temporary, env };
}

/** Programs that a CI's machine has and this one may not: `apt-get`, which finds all installed, and a `gh` that notes what it was asked. */
async function otherPrograms(scratch: string): Promise<string> {
  const folder = join(scratch, 'programs');
  await mkdir(folder);
  await writeFile(join(folder, 'apt-get'), '#!/bin/sh\n', { mode: 0o755 });
  const note = `for file; do :; done\n{ echo "$*"; cat "$file"; } >>'${join(scratch, 'temporary', 'gh')}'\n`;
  await writeFile(join(folder, 'gh'), `#!/bin/sh\n${note}`, { mode: 0o755 });
  return folder;
}

/** What a job did. */
export interface JobResult {
  readonly exitCode: number;
  /** All that its scripts printed. */
  readonly log: string;
}

/**
 * Runs the scripts of a job, up to the first that fails.
 *
 * @param env what the CI sets
 * @param values what the recipe's `env` may refer to, by the CI's own spelling
 */
export async function runJob(
  { folder, env: machine }: Runner,
  { steps }: Pick<Job, 'steps'>,
  env: NodeJS.ProcessEnv,
  values: Readonly<Record<string, string>> = {},
): Promise<JobResult> {
  let log = '';
  for (const { script, env: own, stops, folder: from = '.' } of steps) {
    const set = Object.fromEntries(Object.entries(own).map(([name, text]) => [name, filled(text, values)]));
    const { exitCode, stdout, stderr } = await run('sh', [...(stops ? ['-e'] : []), '-c', script], {
      cwd: join(folder, filled(from, values)),
      env: { ...machine, CI: 'true', ...env, ...set },
    });
    log += `$ ${script}\n${stderr}${stdout}`;
    if (exitCode !== 0) return { exitCode, log };
  }
  return { exitCode: 0, log };
}

/** Puts in what the CI would: `${{ github.sha }}`, `$CI_PROJECT_DIR`, `$(System.AccessToken)`. */
function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\$\{\{ (.*?) \}\}|\$\(([\w.]+)\)|\$(\w+)/g, (found, a, b, c) => {
    const value = values[String(a ?? b ?? c)];
    if (value === undefined) throw new Error(`the CI has no ${found}`);
    return value;
  });
}

/** A block of shell alone, as a job. */
export function shellJob(script: string, env: Readonly<Record<string, string>> = {}): Pick<Job, 'steps'> {
  return { steps: [{ script, env, stops: true }] };
}
