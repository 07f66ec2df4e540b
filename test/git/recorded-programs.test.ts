import { chmod, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordedPrograms, recordPrograms } from '../../src/git/recorded-programs.js';
import { makeRepository, openRepository, type TestRepository } from '../helpers/repository.js';
import { scratchFolder } from '../helpers/scratch.js';

const context = ({ root, env }: TestRepository) => ({ cwd: root, env });

async function program(path: string): Promise<string> {
  await writeFile(path, '');
  await chmod(path, 0o755);
  return path;
}

describe('programs on record', () => {
  it('are the clone’s, in its linked worktrees too, and what isn’t named stays', async () => {
    const repository = await makeRepository({ files: { 'notes.md': '' } });
    const uv = await program(join(repository.home, 'a uv'));
    const node = await program(join(repository.home, 'node'));
    expect(await recordedPrograms(context(repository))).toEqual({});
    await recordPrograms(context(repository), { node: process.execPath });
    await recordPrograms(context(repository), { uv });
    expect(await recordedPrograms(context(repository))).toEqual({ node: process.execPath, uv });
    const root = join(await scratchFolder(), 'linked');
    await repository.git('worktree', 'add', '--quiet', root);
    await repository.git('config', 'extensions.worktreeConfig', 'true');
    const linked = openRepository(root, repository.home, repository.env);
    await recordPrograms(context(linked), { node });
    for (const one of [repository, linked])
      expect(await recordedPrograms(context(one))).toEqual({ node, uv });
    // The last one counts, as with git; to record is to replace them all.
    await repository.git('config', '--add', 'lockgen.uv', node);
    expect(await recordedPrograms(context(repository))).toEqual({ node, uv: node });
    await recordPrograms(context(repository), { uv });
    expect(await repository.git('config', '--get-all', 'lockgen.uv')).toBe(`${uv}\n`);
  });

  it('are left out, and not recorded, where they are gone, no programs, relative, or in a work tree', async () => {
    const repository = await makeRepository({ files: { 'bin/uv': '' } });
    await program(repository.path('bin/uv'));
    const linked = join(await scratchFolder(), 'linked');
    await repository.git('worktree', 'add', '--quiet', linked);
    await symlink(repository.path('bin/uv'), join(repository.home, 'link'));
    await writeFile(join(repository.home, 'file'), '');
    for (const path of [
      join(repository.home, 'gone'),
      join(repository.home, 'file'),
      repository.home,
      join(repository.home, 'link'),
      'bin/uv',
      repository.path('bin/uv'),
      join(linked, 'bin/uv'),
    ]) {
      await expect(recordPrograms(context(repository), { node: process.execPath, uv: path })).rejects.toThrow(
        `${path} can't be recorded as this clone's uv: `,
      );
      expect((await repository.tryGit('config', 'lockgen.node')).stdout).toBe('');
      await repository.git('config', 'lockgen.uv', path);
      expect(await recordedPrograms(context(repository)), path).toEqual({});
      await repository.git('config', '--unset', 'lockgen.uv');
    }
    await repository.git('config', 'lockgen.uv', process.execPath);
    await repository.git('config', '--add', 'lockgen.uv', 'bin/uv');
    expect(await recordedPrograms(context(repository))).toEqual({});
    const python = await program(join(repository.home, 'python3'));
    await repository.git('config', 'lockgen.python', python);
    expect(await recordedPrograms(context(repository))).toEqual({ python });
    await rm(python);
    expect(await recordedPrograms(context(repository))).toEqual({});
  });

  it('come from .git/config alone: no committed file that it includes, no configuration of the user’s, no variable', async () => {
    const repository = await makeRepository();
    const uv = process.execPath;
    await repository.stage({ '.gitconfig': `[lockgen]\n\tuv = ${uv}\n` });
    await repository.git('config', 'include.path', '../.gitconfig');
    await repository.git('config', '--global', 'lockgen.node', uv);
    const env = {
      ...repository.env,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'lockgen.node',
      GIT_CONFIG_VALUE_0: uv,
    };
    expect(await repository.git('config', 'lockgen.uv')).toBe(`${uv}\n`);
    expect(await recordedPrograms({ cwd: repository.root, env })).toEqual({});
  });

  it('are none outside of a repository, or without git', async () => {
    const { env, home } = await makeRepository();
    expect(await recordedPrograms({ cwd: home, env })).toEqual({});
    expect(await recordedPrograms({ cwd: home, env: { ...env, PATH: home } })).toEqual({});
    await expect(recordPrograms({ cwd: home, env }, { node: process.execPath })).rejects.toThrow(
      'git config failed',
    );
  });
});
