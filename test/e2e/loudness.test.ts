import { dirname } from 'node:path';
import { describe, expect, test } from 'vitest';
import { PINNED_UV } from '../../src/uv/version.js';
import { realPython } from '../helpers/environment.js';
import { type Hooked, hooked, pinsOf, startedWith } from '../helpers/hooked.js';
import { commandsIn, STEP } from '../helpers/loudness.js';
import { pyproject } from '../helpers/projects.js';
import { run } from '../helpers/run.js';

const managed = pyproject({ dependencies: ['alpha'], extras: { full: ['delta'] }, more: '[tool.lockgen]' });
const FILES = { 'pyproject.toml': managed };

describe('--quiet', () => {
  test.concurrent.each<[string, readonly string[]]>([
    ['hook', ['hook', '--quiet']],
    ['check', ['check', '--quiet']],
    ['check of a range', ['check', '--range', 'HEAD~1..HEAD', '--quiet']],
    ['check for wheels', ['check', '--installable', '--quiet']],
    ['diff', ['diff', '--quiet']],
    ['generate', ['generate', '--quiet']],
    ['validate', ['validate', 'empty.txt', '--python', realPython(), '--quiet']],
  ])('%s says nothing where all is well', async (_, args) => {
    const world = await startedWith(FILES);
    await world.commit({ 'empty.txt': '# nothing\n' });
    expect(await world.lockgen(args)).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
  });

  test.concurrent.each<[string, readonly string[]]>([
    ['check', ['check', '-q']],
    ['diff', ['diff', '-q']],
    ['status', ['status', '-q']],
    ['config', ['config', '-q']],
    ['why', ['why', 'alpha', '-q']],
  ])('%s still answers what it was asked', async (_, args) => {
    const world = await startedWith(FILES);
    await world.repository.write('pyproject.toml', managed.replace('alpha', 'theta'));
    const lockfile = await world.repository.read('requirements.txt');
    await world.repository.write('requirements.txt', lockfile.replace(/alpha==\S+/, 'alpha==0.1'));
    const { stdout, stderr } = await world.lockgen(args);
    expect(stdout).not.toBe('');
    expect(stderr).toBe('');
  });
});

describe('--verbose', () => {
  async function replayed({ repository }: Hooked, command: string): Promise<string> {
    const [, folder = ''] = /^ {2}cd (\S+) &&/.exec(command) ?? [];
    const [, output = ''] = /--output-file=(\S+)/.exec(command) ?? [];
    const result = await run('/bin/sh', ['-c', `${command} >&2 && cat ${folder}/${output}`], {
      cwd: '/',
      env: repository.env,
    });
    expect(result.exitCode, `${command}\n${result.stderr}`).toBe(0);
    return result.stdout;
  }

  test.concurrent('prints commands that make the same lockfiles again', async () => {
    const world = await hooked();
    await world.repository.stage(FILES);
    const { exitCode, stderr } = await world.lockgen(['generate', '--verbose']);
    expect(exitCode, stderr).toBe(0);
    const commands = commandsIn(stderr);
    expect(commands.length, stderr).toBeGreaterThan(1);
    const made = new Map<string, string>();
    for (const command of commands)
      made.set(/--output-file=(\S+)/.exec(command)?.[1] ?? '', await replayed(world, command));
    expect([...made.keys()].sort()).toEqual(['requirements-full.txt', 'requirements.txt']);
    for (const [path, text] of made) expect(pinsOf(text)).toEqual(pinsOf(await world.repository.read(path)));
  });

  test.concurrent('has no password, and needs none where the environment has it', async () => {
    const world = await hooked();
    await world.repository.stage(FILES);
    const env = { UV_EXTRA_INDEX_URL: 'https://me:canary@index.invalid/simple', UV_PYTHON: '3.99' };
    const { stderr } = await world.lockgen(['generate', '--verbose'], { env });
    expect(commandsIn(stderr).length, stderr).toBeGreaterThan(0);
    expect(stderr).not.toContain('canary');
    expect(commandsIn(stderr).every((line) => line.includes(' env -u UV_PYTHON '))).toBe(true);
  });

  test('prints how pip installs uv, to be done again, and without a password', async () => {
    const world = await hooked({
      managedUv: false,
      env: {
        PIP_EXTRA_INDEX_URL: 'http://me:canary@127.0.0.1:1/simple',
        PIP_RETRIES: '0',
        PIP_TARGET: '/nowhere',
        PYTHONPATH: '/nowhere',
      },
    });
    const { repository } = world;
    await repository.stage(FILES);
    const { exitCode, stderr } = await world.lockgen(['generate', '--verbose']);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).not.toContain('canary');
    const [, command = ''] = /^lockgen: uv \S+, by pip:\n {2}(cd .*)$/m.exec(stderr) ?? [];
    expect(command, stderr).toContain(' -m pip install ');
    const [, made = ''] = / --target (\S+)/.exec(command) ?? [];
    expect(made.startsWith(`${repository.home}/tmp/`)).toBe(true);
    const again = await run('/bin/sh', ['-c', command], { cwd: '/', env: repository.env });
    expect(again.exitCode, again.stderr).toBe(0);
    const { stdout } = await run(`${made}/bin/uv`, ['--version'], { cwd: '/', env: repository.env });
    expect(stdout).toMatch(new RegExp(`^uv ${PINNED_UV.replaceAll('.', '\\.')} `));
  });

  test.concurrent('what it keeps is gone after the next run', async () => {
    const world = await hooked();
    await world.repository.stage(FILES);
    const { stderr } = await world.lockgen(['generate', '--verbose']);
    const [, folder = ''] = /is kept in (\S+), until/.exec(stderr) ?? [];
    expect(dirname(folder)).toBe(`${world.repository.home}/tmp`);
    await world.lockgen(['generate', '--upgrade']);
    expect((await run('/bin/ls', [folder], { cwd: '/', env: world.repository.env })).exitCode).not.toBe(0);
  });
});

describe('--debug', () => {
  test.concurrent('prints a line for each git and uv, and for each step', async () => {
    const world = await hooked();
    await world.repository.stage(FILES);
    const { stdout, stderr } = await world.lockgen(['generate', '--debug']);
    const lines = stderr.trimEnd().split('\n');
    expect(lines.filter((line) => !STEP.test(line))).toEqual([]);
    for (const step of [
      'git ',
      'uv pip compile',
      'read the configuration',
      'find uv',
      'resolve pyproject.toml',
      'ended with 0',
    ])
      expect(
        lines.some((line) => line.includes(`ms  ${step}`)),
        step,
      ).toBe(true);
    expect(stdout).toMatch(/^wrote requirements/);
  });

  test.concurrent('of a hook, by git -c lockgen.debug=true', async () => {
    const world = await hooked();
    await world.repository.stage(FILES);
    const told = await world.repository
      .git('-c', 'lockgen.debug=true', 'commit', '-m', 'Change')
      .then(() =>
        world.repository.tryGit(
          '-c',
          'lockgen.debug=true',
          'commit',
          '--amend',
          '--allow-empty',
          '-m',
          'Again',
        ),
      );
    expect(told.exitCode).toBe(0);
    await world.repository.stage({ 'pyproject.toml': managed.replace('alpha', 'theta') });
    const { stderr } = await world.repository.tryGit('-c', 'lockgen.debug=true', 'commit', '-m', 'Other');
    expect(stderr).toMatch(/^lockgen: debug: .* {2}stage the lockfiles$/m);
    await world.repository.stage({ 'pyproject.toml': managed });
    expect((await world.repository.tryGit('commit', '-m', 'Back')).stderr).not.toContain('debug');
  });
});
