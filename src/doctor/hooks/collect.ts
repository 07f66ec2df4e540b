import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { dataIn } from '../../config/data.js';
import { hooksFolder } from '../../git/all-settings.js';
import type { GitContext } from '../../git/git.js';
import { commonFolder } from '../../git/settings.js';
import { isWithin, seenFrom } from '../../path-flavour.js';
import { programPaths } from '../../search-path.js';
import type { World } from '../world.js';
import type { CalledProgram, HookFacts, HooksFacts } from './facts.js';
import { type Entry, lefthookCommands } from './manager-files.js';
import { isExecutable, type Managers, managersIn, textOf } from './managers.js';
import {
  COPY,
  HOOKS,
  type HookManager,
  type HookName,
  type LockgenCall,
  lockgenCalls,
  managerOf,
  namedFiles,
  packageScripts,
} from './script.js';

/** How far a script is followed into the files and the package scripts that it runs. */
const DEPTH = 3;

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
  return {
    hook,
    path,
    state,
    hasCarriageReturns: /^#![^\n]*\r\n/.test(text ?? ''),
    manager,
    config,
    entry,
    programs: await Promise.all((entry?.calls ?? []).map((call) => called(call, tops, world))),
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

interface Reading {
  readonly hook: HookName;
  readonly file: string;
  readonly text: string;
  readonly manager: HookManager;
  readonly top: string;
  readonly managers: Managers;
}

/** What lockgen is called by, and where that is written, if not in the hook itself. */
async function entryOf(
  reading: Reading,
): Promise<{ readonly entry: Entry | undefined; readonly config: string | undefined }> {
  const { hook, file, text, manager, top, managers } = reading;
  const ofScript = async (script: string): Promise<Entry | undefined> =>
    asEntry(await callsIn(script, hook, top, managers));
  if (manager === 'husky') {
    const script = join(dirname(dirname(file)), hook);
    return { entry: await ofScript((await textOf(script)) ?? ''), config: shown(top, script) };
  }
  if (manager === 'pre-commit' || manager === 'prek') {
    // A hook that was there before `pre-commit install` is run first.
    const legacy = asEntry(lockgenCalls((await textOf(`${file}.legacy`)) ?? '', hook));
    if (legacy !== undefined) return { entry: legacy, config: shown(top, `${file}.legacy`) };
    const { preCommit } = managers;
    return { entry: preCommit?.config.entryFor(hook), config: preCommit?.file ?? '.pre-commit-config.yaml' };
  }
  if (manager === 'lefthook') {
    const { lefthook } = managers;
    const commands = lefthook === undefined ? '' : lefthookCommands(lefthook.data, hook);
    return { entry: await ofScript(commands), config: lefthook?.file ?? 'lefthook.yml' };
  }
  // A link to lockgen's own hook is read as that.
  return { entry: await ofScript(text), config: undefined };
}

function asEntry(calls: readonly LockgenCall[]): Entry | undefined {
  if (calls.length === 0) return undefined;
  return { calls, own: undefined, checksOnly: calls.every(({ checksOnly }) => checksOnly) };
}

/** The calls in a script, or else in what it runs. */
async function callsIn(
  script: string,
  hook: HookName,
  top: string,
  managers: Managers,
  depth = DEPTH,
): Promise<readonly LockgenCall[]> {
  const direct = lockgenCalls(script, hook);
  if (direct.length > 0 || depth === 0) return direct;
  const scripts = managers.here.package?.scripts ?? {};
  const inner = packageScripts(script).flatMap((name) => scripts[name] ?? []);
  for (const file of namedFiles(script)) {
    const path = resolve(top, file);
    if (!isWithin(top, path)) continue;
    inner.push((await textOf(path)) ?? '');
  }
  const found: LockgenCall[] = [];
  for (const one of inner) found.push(...(await callsIn(one, hook, top, managers, depth - 1)));
  return found;
}

/** The program that a call starts, as git's hook would find it from the top of the work tree. */
async function called(
  { program, byNpx }: LockgenCall,
  tops: readonly string[],
  { context }: World,
): Promise<CalledProgram> {
  const [top = ''] = tops;
  const places = /[/\\]/.test(program)
    ? // A copy of lockgen's own hook takes the main work tree's, too.
      (program === COPY ? tops : [top]).map((folder) => resolve(folder, program))
    : [join(top, 'node_modules', '.bin', program), ...programPaths(program, context.env, context.platform)];
  for (const place of places) {
    const file = await realpath(place).catch(() => undefined);
    if (file !== undefined) return { program, byNpx, file, version: await versionOf(file) };
  }
  return { program, byNpx, file: undefined, version: undefined };
}

/** Of the package that a program is in. */
async function versionOf(program: string): Promise<string | undefined> {
  for (let folder = dirname(program), up = 0; up < 4; folder = dirname(folder), up += 1) {
    const data = dataIn('package.json', (await textOf(join(folder, 'package.json'))) ?? '');
    if (typeof data !== 'object' || data === null || !('name' in data) || data.name !== 'lockgen') continue;
    return 'version' in data && typeof data.version === 'string' ? data.version : undefined;
  }
  return undefined;
}

/** What a manager's hook can't start without, and isn't there. */
async function lacks(
  manager: HookManager,
  text: string,
  { here }: Managers,
  { context }: World,
): Promise<string | undefined> {
  const isOnPath = async (name: string): Promise<boolean> => {
    for (const path of programPaths(name, context.env, context.platform))
      if (await isExecutable(path)) return true;
    return false;
  };
  if (manager === 'pre-commit') {
    const [, quoted, plain] = /^INSTALL_PYTHON=(?:'([^']*)'|(\S+))$/m.exec(text) ?? [];
    const python = quoted ?? plain ?? '';
    if (python === '' || (await isExecutable(python)) || (await isOnPath('pre-commit'))) return undefined;
    return `the Python that pre-commit was installed with (${python})`;
  }
  if (manager === 'prek') {
    const [, program] = /^PREK="([^"]*)"/m.exec(text) ?? [];
    if (program === undefined || (await isExecutable(program)) || (await isOnPath('prek'))) return undefined;
    return `the prek that it was installed with (${program})`;
  }
  if (manager !== 'lefthook' || here.inNodeModules.has('lefthook') || (await isOnPath('lefthook')))
    return undefined;
  // It also asks bundle, go, uv and others for it, and may name the program itself.
  const named = [...text.matchAll(/(?:^|\s)["']?(\/[^\s"']*lefthook)["']?(?=\s)/gm)].map(
    ([, path = '']) => path,
  );
  for (const path of named) if (await isExecutable(path)) return undefined;
  return /lefthook$/.test(context.env.LEFTHOOK_BIN ?? '') ? undefined : 'lefthook';
}

function shown(top: string, path: string): string {
  return isAbsolute(path) && isWithin(top, path) ? seenFrom(top, path) : path;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}
