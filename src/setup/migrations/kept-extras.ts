import { parseLockfile } from '../../lockfile/parse.js';
import type { Compile, Files } from './migration.js';

/** pip before 26 takes a requirement of `coverage[toml]` for one without a pin where only `coverage` has one. */
export const EXTRAS_NOTE =
  'pins keep their extras (uvArgs: --no-strip-extras), which pip before 26 needs to install with hashes';

/** Whether lockfiles that have hashes have extras, too. */
export function hasExtras(files: Files, compiles: readonly Compile[]): boolean {
  return compiles.some(
    ({ output, stated }) =>
      stated.options.generateHashes === true &&
      parseLockfile(files.get(output) ?? '').pins.some(({ extras }) => extras.length > 0),
  );
}

/** A target with hashes whose pins have their extras. */
export function withExtras(target: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const args: readonly unknown[] = Array.isArray(target.uvArgs) ? target.uvArgs : [];
  return target.generateHashes === true
    ? { ...target, uvArgs: [...new Set([...args, '--no-strip-extras'])] }
    : target;
}
