import { describe, expect, test } from 'vitest';
import { blocked, type Hooked, hooked, startedWith } from '../helpers/hooked.js';
import { pyproject, standardProject } from '../helpers/projects.js';

const ONE = pyproject({ dependencies: ['alpha', 'delta'] });

async function started(): Promise<Hooked & { readonly before: string }> {
  const world = await startedWith({ 'pyproject.toml': ONE });
  return { ...world, before: await world.repository.show('HEAD:requirements.txt') };
}

describe('a staged lockfile', () => {
  test.concurrent('with a pin that a person changed for one that fits, keeps it', async () => {
    const { repository, before, commit, pins } = await started();
    await commit({ 'requirements.txt': before.replace('alpha==2.0.0', 'alpha==1.1.0') });
    expect(await pins('requirements.txt')).toEqual(['alpha==1.1.0', 'delta==2.0.0']);
    expect(await repository.changed()).toEqual(['requirements.txt']);
  });

  test.concurrent('with a pin, a line or a header that nothing gives, is made right again', async () => {
    const { repository, before, commit } = await started();
    const wrong = before.replace('alpha==2.0.0', 'alpha==9.9.9').replace('3.10', '3.12');
    await repository.stage({ 'requirements.txt': `${wrong}iota==1.0.0\n` });
    // The commit is empty then, so something else goes with it.
    const words = await commit({ 'notes.md': '' });
    expect(await repository.show('HEAD:requirements.txt')).toBe(before);
    expect(await repository.changed()).toEqual(['notes.md']);
    expect(words).toContain('lockgen: staged requirements.txt');
    expect(words).toContain('alpha 9.9.9 → 2.0.0');
  });

  test.concurrent('where base was changed and full was not, agrees with full', async () => {
    const { repository, commit, pins } = await hooked();
    await commit({ 'pyproject.toml': standardProject() });
    const base = await repository.show('HEAD:requirements.txt');
    await commit({ 'notes.md': '', 'requirements.txt': base.replace('delta==2.0.0', 'delta==1.5.0') });
    expect(await pins('requirements.txt')).toContain('delta==2.0.0');
    expect(await pins('requirements-full.txt')).toContain('delta==2.0.0');
  });

  test.concurrent('with conflict markers is made from both sides', async () => {
    const { repository, before, commit, pins } = await started();
    const merged = before.replace(
      /delta==2\.0\.0\n.*\n/,
      '<<<<<<< HEAD\ndelta==2.0.0\n=======\nepsilon==1.0.0\n>>>>>>> theirs\n',
    );
    expect(merged).toContain('=======');
    await commit({
      'pyproject.toml': pyproject({ dependencies: ['alpha', 'delta', 'iota'] }),
      'requirements.txt': merged,
    });
    expect(await pins('requirements.txt')).toEqual(['alpha==2.0.0', 'delta==2.0.0', 'iota==2.0.0']);
    expect(await repository.show('HEAD:requirements.txt')).not.toMatch(/^[<=>]{7}/m);
  });

  test.concurrent('with conflict markers in its header is made again', async () => {
    const { repository, before, commit, pins } = await started();
    const [first, command, ...rest] = before.split('\n');
    const merged = [
      `<<<<<<< HEAD`,
      first,
      command,
      '=======',
      first,
      `${command} x`,
      '>>>>>>> theirs',
      ...rest,
    ];
    await commit({ 'requirements.txt': merged.join('\n'), 'notes.md': '' });
    expect(await pins('requirements.txt')).toEqual(['alpha==2.0.0', 'delta==2.0.0']);
    expect(await repository.show('HEAD:requirements.txt')).toBe(before);
  });

  test.concurrent('that is deleted comes back, with the pins that it had', async () => {
    const { repository, before, index, commit } = await started();
    await index.add([{ name: 'alpha', version: '3.0.0' }]);
    await repository.git('rm', '--quiet', 'requirements.txt');
    await commit({ 'notes.md': '' });
    expect(await repository.show('HEAD:requirements.txt')).toBe(before);
    await repository.git('rm', '--quiet', '--cached', 'requirements.txt');
    await commit({ 'notes.md': 'x\n' });
    expect(await repository.show('HEAD:requirements.txt')).toBe(before);
  });

  test.concurrent('with Windows line ends is no reason to do anything', async () => {
    const { repository, before, commit } = await started();
    const crlf = before.replaceAll('\n', '\r\n');
    expect(await commit({ 'requirements.txt': crlf })).toBe('');
    expect(await repository.git('show', 'HEAD:requirements.txt')).toBe(crlf);
  });
});

describe('a requirements.txt that lockgen did not make', () => {
  const OWN = '# what we need\nalpha==1.0.0\ndelta>=1\n';

  test.concurrent('blocks, and the message says how to adopt it; then the commit goes through with its pins', async () => {
    const world = await hooked({ files: { 'requirements.txt': OWN } });
    const { repository, lockgen, commit, pins } = world;
    await repository.stage({ 'pyproject.toml': ONE });
    const words = await blocked(world, () => repository.tryCommit('Change'));
    expect(words).toContain('requirements.txt was written by hand');
    expect(words).toMatch(/next: .*lockgen generate --adopt/);
    expect(words.trim().split('\n').length).toBeLessThanOrEqual(5);
    expect(await lockgen(['generate', '--adopt'])).toMatchObject({ exitCode: 0 });
    await commit({ 'requirements.txt': await repository.read('requirements.txt') });
    expect(await pins('requirements.txt')).toEqual(['alpha==1.0.0', 'delta==2.0.0']);
  });

  test.concurrent('blocks where git does not know it', async () => {
    const world = await hooked();
    await world.repository.write('requirements.txt', OWN);
    await world.repository.stage({ 'pyproject.toml': ONE });
    expect(await blocked(world, () => world.repository.tryCommit('Change'))).toContain('written by hand');
  });

  test.concurrent('blocks where another tool made it, and names the command', async () => {
    const header =
      '# This file was autogenerated by uv via the following command:\n#    uv export -o requirements.txt\n';
    const world = await hooked({ files: { 'requirements.txt': `${header}alpha==1.0.0\n` } });
    await world.repository.stage({ 'pyproject.toml': ONE });
    const words = await blocked(world, () => world.repository.tryCommit('Change'));
    expect(words).toContain('made by another command: uv export -o requirements.txt');
  });

  test.concurrent('in a project that is not managed is nobody’s business', async () => {
    const { repository, commit } = await hooked();
    await commit({ 'pyproject.toml': ONE });
    await commit({ 'docs/pyproject.toml': pyproject({ name: 'docs' }), 'docs/requirements.txt': OWN });
    expect(await repository.show('HEAD:docs/requirements.txt')).toBe(OWN);
  });
});
