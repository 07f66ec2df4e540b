import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HOOKS, type HookName } from '../setup/facts.js';
import { packageHook } from '../setup/wiring/hook-script.js';

/** The hooks of the package in `node_modules`, as far as a copy of them would find it there. */
export async function packageScripts(root: string): Promise<ReadonlyMap<HookName, string>> {
  const scripts = new Map<HookName, string>();
  const program = join(root, 'node_modules', 'lockgen', 'dist', 'cli.cjs');
  if ((await stat(program).catch(() => undefined)) === undefined) return scripts;
  for (const hook of HOOKS) {
    const text = await readFile(join(root, packageHook(hook)), 'utf8').catch(() => undefined);
    if (text !== undefined) scripts.set(hook, text);
  }
  return scripts;
}
