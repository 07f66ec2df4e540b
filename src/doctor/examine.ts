import { setTimeout } from 'node:timers/promises';
import { Failure } from '../failure.js';
import { checkCache } from './checks/cache.js';
import { checkConfiguration } from './checks/configuration.js';
import { checkDisk } from './checks/disk.js';
import { checkEnvironment } from './checks/environment.js';
import { checkGit } from './checks/git.js';
import { checkGuiClients } from './checks/gui-clients.js';
import { checkHooks } from './checks/hooks.js';
import { checkIndex } from './checks/index-places.js';
import { checkLeftOver } from './checks/left-over.js';
import { checkLockfiles } from './checks/lockfiles.js';
import { checkLockgen } from './checks/lockgen.js';
import { checkMergeDriver } from './checks/merge-driver.js';
import { checkNode } from './checks/node.js';
import { checkProjects } from './checks/projects.js';
import { checkPython } from './checks/python.js';
import { checkRepository } from './checks/repository.js';
import { checkUv } from './checks/uv.js';
import { CHECKS, type CheckId, type Finding, found } from './finding.js';
import type { World } from './world.js';

type Check = (world: World) => readonly Finding[] | Promise<readonly Finding[]>;

/** By what they are about; `hooks` says of three. */
const ALL: readonly (readonly [about: CheckId, check: Check])[] = [
  ['lockgen', checkLockgen],
  ['git', checkGit],
  ['node', checkNode],
  ['gui-clients', checkGuiClients],
  ['python', checkPython],
  ['uv', checkUv],
  ['cache', checkCache],
  ['disk', checkDisk],
  ['environment', checkEnvironment],
  ['repository', checkRepository],
  ['configuration', checkConfiguration],
  ['projects', checkProjects],
  ['lockfiles', checkLockfiles],
  ['hooks-folder', checkHooks],
  ['merge-driver', checkMergeDriver],
  ['index', checkIndex],
  ['left-over', checkLeftOver],
];

/** Far above what any of them takes: a check that hangs is one that could not tell. */
const PATIENCE_MS = 20_000;

/**
 * Makes all checks, side by side. What one of them meets is no other's: a check that throws could not tell.
 *
 * @throws Failure `interrupted`
 */
export async function examine(world: World): Promise<readonly Finding[]> {
  const results = await Promise.all(
    ALL.map(async ([about, check]) => {
      try {
        return { about, findings: await inTime(world, about, check), error: undefined };
      } catch (error) {
        if (error instanceof Failure && error.reason === 'interrupted') throw error;
        return { about, findings: [], error };
      }
    }),
  );
  const shared = await sharedErrors(world);
  const errors = results.flatMap(({ about, error }) => (error === undefined ? [] : [{ about, error }]));
  const findings = [
    ...results.flatMap((one) => one.findings),
    ...errors.filter(({ error }) => !shared.has(error)).map(({ about, error }) => untold(about, error)),
  ];
  const [silent] = errors.filter(({ error }) => shared.has(error));
  const isTold = findings.some(({ check, state }) => SHARED.has(check) && state !== 'ok');
  if (silent !== undefined && !isTold) findings.push(untold('repository', silent.error));
  const order = Object.keys(CHECKS);
  return findings.toSorted((a, b) => order.indexOf(a.check) - order.indexOf(b.check));
}

async function inTime(world: World, about: CheckId, check: Check): Promise<readonly Finding[]> {
  const over = new AbortController();
  const late = setTimeout(PATIENCE_MS, undefined, { signal: over.signal, ref: false }).then(
    () => [found(about)('unknown', `not told within ${PATIENCE_MS / 1000} s`)],
    () => [],
  );
  try {
    return await Promise.race([check(world), late]);
  } finally {
    over.abort();
  }
}

/** They tell what is wrong with what all others need. */
const SHARED: ReadonlySet<CheckId> = new Set(['repository', 'configuration']);

/** What several checks need and can't have: none of them has anything of its own to say then. */
async function sharedErrors({ source, workspace }: World): Promise<ReadonlySet<unknown>> {
  const outcomes = await Promise.allSettled([source(), workspace()]);
  return new Set(outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])));
}

function untold(about: CheckId, error: unknown): Finding {
  const failure = error instanceof Failure ? error : undefined;
  const message = failure?.message ?? (error instanceof Error ? error.message : String(error));
  const [first = ''] = message.split('\n');
  return found(about)('unknown', first, { byHand: failure?.next?.split('\n')[0] });
}
