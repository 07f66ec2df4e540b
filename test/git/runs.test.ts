// Both ways to run git give the same: to read it, by node alone, and to write, by simple-git.
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readingRun } from '../../src/git/reading-run.js';
import { writingRun } from '../../src/git/writing-run.js';
import { scratchFolder } from '../helpers/scratch.js';

describe.each([
  ['read', readingRun],
  ['written', writingRun],
])('%s', (_name, run) => {
  async function ran(script: string, given: { readonly input?: string } = {}) {
    const folder = await scratchFolder();
    const program = join(folder, 'git');
    await writeFile(program, `#!/bin/sh\n${script}\n`);
    await chmod(program, 0o755);
    const env = { PATH: process.env.PATH, MARK: 'mine' };
    const { stdout, ...rest } = await run(program, ['one two', '$3'], {
      ...{ cwd: folder, env, input: given.input, patience: undefined },
    });
    return { ...rest, stdout: stdout.toString() };
  }

  test.each([
    ['nothing', 'exit 0', { stdout: '', stderr: '', exitCode: 0 }],
    ['both outputs', 'echo a; echo b >&2', { stdout: 'a\n', stderr: 'b\n', exitCode: 0 }],
    ['its arguments as they are', 'echo "$1:$2:$#"', { stdout: 'one two:$3:2\n', stderr: '', exitCode: 0 }],
    ['its environment, and no more', 'echo "$MARK$HOME"', { stdout: 'mine\n', stderr: '', exitCode: 0 }],
    ['an empty input', 'cat', { stdout: '', stderr: '', exitCode: 0 }],
    ['a failure', 'echo no >&2; exit 128', { stdout: '', stderr: 'no\n', exitCode: 128 }],
    ['an error without a word', 'exit 1', { stdout: '', stderr: '', exitCode: 1 }],
    ['a kill', 'echo a; kill -9 $$', { stdout: 'a\n', stderr: '', exitCode: -1 }],
  ])('%s', async (_what, script, expected) => {
    expect(await ran(script)).toEqual(expected);
  });

  test('an input, as much as there is', async () => {
    const input = 'x'.repeat(1_000_000);
    expect(await ran('wc -c | tr -d " "', { input })).toMatchObject({ stdout: '1000000\n', exitCode: 0 });
  });

  test('an input that is not read', async () => {
    const input = 'x'.repeat(1_000_000);
    expect(await ran('exec 0<&-; echo a; exit 3', { input })).toMatchObject({ stdout: 'a\n', exitCode: 3 });
  });

  test('bytes as they are', async () => {
    const folder = await scratchFolder();
    const program = join(folder, 'git');
    await writeFile(program, "#!/bin/sh\nprintf '\\377\\000\\303'\n");
    await chmod(program, 0o755);
    const given = { cwd: folder, env: { PATH: process.env.PATH }, input: undefined, patience: undefined };
    expect([...(await run(program, ['show'], given)).stdout]).toEqual([0xff, 0, 0xc3]);
  });
});

test('a program that is not there', async () => {
  const folder = await scratchFolder();
  const given = { cwd: folder, env: {}, input: undefined, patience: undefined };
  await expect(readingRun(join(folder, 'none'), ['show'], given)).rejects.toThrow(/ENOENT/);
});

describe('patience, of a run that reads', () => {
  async function patient(script: string, patience: number) {
    const folder = await scratchFolder();
    const env = { PATH: process.env.PATH };
    return await readingRun('/bin/sh', ['-c', script], { cwd: folder, env, input: undefined, patience });
  }

  test('ends with what is silent for longer', async () => {
    await expect(patient('exec sleep 30', 300)).rejects.toThrow('it said nothing for 300 ms');
  });

  test('is not tried by a word now and then', async () => {
    const script = 'for i in 1 2 3 4; do echo $i >&2; sleep 0.3; done';
    expect(await patient(script, 1_000)).toMatchObject({ exitCode: 0 });
  });
});
