import { visible } from '../report/visible.js';
import { openReplay } from '../resolve/replay.js';
import type { ToldRun } from '../uv/surroundings.js';
import type { Context } from './context.js';

/** Says each run as a command that does the same again, though what it reads is a copy that is gone by then. */
export function tellingRuns(context: Context): (run: ToldRun) => Promise<void> {
  const replay = openReplay(context.env);
  let told = '';
  return async (run) => {
    const { line, folder } = await replay(run);
    if (folder !== told)
      context.err(`lockgen: what these commands read is kept in ${folder}, until lockgen runs again\n`);
    told = folder;
    context.err(`lockgen: ${visible(run.purpose)}:\n  ${visible(line)}\n`);
  };
}
