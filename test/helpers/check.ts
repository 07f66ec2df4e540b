import { expect } from 'vitest';
import { isolatedEnvironment } from './environment.js';
import type { Hooked } from './hooked.js';
import type { RunResult } from './run.js';
import { scratchFolder } from './scratch.js';
import { standing } from './wired.js';

/** `lockgen check`, which must write nothing. */
export async function check(
  world: Hooked,
  args: readonly string[] = [],
  env?: NodeJS.ProcessEnv,
): Promise<RunResult> {
  const before = await standing(world.repository);
  const result = await world.lockgen(['check', ...args], env === undefined ? {} : { env });
  expect(await standing(world.repository)).toBe(before);
  return result;
}

/** The environment of somebody else: a home without any record of these lockfiles. */
export async function somebodyElse(
  { index }: Hooked,
  extra: NodeJS.ProcessEnv = {},
): Promise<NodeJS.ProcessEnv> {
  return isolatedEnvironment(await scratchFolder(), { ...index.env, ...extra });
}
