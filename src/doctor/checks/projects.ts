import { deadPatterns } from '../../commands/dead-patterns.js';
import { folderOperand } from '../../shell-word.js';
import { type Finding, found } from '../finding.js';
import type { World } from '../world.js';

const say = found('projects');
const NAMED = 3;

/** How many projects are managed, none being a repository for which lockgen does nothing; and whose patterns are dead. */
export async function checkProjects(world: World): Promise<readonly Finding[]> {
  const dead = (await deadPatterns(await world.workspace())).map((line) =>
    say('not ok', line, { byHand: 'correct projects in the root configuration, and git add it' }),
  );
  return [...(await counted(world)), ...dead];
}

async function counted({ workspace, source }: World): Promise<readonly Finding[]> {
  const [{ candidates }, { root, repository }] = await Promise.all([workspace(), source()]);
  // Whoever is in no repository may be anywhere.
  if (candidates.length === 0 && repository === undefined) return [];
  const managed = candidates.filter(({ managedBy }) => managedBy !== undefined);
  if (managed.length > 0) {
    const names = managed.slice(0, NAMED).map(({ folder }) => (folder === '' ? '.' : folder));
    const more = managed.length > NAMED ? `, and ${managed.length - NAMED} more` : '';
    const left = candidates.length - managed.length;
    const rest = left === 0 ? '' : `; ${left} pyproject.toml ${left === 1 ? 'is' : 'are'} left alone`;
    return [say('ok', `${managed.length} managed: ${names.join(', ')}${more}${rest}`)];
  }
  if (candidates.length === 0)
    return [
      say('not ok', `there is no pyproject.toml in ${root}`, {
        byHand: 'add one with [project], and git add it',
      }),
    ];
  const could = candidates.find(({ leftAlone }) => leftAlone === 'not-root' || leftAlone === 'not-matched');
  if (could === undefined) {
    return [
      say(
        'not ok',
        `none is managed: no pyproject.toml of ${candidates.length} has [project], or all are excluded`,
        {
          byHand: 'lockgen status says why of each',
        },
      ),
    ];
  }
  return [
    say(
      'not ok',
      `none of ${candidates.length} is managed, so commits get no lockfiles; ${could.path} could be`,
      {
        mend: could.leftAlone === 'not-root' ? [`lockgen generate${folderOperand(could.folder)}`] : [],
        byHand:
          could.leftAlone === 'not-root'
            ? 'or name several: projects in .lockgenrc'
            : 'correct projects in the root configuration; lockgen status says why of each',
      },
    ),
  ];
}
