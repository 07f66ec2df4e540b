import { pathWord } from '../shell-word.js';

/** A managed project, as far as this is about it. */
interface Read {
  /** Paths of its lockfiles. */
  readonly outputs: readonly string[];
  /** Files that its lockfiles depend on. */
  readonly files: readonly string[];
}

/**
 * Files of requirements that lockfiles of lockgen's were compiled from once, and that nothing reads any more: who edits
 * one changes nothing.
 *
 * @param paths - all that are there
 * @param gone - those that are about to go
 * @returns a note for each
 */
export function unreadNotes(
  paths: ReadonlySet<string>,
  gone: ReadonlySet<string>,
  projects: readonly Read[],
): readonly string[] {
  const read = new Set(projects.flatMap(({ files }) => files));
  return projects
    .flatMap(({ outputs }) => outputs)
    .map((output) => output.replace(/\.[^./]+$/, '.in'))
    .filter((path) => path.endsWith('.in') && paths.has(path) && !gone.has(path) && !read.has(path))
    .map(
      (path) =>
        `${path} is not read any more, so an edit of it changes nothing: what it has belongs into pyproject.toml; then: git rm ${pathWord(path)}`,
    );
}
