import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkGuiClients } from '../../src/doctor/checks/gui-clients.js';
import { openWorld } from '../../src/doctor/world.js';
import { contextIn } from '../helpers/context.js';
import { findNodeWithin, windowPath } from '../helpers/node-folders.js';
import { makeRepository, type TestRepository } from '../helpers/repository.js';
import { scratchFolder } from '../helpers/scratch.js';

const RECORD = 'git config lockgen.node "$(node -p process.execPath)"';
const SHIM = fileURLToPath(new URL('../../hooks/pre-commit', import.meta.url));
const lookedAt = (repository: TestRepository, path: string) =>
  checkGuiClients(
    openWorld(contextIn({ cwd: repository.root, home: repository.home, env: repository.env }), '0.1.0', true),
    path,
  );

/** A node that only says its version. */
async function nodeOf(version: string, place?: string): Promise<string> {
  const path = place ?? join(await scratchFolder(), 'node');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho v${version}\n`, { mode: 0o755 });
  return path;
}

test('no node on a bare PATH is a note, with the command that records one', async () => {
  const repository = await makeRepository();
  expect(await lookedAt(repository, '/nowhere')).toEqual([
    {
      check: 'gui-clients',
      state: 'note',
      says: 'a program that commits with /nowhere as its PATH finds no node',
      mend: [RECORD],
    },
  ]);
});

test('one that is too old is no better', async () => {
  const repository = await makeRepository();
  const path = await nodeOf('18.20.0');
  expect(await lookedAt(repository, dirname(path))).toMatchObject([
    { state: 'note', says: expect.stringContaining(`finds no node but 18.20.0 (${path})`) },
  ]);
});

test('where the hook is wired, its own search decides: nvm’s node is found', async () => {
  const repository = await makeRepository();
  await mkdir(repository.path('node_modules/.bin'), { recursive: true });
  await repository.write('node_modules/lockgen/hooks/pre-commit', await readFile(SHIM));
  await repository.write('node_modules/lockgen/hooks/find-node', await findNodeWithin(await scratchFolder()));
  await symlink('../lockgen/hooks/pre-commit', repository.path('node_modules/.bin/lockgen-pre-commit'));
  await repository.wireHook('node_modules/.bin/lockgen-pre-commit');
  const path = await windowPath(repository.env);
  expect(await lookedAt(repository, path)).toMatchObject([{ state: 'note' }]);
  const nvm = await nodeOf('22.1.0', join(repository.home, '.nvm/versions/node/v22.1.0/bin/node'));
  expect(await lookedAt(repository, path)).toEqual([
    {
      check: 'gui-clients',
      state: 'ok',
      says: `a program that commits with a bare PATH finds node 22.1.0 (${nvm})`,
    },
  ]);
});
