import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { pyproject } from '../helpers/projects.js';
import type { RunResult } from '../helpers/run.js';
import { type Wired, wired } from '../helpers/wired.js';

const SECRET = 'hunter2-secret';
const project = (more = ''): string => pyproject({ dependencies: ['alpha'], more });
const constrained = (name: string): string =>
  project(
    `[tool.lockgen.targets.base]\noutput = "requirements.txt"\nconstraints = [${JSON.stringify(name)}]`,
  );
const dynamic = (name: string): string =>
  `[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.10"\ndynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = { file = [${JSON.stringify(name)}] }\n`;

/** How a commit can point to a file of the user's: files, and links by where they are. */
interface Pointing {
  readonly files: Readonly<Record<string, string>>;
  readonly links?: readonly string[];
}

const WAYS: Readonly<Record<string, (secret: string) => Pointing>> = {
  'a pyproject.toml that is a link': () => ({ files: {}, links: ['pyproject.toml'] }),
  'a .lockgenrc that is a link': () => ({
    files: { 'pyproject.toml': project() },
    links: ['.lockgenrc'],
  }),
  'a uv.toml that is a link': () => ({ files: { 'pyproject.toml': project() }, links: ['uv.toml'] }),
  'a constraint file that is a link': () => ({
    files: { 'pyproject.toml': constrained('constraints.txt') },
    links: ['constraints.txt'],
  }),
  'a constraint file behind a linked folder': () => ({
    files: { 'pyproject.toml': constrained('folder/secret.txt') },
    links: ['folder'],
  }),
  'a lockfile that is a link': () => ({
    files: { 'pyproject.toml': project() },
    links: ['requirements.txt'],
  }),
  'a constraint file that includes one by its whole path': (secret) => ({
    files: { 'pyproject.toml': constrained('c.txt'), 'c.txt': `-r ${secret}\n-c ${secret}\n` },
  }),
  'a constraint file that includes one above the repository': () => ({
    files: { 'pyproject.toml': constrained('c.txt'), 'c.txt': '-r ../home/secret.txt\n' },
  }),
  'a constraint file at a whole path': (secret) => ({ files: { 'pyproject.toml': constrained(secret) } }),
  'a constraint file above the repository': () => ({
    files: { 'pyproject.toml': constrained('../home/secret.txt') },
  }),
  'dynamic dependencies at a whole path': (secret) => ({ files: { 'pyproject.toml': dynamic(secret) } }),
  'dynamic dependencies above the repository': () => ({
    files: { 'pyproject.toml': dynamic('../home/secret.txt') },
  }),
  'a path dependency that is a link': () => ({
    files: {
      'pyproject.toml': pyproject({
        dependencies: ['lib'],
        more: '[tool.uv.sources]\nlib = { path = "lib" }',
      }),
    },
    links: ['lib'],
  }),
};

async function secretOf({ repository }: Wired): Promise<string> {
  await mkdir(repository.home, { recursive: true });
  const secret = join(repository.home, 'secret.txt');
  await writeFile(secret, `machine example.org login me password ${SECRET}\n`);
  return secret;
}

test.concurrent.each(Object.keys(WAYS))(
  '%s: nothing of a file outside of the repository gets into a message or a lockfile',
  async (way) => {
    const world = await wired();
    const { repository, lockgen, commit } = world;
    const secret = await secretOf(world);
    const pointing = WAYS[way]?.(secret) ?? { files: {} };
    if (Object.keys(pointing.files).length > 0) await repository.stage(pointing.files);
    for (const link of pointing.links ?? [])
      await symlink(link === 'folder' || link === 'lib' ? repository.home : secret, repository.path(link));
    await repository.git('add', '--all');
    const results: RunResult[] = [];
    for (const args of [
      ['check'],
      ['check', '--staged'],
      ['generate'],
      ['why', 'alpha'],
      ['config'],
      ['diff'],
    ])
      results.push(await lockgen(args));
    results.push(await commit());
    for (const { exitCode, stdout, stderr } of results) {
      expect(stdout + stderr).not.toContain(SECRET);
      expect(stderr).not.toContain('defect in lockgen');
      expect([0, 1, 2]).toContain(exitCode);
    }
    for (const path of ['requirements.txt', 'requirements-full.txt']) {
      const text = pointing.links?.includes(path) ? '' : await repository.tryRead(path);
      expect(text ?? '').not.toContain(SECRET);
      expect((await repository.tryShow(`:${path}`)) ?? '').not.toContain(SECRET);
    }
    // Nor was it written to.
    expect(await readFile(secret, 'utf8')).toContain(SECRET);
  },
);

test.concurrent('the same text in a file of the repository is shown', async () => {
  const { repository, lockgen } = await wired();
  await repository.stage({
    'pyproject.toml': constrained('c.txt'),
    'c.txt': `machine example.org login me password ${SECRET}\n`,
  });
  const { stdout, stderr } = await lockgen(['generate']);
  expect(stdout + stderr).toContain(SECRET);
});

/** Places that no lockfile may have. */
const OUTPUTS = [
  '../outside.txt',
  'a/../../outside.txt',
  '/ABSOLUTE/outside.txt',
  '.git/hooks/post-commit',
  '.git/hooks/post-commit.txt',
  '.GIT/hooks/x.txt',
  '.git /hooks/x.txt',
  '.git./x.txt',
  'git~1/x.txt',
  'GIT~1/hooks/x.txt',
  '.g\u200cit/x.txt',
  'a/../.git/x.txt',
  'sub/.git/x.txt',
  '~/outside.txt',
  'setup.py',
  'conftest.py',
  '.github/workflows/x.yml',
  'pyproject.toml',
  'linked/outside.txt',
  'inside/linked/outside.txt',
] as const;

test('no output of a committed configuration is written outside of the repository, into git’s folder, or over another kind of file', async () => {
  const world = await wired();
  const { repository, lockgen, commit } = world;
  const outside = dirname(repository.root);
  await mkdir(join(outside, 'ABSOLUTE'));
  await mkdir(repository.path('inside'));
  for (const link of ['linked', 'inside/linked'])
    await symlink(join(outside, 'ABSOLUTE'), repository.path(link));
  await repository.stage({ 'pyproject.toml': project(), 'setup.py': 'mine\n', 'conftest.py': 'mine\n' });
  const all = async (): Promise<string[]> =>
    (await readdir(outside, { recursive: true })).filter(
      (path) => !/^(home|repository\/\.git\/(index|objects))/.test(path),
    );
  for (const output of OUTPUTS) {
    const absolute = output.replace('/ABSOLUTE', join(outside, 'ABSOLUTE'));
    await repository.stage({
      '.lockgenrc': JSON.stringify({ targets: { base: { output: absolute } } }),
    });
    const before = await all();
    for (const { exitCode, stderr } of [await lockgen(['generate']), await commit()]) {
      expect(exitCode, `${output} ${stderr}`).not.toBe(0);
      expect(stderr).not.toContain('defect in lockgen');
    }
    expect((await all()).sort(), output).toEqual(before.sort());
  }
  expect(await repository.read('setup.py')).toBe('mine\n');
  expect(existsSync(repository.path('.git/hooks/post-commit'))).toBe(false);
  // What is allowed is written.
  await rm(repository.path('.lockgenrc'));
  await repository.stage({ '.lockgenrc': JSON.stringify({ targets: { base: { output: 'inside/x.txt' } } }) });
  expect((await commit()).exitCode).toBe(0);
  expect(existsSync(repository.path('inside/x.txt'))).toBe(true);
});
