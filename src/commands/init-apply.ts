import { Failure } from '../failure.js';
import type { GitContext } from '../git/git.js';
import { fileBelow, missingFolders, replaceFiles } from '../git/grounds.js';
import { recordPrograms } from '../git/recorded-programs.js';
import type { Replacement } from '../git/replacement.js';
import { localSetting, setLocalSetting } from '../git/settings.js';
import { type FileChange, type Folded, foldSteps, placeOf, type Standing } from '../setup/fold.js';
import { type Change, type SetupRecord, withChanges } from '../setup/record.js';
import type { Ground, ManagerCommand, Step } from '../setup/step.js';
import { runProgram } from '../uv/run.js';
import type { Context } from './context.js';
import { kept, keptBelow, loadRecord, saveRecord, settled } from './init-record.js';
import { assertFirm, standingAt } from './init-standing.js';
import type { Surveyed } from './init-survey.js';

/**
 * What steps would change here, read from the files as they are.
 *
 * @throws Failure `files` for a project's file that mustn't be written; what an edit throws
 */
export async function foldedHere({ grounds, facts }: Surveyed, steps: readonly Step[]): Promise<Folded> {
  const standing = new Map<string, Standing | undefined>();
  for (const edit of steps.flatMap(({ edits }) => edits))
    standing.set(placeOf(edit), await standingAt(grounds, edit));
  const folded = foldSteps(steps, (edit) => standing.get(placeOf(edit)), facts.settings);
  assertFirm(folded);
  return folded;
}

/**
 * Does what was planned, lockfiles apart. What is about to be changed is recorded first, so that an `init` that ends
 * halfway can be taken back, and can be done again.
 *
 * @throws Failure `files`, `not-a-file`, `git`, `interrupted`; with the manager's own words where its command fails
 */
export async function applyFolded(
  context: Context,
  surveyed: Surveyed,
  { files, doing }: Folded,
): Promise<void> {
  const { grounds, git } = surveyed;
  const settings = doing.flatMap((one) => one.settings);
  const changes: Change[] = [];
  const replacements: Record<Ground, Replacement[]> = { 'work-tree': [], git: [] };
  for (const file of files) {
    const there = await fileBelow(grounds[file.ground], file.path);
    const { replacement, mode } = replacing(file, there?.permissions);
    replacements[file.ground].push(replacement);
    for (const path of await missingFolders(grounds[file.ground], file.path))
      changes.push({ kind: 'folder', ground: file.ground, path });
    const after =
      file.after === undefined ? null : { bytes: Buffer.from(file.after).toString('base64'), mode };
    changes.push({ kind: 'file', ground: file.ground, path: file.path, before: kept(there), after });
  }
  for (const { key, value } of settings)
    changes.push({ kind: 'setting', key, before: (await localSetting(git, key)) ?? null, after: value });
  const isWhole = doing.some(({ step }) => !step.ofClone);
  let record = withChanges({ ...(await loadRecord(grounds)), ...(isWhole ? { whole: true } : {}) }, changes);
  await saveRecord(grounds, record);
  await replaceFiles([
    { root: grounds['work-tree'], replacements: replacements['work-tree'] },
    { root: grounds.git, replacements: replacements.git },
  ]);
  for (const { key, value } of settings) await set(git, key, value);
  for (const { step } of doing)
    if (step.command?.program !== undefined)
      record = await runManager(context, surveyed, step.command, record);
}

/** A program may have gone, or come into a work tree, since it was found: what is asked then is what a commit will ask. */
async function set(git: GitContext, key: string, value: string): Promise<void> {
  const name = PROGRAM_KEYS.get(key);
  if (name === undefined) await setLocalSetting(git, key, value);
  else await recordPrograms(git, { [name]: value });
}

const PROGRAM_KEYS: ReadonlyMap<string, 'node' | 'uv'> = new Map([
  ['lockgen.node', 'node'],
  ['lockgen.uv', 'uv'],
]);

function replacing(
  { path, after, executable }: FileChange,
  there: number | undefined,
): { readonly replacement: Replacement; readonly mode: number } {
  if (after === undefined) return { replacement: { path, bytes: undefined }, mode: 0 };
  const bytes = Buffer.from(after);
  if (there === undefined) {
    const permissions = executable === true ? 0o777 : 0o666;
    return { replacement: { path, bytes, permissions }, mode: permissions };
  }
  // Who may read it may run it.
  const mode = executable === true ? there | ((there & 0o444) >> 2) : there;
  return { replacement: { path, bytes, mode }, mode };
}

async function runManager(
  { env, signal }: Context,
  { grounds, git }: Surveyed,
  { words, program = '', writes, sets }: ManagerCommand,
  record: SetupRecord,
): Promise<SetupRecord> {
  const pending: Change[] = [];
  for (const { key, value } of sets)
    pending.push({ kind: 'setting', key, before: (await localSetting(git, key)) ?? null, after: value });
  for (const place of writes) {
    for (const path of await missingFolders(grounds[place.ground], `${place.path}/x`))
      pending.push({ kind: 'folder', ground: place.ground, path });
    pending.push({ kind: 'pending', ...place, before: await keptBelow(grounds, place) });
  }
  const begun = withChanges(record, pending);
  await saveRecord(grounds, begun);
  const args = words.slice(words[0] === 'npx' ? 2 : 1);
  const result = await runProgram(program, args, { cwd: grounds['work-tree'], env, signal });
  const done = await settled(grounds, begun);
  await saveRecord(grounds, done);
  if (result.exitCode === 0) return done;
  const reason = signal.aborted ? 'interrupted' : 'git';
  throw new Failure(reason, `${words.join(' ')} failed, so git doesn't call its hooks yet`, {
    next: 'see what it says, then lockgen init again; lockgen uninstall takes back what is done so far',
    detail: `${result.stdout}${result.stderr}`.trim(),
    changed: true,
  });
}
