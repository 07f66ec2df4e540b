import { appendFile, stat } from 'node:fs/promises';
import { withoutCredentials } from '../lockfile/credentials.js';
import { fitted } from '../report/fitted.js';
import type { Context } from './context.js';

/** GitHub shows no summary of a step that is larger, in bytes. */
const LIMIT = 1024 * 1024;
/** In bytes: as much as one UTF-16 unit takes in UTF-8. */
const WIDEST = 3;
/** In characters: what is worth to be added. */
const LEAST = 1000;

/**
 * Adds a text to the summary of the step that GitHub Actions runs. A summary that can't be written is a warning, and
 * changes nothing about how the command ends.
 *
 * @param file - what `$GITHUB_STEP_SUMMARY` names
 */
export async function addToSummary(context: Context, file: string, markdown: string): Promise<void> {
  try {
    const size = (await stat(file).catch(() => undefined))?.size ?? 0;
    const room = Math.floor((LIMIT - size - 1) / WIDEST);
    if (room < LEAST) {
      context.err(`lockgen: warning: the step's summary is full, and has nothing of this report\n`);
      return;
    }
    await appendFile(file, `${size === 0 ? '' : '\n'}${withoutCredentials(fitted(markdown, room))}`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    context.err(`lockgen: warning: the step's summary could not be written: ${why}\n`);
  }
}
