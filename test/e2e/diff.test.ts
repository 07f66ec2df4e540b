import { describe, expect, test } from 'vitest';
import { type Hooked, startedWith } from '../helpers/hooked.js';
import { standardProject } from '../helpers/projects.js';

const project = (...dependencies: string[]): string => standardProject({ dependencies });

async function twoCommits(): Promise<Hooked> {
  const world = await startedWith({ 'pyproject.toml': project('gamma', 'delta<2') });
  await world.commit({ 'pyproject.toml': project('gamma', 'zeta') });
  return world;
}

const lines = (text: string): string[] => text.split('\n').map((line) => line.replace(/ {2,}/g, ' | '));

describe('lockgen diff', () => {
  test.concurrent('of two commits: base and full in one table', async () => {
    const world = await twoCommits();
    const { exitCode, stdout, stderr } = await world.lockgen(['diff', 'HEAD~1', 'HEAD']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(lines(stdout)).toEqual([
      'delta | 1.5.0 | → | 2.0.0 | major | requirements-full.txt, requirements.txt',
      expect.stringMatching(/^zeta \| .* \| added \| requirements-full\.txt, requirements\.txt$/),
      '',
    ]);
    expect(await world.lockgen(['diff', '--exit-code', 'HEAD~1', 'HEAD'])).toMatchObject({ exitCode: 1 });
    expect(await world.lockgen(['diff', '--exit-code', 'HEAD', 'HEAD'])).toMatchObject({
      exitCode: 0,
      stdout: 'no difference between HEAD and HEAD\n',
    });
  });

  test.concurrent('of the work tree and of the index against HEAD', async () => {
    const world = await twoCommits();
    const { repository } = world;
    expect(await world.lockgen(['diff'])).toMatchObject({
      exitCode: 0,
      stdout: 'no difference between HEAD and the work tree\n',
    });
    expect(await world.lockgen(['diff', '--quiet'])).toMatchObject({ exitCode: 0, stdout: '' });
    const text = await repository.read('requirements.txt');
    await repository.write('requirements.txt', text.replace('delta==2.0.0', 'delta==1.5.0'));
    expect(lines((await world.lockgen(['diff'])).stdout)[0]).toBe(
      'delta | 2.0.0 | → | 1.5.0 | downgrade | requirements.txt',
    );
    expect(await world.lockgen(['diff', '--staged'])).toMatchObject({
      exitCode: 0,
      stdout: 'no difference between HEAD and the index\n',
    });
    await repository.git('add', '.');
    expect((await world.lockgen(['diff', '--staged'])).stdout).toContain('downgrade');
    expect((await world.lockgen(['diff', '--staged', 'HEAD~1'])).stdout).not.toContain('downgrade');
  });

  test.concurrent('where a lockfile comes and goes', async () => {
    const world = await twoCommits();
    await world.repository.remove('requirements-full.txt');
    const { stdout } = await world.lockgen(['diff']);
    expect(stdout).toMatch(/removed {2}requirements-full\.txt$/m);
    await world.repository.git('rm', '-rq', '--cached', '.');
    await world.repository.commit('Nothing', { args: ['--no-verify'] });
    expect((await world.lockgen(['diff', 'HEAD'])).stdout).toMatch(/added/);
  });

  test.concurrent('of two files', async () => {
    const world = await twoCommits();
    await world.repository.write('old.txt', 'delta==1.0\n');
    await world.repository.write('new.txt', 'delta==1.0.1\nzeta==3\n');
    expect(lines((await world.lockgen(['diff', 'old.txt', 'new.txt'])).stdout)).toEqual([
      'delta | 1.0 | → | 1.0.1 | patch',
      'zeta | 3 | added',
      '',
    ]);
    await world.repository.git('branch', 'new.txt');
    const both = await world.lockgen(['diff', 'old.txt', 'new.txt']);
    expect(both).toMatchObject({ exitCode: 2, stdout: '' });
    expect(both.stderr).toContain('new.txt is a file and a revision');
    expect((await world.lockgen(['diff', './old.txt', './new.txt'])).stdout).toContain('zeta');
    await world.repository.remove('.git');
    expect((await world.lockgen(['diff', 'old.txt', 'new.txt'])).stdout).toContain('zeta');
  });

  test.concurrent('for machines, and as a table of Markdown', async () => {
    const world = await twoCommits();
    const json: unknown = JSON.parse(
      (await world.lockgen(['diff', 'HEAD~1', 'HEAD', '--format', 'json'])).stdout,
    );
    expect(json).toMatchObject({
      schemaVersion: 1,
      command: 'diff',
      from: 'HEAD~1',
      to: 'HEAD',
      changes: [
        {
          name: 'delta',
          kind: 'changed',
          before: ['1.5.0'],
          after: ['2.0.0'],
          size: 'major',
          lockfiles: [{ path: 'requirements-full.txt' }, { path: 'requirements.txt' }],
        },
        { name: 'zeta', kind: 'added' },
      ],
    });
    const { stdout } = await world.lockgen(['diff', 'HEAD~1', 'HEAD', '--format', 'markdown']);
    expect(stdout).toContain(
      '| `delta` | 1.5.0 | 2.0.0 | major | `requirements-full.txt`<br>`requirements.txt` |',
    );
    const none = await world.lockgen(['diff', '--format', 'markdown']);
    expect(none.stdout).toMatch(/\nNo difference\.\n$/);
  });

  test.concurrent.each([
    [['nowhere'], 'nowhere names no commit'],
    [['old.txt', 'HEAD'], 'old.txt names no commit'],
    [['--staged', 'HEAD~1', 'HEAD'], 'one revision'],
    [['a', 'b', 'c'], 'too many arguments'],
  ])('of %j: exit 2, with what to do', async (args, says) => {
    const world = await twoCommits();
    const result = await world.lockgen(['diff', ...args]);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain(says);
    expect(result.stderr).toContain('next: ');
  });
});
