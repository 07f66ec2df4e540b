import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hooked } from '../helpers/hooked.js';
import { runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { sameInClone } from './project-kinds-world.js';

const PROJECT = (more = ''): string => `[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "sample"
version = "1.0"
requires-python = ">=3.10"
dynamic = ["dependencies", "optional-dependencies"]
${more}`;

/** Notes what git says of the folder, and gives other dependencies where that is not a clean one. */
const BACK_END = (log: string): string => `import os, subprocess
def git(*args):
    return subprocess.run(['git', *args], check=True, capture_output=True, text=True).stdout.strip()
def prepare_metadata_for_build_wheel(folder, config_settings=None):
    status = git('status', '--porcelain', '--untracked-files=all')
    told = [git('describe', '--tags', '--long', '--dirty'), status, git('diff', 'HEAD', '--name-only'), git('ls-files')]
    with open(${JSON.stringify(log)}, 'a') as out:
        out.write(repr(told) + '\\n')
    os.makedirs(os.path.join(folder, 'sample-1.0.dist-info'))
    with open(os.path.join(folder, 'sample-1.0.dist-info', 'METADATA'), 'w') as out:
        out.write('Metadata-Version: 2.1\\nName: sample\\nVersion: 1.0\\n')
        out.write('Requires-Dist: ' + ('alpha<2' if status == '' and 'dirty' not in told[0] else 'alpha') + '\\n')
        out.write('Provides-Extra: one\\nRequires-Dist: delta; extra == "one"\\n')
        out.write('Provides-Extra: two\\nRequires-Dist: iota; extra == "two"\\n')
    return 'sample-1.0.dist-info'
def build_wheel(folder, config_settings=None, metadata_directory=None):
    raise SystemExit('not in this test')
`;

const LOCKFILES = {
  'requirements.txt': ['alpha==1.1.0'],
  'requirements-one.txt': ['alpha==1.1.0', 'delta==2.0.0'],
  'requirements-two.txt': ['alpha==1.1.0', 'iota==2.0.0'],
};

test.concurrent('a build that looks at what git says of its folder finds a clean clone', async () => {
  const world = await hooked();
  const { repository, lockgen } = world;
  await repository.git('commit', '--quiet', '--allow-empty', '-m', 'Released');
  await repository.git('tag', 'v1');
  const scratch = await scratchFolder();
  const log = join(scratch, 'log');
  /** What builds were told since the last time, each once, without names of commits. */
  const told = async (): Promise<readonly string[]> => {
    const lines = (await readFile(log, 'utf8')).trim().split('\n');
    await rm(log);
    return [...new Set(lines.map((line) => line.replace(/-g[0-9a-f]+/, '')))];
  };
  /** What a build is told in a clean clone of HEAD. */
  const inClone = async (): Promise<readonly string[]> => {
    const clone = join(await scratchFolder(), 'clone');
    await repository.git('clone', '--quiet', '.', clone);
    const build = 'import backend; backend.prepare_metadata_for_build_wheel("out")';
    const env = { ...repository.env, PYTHONPATH: clone, PYTHONDONTWRITEBYTECODE: '1' };
    await runOk('python3', ['-c', build], { cwd: clone, env });
    return await told();
  };
  const makesAll = async (change: () => Promise<unknown>): Promise<void> => {
    await change();
    const words = await told();
    expect(await inClone()).toEqual(words);
    for (const [path, pins] of Object.entries(LOCKFILES)) expect(await world.pins(path)).toEqual(pins);
  };

  const files = {
    // The readers of git's history are told by their names.
    'setup.cfg': '# versioneer\n',
    'backend.py': BACK_END(log),
    // What git is told to look at in spite of other rules.
    '.gitignore': '*.log\n!requirements*.txt\n',
    '.lockgenrc':
      'targets:\n  one: { output: requirements-one.txt, extras: [one] }\n  two: { output: requirements-two.txt, extras: [two] }\n  base: { output: requirements.txt }\n',
  };
  await makesAll(() => world.commit({ ...files, 'pyproject.toml': PROJECT() }));
  await makesAll(() => world.commit({ 'pyproject.toml': PROJECT('description = "edited"\n') }));

  await makesAll(async () => {
    const checked = await lockgen(['check', '--no-cache']);
    expect(checked, checked.stdout + checked.stderr).toMatchObject({ exitCode: 0 });
  });
  await makesAll(async () => {
    const made = await lockgen(['generate', '--upgrade']);
    expect(made, made.stderr).toMatchObject({ exitCode: 0 });
  });
  expect(await repository.status()).toEqual([]);
  await sameInClone(world, { staged: {}, unstaged: {}, lockfiles: LOCKFILES });
});
