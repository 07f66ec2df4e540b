import { stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hooksFolder } from '../../git/all-settings.js';
import type { GitContext } from '../../git/git.js';
import { commonFolder } from '../../git/settings.js';
import type { World } from '../world.js';
import { entryOf, shown } from './entry.js';
import type { CalledProgram, HookFacts, HooksFacts } from './facts.js';
import { isExecutable, type Managers, managersIn, textOf } from './managers.js';
import { called, lacks } from './programs.js';
import { COPY, HOOKS, type HookManager, type HookName, isOwnHook, managerOf } from './script.js';

/** Looks at all that decides whether git calls lockgen: nothing is run but git. */
export async function collectHooks(world: World, git: GitContext): Promise<HooksFacts> {
  const [folder, common, settings, managers] = await Promise.all([
    hooksFolder(git),
    commonFolder(git),
    world.settings(),
    managersIn(git.cwd, world),
  ]);
  const values = settings.filter(({ key }) => key === 'core.hookspath');
  const own = join(common, 'hooks');
  const tops = [git.cwd, ...(basename(common) === '.git' ? [dirname(common)] : [])];
  const hooks = await Promise.all(HOOKS.map((hook) => hookFacts(hook, folder, tops, managers, world)));
  const passedOver = new Set<HookName>();
  for (const hook of HOOKS) {
    if (folder !== own && (await isExecutable(join(own, hook)))) passedOver.add(hook);
  }
  return {
    version: world.version,
    folder: {
      path: shown(git.cwd, folder),
      isThere: await isFolder(folder),
      setBy: values.at(-1),
      overridden: values.slice(0, -1),
    },
    hooks,
    managers: managers.here,
    isLinked: (await textOf(join(git.cwd, '.git'))) !== undefined,
    passedOver,
  };
}

async function hookFacts(
  hook: HookName,
  folder: string,
  tops: readonly string[],
  managers: Managers,
  world: World,
): Promise<HookFacts> {
  const [top = ''] = tops;
  const file = join(folder, hook);
  const path = shown(top, file);
  const text = await textOf(file);
  const state = text === undefined ? 'absent' : (await isExecutable(file)) ? 'there' : 'not executable';
  const manager = managerOf(path, text ?? '');
  const { entry, config } = await entryOf({ hook, file, text: text ?? '', manager, top, managers });
  const programs = await Promise.all((entry?.calls ?? []).map((call) => called(call, tops, world)));
  return {
    hook,
    path,
    state,
    hasCarriageReturns: /^#![^\n]*\r\n/.test(text ?? ''),
    manager,
    config,
    entry,
    programs,
    newer: await newerOf(text, hook, programs, top),
    legacy: await legacyOf(manager, file),
    lacks: await lacks(manager, text ?? '', managers, world),
  };
}

/** pre-commit and prek each know a hook of its own that they replace, and keep the other's as what was there before. */
async function legacyOf(manager: HookManager, file: string): Promise<HookFacts['legacy']> {
  if (manager !== 'pre-commit' && manager !== 'prek') return undefined;
  const legacy = `${file}.legacy`;
  const whose = managerOf(legacy, (await textOf(legacy)) ?? '');
  if (whose !== 'pre-commit' && whose !== 'prek') return undefined;
  return (await isExecutable(legacy)) ? whose : undefined;
}

/** lockgen's own hook, where a copy of one is no longer the same. */
async function newerOf(
  text: string | undefined,
  hook: HookName,
  programs: readonly CalledProgram[],
  top: string,
): Promise<string | undefined> {
  const original = programs.find(({ program }) => program === COPY)?.file;
  if (original === undefined || text === undefined || !isOwnHook(text)) return undefined;
  const file = join(dirname(original), hook);
  const now = await textOf(file);
  return now === undefined || now === text ? undefined : shown(top, file);
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
