import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { copyOf, type Hooked, hooked, inWorkTree } from './hooked.js';
import { type NpmRegistry, npmRegistryWith } from './npm-registry.js';
import { installedLockgen } from './package.js';
import { openPage } from './pages/page.js';
import { pythonPrograms } from './python-programs.js';
import type { RepositoryOptions, TestRepository } from './repository.js';
import { runOk } from './run.js';
import { scratchFolder } from './scratch.js';
import { sharedFolder } from './shared.js';

const page = openPage('docs/hook-managers.md');
const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** lefthook is npm's as well, but installs its hooks into the repository that installs it: this one. */
const PROGRAMS = ['lefthook==2.2.2', 'pre-commit==4.7.0', 'prek==0.5.11', 'ruff==0.17.5'];

let programs: Promise<string> | undefined;
let registry: Promise<NpmRegistry> | undefined;

afterAll(async () => (await registry)?.close());

/** The surroundings of a user who has the programs on PATH. They are installed once for all test files and runs. */
export async function withHookManagers(): Promise<Pick<RepositoryOptions, 'env' | 'path'>> {
  programs ??= pythonPrograms('hook-managers', PROGRAMS);
  return { path: [await programs], env: { RUFF_NO_CACHE: 'true' } };
}

/** A section of docs/hook-managers.md: what a user does by it. */
export interface Wiring {
  /** Text of each file that it names, by path; those in the user's home begin with `~/`. */
  readonly files: Readonly<Record<string, string>>;
  /** The commands that it has typed, in their order. */
  readonly commands: readonly string[];
}

/**
 * Reads a section of the page.
 *
 * A block after a line "In `PATH`:" is that file's text, one in `sh` after a line that begins with "Once" is commands.
 *
 * @throws Error where there is no such section, or none that wires anything.
 */
function wiringOf(title: string): Wiring {
  const files: Record<string, string> = {};
  const commands: string[] = [];
  for (const { before, language, text } of page.blocks({ section: title })) {
    const path = /^In `([^`]+)`.*:$/.exec(before)?.[1];
    if (path !== undefined) files[path] = text;
    else if (language === 'sh' && before.startsWith('Once')) commands.push(text);
  }
  if (commands.length === 0) throw new Error(`docs/hook-managers.md wires nothing under "${title}"`);
  return { files, commands };
}

/** How a manager is tested. */
export interface Manager {
  /** Its section of docs/hook-managers.md. */
  readonly section: string;
  /** npm packages of this repository that the user has installed beside lockgen. */
  readonly npm?: readonly string[];
  /** It takes all unstaged changes out of the work tree while its hooks run. */
  readonly setsAside?: true;
  /** What becomes of a commit in a new linked worktree, where lockgen isn't installed. Default `blocked`. */
  readonly linked?: 'blocked' | 'unseen' | 'works';
  /** lockgen is in no `node_modules`: the manager installs it from npm, or builds it from a repository. */
  readonly from?: 'npm' | 'git';
  /** A variant of the page's wiring. */
  readonly variant?: (wiring: Wiring) => Wiring;
  /** Has the same manager run `ruff format` as well. None where the page's wiring does that. */
  readonly beside?: (wiring: Wiring) => Wiring;
}

/** `ruff format` as a further hook of `.pre-commit-config.yaml`, which stages what it has changed. */
export const FORMAT_HOOK = `      - id: format
        name: format
        language: system
        entry: sh -c 'ruff format "$@" && git add "$@"' -
        types: [python]
        require_serial: true
