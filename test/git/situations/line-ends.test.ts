// topic: repositories
import { expect, test } from 'vitest';
import { type Hooked, startedWith } from '../../helpers/hooked.js';
import { alphaProject, edit, expectBlocked, expectCommits, expectCommitted, started } from './kept.js';
import { refusingAfterwards } from './started.js';

const crlf = (text: string): string => text.replaceAll('\n', '\r\n');

async function expectLineEnds({ repository }: Hooked, inWorkTree: '\r\n' | '\n'): Promise<void> {
  for (const path of ['requirements.txt', 'requirements-full.txt']) {
    expect(await repository.show(`HEAD:${path}`)).not.toContain('\r');
    const text = await repository.show(`HEAD:${path}`);
    expect(await repository.read(path)).toBe(inWorkTree === '\n' ? text : crlf(text));
  }
}

/** A repository in which a checkout gives CRLF, and has given it. */
async function checkedOut(world: Hooked): Promise<Hooked> {
  const { repository } = world;
  await repository.git('rm', '--quiet', '--cached', '-r', '.');
  await repository.git('reset', '--quiet', '--hard');
  expect(await repository.read('pyproject.toml')).toContain('\r\n');
  return world;
}

test.concurrent('`core.autocrlf=true`: the lockfiles have LF in the commit and CRLF in the work tree', async () => {
  const world = await started();
  await world.repository.git('config', 'core.autocrlf', 'true');
  await checkedOut(world);
  await expectCommits(world, { encode: crlf });
  await expectLineEnds(world, '\r\n');
  await expectBlocked(world, { encode: crlf });
});

test.concurrent('`core.autocrlf=true` and lockfiles as the last commit left them: nothing is said of any that were not staged', async () => {
  const world = await started();
  const { repository } = world;
  await repository.git('config', 'core.autocrlf', 'true');
  await checkedOut(world);
  await edit(world, 'alpha<2', { encode: crlf });
  const { stderr } = await repository.commit('Change', { args: ['-a'] });
  expect(stderr).toMatch(/^lockgen: staged /m);
  expect(stderr).not.toContain('was not staged');
  await expectCommitted(world, '1.1.0', { encode: crlf });
});

test.concurrent('`core.autocrlf=true` and a `git commit PATH` that another hook refuses after lockgen: it is not stuck', async () => {
  const world = await started();
  const { repository } = world;
  await repository.git('config', 'core.autocrlf', 'true');
  await checkedOut(world);
  const path = await edit(world, 'alpha<2', { encode: crlf });
  const takeAway = await refusingAfterwards(world);
  expect((await repository.tryCommit('Change', { args: ['--', path] })).exitCode).toBe(1);
  expect(await repository.read('requirements.txt')).toMatch(/^alpha==1\.1\.0\r\n/m);
  await takeAway();
  await edit(world, 'alpha<1.1', { encode: crlf });
  await repository.commit('Change', { args: ['--', path] });
  await expectCommitted(world, '1.0.0', { encode: crlf });
  await expectLineEnds(world, '\r\n');
});

test.concurrent('`core.autocrlf=true` with `core.safecrlf=true`: the lockfiles are in the commit', async () => {
  const world = await started();
  await world.repository.git('config', 'core.autocrlf', 'true');
  await world.repository.git('config', 'core.safecrlf', 'true');
  await world.repository.write('.git/info/attributes', 'notes.md -text\n');
  await checkedOut(world);
  await expectCommits(world, { encode: crlf });
  await expectLineEnds(world, '\r\n');
});

test.concurrent('`core.autocrlf=input` and a pyproject.toml with CRLF: the lockfiles have LF everywhere', async () => {
  const world = await started();
  await world.repository.git('config', 'core.autocrlf', 'input');
  await expectCommits(world, { encode: crlf });
  await expectLineEnds(world, '\n');
});

test.concurrent('`eol=crlf` in .gitattributes: the lockfiles have LF in the commit and CRLF in the work tree', async () => {
  const world = await startedWith({
    '.gitattributes': '* text=auto\n*.txt text eol=crlf\n*.toml text eol=crlf\n',
    'pyproject.toml': crlf(alphaProject('alpha')),
    'notes.md': 'one\n',
  });
  await expectLineEnds(world, '\r\n');
  await expectCommits(world, { encode: crlf });
  await expectLineEnds(world, '\r\n');
});

test.concurrent('a pyproject.toml with CRLF in the commit itself: the lockfiles are made from it', async () => {
  const world = await startedWith({ 'pyproject.toml': crlf(alphaProject('alpha')), 'notes.md': 'one\n' });
  await expectCommits(world, { encode: crlf });
  await expectLineEnds(world, '\n');
});
