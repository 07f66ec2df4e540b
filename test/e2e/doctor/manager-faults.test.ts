import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { doctor, mendedByTyping, notOk } from '../../helpers/doctor.js';
import type { Manager } from '../../helpers/hook-managers.js';
import type { Hooked } from '../../helpers/hooked.js';
import { projectUnder } from '../../helpers/manager-situations.js';

/** Each hook manager, where git finds its hooks, and what installs them. */
const MANAGERS: readonly (readonly [Manager, folder: string, installs: string])[] = [
  [{ section: 'husky', npm: ['husky'] }, '.husky/_', 'npx husky'],
  [{ section: 'pre-commit' }, '.git/hooks', 'pre-commit install'],
  [{ section: 'prek' }, '.git/hooks', 'prek install'],
  [{ section: 'lefthook' }, '.git/hooks', 'lefthook install'],
  [{ section: 'simple-git-hooks', npm: ['simple-git-hooks'] }, '.git/hooks', 'npx simple-git-hooks'],
  [{ section: 'Plain git' }, '.git/hooks', 'lockgen init'],
  [{ section: 'core.hooksPath' }, '.githooks', 'lockgen init'],
];

describe.each(
  MANAGERS.map(([manager, folder, installs]) => ({
    name: manager.section,
    folder,
    installs,
    start: projectUnder(manager),
  })),
)('under $name', ({ folder, installs, start }) => {
  const file = (hook: string): string => `${folder}/${hook}`;
  const allWell = async (world: Hooked): Promise<void> => expect(notOk(await doctor(world))).toEqual([]);

  test.concurrent.each(['pre-commit', 'pre-merge-commit'] as const)('without %s alone', async (hook) => {
    const world = await start();
    await world.repository.remove(file(hook));
    expect(notOk(await doctor(world))).toEqual([hook]);
    const { message, mend } = await mendedByTyping(world, hook);
    expect(message).toContain(`there is no ${file(hook)}`);
    expect(mend).toEqual([installs]);
    await allWell(world);
  });

  test.concurrent.each(['pre-commit', 'pre-merge-commit'] as const)('%s is not executable', async (hook) => {
    const world = await start();
    await world.repository.run('chmod', ['-x', file(hook)]);
    expect(notOk(await doctor(world))).toEqual([hook]);
    const { message, mend } = await mendedByTyping(world, hook);
    expect(message).toBe(`${file(hook)} is not executable, so git passes it over`);
    expect(mend).toEqual([`chmod +x ${file(hook)}`]);
    await allWell(world);
  });

  test.concurrent('with hooks of the user’s own for all repositories', async () => {
    const world = await start();
    const { repository } = world;
    const own = join(repository.home, 'hooks');
    await repository.run('mkdir', [own]);
    await repository.git('config', '--global', 'core.hooksPath', own);
    const answer = await doctor(world);
    if (folder === '.git/hooks')
      expect(answer.says('hooks-folder')[0]).toContain(`${own}, as core.hooksPath says in `);
    if (folder !== '.git/hooks') return expect(notOk(answer)).toEqual([]);
    expect(notOk(answer)).toEqual(['pre-commit', 'pre-merge-commit']);
    await mendedByTyping(world, 'pre-commit');
    await allWell(world);
  });
});

test('a copy of an older lockgen’s hook is told, with what makes it the same again', async () => {
  const world = await projectUnder({ section: 'Plain git' })();
  const { repository } = world;
  const hook = '.git/hooks/pre-commit';
  expect((await doctor(world)).says('pre-commit')).toEqual([expect.stringMatching(/^ok /)]);
  await repository.write(hook, `${await repository.read(hook)}# older\n`);
  const answer = await doctor(world);
  expect(answer.exitCode).toBe(0);
  const [told] = answer.of('pre-commit');
  expect(told).toMatchObject({
    state: 'note',
    message: expect.stringMatching(
      /: it is no longer the same as \S+\/hooks\/pre-commit, of which it was a copy$/,
    ),
  });
  // As it says; what it does meanwhile is the package's.
  await repository.stage({ 'notes.md': 'more\n' });
  await repository.commit('More');
  const [, command = ''] = / shows how; (cp .+), if nothing/.exec(told?.byHand ?? '') ?? [];
  await repository.run('sh', ['-c', command]);
  expect((await doctor(world)).says('pre-commit')).toEqual([expect.stringMatching(/^ok /)]);
});
