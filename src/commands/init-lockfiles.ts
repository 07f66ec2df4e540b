import { describe } from '../git/disk-snapshot.js';
import { lookAt } from '../git/paths.js';
import { repositoryOf } from '../git/repository.js';
import type { Snapshot } from '../git/snapshot.js';
import { headerOptions, readHeader } from '../lockfile/header.js';
import { inFolder } from '../project/paths.js';
import { outputsOf, type Project } from '../project/project.js';
import type { Folded } from '../setup/fold.js';
import { withChanges } from '../setup/record.js';
import type { HandWork } from '../setup/step.js';
import { pathWord } from '../shell-word.js';
import type { Context } from './context.js';
import { runGenerate } from './generate.js';
import { lacksFloor } from './init-projects.js';
import { keptBelow, loadRecord, saveRecord, settled } from './init-record.js';
import type { Surveyed } from './init-survey.js';
import { digestInCommit, digestOf } from './lockfile-digest.js';

/** The lockfiles that `init` makes. */
export interface Wanted {
  readonly paths: readonly string[];
  /** Folders of their projects; of `adopting` the pins that are there are kept, whoever made them. */
  readonly folders: readonly string[];
  readonly adopting: readonly string[];
  /** The files that they are made from. */
  readonly inputs: readonly string[];
  /** What all the others were made from, which may have been edited since. */
  readonly otherInputs: readonly string[];
  /** Those that nothing is written to; their projects' lockfiles aren't made. */
  readonly byHand: readonly HandWork[];
}

/**
 * Those that aren't there yet, those that another command made, and those of projects that `init` says something new
 * about.
 */
export async function wantedLockfiles(
  { facts, migrations, grounds, snapshot }: Surveyed,
  projects: readonly Project[],
  { files }: Folded,
): Promise<Wanted> {
  const edited = new Set(files.map(({ path }) => path));
  const isSaid = [...edited].some((path) => /^\.lockgenrc/.test(path));
  const refused = new Set(migrations.flatMap((one) => (one.refused === undefined ? [] : [one.folder])));
  const adopts = new Set(migrations.flatMap((one) => (one.adopt.length === 0 ? [] : [one.folder])));
  const wanted: Project[] = [];
  const byHand: HandWork[] = [];
  const able = projects.filter((one) => !refused.has(one.folder) && !lacksFloor(one));
  for (const project of able) {
    const isWanted =
      isSaid ||
      adopts.has(project.folder) ||
      edited.has(project.manifest.path) ||
      outputsOf(project).some((path) => !facts.paths.has(path)) ||
      (await hasOthers(project, snapshot, grounds['work-tree']));
    const then = adopts.has(project.folder) ? 'lockgen init' : 'lockgen generate';
    const locked: HandWork[] = [];
    for (const path of outputsOf(project)) {
      const why = await lockedLockfile(grounds['work-tree'], path, isWanted);
      if (why !== undefined) locked.push({ path, ...why, what: `${why.what}, then ${then}`, lines: '' });
    }
    byHand.push(...locked);
    if (isWanted && locked.length === 0) wanted.push(project);
  }
  const folders = wanted.map(({ folder }) => folder);
  return {
    paths: wanted.flatMap(outputsOf),
    inputs: wanted.flatMap(inputsOf),
    otherInputs: able.flatMap(inputsOf),
    folders: folders.filter((folder) => !adopts.has(folder)),
    adopting: folders.filter((folder) => adopts.has(folder)),
    byHand,
  };
}

/** Whether one of a project's lockfiles says that another command made it than lockgen's, so that no check agrees to it. */
async function hasOthers({ folder, config }: Project, snapshot: Snapshot, root: string): Promise<boolean> {
  for (const { output, universal } of config.targets) {
    const path = inFolder(folder, output);
    // What is no file is told of by whoever would write it.
    if ((await lookAt(root, path)).kind !== 'file') continue;
    const header = readHeader((await snapshot.read(path)) ?? '');
    const options = header === undefined ? undefined : headerOptions(header);
    if (header?.generator === 'pip-compile') return true;
    if (options?.kind === 'compile' && options.universal !== universal) return true;
  }
  return false;
}

const inputsOf = ({ inputs }: Project): readonly string[] => [
  ...inputs.manifests.map(({ path }) => path),
  ...inputs.files,
];

/** What keeps a lockfile from being written, and what a person does about it. One that is read-only may stay so. */
async function lockedLockfile(
  root: string,
  path: string,
  isWanted: boolean,
): Promise<{ readonly locked: string; readonly what: string } | undefined> {
  const found = await lookAt(root, path);
  if (found.kind === 'absent') return undefined;
  if (found.kind !== 'file')
    return { locked: `${describe(found)}, and nothing is written to it`, what: 'put a plain file there' };
  if (!isWanted || (found.permissions & 0o222) !== 0) return undefined;
  return { locked: 'is read-only, and stays as it is', what: `chmod u+w ${pathWord(path)}` };
}

/**
 * Makes them. Recorded before, as all that `init` changes.
 *
 * @param said notes that needn't be said again
 * @throws Failure as `runGenerate`
 */
export async function firstLockfiles(
  context: Context,
  { grounds, git }: Surveyed,
  { paths, folders, adopting }: Wanted,
  said: readonly string[],
): Promise<void> {
  if (paths.length === 0) return;
  const root = grounds['work-tree'];
  const { head } = await repositoryOf(git);
  let record = await loadRecord(grounds);
  for (const path of paths) {
    const place = { ground: 'work-tree', path } as const;
    const before = await keptBelow(grounds, place);
    const committed = await digestInCommit(git, head, path);
    const isSaved = committed === digestOf(before[path]);
    record = withChanges(record, [
      { kind: 'pending', ...place, before, lockfile: true, ...(isSaved ? {} : { head: committed }) },
    ]);
  }
  await saveRecord(grounds, record);
  try {
    // Each in one go, so that narrower lockfiles that read another project's see it.
    for (const adopt of [true, false]) {
      const projects = adopt ? adopting : folders;
      if (projects.length === 0) continue;
      await runGenerate(
        { ...context, cwd: root },
        {
          projects: projects.map((folder) => (folder === '' ? '.' : folder)),
          upgrade: false,
          upgradePackages: [],
          target: undefined,
          shard: undefined,
          dryRun: false,
          adopt,
          recorded: true,
          acceptHashes: [],
          flags: undefined,
          said,
          counted: !context.verbose,
        },
      );
    }
  } finally {
    await saveRecord(grounds, await settled(grounds, record));
  }
}
