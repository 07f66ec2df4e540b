import { fileOption, longName } from '../lockfile/file-options.js';
import { isForeign } from '../lockfile/foreign.js';
import { readHeader } from '../lockfile/header.js';
import { isPylock } from '../lockfile/pylock.js';
import { unexplained } from '../lockfile/unexplained.js';
import { localNames } from '../project/local-names.js';
import { folderOf, stringsOf, tableAt } from '../project/manifest.js';
import { inFolder, upward, within } from '../project/paths.js';
import { normalizeName } from '../python/version.js';
import type { ResolvedProject } from '../resolve/project.js';
import { howToKeep } from '../setup/going-text.js';
import { commentsOf, limitsOf } from '../setup/migrations/lost-lines.js';
import type { HeldLine } from '../setup/migrations/migration.js';
import { readRequirementsIn } from '../setup/migrations/requirements-in.js';

/**
 * What is to be said once, when a project has its first lockfiles of lockgen, or a person's own were taken over: a
 * `uv.lock` that isn't the truth for them, and what the person's files had and `pyproject.toml` doesn't explain.
 *
 * @param paths - all paths of the tree
 */
export function withAdoption(resolved: ResolvedProject, paths: ReadonlySet<string>): ResolvedProject {
  return { ...resolved, notices: [...resolved.notices, ...adoptionNotices(resolved, paths)] };
}

function adoptionNotices(resolved: ResolvedProject, paths: ReadonlySet<string>): readonly string[] {
  const { project, lockfiles } = resolved;
  const owned = lockfiles.filter(
    ({ before, target }) => before !== undefined && isForeign(before, target.output),
  );
  if (!lockfiles.every((one) => one.before === undefined || owned.includes(one))) return [];
  const pins = lockfiles.flatMap(({ lockfile }) => lockfile.pins);
  const known = new Set([
    ...pins.map(({ key }) => key),
    ...localNames(pins, project.manifest).keys(),
    normalizeName(project.manifest.name ?? ''),
  ]);
  const lock = uvLockOf(project.folder, paths);
  const outputs = new Set(lockfiles.map(({ path }) => path));
  return [
    ...owned.flatMap(({ path, before = '', target }) => {
      const left = unexplained(before, known).filter((one) => !isLayer(one, path, outputs));
      const isOption = (one: string): boolean => one.startsWith('-') && !/^-(?:r|-requirement)/.test(one);
      const others = left.filter((one) => !isOption(one));
      const meanings = left
        .filter(isOption)
        .flatMap((one) => meaningOf(one, target.constraints, project) ?? []);
      const lines = readHeader(before) === undefined ? linesThatGo(path, before, project, known) : [];
      return [
        ...lines,
        ...(others.length === 0
          ? []
          : [
              `${path} had what ${project.manifest.path} doesn't explain, and has it no more: ${others.join(', ')}; add what is needed to its dependencies`,
            ]),
        ...(meanings.length === 0
          ? []
          : [`${path} had lines that its lockfile hasn't: ${meanings.join('; ')}`]),
      ];
    }),
    ...(lock === undefined ? [] : [uvLockNotice(lock)]),
  ];
}

/** The limits and the comments of a person's file, none of which its lockfile has. */
function linesThatGo(
  path: string,
  before: string,
  { manifest }: ResolvedProject['project'],
  known: ReadonlySet<string>,
): readonly string[] {
  if (isPylock(before)) return [];
  const constraints = stringsOf(manifest.toolUv['constraint-dependencies']);
  const stated = [
    ...manifest.dependencies,
    ...[...manifest.extras.values()].flat(),
    ...readRequirementsIn(constraints.join('\n')).requirements.map(({ requirement }) => requirement),
  ];
  const limits = limitsOf(path, before, stated).filter(({ key }) => key !== undefined && known.has(key));
  const direct = new Set(manifest.dependencies.map(({ key }) => key));
  const comments = commentsOf(path, before);
  const shownLines = (lines: readonly HeldLine[]): string =>
    lines.map(({ line, text }) => `line ${line}: ${text}`).join('; ');
  return [
    ...(limits.length === 0
      ? []
      : [
          `${path} had limits that ${manifest.path} doesn't state, and has them no more: ${shownLines(limits)}; to keep one: ${howToKeep(limits, direct, manifest.path)}, then lockgen generate`,
        ]),
    ...(comments.length === 0
      ? []
      : [`${path} had comments, which a lockfile doesn't keep: ${shownLines(comments)}`]),
  ];
}

/** What an option of a file of requirements means here, and what says it instead; undefined where that is said. */
function meaningOf(
  line: string,
  constraints: readonly string[],
  { manifest: { toolUv } }: ResolvedProject['project'],
): string | undefined {
  const [, option = '', value = ''] = /^(--?[a-z][a-z-]*)[\s=]*(.*)$/i.exec(line) ?? [];
  if (/^-(?:c|-constraint)$/.test(option))
    return constraints.includes(value.replace(/^\.\//, ''))
      ? undefined
      : `${line} (limits, which a target has by constraints)`;
  if (/^-(?:e|-editable)$/.test(option))
    return /^["']?\.\/?(?:\[.*)?["']?$/.test(value)
      ? `${line} (the project itself, which is installed beside its lockfile: pip install --no-deps -e .)`
      : `${line} (a package from a folder, named in dependencies, its place under [tool.uv.sources])`;
  const known = fileOption(option);
  if (known === undefined) return line;
  const isSaid = (key: string): boolean =>
    tableAt(toolUv, 'pip')[key] !== undefined || toolUv[key] !== undefined;
  return known.key !== undefined && isSaid(known.key) ? undefined : `${longName(option)} (${known.means})`;
}

/** Whether a line takes in another lockfile of the project (`-r base.txt`), all of which lockgen writes out. */
function isLayer(line: string, path: string, outputs: ReadonlySet<string>): boolean {
  const named = /^(?:-[rc]|--(?:requirement|constraint))[\s=]*(\S+)$/.exec(line)?.[1];
  return named !== undefined && outputs.has(within(folderOf(path), named) ?? '');
}

/** The `uv.lock` of a project, or of the workspace that it may be in. */
export function uvLockOf(folder: string, paths: ReadonlySet<string>): string | undefined {
  return upward(folder)
    .map((above) => inFolder(above, 'uv.lock'))
    .find((path) => paths.has(path));
}

/** That lockfiles don't come from a `uv.lock`, and where it is said how both are kept alike. */
export function uvLockNotice(path: string): string {
  return `lockgen's lockfiles are resolved from pyproject.toml, not exported from ${path}, so that versions may differ; docs/projects.md has how both are kept alike, and what else to do where ${path} is to be the truth`;
}
