import type { HookedRun } from './hooked.js';
import type { Play } from './play.js';
import { compileFailure } from './proof.js';
import type { State } from './state.js';
import { FOLDERS } from './steps.js';
import { subjectIn, tableOf } from './subject.js';
import type { Taken } from './taken.js';
import { Violation } from './violation.js';

/**
 * Why a commit was blocked, in a word.
 *
 * @throws Violation where there was no reason for it
 */
export async function assertLegitimate(
  play: Play,
  before: State,
  run: HookedRun,
  taken: Taken,
): Promise<string> {
  const message = /^lockgen: commit blocked: (.*)$/m.exec(run.stderr)?.[1] ?? '';
  const wrong = (why: string): Violation =>
    new Violation('blocks for a reason', `${why}\n${run.command}\n${run.stderr}`);
  const edited = editedLockfile(message);
  if (edited !== undefined) {
    const bytes = [
      before.work.get(edited),
      ...(message.includes('is staged with') ? [before.index.get(edited)] : []),
    ];
    const safe = [
      before.tree.get(edited),
      (message.includes('is staged with') ? taken.tree : taken.index).get(edited),
    ];
    const precious = bytes.some((oid) => oid !== undefined && !safe.includes(oid) && !play.own.has(oid));
    if (!precious) throw wrong(`${edited} has no edits that could be lost`);
    return 'edits in a lockfile';
  }
  if (/can't be resolved|no version fits/.test(message)) {
    for (const folder of FOLDERS) {
      const subject = await subjectIn(play, taken.tree, folder);
      for (const target of subject?.targets ?? []) {
        if (subject !== undefined && (await compileFailure(play, subject, target)) !== undefined)
          return 'unsatisfiable';
      }
    }
    throw wrong('uv by itself resolves all projects');
  }
  for (const folder of FOLDERS) {
    const oid = taken.tree.get(folder === '' ? 'pyproject.toml' : `${folder}/pyproject.toml`);
    const text = oid === undefined ? undefined : await play.blob(oid);
    if (text !== undefined && tableOf(text) === undefined) return 'bad TOML';
  }
  const missing = /^(\S+) names (\S+), which isn't there/.exec(message)?.[2];
  if (missing !== undefined && !taken.tree.has(missing)) return 'an input is missing';
  throw wrong('an unexpected reason');
}

/** The lockfile that a message says has edits. */
export function editedLockfile(message: string): string | undefined {
  return /^(\S+) (?:has edits that are not staged|is not in git, and its|is staged with contents)/.exec(
    message,
  )?.[1];
}
