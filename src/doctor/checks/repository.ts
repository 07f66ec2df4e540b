import { gitContext } from '../../commands/context.js';
import { Failure } from '../../failure.js';
import { findRepository } from '../../git/repository.js';
import { type Finding, found } from '../finding.js';
import type { World } from '../world.js';

const say = found('repository');

/** Whether git takes the current folder for a work tree. */
export async function checkRepository({ context }: World): Promise<readonly Finding[]> {
  try {
    const repository = await findRepository(gitContext(context));
    if (repository === undefined) {
      return [
        say('unknown', `${context.cwd} is in no git repository, so there are no hooks to look at`, {
          byHand: 'run it in a clone; git init makes a repository',
        }),
      ];
    }
    const { top, isBare, head } = repository;
    if (isBare) {
      return [
        say(
          'unknown',
          `${top} is a bare repository: nobody commits in it, so there are no hooks to look at`,
          {
            byHand: 'run it in a clone of it',
          },
        ),
      ];
    }
    return [say('ok', `${top}${head === undefined ? ', without a commit yet' : ''}`)];
  } catch (error) {
    if (!(error instanceof Failure) || error.reason === 'interrupted') throw error;
    const [, trusting] = /^if you trust who owns it: (.+)$/.exec(error.next ?? '') ?? [];
    if (trusting !== undefined) {
      return [say('not ok', error.message, { mend: [trusting], byHand: 'only if you trust who owns it' })];
    }
    const words = `${error.detail ?? ''}`.split('\n')[0] ?? '';
    return [say('not ok', `${error.message}${words === '' ? '' : `: ${words}`}`, { byHand: error.next })];
  }
}
