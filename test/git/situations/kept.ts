import { expect } from 'vitest';
import { blocked, type Hooked, startedWith, temporaryFiles } from '../../helpers/hooked.js';
import { pyproject } from '../../helpers/projects.js';

const FULL = { full: ['iota<2'] };

/** A project with a base and a full lockfile, whose base is one requirement of `alpha`. */
export function alphaProject(requirement: string, more?: string): string {
  return pyproject({ dependencies: [requirement], extras: FULL, ...(more === undefined ? {} : { more }) });
}

/** Where the project is, and how the work tree has its files. */
export interface Place {
  /** The project's folder; the root by default. */
  readonly folder?: string;
  /** What a work tree has for a text, such as one with CRLF. Default: the text. */
  readonly encode?: (text: string) => string | Buffer;
  /** Further tables of its pyproject.toml. */
  readonly more?: string;
}

/** A file that is none of lockgen's business, with staged and unstaged edits. */
const NOTES = 'notes.md';

/** A repository with a project at its root whose lockfiles are committed, and a file beside it. */
export function started(): Promise<Hooked> {
  return startedWith({ 'pyproject.toml': alphaProject('alpha'), [NOTES]: 'one\n' });
}

function at(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Writes a project's pyproject.toml with another requirement. */
export async function edit(
  { repository }: Hooked,
  requirement: string,
  { folder = '', encode = (text) => text, more }: Place = {},
): Promise<string> {
  const path = at(folder, 'pyproject.toml');
  await repository.write(path, encode(alphaProject(requirement, more)));
  return path;
}

/** HEAD is a commit of a pyproject.toml with its lockfiles, and the repository is sound. */
export async function expectCommitted(
  { repository, pins }: Hooked,
  alpha: string,
  { folder = '' }: Place = {},
): Promise<void> {
  const paths = ['pyproject.toml', 'requirements-full.txt', 'requirements.txt'].map((name) =>
    at(folder, name),
  );
  const changed = (
    await repository.git('diff-tree', '--root', '-r', '-z', '--no-commit-id', '--name-only', 'HEAD')
  )
    .split('\0')
    .filter((path) => path !== '');
  expect(changed.sort()).toEqual(paths.sort());
  expect(await pins(at(folder, 'requirements.txt'))).toEqual([`alpha==${alpha}`]);
  expect(await pins(at(folder, 'requirements-full.txt'))).toEqual([`alpha==${alpha}`, 'iota==1.0.0']);
  await expectSound(repository);
}

/** The repository's objects are whole, and no temporary file is left. */
export async function expectSound(repository: Hooked['repository']): Promise<void> {
  const fsck = await repository.tryGit('fsck', '--no-dangling', '--no-progress');
  expect(fsck.exitCode, fsck.stderr).toBe(0);
  expect(fsck.stderr).not.toMatch(/error|corrupt/);
  expect(await temporaryFiles(repository)).toEqual([]);
}

/**
 * Commits a change with the index, and one with `git commit PATH` beside staged and unstaged edits of another file.
 * Each commit has the lockfiles, and everything else is as the user left it.
 */
export async function expectCommits(world: Hooked, place: Place = {}): Promise<void> {
  await expectCommit(world, place);
  await expectPathCommit(world, place);
}

/** Commits a change with `git commit PATH`, beside staged and unstaged edits of another file. */
export async function expectPathCommit(world: Hooked, place: Place = {}): Promise<void> {
  const { repository } = world;
  const path = await edit(world, 'alpha<1.1', place);
  await repository.write(NOTES, 'one\nstaged\n');
  await repository.git('add', NOTES);
  await repository.write(NOTES, 'one\nstaged\nunstaged\n');
  const { exitCode, stderr } = await repository.run('git', [
    ...['--literal-pathspecs', 'commit', '-m', 'A path', '--', path],
  ]);
  expect(exitCode, stderr).toBe(0);
  expect(await repository.status(), stderr).toEqual([`MM ${NOTES}`]);
  expect(await repository.read(NOTES)).toBe('one\nstaged\nunstaged\n');
  expect(await repository.show(`:${NOTES}`)).toBe('one\nstaged\n');
  await expectCommitted(world, '1.0.0', place);
}

/** Commits a change with the index, beside unstaged edits of another file. */
export async function expectCommit(world: Hooked, place: Place = {}): Promise<void> {
  const { repository } = world;
  const path = await edit(world, 'alpha<2', place);
  await repository.write(NOTES, 'one\nunstaged\n');
  await repository.git('--literal-pathspecs', 'add', '--', path);
  const { stderr } = await repository.commit('With the index');
  expect(await repository.status(), stderr).toEqual([` M ${NOTES}`]);
  expect(await repository.read(NOTES)).toBe('one\nunstaged\n');
  await expectCommitted(world, '1.1.0', place);
}

/** A commit of all that can't be resolved is blocked, and changes nothing. */
export async function expectBlocked(world: Hooked, place: Place = {}): Promise<void> {
  await edit(world, 'alpha>9', place);
  await blocked(world, () => world.repository.tryCommit('Impossible', { args: ['-a'] }));
}
