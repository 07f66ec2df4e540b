import { type Facts, HOOKS, type HookName } from './facts.js';
import { EXECUTABLE } from './fold.js';
import type { Manager } from './manager.js';
import { packageManagerOf } from './package-manager.js';
import { installSteps } from './plan-install.js';
import { type FileEdit, type Ground, type Step, step } from './step.js';
import {
  aloneHook,
  callsLockgen,
  callsLockgenOf,
  callsOwnHooks,
  chainedHook,
  elsewhereHook,
  hookCall,
  movedHook,
  packageHook,
  withHuskyCall,
  withPlainCall,
} from './wiring/hook-script.js';
import { LEFTHOOK_FILES, lefthookEdit } from './wiring/lefthook.js';
import { simpleGitHooksEdit } from './wiring/package-json.js';
import { preCommitEdit, prekEdit } from './wiring/pre-commit.js';

/** The steps by which a manager calls lockgen. */
export function hookSteps(facts: Facts, manager: Manager): readonly Step[] {
  const { name, at } = manager;
  const reason = `${name === 'hooks-path' || name === 'plain' ? 'git calls the hooks there' : name} (${manager.because})`;
  const fromNpm = facts.installed ? undefined : facts.version;
  switch (name) {
    case 'husky':
      return [
        step('hooks', {
          ...calling(at),
          reason,
          edits: HOOKS.map((hook) => huskyEdit(facts, at, hook)),
        }),
        ...installSteps(facts, 'husky'),
      ];
    case 'pre-commit':
    case 'prek':
      return [
        step('hooks', {
          title: `add the hook lockgen to ${at}`,
          reason,
          edits: [at === 'prek.toml' ? prekEdit(at, fromNpm) : preCommitEdit(at, fromNpm)],
        }),
        ...installSteps(facts, name),
      ];
    case 'lefthook':
      return [
        step('hooks', { title: `add the job lockgen to ${at}`, reason, edits: [lefthook(at)] }),
        ...installSteps(facts, 'lefthook'),
      ];
    case 'simple-git-hooks':
      return [
        step('hooks', {
          title: 'add lockgen to simple-git-hooks in package.json',
          reason,
          edits: [simpleGitHooksEdit()],
        }),
        ...installSteps(facts, 'simple-git-hooks'),
      ];
    case 'hooks-path':
      if (facts.hooksPath !== undefined && facts.hooksPath.folder === undefined)
        return [elsewhere(facts, reason)];
      return [
        step('hooks', {
          ...calling(at),
          reason,
          edits: HOOKS.flatMap((hook) =>
            scriptEdits(facts, { ground: 'work-tree', folder: at }, hook, hookIn(facts, at, hook)),
          ),
        }),
        ...(facts.hooksPath === undefined
          ? [
              step('hooks-path', {
                title: `let git look for hooks in ${at}`,
                reason: 'no commit carries this setting',
                settings: [{ key: 'core.hooksPath', value: at }],
                ofClone: true,
              }),
            ]
          : []),
      ];
    case 'plain':
      if (facts.hooksPath !== undefined && !HOOKS.every((hook) => runsOwnAlone(facts, hook)))
        return [elsewhere(facts, reason)];
      return [
        step('hooks', {
          ...calling('.git/hooks'),
          reason,
          edits: HOOKS.flatMap((hook) =>
            scriptEdits(facts, { ground: 'git', folder: 'hooks' }, hook, facts.hooks.get(hook)),
          ),
          ofClone: true,
        }),
      ];
  }
}

/** What a person does in a folder of hooks outside of the work tree, where nothing is written. */
function elsewhere({ hooksPath, hooksElsewhere }: Facts, reason: string): Step {
  const folder = hooksPath?.value ?? '';
  return step('hooks', {
    title: `call lockgen from ${both(folder)}`,
    reason,
    byHand: HOOKS.filter((hook) => !callsLockgenOf(hooksElsewhere.get(hook)?.text, hook)).map((hook) => ({
      path: `${folder}/${hook}`,
      locked: 'is outside of the work tree',
      ...(hooksElsewhere.has(hook) ? {} : { what: EXECUTABLE }),
      lines: elsewhereHook(hook, hooksElsewhere.has(hook)),
    })),
    ofClone: true,
  });
}

/** Whether the hook that git calls in a user's own folder calls the repository's own, and not lockgen itself. */
function runsOwnAlone({ hooksElsewhere }: Facts, hook: HookName): boolean {
  const text = hooksElsewhere.get(hook)?.text;
  return callsOwnHooks(text) && !callsLockgenOf(text, hook);
}

/** A title that names the hooks of a folder, of which some may not be written. */
function calling(folder: string): Pick<Step, 'title' | 'titleFor'> {
  const title = (hooks: readonly string[]): string => `call lockgen from ${hooks.join(' and ')}`;
  const all = HOOKS.map((hook) => `${folder}/${hook}`);
  const titleFor = (written: readonly string[]): string =>
    title(all.filter((path) => written.includes(path)));
  return { title: title(all), titleFor };
}

const both = (folder: string): string => HOOKS.map((hook) => `${folder}/${hook}`).join(' and ');

function huskyEdit({ paths }: Facts, folder: string, hook: HookName): FileEdit {
  return {
    ground: 'work-tree',
    path: `${folder}/${hook}`,
    edit: (text) => withHuskyCall(text, hook, packageManagerOf(paths).install),
    byHand: hookCall(hook),
  };
}

function lefthook(at: string): FileEdit {
  if (LEFTHOOK_FILES.some((path) => path === at)) return lefthookEdit(at);
  // Its other formats are left to a person.
  return { ...lefthookEdit(at), edit: (text) => (callsLockgen(text) ? text : undefined) };
}

interface Existing {
  readonly text: string | undefined;
  readonly executable: boolean;
}

function hookIn({ texts, paths }: Facts, folder: string, hook: HookName): Existing | undefined {
  const text = texts.get(`${folder}/${hook}`);
  if (text === undefined)
    return paths.has(`${folder}/${hook}`) ? { text: undefined, executable: true } : undefined;
  return { text, executable: true };
}

/** Edits of a script that git itself calls: ours alone, added to a plain one, or one that calls the other, renamed. */
function scriptEdits(
  { scripts, paths }: Facts,
  { ground, folder }: { readonly ground: Ground; readonly folder: string },
  hook: HookName,
  there: Existing | undefined,
): readonly FileEdit[] {
  const place = { ground, path: `${folder}/${hook}`, byHand: hookCall(hook), executable: true } as const;
  if (there === undefined) {
    const copy = scripts.get(hook);
    const alone = { ...place, byHand: aloneHook(hook).trimEnd() };
    if (copy === undefined) return [{ ...alone, edit: (text) => text ?? aloneHook(hook) }];
    return [{ ...alone, edit: (text) => text ?? copy, copyOf: packageHook(hook) }];
  }
  if (callsLockgen(there.text)) return [];
  const { text } = there;
  if (text === undefined) return [{ ...place, edit: () => undefined }];
  const { install } = packageManagerOf(paths);
  const added = there.executable ? withPlainCall(text, hook, install) : undefined;
  if (added !== undefined) return [{ ...place, edit: (now) => (now === text ? added : now) }];
  return [
    {
      ground,
      path: `${folder}/${movedHook(hook)}`,
      byHand: hookCall(hook),
      edit: (now) => now ?? text,
      goesWith: place,
      ...(there.executable ? { executable: true } : {}),
    },
    { ...place, edit: (now) => (now === text ? chainedHook(hook, install) : now) },
  ];
}
