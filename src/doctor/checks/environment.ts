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

/** Variables that change what happens, and those of uv that are left out. */
export async function checkEnvironment({ surroundings }: World): Promise<readonly Finding[]> {
  const { env } = surroundings;
  const off = SWITCHES.flatMap(([name, isOff, who]) => {
    const value = env[name];
    if (value === undefined || !isOff(value)) return [];
    return [say('not ok', `${name}=${value} is set: ${who}`, { mend: [`unset ${name}`] })];
  });
  const ignored = await leftOut(surroundings);
  const findings = [...off, ...(ignored === undefined ? [] : [say('note', ignored)])];
  return findings.length === 0
    ? [say('ok', 'nothing that keeps a hook from running, or that uv is not given')]
    : findings;
}
