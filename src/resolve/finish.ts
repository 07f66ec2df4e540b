import type { TargetConfig } from '../config/options.js';
import { withLocalEntries, withLocalFiles } from '../lockfile/local-entries.js';
import { type Lockfile, parseLockfile } from '../lockfile/parse.js';
import { isPylockName } from '../lockfile/pylock-name.js';
import { splitLines, withFindLinks, withHeaderCommand } from '../lockfile/rewrite.js';
import { findLinksFor, torchPins } from '../lockfile/torch.js';
import { meantPlace } from '../project/local-sources.js';
import { folderOf, stringsOf, tableAt } from '../project/manifest.js';
import { inFolder } from '../project/paths.js';
import type { Project } from '../project/project.js';
import { headerCommand } from './command.js';
import { gitReferences } from './git-url.js';
import { withNamedRevisions } from './requested-revision.js';

/**
 * uv's text as a lockfile that stands by itself: local entries as `./lib`, and what PyTorch pins need.
 *
 * The backend is given to uv by the environment, which leaves no trace. Where torch pins came out, a replay needs
 * it, so the header names it, and the page of each `+cpu` pin is written as pip and uv read it; where
 * `[tool.uv.pip]` says all of it, uv has done so by itself and the header stays as it is.
 */
export function finished(
  text: string,
  about: {
    readonly target: TargetConfig;
    readonly args: readonly string[];
    readonly project: Project;
    readonly tree: string;
    /** The lockfiles that constrain this one: uv heeds their option lines as well. */
    readonly constrainedBy: readonly Lockfile[];
    /** Folders and pages that this machine adds to those of the project (`UV_FIND_LINKS`). */
    readonly machineLinks: readonly string[];
  },
): string {
  const { target, args, project, tree, constrainedBy, machineLinks } = about;
  // Some of what lockgen asks of a run (`--no-build` offline) has no variable, and a replay doesn't need it.
  const plain = withHeaderCommand(text, headerCommand(args, []));
  if (isPylockName(target.output)) return finishedPylock(plain, about);
  const shared = withoutMachineLinks(plain, project, machineLinks);
  const local = withLocalEntries(shared, {
    sandbox: tree,
    folder: project.folder,
    meant: (written) => meantPlace(project, written),
  });
  if (target.torchBackend === 'none') return local;
  const lockfile = parseLockfile(local);
  if (torchPins(lockfile, target.torchBackend).length === 0) return local;
  const pages = findLinksFor(lockfile, target.torchBackend);
  const pip = tableAt(project.manifest.toolUv, 'pip');
  const written = new Set(lockfile.options.map((option) => option.text));
  const uvKnows = pip['torch-backend'] === target.torchBackend;
  const uvWrote = pages.every((page) => written.has(`--find-links ${page}`));
  if (uvKnows && uvWrote) return local;
  // One that is named twice is written twice.
  const known = new Set(constrainedBy.flatMap((one) => findLinksFor(one, target.torchBackend)));
  const missing = pages.filter((page) => !known.has(page));
  const further = [
    ...(uvKnows ? [] : [`--torch-backend=${target.torchBackend}`]),
    ...(uvWrote ? [] : [...missing.map((page) => `--find-links=${page}`), '--emit-find-links']),
  ];
  return withFindLinks(withHeaderCommand(local, headerCommand(args, further)), uvWrote ? [] : pages);
}

/** It has each file's URL; what a replay needs besides is the backend. */
function finishedPylock(
  text: string,
  { target, args, project, tree }: Parameters<typeof finished>[1],
): string {
  const named = withNamedRevisions(text, gitReferences(project.inputs.manifests));
  const local = withLocalFiles(named, {
    sandbox: tree,
    folder: folderOf(inFolder(project.folder, target.output)),
  });
  const { torchBackend } = target;
  if (tableAt(project.manifest.toolUv, 'pip')['torch-backend'] === torchBackend) return local;
  return torchPins(parseLockfile(local), torchBackend).length === 0
    ? local
    : withHeaderCommand(local, headerCommand(args, [`--torch-backend=${torchBackend}`]));
}

/**
 * A lockfile as the file that constrains another one: without the pages of its torch pins. The index of the backend has
 * them as well, and of what is found on a page for `--find-links`, uv writes no hashes. Pages that the project itself
 * names stay, since uv then has them anyway.
 */
export function constrainingText(
  text: string,
  { torchBackend }: TargetConfig,
  { manifest }: Project,
): string {
  const own = stringsOf(tableAt(manifest.toolUv, 'pip')['find-links']);
  const pages = findLinksFor(parseLockfile(text), torchBackend).filter((page) => !own.includes(page));
  const lines = new Set(pages.map((page) => `--find-links ${page}`));
  const kept = splitLines(text).filter((line) => !lines.has(line.trimEnd()));
  return kept.join('');
}

/**
 * uv's text without the `--find-links` lines that only this machine asks for: where the project has
 * `emit-find-links`, uv writes them like the project's own.
 */
function withoutMachineLinks(text: string, project: Project, machineLinks: readonly string[]): string {
  const foreign = (line: string): boolean => {
    const link = /^--find-links (.*)$/.exec(line)?.[1];
    return link !== undefined && machineLinks.includes(link) && !project.manifest.text.includes(link);
  };
  const lines = text.split('\n');
  const kept = lines.filter((line) => !foreign(line));
  if (kept.length === lines.length) return text;
  // The empty line stands between options and pins.
  const end = kept.indexOf('');
  if (end >= 0 && kept[end - 1]?.startsWith('#') === true) kept.splice(end, 1);
  return kept.join('\n');
}
