import { Failure } from '../../failure.js';
import { readIndex } from '../../git/index-entries.js';
import { pathWord } from '../../shell-word.js';
import { type Finding, found } from '../finding.js';
import type { World } from '../world.js';

const say = found('configuration');

/** Whether the root configuration and that of each managed project can be read, and are valid. */
export async function checkConfiguration(world: World): Promise<readonly Finding[]> {
  try {
    const { root, candidates } = await world.workspace();
    const { failures } = await world.projects();
    const own = candidates.filter(({ managedBy }) => managedBy === 'tool.lockgen').length;
    const where = [
      root?.file ?? 'no root configuration: the defaults',
      ...(own > 0 ? [`[tool.lockgen] of ${own} projects`.replace('1 projects', '1 project')] : []),
    ];
    if (failures.length > 0) return failures.map(wrong);
    return [say('ok', where.join(', ')), ...(await unseen(world, root?.file))];
  } catch (error) {
    if (!(error instanceof Failure) || !/^(?:configuration|project)$/.test(error.reason)) throw error;
    return [wrong(error)];
  }
}

function wrong(error: unknown): Finding {
  const failure = error instanceof Failure ? error : undefined;
  const [first = '', ...more] = (failure?.message ?? String(error)).split('\n');
  const rest = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return say('not ok', `${first}${rest}`, { byHand: failure?.next?.split('\n')[0] });
}

/** Commits are made by the configuration that is staged. */
async function unseen({ git }: World, file: string | undefined): Promise<readonly Finding[]> {
  const where = await git();
  if (where === undefined || file === undefined) return [];
  const entries = await readIndex(where, [file]);
  return entries.length > 0
    ? []
    : [
        say('not ok', `${file} is not in git's index, so no commit goes by it`, {
          mend: [`git add ${pathWord(file)}`],
        }),
      ];
}
