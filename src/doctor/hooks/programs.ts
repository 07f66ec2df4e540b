import { realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { dataIn } from '../../config/data.js';
import { programPaths } from '../../search-path.js';
import type { World } from '../world.js';
import type { CalledProgram } from './facts.js';
import { isExecutable, type Managers, textOf } from './managers.js';
import { COPY, type HookManager, type LockgenCall } from './script.js';

/** The program that a call starts, as git's hook would find it from the top of the work tree. */
export async function called(
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
export async function lacks(
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
