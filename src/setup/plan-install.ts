import { type Facts, HOOKS } from './facts.js';
import { missingHooks } from './manager.js';
import { type ManagerCommand, type Step, step } from './step.js';

/** The manager's own command, where git doesn't call its hooks yet. */
export function installSteps(
  facts: Facts,
  name: 'husky' | 'pre-commit' | 'prek' | 'lefthook' | 'simple-git-hooks',
): readonly Step[] {
  const missing = missingHooks(facts, name);
  if (missing.length === 0) return [];
  const program = facts.programs.get(name);
  const { hooksPath } = facts;
  // It refuses to install anything then.
  if (name === 'pre-commit' && hooksPath !== undefined)
    return [
      step('install', {
        title: 'run pre-commit install',
        reason: '',
        byHand: [
          {
            path: `core.hooksPath (${hooksPath.value})`,
            locked: "keeps git from calling pre-commit's hooks",
            what: 'type this',
            lines: `git config --${hooksPath.of === 'user' ? 'global' : 'local'} --unset-all core.hooksPath\npre-commit install`,
          },
        ],
        ofClone: true,
      }),
    ];
  const command: ManagerCommand = {
    words: [...(program?.word ?? typed(name)).split(' '), ...INSTALL[name].args],
    program: program?.path,
    writes: INSTALL[name].writes,
    sets: INSTALL[name].sets,
  };
  return [
    step('install', {
      title: `run ${command.words.join(' ')}`,
      reason:
        missing.length === HOOKS.length
          ? `until then git doesn't call ${name}'s hooks in this clone`
          : `git calls ${name} in this clone, but not for the hook type ${missing.join(' and ')}`,
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
