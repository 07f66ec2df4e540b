// `--shard`: four machines, each with a part, do together what one would.
import { expect, test } from 'vitest';
import { check } from '../helpers/check.js';
import { type Hooked, hooked } from '../helpers/hooked.js';
import { pyproject } from '../helpers/projects.js';

const SHARDS = ['1/4', '2/4', '3/4', '4/4'];
const FOLDERS = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

/** Seven projects without lockfiles; b is constrained by what f gets. */
async function fleet(): Promise<Hooked> {
  const world = await hooked();
  await world.repository.stage(
    Object.fromEntries(
      FOLDERS.map((name) => [
        `${name}/pyproject.toml`,
        pyproject({
          name,
          dependencies: [name === 'f' ? 'alpha<2' : 'alpha'],
          more:
            name === 'b'
              ? '[tool.lockgen.targets.base]\noutput = "requirements.txt"\nconstraints = ["../f/requirements.txt"]'
              : '[tool.lockgen]',
        }),
      ]),
    ),
  );
  await world.repository.commit('Projects', { args: ['--no-verify'] });
  return world;
}

const lockfiles = async ({ repository }: Hooked): Promise<Readonly<Record<string, string | undefined>>> =>
  Object.fromEntries(
    await Promise.all(
      FOLDERS.map(async (name) => {
        const path = `${name}/requirements.txt`;
        return [path, await repository.tryRead(path)] as const;
      }),
    ),
  );
const paths = (stdout: string): readonly string[] =>
  JSON.parse(stdout).lockfiles.map(({ path }: { readonly path: string }) => path);

test('generate: the parts write what the whole writes, each lockfile once', async () => {
  const world = await fleet();
  const written: string[] = [];
  for (const shard of SHARDS) {
    const { exitCode, stdout, stderr } = await world.lockgen(['generate', '--shard', shard]);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).toMatch(
      new RegExp(`^lockgen: shard ${shard.replace('/', ' of ')}: [12] of 7 projects$`, 'm'),
    );
    written.push(...[...stdout.matchAll(/^wrote (\S+):/gm)].map(([, path = '']) => path));
  }
  expect([...written].sort()).toEqual(FOLDERS.map((name) => `${name}/requirements.txt`));
  const parts = await lockfiles(world);
  // Made after what constrains it, which would have been no other way had they been apart.
  expect(parts['b/requirements.txt']).toContain('alpha==1.1.0');
  expect(parts['a/requirements.txt']).not.toContain('alpha==1.1.0');
  const whole = await fleet();
  expect((await whole.lockgen(['generate'])).exitCode).toBe(0);
  expect(await lockfiles(whole)).toEqual(parts);
});

test('check: the parts tell of what the whole tells of, and one of them is red', async () => {
  const world = await fleet();
  await world.lockgen(['generate']);
  const { repository } = world;
  await repository.write('c/requirements.txt', `${await repository.read('c/requirements.txt')}zeta==1.0.0\n`);
  const whole = await check(world, ['--format=json']);
  expect(whole.exitCode).toBe(1);
  const parts = await Promise.all(SHARDS.map((shard) => check(world, ['--format=json', '--shard', shard])));
  expect(parts.map(({ exitCode }) => exitCode).sort()).toEqual([0, 0, 0, 1]);
  expect(parts.flatMap(({ stdout }) => paths(stdout)).sort()).toEqual([...paths(whole.stdout)].sort());
});

test('check: a project that can not be read is told of by the first part alone', async () => {
  const world = await fleet();
  await world.lockgen(['generate']);
  await world.repository.write('d/pyproject.toml', '[project\n[tool.lockgen]\n');
  const parts = await Promise.all(SHARDS.map((shard) => check(world, ['--shard', shard])));
  expect(parts.map(({ exitCode }) => exitCode)).toEqual([2, 0, 0, 0]);
});

test('a part of what is named, or of what changed; one without projects is green', async () => {
  const world = await fleet();
  await world.lockgen(['generate']);
  const named = await check(world, ['--shard', '2/2', 'e', 'g']);
  expect(named).toMatchObject({ exitCode: 0, stdout: 'fresh    g/requirements.txt\n' });
  expect(named.stderr).toBe('lockgen: shard 2 of 2: 1 of 2 projects\n');
  const none = await check(world, ['--shard', '9/9']);
  expect(none).toMatchObject({ exitCode: 0, stdout: '' });
  expect(none.stderr).toBe('lockgen: shard 9 of 9: 0 of 7 projects\n');
  const nothing = await world.lockgen(['generate', '--shard', '9/9']);
  expect(nothing.exitCode, nothing.stderr).toBe(0);
  await world.repository.git('add', '.');
  await world.repository.commit('Lockfiles', { args: ['--no-verify'] });
  await world.repository.stage({ 'e/pyproject.toml': pyproject({ name: 'e', more: '[tool.lockgen]' }) });
  const changed = await check(world, ['--changed-since', 'HEAD', '--shard', '1/2', '--quiet']);
  expect(changed.stdout).toContain('e/requirements.txt');
  expect(changed.stderr).toBe('');
});

test.each([
  [['check', '--shard', '5/4'], '--shard 5/4 names no part of a whole'],
  [['generate', '--shard', 'x'], '--shard x names no part of a whole'],
  [['check', '--shard', '1/2', '--range', 'HEAD~1..HEAD'], '--shard'],
])('%j is refused', async (args, words) => {
  const world = await hooked();
  const { exitCode, stderr } = await world.lockgen(args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(words);
  expect(stderr).toContain('lockgen: next: ');
});
