import { gitContext } from '../../commands/context.js';
import { Failure } from '../../failure.js';
import { findRepository } from '../../git/repository.js';
import { shellWord } from '../../shell-word.js';
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
    const words = `${error.detail ?? ''}`.split('\n')[0] ?? '';
    const trusted = /safe\.directory '?([^'\n]+)'?/.exec(error.detail ?? '')?.[1];
    return [
      say('not ok', `${error.message}${words === '' ? '' : `: ${words}`}`, {
        mend: trusted === undefined ? [] : [`git config --global --add safe.directory ${shellWord(trusted)}`],
        byHand: trusted === undefined ? error.next : 'if you trust who owns it',
      }),
    ];
  }
}
