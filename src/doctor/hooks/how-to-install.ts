import type { HookFacts, HooksFacts } from './facts.js';

/** Why a hook isn't there, and what installs it. */
export interface Installation {
  /** What follows "there is no FILE". */
  readonly why: string;
  readonly mend: readonly string[];
  readonly byHand: string | undefined;
}

/**
 * What to do about a hook that git doesn't find: where a manager's files call lockgen already, the manager only has to
 * be installed in this clone; elsewhere lockgen is not wired at all.
 */
export function howToInstall({ hook }: Pick<HookFacts, 'hook'>, facts: HooksFacts): Installation {
  const { managers, folder, passedOver } = facts;
  const { preCommit, lefthook } = managers;
  if (passedOver.has(hook) && folder.setBy !== undefined) {
    return {
      why: `; git doesn't look into its own hooks folder, which has one, since core.hooksPath is set`,
      mend:
        folder.setBy.scope === 'local'
          ? ['git config --local --unset core.hooksPath']
          : [
              'git config --local core.hooksPath "$(git rev-parse --path-format=absolute --git-common-dir)/hooks"',
            ],
      byHand: undefined,
    };
  }
  const install = (why: string, mend: readonly string[], byHand?: string): Installation => ({
    why,
    mend,
    byHand,
  });
  if (managers.huskyScripts.has(hook) && (folder.setBy === undefined || isHuskys(folder))) {
    const what = folder.setBy === undefined ? 'is not installed in this clone' : 'has not written this hook';
    return install(`: .husky/${hook} is there, but husky ${what}`, [
      ...(managers.inNodeModules.has('husky') ? [] : [managers.install]),
      'npx husky',
    ]);
  }
  if (preCommit?.hooks.has(hook) === true) {
    const { file, installs } = preCommit;
    // Whoever installed the other hook, as each refuses to run beside the other's.
    const beside = facts.hooks.find(({ manager }) => manager === 'pre-commit' || manager === 'prek')?.manager;
    const program = beside ?? preCommit.program;
    const why = `: ${file} calls lockgen, but ${program} has not installed this hook`;
    if (installs.includes(hook))
      return install(why, [...hooksPathGone(facts, program), `${program} install`]);
    return install(
      why,
      [...hooksPathGone(facts, program), `${program} install --hook-type ${hook}`],
      `for everybody, in ${file}: default_install_hook_types: [pre-commit, pre-merge-commit]`,
    );
  }
  if (lefthook?.hooks.has(hook) === true) {
    return install(`: ${lefthook.file} calls lockgen, but lefthook is not installed in this clone`, [
      managers.inNodeModules.has('lefthook') ? 'npx lefthook install' : 'lefthook install',
    ]);
  }
  if (managers.package?.simpleGitHooks[hook]?.includes('lockgen') === true) {
    return install(': package.json calls lockgen, but simple-git-hooks has not written this hook', [
      ...(managers.inNodeModules.has('simple-git-hooks') ? [] : [managers.install]),
      'npx simple-git-hooks',
    ]);
  }
  const by =
    preCommit !== undefined || lefthook !== undefined || managers.usesHusky
      ? ', and no hook manager here calls lockgen for it'
      : '';
  return install(by, ['lockgen init']);
}

/** Whether `core.hooksPath` is what husky sets. */
export function isHuskys({ setBy }: HooksFacts['folder']): boolean {
  return setBy !== undefined && /(?:^|\/)_?\.?husky(?:\/_)?\/?$/.test(setBy.value);
}

/** pre-commit refuses to install anything while it is set. */
function hooksPathGone({ folder }: HooksFacts, program: string): readonly string[] {
  const { setBy } = folder;
  if (setBy === undefined || program !== 'pre-commit') return [];
  return setBy.scope === 'command' ? [] : [`git config --${setBy.scope} --unset-all core.hooksPath`];
}
