import type { GitContext } from '../git/git.js';
import { filesBelow } from '../git/grounds.js';
import { localSetting } from '../git/settings.js';
import { HOOKS } from '../setup/facts.js';
import { placeOf } from '../setup/fold.js';
import { MERGE_SETTINGS } from '../setup/plan.js';
import type { Change, Kept } from '../setup/record.js';
import type { Ground } from '../setup/step.js';
import { linesAbout, type Taken } from '../setup/taken-text.js';
import { undone } from '../setup/undo.js';
import { callsLockgen, isChained, isCopyOnce, movedHook } from '../setup/wiring/hook-script.js';
import { LEFTHOOK_FILES } from '../setup/wiring/lefthook.js';
import { PRE_COMMIT_FILES } from '../setup/wiring/pre-commit-files.js';
import type { Context } from './context.js';
import { textOf } from './init-hooks.js';
import { kept } from './init-record.js';
import { HOOK_FOLDERS, type Surveyed } from './init-survey.js';
import { packageScripts } from './package-scripts.js';
import { diskSource } from './source.js';

const FILES = [
  'package.json',
  '.gitattributes',
  ...PRE_COMMIT_FILES,
  '.github/workflows/lockgen.yml',
  '.gitlab-ci.yml',
  'azure-pipelines-lockgen.yml',
  'prek.toml',
  '.lockgenrc',
  ...LEFTHOOK_FILES,
];

/** What is known without a record. */
export interface Known {
  readonly changes: readonly Change[];
  /** What may be init's, or somebody's: it stays, and is named. */
  readonly unsure: readonly Taken[];
  /** Those that have a `pyproject.toml`, where lockfiles may have been written. */
  readonly folders: readonly string[];
}

/**
 * What `lockgen init` has changed in a clone that has no record of it, since somebody else ran it and committed: what is
 * known by its very lines. Lockfiles aren't among it; they are the project's.
 *
 * @param recorded what this clone has done for itself: files and settings that are not looked at
 */
export async function knownChanges(
  context: Context,
  git: GitContext,
  grounds: Surveyed['grounds'],
  recorded: readonly Change[],
): Promise<Known> {
  const done = new Set(recorded.map((one) => (one.kind === 'setting' ? one.key : placeOf(one))));
  const changes: Change[] = [];
  const unsure: Taken[] = [];
  const scripts = await packageScripts(grounds['work-tree']);
  const { snapshot } = await diskSource({ ...context, cwd: grounds['work-tree'] });
  const manifests = (await snapshot.list()).filter((path) => /(?:^|\/)pyproject\.toml$/.test(path));
  const places: readonly (readonly [Ground, string])[] = [
    ...[...FILES, ...manifests].map((path) => ['work-tree', path] as const),
    ...['.husky', ...HOOK_FOLDERS].flatMap((folder) =>
      HOOKS.map((hook) => ['work-tree', `${folder}/${hook}`] as const),
    ),
    ...HOOKS.map((hook) => ['git', `hooks/${hook}`] as const),
  ];
  for (const [ground, path] of places) {
    if (done.has(placeOf({ ground, path }))) continue;
    const file = (await filesBelow(grounds[ground], path)).get(path);
    const text = file === undefined ? undefined : textOf(file.bytes);
    if (file === undefined || text === undefined) continue;
    const moved = await movedBefore(grounds[ground], path, text);
    const before = undone(path, text, scripts);
    const how = moved === undefined ? leftIn(path, before) : undefined;
    if (how !== undefined)
      unsure.push({
        ground,
        path,
        how,
        ...(how === 'still calls' ? { lines: linesAbout(before ?? '') } : {}),
      });
    if (moved === undefined && before === text) continue;
    const restored =
      moved?.kept ??
      (before === null ? null : { bytes: Buffer.from(before).toString('base64'), mode: file.permissions });
    changes.push({ kind: 'file', ground, path, before: restored, after: kept(file) });
    if (moved !== undefined)
      changes.push({ kind: 'file', ground, path: moved.path, before: null, after: moved.kept });
  }
  for (const { key, value } of [
    ...MERGE_SETTINGS,
    { key: 'lockgen.node', value: undefined },
    { key: 'lockgen.uv', value: undefined },
    { key: 'lockgen.python', value: undefined },
  ]) {
    const now = await localSetting(git, key);
    if (now !== undefined && !done.has(key) && (value === undefined || now === value))
      changes.push({ kind: 'setting', key, before: null, after: now });
  }
  return { changes, unsure, folders: manifests.map((path) => path.slice(0, -'/pyproject.toml'.length)) };
}

/** Whether what is left of a file still is about lockgen: calls it, or is a configuration of its own. */
function leftIn(path: string, text: string | null): 'still calls' | 'perhaps yours' | undefined {
  if (text === null) return undefined;
  const hook = HOOKS.find((one) => path.endsWith(`/${one}`));
  const isCopy = hook !== undefined && isCopyOnce(text, hook);
  if (isCopy || callsLockgen(text) || hasEntryOf(path, text)) return 'still calls';
  const isConfig =
    path === '.lockgenrc' || (path.endsWith('pyproject.toml') && /^\s*\[tool\.lockgen\b/m.test(text));
  return isConfig ? 'perhaps yours' : undefined;
}

/** Whether a configuration of pre-commit's or prek's names lockgen's hook, from wherever it has it. */
function hasEntryOf(path: string, text: string): boolean {
  return (
    /^(?:\.pre-commit-config\.ya?ml|prek\.toml)$/.test(path) &&
    /^[ \t-]*id[ \t]*[:=][ \t]*["']?lockgen\b/m.test(text)
  );
}

/** The hook that was renamed, and that a script calls before lockgen. */
async function movedBefore(
  root: string,
  path: string,
  text: string,
): Promise<{ readonly path: string; readonly kept: Kept } | undefined> {
  const hook = HOOKS.find((one) => path.endsWith(`/${one}`));
  if (hook === undefined || !isChained(text, hook)) return undefined;
  const there = `${path.slice(0, -hook.length)}${movedHook(hook)}`;
  const found = kept((await filesBelow(root, there)).get(there));
  return found === null ? undefined : { path: there, kept: found };
}
