import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execPath } from 'node:process';
import { Failure } from '../failure.js';
import { type GitContext, runGit } from '../git/git.js';
import { filesBelow } from '../git/grounds.js';
import { isRecordable } from '../git/recorded-programs.js';
import { findRepository } from '../git/repository.js';
import { commonFolder, isIgnored, localSetting } from '../git/settings.js';
import type { Snapshot } from '../git/snapshot.js';
import { workTrees } from '../git/work-trees.js';
import { isWithin } from '../path-flavour.js';
import { trustedEnvironment } from '../search-path.js';
import { type Facts, HOOKS } from '../setup/facts.js';
import { SHARED_FOLDERS } from '../setup/manager.js';
import type { Migration } from '../setup/migrations/migrations.js';
import { LEFTHOOK_FILES } from '../setup/wiring/lefthook.js';
import { HOOKS_FILES } from '../setup/wiring/pre-commit-files.js';
import { programsOnPath } from '../uv/programs.js';
import { version } from '../version.js';
import { type Context, gitContext } from './context.js';
import { hooksElsewhere, hooksIn, hooksPathOf, textOf } from './init-hooks.js';
import { migrationsIn, projectsIn, pythonFor } from './init-projects.js';
import { packageScripts } from './package-scripts.js';
import { diskSource } from './source.js';
import { openWorkspace } from './workspace.js';

/** A repository that `init` looks at. */
export interface Surveyed {
  readonly facts: Facts;
  readonly git: GitContext;
  /** The folders that steps edit files of. */
  readonly grounds: { readonly 'work-tree': string; readonly git: string };
  readonly snapshot: Snapshot;
  readonly migrations: readonly Migration[];
}

/** Files that say how a repository is set up. */
const FILES = [
  'package.json',
  ...HOOKS_FILES,
  ...LEFTHOOK_FILES,
  'lefthook.toml',
  'lefthook.json',
  '.gitlab-ci.yml',
  'azure-pipelines.yml',
];

/** Folders of hooks that a team may have committed. */
export const HOOK_FOLDERS: readonly string[] = SHARED_FOLDERS;

const SETTINGS = [
  'core.hooksPath',
  'merge.lockgen.name',
  'merge.lockgen.driver',
  'lockgen.node',
  'lockgen.uv',
];

/**
 * Looks at a repository and its projects, and changes nothing.
 *
 * @throws Failure as `surveyHooks`; `project`, `configuration` for what can't be read
 */
export async function survey(context: Context): Promise<Surveyed> {
  const found = await surveyHooks(context);
  const workspace = await openWorkspace(found.snapshot, undefined);
  const { facts } = await projectsIn(workspace);
  return {
    ...found,
    facts: {
      ...found.facts,
      rootFile: workspace.root?.file,
      projects: facts,
      python: await pythonFor(context, facts),
    },
    migrations: await migrationsIn(workspace, found.grounds['work-tree']),
  };
}

/**
 * Looks at who calls the hooks of a repository, and at nothing that Python has to do with.
 *
 * @throws Failure `git` outside of a repository, and in a bare one
 */
export async function surveyHooks(context: Context): Promise<Surveyed> {
  const repository = await findRepository(gitContext(context));
  if (repository === undefined) {
    throw new Failure('git', 'there is no git repository here, so there is nothing to call lockgen', {
      next: 'git init, or cd to a clone; lockfiles alone: lockgen generate',
    });
  }
  if (repository.isBare) {
    throw new Failure('git', 'this repository is bare: nobody commits in it', {
      next: 'cd to a clone of it',
    });
  }
  const source = await diskSource({ ...context, cwd: repository.top });
  const git = gitContext(context, source.root);
  const grounds = { 'work-tree': source.root, git: await commonFolder(git) };
  const paths = new Set(await source.snapshot.list());
  const [hooksPath, settings, ignoresModules, mainBranch, programs] = await Promise.all([
    hooksPathOf(git, grounds.git),
    settingsOf(git),
    isIgnored(git, 'node_modules/lockgen'),
    mainBranchOf(git),
    programsOf(context, source.root),
  ]);
  const folders = hooksPath?.folder === undefined ? HOOK_FOLDERS : [...HOOK_FOLDERS, hooksPath.folder];
  const texts = await textsOf(source.root, [
    ...FILES,
    ...[...paths].filter((path) => /^(?:\.github\/workflows\/[^/]+|azure-pipelines[^/]*)\.ya?ml$/.test(path)),
    ...folders.flatMap((folder) => HOOKS.map((hook) => `${folder}/${hook}`)),
  ]);
  const bin = join(source.root, 'node_modules', '.bin', 'lockgen-pre-commit');
  const facts: Facts = {
    version,
    texts,
    paths,
    hooksPath,
    hooks: await hooksIn(join(grounds.git, 'hooks')),
    hooksElsewhere: await hooksElsewhere(hooksPath, git.cwd),
    programs,
    installed: (await stat(bin).catch(() => undefined)) !== undefined,
    scripts: await packageScripts(source.root),
    ignoresModules,
    settings,
    rootFile: undefined,
    projects: [],
    mainBranch,
    node: isRecordable(execPath, git) ? execPath : undefined,
    uv: await uvOf(context, git),
  };
  return { facts, git, grounds, snapshot: source.snapshot, migrations: [] };
}

