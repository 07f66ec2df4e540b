// topic: repositories
import { expect, test } from 'vitest';
import { type Hooked, startedWith } from '../../helpers/hooked.js';
import { alphaProject, expectBlocked, expectCommits, started } from './kept.js';

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
