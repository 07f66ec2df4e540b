import { Failure } from '../failure.js';
import { type ChangedHashes, changedHashes, changedHashesMessage } from '../lockfile/changed-hashes.js';
import { pinPlace } from '../lockfile/installs.js';
import { type Lockfile, parseLockfile } from '../lockfile/parse.js';
import type { Project } from '../project/project.js';
import { normalizeName } from '../python/version.js';
import { pathWord, shellWord } from '../shell-word.js';

/** What is believed of the hashes that lockfiles have. */
export interface HashTrust {
  /** Packages whose files may have other bytes than the lockfiles say. */
  readonly accepted: readonly string[];
  /** What the command to type has beside that, as it was typed. Default: nothing. */
  readonly flags?: readonly string[];
  /** The lockfile of that path in HEAD: an edit of hashes that was never committed says nothing about the index. */
  readonly committed: (path: string) => Promise<string | undefined>;
}

/** A lockfile that was made in the place of another one. */
interface Made {
  readonly path: string;
  readonly before: string | undefined;
  readonly lockfile: Lockfile;
}

/**
 * Makes sure that the index has the bytes that the lockfiles were made from, for each version that stays: a release whose
 * files were replaced is for a person to judge, not a change to take over in silence.
 *
 * @throws Failure `changed-hash`
 */
export async function assertHashes(project: Project, made: readonly Made[], trust: HashTrust): Promise<void> {
  const accepted = new Set(trust.accepted.map(normalizeName));
  const alarms: (ChangedHashes & { readonly path: string })[] = [];
  for (const { path, before, lockfile } of made) {
    if (before === undefined) continue;
    const found = changedHashes(parseLockfile(before), lockfile).filter(({ pin }) => !accepted.has(pin.key));
    if (found.length === 0) continue;
    const committed = await trust.committed(path);
    const still = committed === undefined ? undefined : stillThere(committed, lockfile);
    alarms.push(
      ...found.filter(({ pin }) => still?.has(pinPlace(pin)) !== true).map((one) => ({ ...one, path })),
    );
  }
  const [first] = alarms;
  if (first === undefined) return;
  const names = [...new Set(alarms.map(({ pin }) => pin.key))];
  const flags = [...(trust.flags ?? []), ...names.map((name) => `--accept-hashes=${name}`)];
  const accept = flags.map(shellWord).join(' ');
  const folder = project.folder === '' ? '' : ` ${pathWord(project.folder)}`;
  throw new Failure('changed-hash', `${first.path}:${first.pin.line}: ${changedHashesMessage(first)}`, {
    next: `find out why: a release whose files were replaced can be an attack; if it is right: lockgen generate ${accept}${folder}`,
    detail: shown(alarms.map(explained), 'pins').join('\n'),
  });
}

function explained({ path, pin, gone, came }: ChangedHashes & { readonly path: string }): string {
  return [
    `${path}:${pin.line}: ${pin.name} ${pin.version ?? ''}`.trimEnd(),
    ...shown(gone, 'hashes').map((hash) => `  the lockfile has ${hash}`),
    ...shown(came, 'hashes').map((hash) => `  the index has    ${hash}`),
  ].join('\n');
}

/** What a person reads of a list; a release can have a hundred files. */
function shown(list: readonly string[], what: string): readonly string[] {
  return list.length <= 4 ? list : [...list.slice(0, 3), `${list.length - 3} more ${what}`];
}

/** The places in a committed lockfile whose hashes are the index's. */
function stillThere(committed: string, now: Lockfile): ReadonlySet<string> {
  const old = parseLockfile(committed);
  const changed = new Set(changedHashes(old, now).map(({ pin }) => pin));
  return new Set(old.pins.filter((pin) => pin.hashes.length > 0 && !changed.has(pin)).map(pinPlace));
}
