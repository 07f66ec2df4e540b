import { rm } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { blocked, type Hooked, hooked, startedWith } from '../helpers/hooked.js';
import { boundedProject, pyproject, standardProject, unsatisfiableProject } from '../helpers/projects.js';

/** A repository in which there is everything that a blocked commit could harm. */
async function started(): Promise<Hooked> {
  const world = await startedWith({
    'pyproject.toml': standardProject(),
    'notes.md': 'one\n',
    'gone.md': '',
    'old.md': 'old\n',
  });
  const { repository } = world;
  await repository.stage({ 'notes.md': 'one\ntwo\n', 'new.md': 'new\n' });
  await repository.git('mv', 'old.md', 'renamed.md');
  await repository.write('notes.md', 'one\ntwo\nthree\n');
  await repository.write('untracked.txt', 'mine\n');
  await repository.remove('gone.md');
  return world;
}

/** Lines of ours, which come first, and those of uv below them. */
function parts(words: string): { ours: string[]; uv: string[] } {
  const lines = words.trimEnd().split('\n');
  const ours = lines.filter((line) => line.startsWith('lockgen: '));
  expect(lines.length).toBeLessThanOrEqual(20);
  expect(ours.length).toBeLessThanOrEqual(5);
  expect(lines.slice(0, ours.length)).toEqual(ours);
  return { ours, uv: lines.slice(ours.length) };
}

describe('a commit whose requirements have no solution', () => {
  test.concurrent('says what is blocked, where, and what to do, then uv’s own words, and changes nothing', async () => {
    const world = await started();
    const { repository } = world;
    const text = unsatisfiableProject();
    await repository.stage({ 'pyproject.toml': text });
    const { ours, uv } = parts(await blocked(world, () => repository.tryCommit('Change')));
    const line = text.split('\n').findIndex((one) => one.includes('epsilon')) + 1;
    expect(ours[0]).toBe(
      `lockgen: commit blocked: requirements.txt can't be resolved; see pyproject.toml:${line} "epsilon"`,
    );
    expect(ours[1]).toMatch(/^lockgen: next: change the requirements in pyproject\.toml$/);
    expect(ours[2]).toMatch(/nothing was changed/);
    expect(uv.join('\n')).toContain('No solution found when resolving dependencies');
    expect(uv.join('\n')).toMatch(/epsilon depend on delta<2/);
    // The commit goes through once that is mended.
    await repository.stage({ 'pyproject.toml': standardProject({ dependencies: ['epsilon'] }) });
    await repository.commit('Change');
    expect(await world.pins('requirements.txt')).toContain('delta==1.5.0');
  });

  test.concurrent('only in full has no lockfile of base either', async () => {
    const world = await started();
    await world.repository.stage({
      'pyproject.toml': pyproject({ dependencies: ['alpha'], extras: { full: ['epsilon', 'zeta'] } }),
    });
    const { ours } = parts(await blocked(world, () => world.repository.tryCommit('Change')));
    expect(ours[0]).toContain("requirements-full.txt can't be resolved");
  });

  test.concurrent('names the requirement that uv has found no version for, and not another one of that package', async () => {
    const full = ['alpha<0.1'];
    const world = await startedWith({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
    const text = pyproject({ dependencies: ['alpha'], extras: { full } });
    await world.repository.stage({ 'pyproject.toml': text });
    const { ours } = parts(await blocked(world, () => world.repository.tryCommit('Change')));
    const line = text.split('\n').findIndex((one) => one.includes('alpha<0.1')) + 1;
    expect(ours[0]).toContain(`see pyproject.toml:${line} "alpha<0.1"`);
    const { stderr, stdout } = await world.lockgen(['check', '--staged']);
    expect(stdout + stderr).toContain(`pyproject.toml:${line} "alpha<0.1"`);
  });

  test.concurrent('shows no more than a screen of a long explanation', async () => {
    const chain = Array.from({ length: 40 }, (_, number) => ({
      name: 'many',
      version: `${number + 1}.0`,
      requires: [`absent-${number}>1`],
    }));
    const world = await hooked({ packages: chain });
    await world.repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['many'] }) });
    const { uv } = parts(await blocked(world, () => world.repository.tryCommit('Change')));
    expect(uv.at(-1)).toMatch(/… \d+ more lines: npx lockgen generate shows them/);
    await world.repository.write('pyproject.toml', pyproject({ dependencies: ['many'] }));
    const all = await world.lockgen(['generate']);
    expect(all.exitCode).toBe(1);
    expect(all.stderr.split('\n').length).toBeGreaterThan(20);
    // Of several projects, the command is for the one that it is about.
    const [first, second] = [['many'], ['alpha']].map((dependencies, at) =>
      pyproject({ name: `svc-${at}`, dependencies, more: '[tool.lockgen]' }),
    );
    await world.repository.stage({
      'pyproject.toml': pyproject(),
      'services/svc-0/pyproject.toml': first ?? '',
      'services/svc-1/pyproject.toml': second ?? '',
    });
    const several = parts(await blocked(world, () => world.repository.tryCommit('Change')));
    expect(several.uv.at(-1)).toMatch(/more lines: npx lockgen generate services\/svc-0 shows them/);
  });

  test.concurrent('on Pythons that are not promised names the line that mends it, which does', async () => {
    const world = await hooked();
    const { repository } = world;
    await repository.stage({ 'pyproject.toml': boundedProject() });
    const { ours } = parts(await blocked(world, () => repository.tryCommit('Change')));
    const mend = ours.join('\n').match(/environments = \[.*\]/)?.[0];
    expect(mend).toBe(`environments = ["python_version < '3.13'"]`);
    await world.commit({ 'pyproject.toml': boundedProject({ more: `[tool.uv]\n${mend}` }) });
    expect(await world.pins('requirements.txt')).toEqual(["pi==1.0.0 ; python_full_version < '3.13'"]);
  });

  test.concurrent('because the index has no such name says so', async () => {
    const world = await hooked();
    await world.repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['alpha', 'numppy'] }) });
    const { ours } = parts(await blocked(world, () => world.repository.tryCommit('Change')));
    expect(ours[0]).toMatch(/numppy/);
    expect(ours[0]).toMatch(/pyproject\.toml:\d+/);
  });
});

describe('a blocked commit', () => {
  test.concurrent('of which the index is gone changes nothing', async () => {
    const world = await started();
    await rm(world.index.folder, { recursive: true });
    await world.repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['alpha', 'kappa.core'] }) });
    parts(await blocked(world, () => world.repository.tryCommit('Change')));
  });

  test.concurrent('goes through with --no-verify and with LOCKGEN=0, which says that it skips', async () => {
    const world = await hooked();
    const { repository } = world;
    await repository.stage({ 'pyproject.toml': unsatisfiableProject() });
    // It keeps the team's other hooks, under whatever manager.
    expect(await blocked(world, () => repository.tryCommit('Change'))).toContain(
      '; LOCKGEN=0 git commit commits without',
    );
    const { stderr } = await repository.commit('Change', { env: { LOCKGEN: '0' } });
    expect(stderr).toMatch(/^lockgen: skipped/);
    await repository.commit('Change', { args: ['--amend', '--no-verify'] });
    expect(await repository.files()).toEqual(['pyproject.toml']);
  });
});
