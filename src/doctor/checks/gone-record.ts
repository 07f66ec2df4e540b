import { recordedPrograms } from '../../git/recorded-programs.js';
import { type Finding, found } from '../finding.js';
import type { World } from '../world.js';

/** A program on record in this clone that lockgen passes over, so that the record is of no use. */
export async function goneRecord(
  name: 'uv' | 'python',
  { git, settings }: World,
): Promise<readonly Finding[]> {
  const where = await git().catch(() => undefined);
  if (where === undefined) return [];
  const key = `lockgen.${name}`;
  const record = (await settings()).filter((one) => one.key === key && one.scope === 'local').at(-1);
  if (record === undefined || (await recordedPrograms(where))[name] !== undefined) return [];
  const says = `git's setting ${key} is ${record.value}, which is no program outside of the repository`;
  return [found(name)('not ok', says, { mend: [`git config --local --unset-all ${key}`] })];
}
