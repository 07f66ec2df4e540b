import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getuid } from 'node:process';
import { expect, test } from 'vitest';
import { doctor, mendedByTyping, notOk } from '../../helpers/doctor.js';
import { type Hooked, hooked, inWorkTree, startedWith } from '../../helpers/hooked.js';
import { pyproject } from '../../helpers/projects.js';
import { scratchFolder } from '../../helpers/scratch.js';

const ALPHA = { 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) };
const healthy = (): Promise<Hooked> => startedWith(ALPHA);

test.concurrent('a healthy repository: all is well, at the root and below', async () => {
  const world = await healthy();
  const { exitCode, stdout, stderr } = await world.lockgen(['doctor']);
  expect({ exitCode, stderr }, stdout).toEqual({ exitCode: 0, stderr: '' });
  const lines = stdout.trimEnd().split('\n');
  expect(lines.at(-1)).toMatch(/^all is well/);
  expect(lines.filter((line) => /^(?:not ok|unknown)/.test(line))).toEqual([]);
  // Aligned columns.
  const starts = lines.slice(0, -2).filter((line) => /^(?:ok|note) /.test(line));
  expect(new Set(starts.map((line) => /^\S+ +/.exec(line)?.[0].length)).size).toBe(1);

  const answer = await doctor(world);
  expect(answer.says('projects')).toEqual(['ok 1 managed: .']);
  expect(answer.says('lockfiles')).toEqual(['ok 1 there and tracked']);
  expect(answer.says('hooks-folder')).toEqual(['ok .git/hooks']);
  expect(answer.says('pre-commit')).toEqual([
    expect.stringMatching(/^ok \.git\/hooks\/pre-commit, which calls \S+\/hooks\/pre-commit$/),
  ]);
  expect(answer.says('pre-merge-commit')[0]).toMatch(/^ok /);
  expect(answer.says('index')).toEqual([
    expect.stringMatching(/^ok file:\S+: is there$/),
    expect.stringMatching(/^ok \S+: is there$/),
  ]);

  await world.repository.write('docs/x.md', 'x\n');
  const below = await world.lockgen(['doctor'], { from: 'docs' });
  expect(below.exitCode).toBe(0);
  expect(below.stdout).toContain(`; the commands are for ${world.repository.root}`);
  const markdown = await world.lockgen(['doctor', '--format', 'markdown']);
  expect(markdown.stdout).toMatch(/^### lockgen doctor: ok\n/);
});

test.concurrent('outside of a repository there is nothing to tell of hooks', async () => {
  const world = await hooked();
  const elsewhere = { ...world, ...inWorkTree(world, await scratchFolder()) };
  const answer = await doctor(elsewhere);
  expect(answer.exitCode).toBe(2);
  expect(answer.says('repository')).toEqual([expect.stringMatching(/^unknown .* is in no git repository/)]);
  expect(answer.of('pre-commit')).toEqual([]);
  expect(answer.says('git')).toEqual([expect.stringMatching(/^ok \d+\.\d+/)]);
});

test.concurrent('nor in a bare one', async () => {
  const world = await hooked();
  const root = await scratchFolder();
  await world.repository.git('init', '--quiet', '--bare', root);
  const answer = await doctor(inWorkTree(world, root));
  expect(answer.exitCode).toBe(2);
  expect(answer.says('repository')).toEqual([expect.stringMatching(/^unknown .* is a bare repository/)]);
});

test.concurrent("somebody else's repository: doctor, hook and check say git's own command, which mends it", async () => {
  const world = await healthy();
  const { repository, lockgen } = world;
  // Only the administrator can give something away. Nobody else's tests can make a foreign repository: git pretends.
  const isAdministrator = getuid?.() === 0;
  if (isAdministrator) await repository.run('chown', ['-R', '1234:1234', repository.root]);
  const env = isAdministrator ? {} : { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };
  const words = `git doesn't use the repository at ${repository.root}: it belongs to another user`;
  const command = `git config --global --add safe.directory ${repository.root}`;
  const answer = await doctor(world, [], { env });
  expect(notOk(answer)).toEqual(['repository']);
  expect(answer.of('repository')).toMatchObject([{ message: words, mend: [command] }]);
  const hook = () =>
    repository.run(repository.path('.git/hooks/pre-commit'), [], { env: { ...repository.env, ...env } });
  for (const { exitCode, stderr } of [await lockgen(['check'], { env }), await hook()]) {
    expect(exitCode, stderr).toBe(2);
    expect(stderr).toContain(`${words}\nlockgen: next: if you trust who owns it: ${command}\n`);
  }
  await mendedByTyping(world, 'repository', { env });
  expect((await lockgen(['check'], { env })).exitCode).toBe(0);
  expect((await hook()).exitCode).toBe(0);
});

test.concurrent('a configuration with a mistake, by its place', async () => {
  const world = await healthy();
  await world.repository.stage({ '.lockgenrc': 'targets: [\n' });
  const answer = await doctor(world);
  expect(notOk(answer)).toEqual(['configuration']);
  expect(answer.says('configuration')).toEqual([expect.stringMatching(/^not-ok \.lockgenrc/)]);
  await world.repository.stage({ '.lockgenrc': 'nothing: 1\n' });
  expect((await doctor(world)).says('configuration')).toEqual([expect.stringContaining('nothing')]);
});

test.concurrent('a project with a mistake of its own doesn’t hide the others', async () => {
  const world = await healthy();
  await world.repository.stage({ 'b/pyproject.toml': pyproject({ more: '[tool.lockgen]\nnothing = 1' }) });
  const answer = await doctor(world);
  expect(notOk(answer)).toEqual(['configuration']);
  expect(answer.says('configuration')).toEqual([expect.stringMatching(/^not-ok b\/pyproject\.toml/)]);
  expect(answer.says('lockfiles')).toEqual(['ok 1 there and tracked']);
});

test.concurrent('a configuration that no commit goes by', async () => {
  const world = await healthy();
  await world.repository.write('.lockgenrc', 'generateHashes: false\n');
  expect(notOk(await doctor(world))).toEqual(['configuration']);
  await mendedByTyping(world, 'configuration');
});

test.concurrent('no project is managed', async () => {
  const world = await hooked({ files: { 'services/api/pyproject.toml': ALPHA['pyproject.toml'] } });
  expect(notOk(await doctor(world))).toEqual(['projects']);
  const { message } = await mendedByTyping(world, 'projects');
  expect(message).toContain('services/api/pyproject.toml could be');
});

test.concurrent('there is no project at all', async () => {
  const world = await hooked({ files: { 'notes.md': 'x\n' } });
  const answer = await doctor(world);
  expect(answer.says('projects')).toEqual([expect.stringMatching(/^not-ok there is no pyproject\.toml in /)]);
});

test.concurrent('a lockfile that was never made', async () => {
  const world = await hooked({ files: ALPHA });
  const answer = await doctor(world);
  expect(answer.says('lockfiles')).toEqual(['not-ok requirements.txt is not there']);
  await mendedByTyping(world, 'lockfiles');
});

test.concurrent('a lockfile that git does not track', async () => {
  const world = await healthy();
  await world.repository.git('rm', '--quiet', '--cached', 'requirements.txt');
  expect((await doctor(world)).says('lockfiles')).toEqual(['not-ok requirements.txt is not tracked by git']);
  await mendedByTyping(world, 'lockfiles');
});

test.concurrent('a lockfile that git ignores, by the line', async () => {
  const world = await hooked({ files: { ...ALPHA, '.gitignore': '*.log\n*.txt\n' } });
  const { message } = await mendedByTyping(world, 'lockfiles');
  expect(message).toContain('requirements.txt is ignored by git (.gitignore:2)');
});

test.concurrent('attributes for a merge driver that git does not know here', async () => {
  const world = await healthy();
  await world.repository.stage({ '.gitattributes': 'requirements*.txt merge=lockgen\n' });
  expect(notOk(await doctor(world))).toEqual(['merge-driver']);
  await mendedByTyping(world, 'merge-driver');
  expect((await doctor(world)).says('merge-driver')).toEqual(['ok merges 1 of 1 lockfiles']);
  await world.repository.git('config', 'merge.lockgen.driver', 'lockgen merge-driver');
  await mendedByTyping(world, 'merge-driver');
});

test.concurrent('a merge driver that no attribute asks for is a note', async () => {
  const world = await healthy();
  await world.repository.git('config', 'merge.lockgen.driver', 'lockgen merge-driver %O %A %B %P %L');
  const answer = await doctor(world);
  expect(answer.exitCode).toBe(0);
  expect(answer.of('merge-driver')[0]).toMatchObject({ state: 'note' });
  await mendedByTyping(world, 'merge-driver');
});

test.concurrent('a lock that a killed git left, and what a killed lockgen left', async () => {
  const world = await healthy();
  const { repository } = world;
  const lock = repository.path('.git/index.lock');
  await writeFile(lock, '');
  // One of just now may be a git that runs.
  expect(notOk(await doctor(world))).toEqual([]);
  const early = new Date(Date.now() - 3_600_000);
  await utimes(lock, early, early);
  const file = repository.path('.lockgen-000000-999999999-0123456789ab.tmp');
  const folder = join(repository.home, 'tmp', 'lockgen-000000-999999999-abcdef');
  await writeFile(file, '');
  await mkdir(folder);
  for (const path of [file, folder]) await utimes(path, early, early);
  const answer = await doctor(world);
  expect(answer.of('left-over')).toMatchObject([
    { state: 'not-ok', mend: [`rm ${lock}`] },
    { state: 'note', mend: [`rm -r ${file} ${folder}`] },
  ]);
  await mendedByTyping(world, 'left-over');
  await repository.run('sh', ['-c', answer.of('left-over')[1]?.mend[0] ?? '']);
  expect((await doctor(world)).says('left-over')).toEqual(['ok nothing']);
});

test.concurrent('what blocks every commit before uv is asked: no requires-python, constraints that are not there', async () => {
  const world = await healthy();
  await world.repository.write(
    'pyproject.toml',
    ALPHA['pyproject.toml'].replace(/^requires-python.*\n/m, ''),
  );
  const answer = await doctor(world);
  expect(answer.exitCode).toBe(1);
  expect(answer.says('configuration')).toEqual([
    expect.stringMatching(/^not-ok pyproject\.toml.*requires-python/),
  ]);
  await world.repository.write(
    'pyproject.toml',
    `${ALPHA['pyproject.toml']}[tool.lockgen.targets]\nbase = { output = "requirements.txt", constraints = ["gone.txt"] }\n`,
  );
  expect((await doctor(world)).says('configuration')).toEqual([
    "not-ok pyproject.toml names gone.txt, which isn't there",
  ]);
});
