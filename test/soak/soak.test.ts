import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { soak } from '../../soak/run.js';
import { installedLockgen } from '../helpers/package.js';
import { scratchFolder } from '../helpers/scratch.js';

/** Plays sequences; gives what broke, and what was said. */
async function played(options: {
  readonly seed: number;
  readonly count: number;
  readonly steps: number;
  readonly shim?: string;
}) {
  let said = '';
  const failures = await soak({
    ...options,
    workers: 2,
    say: (text) => {
      said += text;
    },
  });
  return { failures, said };
}

async function faultyHook(script: string): Promise<string> {
  const path = join(await scratchFolder(), 'pre-commit');
  await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

test('six random sequences break no invariant', async () => {
  const { failures, said } = await played({ seed: 7000, count: 6, steps: 12 });
  expect(failures, said).toEqual([]);
  expect(said).toContain('6 sequences played, 0 broke an invariant');
  expect(said).toMatch(/projects proved: [1-9]/);
});

test('a hook that does nothing is found out, by the shortest sequence', async () => {
  const shim = await faultyHook('exit 0');
  const { failures, said } = await played({ seed: 7100, count: 6, steps: 12, shim });
  const [first] = failures;
  expect(first?.violation.invariant).toBe('fresh');
  expect(first?.sequence.steps.length).toBeLessThanOrEqual(2);
  expect(said).toContain(`seed ${first?.sequence.seed}: broken: fresh`);
});

test('a hook that writes into the work tree and stages all of it is found out', async () => {
  const { bin } = await installedLockgen();
  const shim = await faultyHook(`'${bin}' generate >&2 && git add --all .`);
  const { failures, said } = await played({ seed: 7200, count: 6, steps: 12, shim });
  expect(failures[0]?.violation.invariant, said).toBe('nothing lost');
  expect(failures[0]?.sequence.steps.length).toBeLessThanOrEqual(3);
});
