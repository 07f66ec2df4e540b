import { constants } from 'node:fs';
import { access, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dataIn } from '../../config/data.js';
import { programPaths } from '../../search-path.js';
import type { World } from '../world.js';
import type { ManagersHere } from './facts.js';
import { lefthookCommands, type PreCommitConfig, readPackage, readPreCommitConfig } from './manager-files.js';
import { HOOKS, lockgenCalls } from './script.js';

/** The managers' files in a work tree, read. */
export interface Managers {
  readonly here: ManagersHere;
  readonly preCommit: { readonly file: string; readonly config: PreCommitConfig } | undefined;
  readonly lefthook: { readonly file: string; readonly data: unknown } | undefined;
}

/** As pre-commit, prek and lefthook look for them, the first one counts. */
const PRE_COMMIT_FILES = ['prek.toml', '.pre-commit-config.yaml', '.pre-commit-config.yml'];
const LEFTHOOK_FILES = ['lefthook', '.lefthook', '.config/lefthook'].flatMap((name) =>
  ['yml', 'yaml', 'toml', 'json'].map((ending) => `${name}.${ending}`),
);

/** What installs the packages of a lockfile, and nothing else. */
const INSTALLERS: readonly (readonly [file: string, command: string])[] = [
  ['package-lock.json', 'npm ci'],
  ['npm-shrinkwrap.json', 'npm ci'],
  ['pnpm-lock.yaml', 'pnpm install --frozen-lockfile'],
  ['yarn.lock', 'yarn install'],
  ['bun.lock', 'bun install --frozen-lockfile'],
];

/** Reads the files of hook managers at the top of a work tree. */
export async function managersIn(top: string, world: World): Promise<Managers> {
  const [json, preCommit, lefthook] = await Promise.all([
    textOf(join(top, 'package.json')),
    firstOf(top, PRE_COMMIT_FILES),
    firstOf(top, LEFTHOOK_FILES),
  ]);
  const manifest = json === undefined ? undefined : readPackage(dataIn('package.json', json));
  const huskyScripts = await those(HOOKS, async (hook) => {
    const script = await textOf(join(top, '.husky', hook));
    return script !== undefined && lockgenCalls(script, hook).length > 0;
  });
  const config = preCommit === undefined ? undefined : readPreCommitConfig(preCommit.data);
  const here: ManagersHere = {
    package: manifest,
    install: await installer(top),
    huskyScripts,
    usesHusky: manifest?.dependencies.has('husky') === true || (await isThere(join(top, '.husky'))),
    inNodeModules: await those(['husky', 'lefthook', 'simple-git-hooks'], async (name) =>
      isThere(join(top, 'node_modules', '.bin', name)),
    ),
    preCommit:
      preCommit === undefined || config === undefined
        ? undefined
        : {
            file: preCommit.file,
            program: await programFor(preCommit.file, world),
            installs: config.installs,
            hooks: new Set(HOOKS.filter((hook) => config.entryFor(hook) !== undefined)),
            hasLockgen: config.hasLockgen,
          },
    lefthook:
      lefthook === undefined
        ? undefined
        : {
            file: lefthook.file,
            hooks: new Set(
              HOOKS.filter((hook) => lockgenCalls(lefthookCommands(lefthook.data, hook), hook).length > 0),
            ),
          },
  };
  return {
    here,
    preCommit: preCommit === undefined || config === undefined ? undefined : { file: preCommit.file, config },
    lefthook,
  };
}

/** Both read `.pre-commit-config.yaml`; prek alone reads its own. */
async function programFor(file: string, { context }: World): Promise<'pre-commit' | 'prek'> {
  if (file === 'prek.toml') return 'prek';
  const isOnPath = async (name: string): Promise<boolean> => {
    const paths = programPaths(name, context.env, context.platform);
    return (await Promise.all(paths.map(isExecutable))).includes(true);
  };
  return !(await isOnPath('pre-commit')) && (await isOnPath('prek')) ? 'prek' : 'pre-commit';
}

async function installer(top: string): Promise<string> {
  for (const [file, command] of INSTALLERS) if (await isThere(join(top, file))) return command;
  return 'npm install';
}

async function firstOf(
  top: string,
  files: readonly string[],
): Promise<{ readonly file: string; readonly data: unknown } | undefined> {
  for (const file of files) {
    const text = await textOf(join(top, file));
    if (text !== undefined) return { file, data: dataIn(file, text) };
  }
  return undefined;
}

/** The text of a plain file of some size, links followed; undefined where there is none. */
export async function textOf(path: string): Promise<string | undefined> {
  const facts = await stat(path).catch(() => undefined);
  if (facts?.isFile() !== true || facts.size > 1_000_000) return undefined;
  return await readFile(path, 'utf8').catch(() => undefined);
}

async function those<const Name extends string>(
  names: readonly Name[],
  holds: (name: Name) => Promise<boolean>,
): Promise<ReadonlySet<Name>> {
  const answers = await Promise.all(names.map(holds));
  return new Set(names.filter((_, at) => answers[at]));
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

/** Whether a file may be run. */
export async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
