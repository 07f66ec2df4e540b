import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { leftOut } from '../../uv/left-out.js';
import { type Finding, found } from '../finding.js';
import type { World } from '../world.js';

const say = found('environment');

const leavesOut = (value: string): boolean => value.split(/[,\s]+/).includes('lockgen');

/** What keeps hooks from running for as long as it is set, and for whom. */
const SWITCHES: readonly (readonly [name: string, isOff: (value: string) => boolean, who: string])[] = [
  ['LOCKGEN', (value) => value === '0', "lockgen's hook does nothing"],
  ['HUSKY', (value) => value === '0', 'husky and lockgen run no hook'],
  ['LEFTHOOK', (value) => value === '0' || value === 'false', 'lefthook runs no hook'],
  ['SKIP_SIMPLE_GIT_HOOKS', (value) => value === '1', 'simple-git-hooks runs no hook'],
  ['SKIP', (value) => leavesOut(value), 'pre-commit, prek and lockgen itself leave it out'],
  ['PREK_SKIP', (value) => leavesOut(value), 'prek leaves lockgen out'],
];

/**
 * husky's own file of a user's settings, which its hooks read before they look at HUSKY: what it sets there holds for
 * every commit, whatever the terminal has.
 */
async function huskyOff(world: World): Promise<readonly Finding[]> {
  const { env, home } = world.surroundings;
  const folder = env.XDG_CONFIG_HOME || join(home, '.config');
  const file = join(folder, 'husky', 'init.sh');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const value = [...text.matchAll(/^[ \t]*(?:export[ \t]+)?HUSKY=["']?([^\s"';&|#]*)/gm)].at(-1)?.[1];
  if (value !== '0') return [];
  const isUsed = await world.hooks().then(
    ({ managers }) => managers.usesHusky,
    () => false,
  );
  if (!isUsed) return [];
  return [
    say('not ok', `HUSKY=0 is set in ${file}: husky runs no hook`, {
      byHand: `take HUSKY=0 out of ${file}`,
    }),
  ];
}

/** Variables that change what happens, and those of uv that are left out. */
export async function checkEnvironment(world: World): Promise<readonly Finding[]> {
  const { surroundings } = world;
  const { env } = surroundings;
  const off = SWITCHES.flatMap(([name, isOff, who]) => {
    const value = env[name];
    if (value === undefined || !isOff(value)) return [];
    return [say('not ok', `${name}=${value} is set: ${who}`, { mend: [`unset ${name}`] })];
  });
  const ignored = await leftOut(surroundings);
  const findings = [
    ...off,
    ...(await huskyOff(world)),
    ...(ignored === undefined ? [] : [say('note', ignored)]),
  ];
  return findings.length === 0
    ? [say('ok', 'nothing that keeps a hook from running, or that uv is not given')]
    : findings;
}
