import { dirname } from 'node:path';
import { expect } from 'vitest';
import type { CheckId } from '../../src/doctor/finding.js';
import { withPath } from './environment.js';
import type { Hooked, LockgenOptions } from './hooked.js';
import { readReport } from './report-schemas.js';
import { standing } from './wired.js';

/** One finding, as `--format json` has it. */
export interface Told {
  readonly check: CheckId;
  readonly state: 'ok' | 'not-ok' | 'note' | 'unknown';
  readonly message: string;
  readonly mend: readonly string[];
  readonly byHand?: string;
}

/** What doctor said. */
export interface Answer {
  readonly exitCode: number;
  readonly findings: readonly Told[];
  /** Of one check. */
  of(check: CheckId): readonly Told[];
  /** `state message` of each finding of a check. */
  says(check: CheckId): readonly string[];
}

/** Has doctor look around: by the schema, with the exit code of what it found, and with nothing changed. */
export async function doctor(
  world: Hooked,
  args: readonly string[] = [],
  options?: LockgenOptions,
): Promise<Answer> {
  const before = await standing(world.repository).catch(() => undefined);
  const { exitCode, stdout, stderr } = await world.lockgen(['doctor', '--format', 'json', ...args], options);
  expect(stderr).toBe('');
  expect(await standing(world.repository).catch(() => undefined)).toBe(before);
  const { findings, verdict } = readReport(stdout) as { findings: readonly Told[]; verdict: string };
  expect({ ok: 0, 'not-ok': 1, unknown: 2 }[verdict]).toBe(exitCode);
  const of = (check: CheckId) => findings.filter((one) => one.check === check);
  return {
    exitCode,
    findings,
    of,
    says: (check) => of(check).map(({ state, message }) => `${state} ${message}`),
  };
}

/** What isn't ok, and by whom that is said. */
export function notOk({ findings }: Answer): readonly CheckId[] {
  return findings.filter(({ state }) => state === 'not-ok').map(({ check }) => check);
}

/**
 * Takes what doctor says as a user does: a check that isn't ok, then the printed commands typed at the root, one after
 * the other, then the check is ok.
 *
 * @param options where doctor is asked and its commands are typed; `lockgen` is on PATH there
 * @returns what the check said first
 */
export async function mendedByTyping(
  world: Hooked,
  check: CheckId,
  options: LockgenOptions & { readonly from?: never } = {},
): Promise<Told> {
  const { repository, installed } = world;
  const first = (await doctor(world, [], options)).of(check).filter(({ mend }) => mend.length > 0)[0];
  if (first === undefined) throw new Error(`doctor names no command for ${check}`);
  const env = withPath({ ...repository.env, ...options.env }, dirname(installed.bin));
  // In one shell, since `unset` is of the shell that it is typed in.
  // It asks at a terminal, which a test hasn't got.
  const typed = first.mend.map((one) => one.replace(/\blockgen init$/, '$& --yes')).join('\n');
  const asked = `${typed}\nlockgen doctor --format json`;
  const result = await repository.run('sh', ['-e', '-c', asked], { env });
  const printed = result.stdout.slice(Math.max(0, result.stdout.lastIndexOf('{\n  "schemaVersion"')));
  expect(printed, `${typed}\n${result.stdout}${result.stderr}`).not.toBe('');
  const { findings } = readReport(printed) as { findings: readonly Told[] };
  const after = findings.filter((one) => one.check === check && one.state !== 'ok' && one.state !== 'note');
  expect(after, typed).toEqual([]);
  return first;
}
