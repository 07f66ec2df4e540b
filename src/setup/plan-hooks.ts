import { type Facts, HOOKS, type HookName } from './facts.js';
import { isInstalled, type Manager } from './manager.js';
import type { FileEdit, Ground, ManagerCommand, Step } from './step.js';
import {
  aloneHook,
  callsLockgen,
  chainedHook,
  hookCall,
  movedHook,
  packageHook,
  withHuskyCall,
  withPlainCall,
} from './wiring/hook-script.js';
import { LEFTHOOK_FILES, lefthookEdit } from './wiring/lefthook.js';
import { simpleGitHooksEdit } from './wiring/package-json.js';
import { preCommitEdit, prekEdit } from './wiring/pre-commit.js';

type Draft = Pick<Step, 'title' | 'reason'> & Partial<Step>;

const step = (id: string, draft: Draft): Step => ({ id, edits: [], settings: [], ofClone: false, ...draft });

/** The steps by which a manager calls lockgen. */
export function hookSteps(facts: Facts, manager: Manager): readonly Step[] {
  const { name, at } = manager;
  const reason = `${name === 'hooks-path' || name === 'plain' ? 'git calls the hooks there' : name} (${manager.because})`;
  const fromNpm = facts.installed ? undefined : facts.version;
  switch (name) {
    case 'husky':
      return [
        step('hooks', {
          title: `call lockgen from ${both(at)}`,
          reason,
          edits: HOOKS.map((hook) => huskyEdit(at, hook)),
        }),
        ...install(facts, 'husky'),
      ];
    case 'pre-commit':
    case 'prek':
      return [
        step('hooks', {
          title: `add the hook lockgen to ${at}`,
          reason,
          edits: [at === 'prek.toml' ? prekEdit(at, fromNpm) : preCommitEdit(at, fromNpm)],
        }),
        ...install(facts, name),
      ];
    case 'lefthook':
      return [
        step('hooks', { title: `add the job lockgen to ${at}`, reason, edits: [lefthook(at)] }),
        ...install(facts, 'lefthook'),
      ];
    case 'simple-git-hooks':
      return [
        step('hooks', {
          title: 'add lockgen to simple-git-hooks in package.json',
          reason,
          edits: [simpleGitHooksEdit()],
        }),
        ...install(facts, 'simple-git-hooks'),
      ];
    case 'hooks-path':
      // Nothing is written outside of the work tree; a note says what to do there.
      if (facts.hooksPath !== undefined && facts.hooksPath.folder === undefined) return [];
      return [
        step('hooks', {
          title: `call lockgen from ${both(at)}`,
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
      return [
        step('hooks', {
          title: `call lockgen from ${both('.git/hooks')}`,
          reason,
          edits: HOOKS.flatMap((hook) =>
            scriptEdits(facts, { ground: 'git', folder: 'hooks' }, hook, facts.hooks.get(hook)),
          ),
          ofClone: true,
        }),
      ];
  }
}

const both = (folder: string): string => HOOKS.map((hook) => `${folder}/${hook}`).join(' and ');

function huskyEdit(folder: string, hook: HookName): FileEdit {
  return {
    ground: 'work-tree',
    path: `${folder}/${hook}`,
    edit: (text) => withHuskyCall(text, hook),
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
  { scripts }: Facts,
  { ground, folder }: { readonly ground: Ground; readonly folder: string },
  hook: HookName,
  there: Existing | undefined,
): readonly FileEdit[] {
  const place = { ground, path: `${folder}/${hook}`, byHand: hookCall(hook), executable: true } as const;
  if (there === undefined) {
    const copy = scripts.get(hook);
    if (copy === undefined) return [{ ...place, edit: (text) => text ?? aloneHook(hook) }];
    return [{ ...place, edit: (text) => text ?? copy, copyOf: packageHook(hook) }];
  }
  if (callsLockgen(there.text)) return [];
  const { text } = there;
  if (text === undefined) return [{ ...place, edit: () => undefined }];
  const added = there.executable ? withPlainCall(text, hook) : undefined;
  if (added !== undefined) return [{ ...place, edit: (now) => (now === text ? added : now) }];
  return [
    {
      ground,
      path: `${folder}/${movedHook(hook)}`,
      byHand: hookCall(hook),
      edit: (now) => now ?? text,
      ...(there.executable ? { executable: true } : {}),
    },
    { ...place, edit: (now) => (now === text ? chainedHook(hook) : now) },
  ];
}

/** The manager's own command, where git doesn't call its hooks yet. */
function install(
  facts: Facts,
  name: 'husky' | 'pre-commit' | 'prek' | 'lefthook' | 'simple-git-hooks',
): readonly Step[] {
  if (isInstalled(facts, name)) return [];
  const program = facts.programs.get(name);
  const command: ManagerCommand = {
    words: [...(program?.word ?? typed(name)).split(' '), ...INSTALL[name].args],
    program: program?.path,
    writes: INSTALL[name].writes,
    sets: INSTALL[name].sets,
  };
  return [
    step('install', {
      title: `run ${command.words.join(' ')}`,
      reason: `until then git doesn't call ${name}'s hooks in this clone`,
      command,
      ofClone: true,
    }),
  ];
}

const typed = (name: string): string =>
  name === 'husky' || name === 'simple-git-hooks' ? `npx ${name}` : name;

const IN_HOOKS = { args: ['install'], writes: [{ ground: 'git', path: 'hooks' }], sets: [] } as const;

const INSTALL = {
  husky: {
    args: [],
    writes: [{ ground: 'work-tree', path: '.husky/_' }],
    sets: [{ key: 'core.hooksPath', value: '.husky/_' }],
  },
  'pre-commit': IN_HOOKS,
  prek: IN_HOOKS,
  lefthook: { ...IN_HOOKS, writes: [...IN_HOOKS.writes, { ground: 'git', path: 'info' }] },
  'simple-git-hooks': { ...IN_HOOKS, args: [] },
} as const satisfies Record<string, { args: readonly string[] } & Pick<ManagerCommand, 'writes' | 'sets'>>;