async function settingsOf(git: GitContext): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(SETTINGS.map(async (key) => [key, await localSetting(git, key)] as const));
  return new Map(found.flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const])));
}

/** The branch that changes are merged into: what `origin` says, else the one that is checked out. */
async function mainBranchOf(git: GitContext): Promise<string> {
  for (const name of ['refs/remotes/origin/HEAD', 'HEAD']) {
    const { stdout, exitCode } = await runGit(git, ['symbolic-ref', '--quiet', '--short', name], {
      allowExit: [0, 1],
    });
    if (exitCode === 0)
      return stdout
        .toString()
        .trim()
        .replace(/^origin\//, '');
  }
  return 'main';
}

async function textsOf(root: string, paths: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const path of new Set(paths)) {
    const file = (await filesBelow(root, path)).get(path);
    // Also through links that stay within the work tree: nothing is written through them, but they are obeyed.
    const bytes = file === undefined ? await linked(root, join(root, path)) : file.bytes;
    const text = bytes && textOf(bytes);
    if (text !== undefined) texts.set(path, text);
  }
  return texts;
}

/** What a file has that is reached by links, if it is within a folder. */
async function linked(root: string, place: string): Promise<Buffer | undefined> {
  const real = await realpath(place).catch(() => undefined);
  if (real === undefined || !isWithin(root, real)) return undefined;
  return await readFile(real).catch(() => undefined);
}

/** The first uv on PATH that stays, and that no commit can have brought, be it by a link that leads into a work tree. */
async function uvOf({ env, platform, home, cwd }: Context, git: GitContext): Promise<string | undefined> {
  const trusted = trustedEnvironment(env, platform, workTrees(cwd, env));
  const found = await programsOnPath('uv', { env: trusted, platform, home });
  for (const path of found) if (isRecordable(path, git) && !(await isInVirtualEnvironment(path))) return path;
  return undefined;
}

/**
 * Whether a program stands in a virtual environment (PEP 405), which is one project's and goes with it; its name elsewhere,
 * as pipx and uv put it, is there to stay.
 */
async function isInVirtualEnvironment(path: string): Promise<boolean> {
  const marker = join(dirname(dirname(path)), 'pyvenv.cfg');
  return (await stat(marker).catch(() => undefined)) !== undefined;
}

const MANAGERS = ['husky', 'lefthook', 'pre-commit', 'prek', 'simple-git-hooks'];

/** The managers' programs: those that npm installed here, on PATH, or in the project's virtual environment. */
async function programsOf({ env, platform, home }: Context, root: string): Promise<Facts['programs']> {
  const found = new Map<string, { readonly word: string; readonly path: string }>();
  for (const name of MANAGERS) {
    const local = join(root, 'node_modules', '.bin', name);
    const ofProject = join(root, '.venv', 'bin', name);
    const [onPath] = await programsOnPath(name, { env, platform, home });
    if ((await stat(local).catch(() => undefined))?.isFile() === true)
      found.set(name, { word: `npx ${name}`, path: local });
    else if (onPath !== undefined) found.set(name, { word: name, path: onPath });
    else if ((await stat(ofProject).catch(() => undefined))?.isFile() === true)
      found.set(name, { word: `.venv/bin/${name}`, path: ofProject });
  }
  return found;
}
