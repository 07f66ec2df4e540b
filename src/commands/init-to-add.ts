import { unstagedPaths } from '../git/unstaged.js';
import type { Folded } from '../setup/fold.js';
import { PACKAGE_LOCKFILES } from '../setup/package-manager.js';
import { addOperands } from '../setup/to-add.js';
import { listsLockgen } from '../setup/wiring/package-json.js';
import type { Wanted } from './init-lockfiles.js';
import { loadRecord } from './init-record.js';
import type { Surveyed } from './init-survey.js';

/** What of it is to be committed, beside what is there. */
export interface ToAdd {
  /** Lockfiles that aren't made yet. */
  readonly coming: readonly string[];
  /** All else was done before. */
  readonly isCiAlone: boolean;
}

/**
 * What a commit needs for every clone to have all of this: what init wrote, in this run or in one that was interrupted, and
 * what the lockfiles are made from, which a new project has never committed.
 */
export async function toAdd(
  { git, grounds, facts }: Surveyed,
  { files }: Pick<Folded, 'files'>,
  { paths, inputs, otherInputs }: Wanted,
  { coming, isCiAlone }: ToAdd,
): Promise<readonly string[]> {
  const changed = new Set([...(await unstagedPaths(git)), ...coming]);
  const edited = files.flatMap((file) => (file.ground === 'work-tree' ? [file.path] : []));
  const { changes } = await loadRecord(grounds);
  const recorded = changes.flatMap((one) =>
    one.kind === 'file' && one.ground === 'work-tree' ? [one.path] : [],
  );
  const isListed = listsLockgen(facts.texts.get('package.json'));
  const others = [
    ...(facts.rootFile === undefined ? [] : [facts.rootFile]),
    ...(isListed ? ['package.json', ...PACKAGE_LOCKFILES] : []),
    ...(isCiAlone ? [] : otherInputs),
  ];
  const wanted = [...new Set([...inputs, ...edited, ...recorded, ...paths, ...others])];
  return addOperands(wanted.filter((path) => changed.has(path)).sort(), changed);
}