`;

/** The wiring with another text of one of its files. */
export function withFile({ files, commands }: Wiring, path: string, edit: (text: string) => string): Wiring {
  return { files: { ...files, [path]: edit(files[path] ?? '') }, commands };
}

/** A repository in which a manager is wired as its section says; nothing is committed yet, its files are staged. */
export async function managed(
  { section, npm = [], from, variant = (wiring) => wiring }: Manager,
  change: (wiring: Wiring) => Wiring = (wiring) => wiring,
): Promise<Hooked> {
  const surroundings = await withHookManagers();
  const world = await hooked({ ...surroundings, env: { ...surroundings.env, ...(await npmOf(from)) } });
  const { repository, installed } = world;
  for (const name of ['pre-commit', 'pre-merge-commit']) await repository.remove(`.git/hooks/${name}`);
  if (from === undefined) await installPackages(repository, installed.folder, npm);
  const { files, commands } = change(variant(wiringOf(section)));
  for (const [path, text] of Object.entries({ '.gitignore': 'node_modules\n', ...files })) {
    if (path.startsWith('~/')) {
      await mkdir(dirname(join(repository.home, path.slice(2))), { recursive: true });
      await writeFile(join(repository.home, path.slice(2)), text);
    } else {
      await repository.write(path, text);
    }
  }
  for (const text of commands)
    await runOk('sh', ['-e', '-c', text], { cwd: repository.root, env: repository.env });
  await repository.git('add', '--all');
  return world;
}

/** What npm is told where a manager runs it. */
async function npmOf(from: Manager['from']): Promise<NodeJS.ProcessEnv> {
  // The packages that lockgen is built with are downloaded once for all runs.
  if (from === 'git') {
    const { NODE_EXTRA_CA_CERTS } = process.env;
    return { npm_config_cache: join(sharedFolder(), 'npm-cache'), NODE_EXTRA_CA_CERTS };
  }
  if (from === undefined) return {};
  registry ??= installedLockgen().then(({ folder }) => npmRegistryWith(folder));
  return (await registry).env;
}

/** A new linked worktree of a managed repository, in which nothing is installed. */
export async function linkedWorktree(world: Hooked): Promise<Hooked> {
  const root = join(await scratchFolder(), 'linked');
  await world.repository.git('worktree', 'add', '--quiet', '-b', 'linked', root);
  return inWorkTree(world, root);
}

/** A new clone of a managed repository, in which nothing is installed. */
export async function newClone(world: Hooked): Promise<Hooked> {
  const root = join(await scratchFolder(), 'clone');
  await world.repository.git('clone', '--quiet', world.repository.root, root);
  return inWorkTree(world, root);
}

/**
 * Does what `npm ci` does in a new clone or linked worktree: installs the packages, and runs the script `prepare`.
 *
 * @param isClone - whether it is a clone, in which the section's commands are typed where there is no such script.
 */
export async function installThere(
  { repository, installed }: Hooked,
  { section, npm = [], from }: Manager,
  isClone: boolean,
): Promise<void> {
  if (from === undefined) await installPackages(repository, installed.folder, npm);
  const { prepare } = JSON.parse((await repository.tryRead('package.json')) ?? '{}').scripts ?? {};
  const { commands } = wiringOf(section);
  const ofAClone = isClone && !section.startsWith('core.hooksPath for all') ? commands : [];
  for (const text of prepare === undefined ? ofAClone : ['npm run --silent prepare'])
    await runOk('sh', ['-e', '-c', text], { cwd: repository.root, env: repository.env });
}

/** Installs lockgen and other packages, and runs no script of theirs. */
export async function installPackages(
  repository: TestRepository,
  lockgen: string,
  npm: readonly string[],
): Promise<void> {
  await addPackage(repository, 'lockgen', lockgen);
  for (const name of npm) await addPackage(repository, name, join(REPOSITORY, 'node_modules', name));
}

/** What `make` makes, once for a test file; each call gives a copy. */
export function copiesOf(make: () => Promise<Hooked>): () => Promise<Hooked> {
  let template: Promise<Hooked> | undefined;
  return async () => {
    template ??= make();
    return await copyOf(await template, await withHookManagers());
  };
}

/** Links a package and its programs into `node_modules`, as pnpm does. */
async function addPackage({ path }: TestRepository, name: string, folder: string): Promise<void> {
  await mkdir(path('node_modules/.bin'), { recursive: true });
  await symlink(folder, path(`node_modules/${name}`));
  const { bin } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const programsOf: Readonly<Record<string, string>> = typeof bin === 'string' ? { [name]: bin } : bin;
  for (const [program, file] of Object.entries(programsOf)) {
    await symlink(join('..', name, file), path(`node_modules/.bin/${program}`));
  }
}
