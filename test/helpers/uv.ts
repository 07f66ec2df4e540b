import { findUv, installedUv } from '../../src/uv/find.js';
import { PINNED_UV_HASHES } from '../../src/uv/hashes.js';
import { PINNED_UV } from '../../src/uv/version.js';
import { sharedUvEnvironment } from './environment.js';
import { exclusively } from './shared.js';

let known: Promise<string> | undefined;

/**
 * Path of the pinned uv, for tests that drive it by hand: lockgen's own, installed by lockgen's own way once for all
 * test files. Every `isolatedEnvironment` shares it, so a test that has awaited this needn't wait for an installation.
 */
export function sharedUv(): Promise<string> {
  known ??= install();
  return known;
}

async function install(): Promise<string> {
  const wanted = { version: PINNED_UV, hashes: PINNED_UV_HASHES };
  const surroundings = { ...sharedUvEnvironment(), platform: process.platform };
  const there = await installedUv(wanted, surroundings);
  if (there !== undefined) {
    return there.path;
  }
  return exclusively('uv', async () => (await findUv(wanted, surroundings)).path);
}
