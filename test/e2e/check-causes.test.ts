import { expect, test } from 'vitest';
import { check } from '../helpers/check.js';
import { type Hooked, startedWith } from '../helpers/hooked.js';
import { pyproject } from '../helpers/projects.js';

const project = (dependencies: readonly string[], more = '', requiresPython = '>=3.10'): string =>
  pyproject({ dependencies, more, requiresPython });
const started = (): Promise<Hooked> =>
  startedWith({ 'pyproject.toml': project(['delta', 'gamma']), 'notes.md': '' });

async function past(world: Hooked, files: Readonly<Record<string, string>>, message: string): Promise<void> {
  await world.repository.stage(files);
  await world.repository.commit(message, { args: ['--no-verify'] });
}

async function causeOf(world: Hooked): Promise<string | undefined> {
  const { stdout } = await check(world, ['--format', 'json']);
  const cause: unknown = JSON.parse(stdout).lockfiles[0].cause;
  return cause === undefined ? undefined : String(cause);
}

test.concurrent.each([
  [
    'a requirement that was changed, added, removed',
    project(['delta<2', 'zeta>=1']),
    /^"delta" became "delta<2"; "gamma" was removed; "zeta>=1" was added, after \w{12} \(Change\) made it$/,
  ],
  [
    'the Python floor',
    project(['delta', 'gamma'], '', '>=3.12'),
    /^requires-python became >=3\.12 \(it was >=3\.10\), after /,
  ],
  [
    'an option',
    project(['delta', 'gamma'], '[tool.lockgen]\ngenerate-hashes = true'),
    /^the option generateHashes became true \(it was false\), after /,
  ],
  [
    'a setting of uv',
    project(['delta', 'gamma'], '[tool.uv]\nconstraint-dependencies = ["delta<2"]'),
    /^constraint-dependencies under \[tool\.uv\] in pyproject\.toml was changed, after /,
  ],
])('a stale lockfile is told with its cause: %s', async (_, text, cause) => {
  const world = await started();
  await past(world, { 'pyproject.toml': text }, 'Past the hook');
  expect(await causeOf(world)).toMatch(cause);
});

test.concurrent('an edit by hand, committed or not', async () => {
  const world = await started();
  const text = await world.repository.read('requirements.txt');
  await world.repository.write('requirements.txt', text.replace(/^delta.*\n/m, ''));
  expect(await causeOf(world)).toBe('requirements.txt was changed, and that is not committed');
  await world.repository.git('add', '.');
  await world.repository.commit('Bump', { args: ['--no-verify'] });
  expect(await causeOf(world)).toMatch(/^\w{12} \(Bump\) changed it and none of its inputs/);
  expect((await check(world)).stdout).toMatch(/^ {11}since \w{12} \(Bump\) changed it/m);
});

test.concurrent('a commit past the hook with a lockfile that is not its own', async () => {
  const world = await started();
  const text = await world.repository.read('requirements.txt');
  const files = {
    'requirements.txt': `${text}iota==1.0.0\n`,
    'pyproject.toml': project(['delta', 'gamma', 'zeta']),
  };
  await past(world, files, 'Both');
  expect(await causeOf(world)).toMatch(
    /^\w{12} \(Both\) committed it without a resolution: "zeta" was added$/,
  );
});

test.concurrent('a merge that put two lockfiles together', async () => {
  const world = await started();
  const { repository } = world;
  await repository.git('checkout', '--quiet', '-b', 'side');
  await world.commit({ 'pyproject.toml': project(['delta', 'gamma', 'zeta']) });
  await repository.git('checkout', '--quiet', '-');
  await world.commit({ 'pyproject.toml': project(['alpha', 'delta', 'gamma']) });
  const mine = await repository.read('requirements.txt');
  await repository.tryGit('merge', '--no-commit', '--no-verify', 'side');
  await repository.write('pyproject.toml', project(['alpha', 'delta', 'gamma', 'zeta']));
  await repository.write('requirements.txt', `${mine}iota==1.0.0\n`);
  await repository.git('add', '.');
  await repository.git('commit', '--no-verify', '--quiet', '-m', 'Merge');
  expect(await causeOf(world)).toMatch(/^the merge \w{12} \(Merge\) put it together from both sides$/);
});

test.concurrent.each([
  [
    'deny',
    'deny: [del*]',
    /^"del\*" was denied \(\.lockgenrc: deny\[0\]\), after \w{12} \(Change\) made it$/,
  ],
  [
    'requireHashes',
    'requireHashes: true',
    /^hashes became required \(\.lockgenrc: requireHashes\); the option generateHashes became true \(it was false\), after /,
  ],
])('the policy: %s', async (_, policy, cause) => {
  const world = await started();
  await past(world, { '.lockgenrc': `${policy}\n` }, 'Policy');
  expect(await causeOf(world)).toMatch(cause);
});

test.concurrent('the policy: hosts', async () => {
  const more =
    '[tool.uv]\nfind-links = ["https://wheels.example.com/"]\n\n[tool.uv.pip]\nemit-find-links = true';
  const world = await started();
  await past(world, { 'pyproject.toml': project(['delta', 'gamma'], more) }, 'Links');
  const text = await world.repository.read('requirements.txt');
  const lines = `--find-links https://wheels.example.com/\n${text}`;
  await past(world, { 'requirements.txt': lines }, 'By hand');
  await past(world, { '.lockgenrc': 'hosts: [pypi.example.com]\n' }, 'Policy');
  expect(await causeOf(world)).toMatch(
    /^the allowed hosts became pypi\.example\.com \(they were those that the project names\), after \w{12} \(By hand\) made it$/,
  );
});

test.concurrent('a policy and what it denies that came with one commit, which may have been resolved', async () => {
  const world = await started();
  const text = await world.repository.read('requirements.txt');
  await past(world, { '.lockgenrc': 'deny: [iota]\n', 'requirements.txt': `${text}iota==1.0.0\n` }, 'Both');
  expect(await causeOf(world)).toMatch(/^\w{12} \(Both\) committed it: "iota" was denied \(.*\)$/);
});

test.concurrent('a local package whose requirements changed', async () => {
  const world = await startedWith({
    'pyproject.toml': project(['lib'], '[tool.uv.sources]\nlib = { path = "lib" }'),
    'lib/pyproject.toml': pyproject({ name: 'lib', dependencies: ['delta'] }),
  });
  const lib = pyproject({ name: 'lib', dependencies: ['delta', 'zeta'] });
  await past(world, { 'lib/pyproject.toml': lib }, 'Past the hook');
  expect(await causeOf(world)).toMatch(/^lib\/pyproject\.toml was changed, after \w{12} \(Change\) made it$/);
});

test.concurrent('none where history does not tell', async () => {
  const world = await started();
  await world.repository.write('pyproject.toml', project(['delta', 'gamma', 'zeta']));
  await world.repository.remove('.git');
  const { stdout } = await world.lockgen(['check', '--format', 'json']);
  expect(JSON.parse(stdout).lockfiles[0]).not.toHaveProperty('cause');
});
