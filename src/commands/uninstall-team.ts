import { filesBelow } from '../git/grounds.js';
import { placeOf } from '../setup/fold.js';
import { type ChangedFile, type Kept, textOfKept } from '../setup/record.js';
import type { Ground } from '../setup/step.js';
import type { Taken } from '../setup/taken-text.js';
import { huskyOf, huskyRunsOthers, type Restored, runsOthers } from '../setup/team-hooks.js';
import { LEFTHOOK_FILES } from '../setup/wiring/lefthook.js';
import { HOOKS_FILES } from '../setup/wiring/pre-commit-files.js';

/** What a file is to become. */
export interface Coming {
  readonly ground: Ground;
  readonly path: string;
  readonly to: Kept | null;
}

/** What stays as a manager's own command made it, since it runs more than lockgen. */
export interface Team {
  readonly files: ReadonlySet<string>;
  readonly keepsSetting: (key: string, value: string | null) => boolean;
  readonly told: readonly Taken[];
}

/**
 * Of what managers' own commands wrote when `init` ran them: that by which git calls hooks of the team's. Without it,
 * none of those would run in this clone any more.
 *
 * @param overlay what files become
 */
export async function teamsOwn(
  grounds: Readonly<Record<Ground, string>>,
  files: readonly ChangedFile[],
  overlay: ReadonlyMap<string, Coming>,
): Promise<Team> {
  const going = files.filter((one) => one.before === null && overlay.get(placeOf(one))?.to === null);
  const restored = await restoredIn(grounds['work-tree'], overlay);
  const husky = new Set<string>();
  const kept = new Set<string>();
  const told: Taken[] = [];
  for (const change of going) {
    const folder = change.ground === 'work-tree' ? huskyOf(change.path) : undefined;
    const hook = change.ground === 'git' ? /^hooks\/([^/]+)$/.exec(change.path)?.[1] : undefined;
    if (folder !== undefined && huskyRunsOthers(restored, folder)) {
      kept.add(placeOf(change));
      husky.add(folder);
    } else if (hook !== undefined && runsOthers(restored, hook, textOfKept(change.after))) {
      kept.add(placeOf(change));
      told.push({ ground: 'git', path: change.path, how: 'of the team' });
    }
  }
  // By its checksum lefthook sees that its configuration is another one.
  for (const change of going)
    if (change.ground === 'git' && change.path.startsWith('info/lefthook') && told.length > 0)
      kept.add(placeOf(change));
  for (const folder of husky) told.push({ ground: 'work-tree', path: `${folder}/_`, how: 'of the team' });
  return {
    files: kept,
    keepsSetting: (key, value) => {
      const folder = key === 'core.hooksPath' && value !== null ? huskyOf(value) : undefined;
      return folder !== undefined && huskyRunsOthers(restored, folder);
    },
    told,
  };
}

async function restoredIn(root: string, overlay: ReadonlyMap<string, Coming>): Promise<Restored> {
  const texts = new Map<string, string>();
  for (const path of ['.husky', ...CONFIGURATIONS])
    for (const [name, file] of await filesBelow(root, path)) texts.set(name, file.bytes.toString());
  for (const { ground, path, to } of overlay.values()) {
    if (ground !== 'work-tree') continue;
    if (to === null) texts.delete(path);
    else texts.set(path, textOfKept(to));
  }
  return {
    text: (path) => texts.get(path),
    names: (folder) =>
      [...texts.keys()].flatMap((path) =>
        path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1)] : [],
      ),
  };
}

const CONFIGURATIONS = [...HOOKS_FILES, ...LEFTHOOK_FILES];
