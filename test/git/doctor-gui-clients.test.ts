import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkGuiClients } from '../../src/doctor/checks/gui-clients.js';
import { openWorld } from '../../src/doctor/world.js';
import { PINNED_UV } from '../../src/uv/version.js';
import { contextIn } from '../helpers/context.js';
import { realPython } from '../helpers/environment.js';
import { findNodeWithin, windowPath } from '../helpers/node-folders.js';
import { layOutPythons } from '../helpers/python-folders.js';
import { makeRepository, type TestRepository } from '../helpers/repository.js';
import { scratchFolder } from '../helpers/scratch.js';
import { sharedUv } from '../helpers/uv.js';

const RECORD = 'git config lockgen.node "$(node -p process.execPath)"';
const SHIM = fileURLToPath(new URL('../../hooks/pre-commit', import.meta.url));
const lookedAt = (repository: TestRepository, path: string) =>
  checkGuiClients(
    openWorld(
      contextIn({ cwd: repository.root, home: repository.home, env: withoutCertificates(repository.env) }),
      '0.1.0',
      true,
    ),
    path,
  );

/** As on a machine that needs none to be named. */
const withoutCertificates = (env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...env,
  ...{ SSL_CERT_FILE: undefined, SSL_CERT_DIR: undefined },
});

/** A node that only says its version. */
async function nodeOf(version: string, place?: string): Promise<string> {
  const path = place ?? join(await scratchFolder(), 'node');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho v${version}\n`, { mode: 0o755 });
  return path;
}

/** The hook as it is in the package, which looks for node itself. */
async function wire(repository: TestRepository): Promise<void> {
  await mkdir(repository.path('node_modules/.bin'), { recursive: true });
  await repository.write('node_modules/lockgen/hooks/pre-commit', await readFile(SHIM));
  await repository.write('node_modules/lockgen/hooks/find-node', await findNodeWithin(await scratchFolder()));
  await symlink('../lockgen/hooks/pre-commit', repository.path('node_modules/.bin/lockgen-pre-commit'));
  await repository.wireHook('node_modules/.bin/lockgen-pre-commit');
}

test('what a bare PATH has no way to is a note each, with the command that records it', async () => {
  const repository = await makeRepository();
  await wire(repository);
  const [uv, bare] = [await sharedUv(), await windowPath(repository.env)];
  const shown = async (env: NodeJS.ProcessEnv) =>
    await checkGuiClients(
      openWorld(
        contextIn({ cwd: repository.root, home: repository.home, env: withoutCertificates(env) }),
        '0.1.0',
        true,
      ),
      bare,
    );
  const says = (what: string, ...mend: readonly string[]) => ({
    check: 'gui-clients',
    state: 'note',
    says: `a program that commits with ${bare} as its PATH finds no ${what}`,
    mend,
  });
  await rm(join(repository.home, '.cache'), { recursive: true });
  const PATH = [dirname(uv), repository.env.PATH].join(':');
  const findings = await shown({ ...repository.env, PATH });
  expect(findings).toEqual([
    says('node', RECORD),
    says('Python 3.8 or later', expect.stringMatching(/^git config lockgen\.python \/\S+$/)),
    says(`uv ${PINNED_UV}`, `git config lockgen.uv ${uv}`),
  ]);
  // Typed as they stand, all is found.
  for (const { mend = [] } of findings)
    for (const line of mend) await repository.run('sh', ['-c', line], { env: repository.env });
  expect(await shown(repository.env)).toEqual([
    {
      check: 'gui-clients',
      state: 'ok',
      says: expect.stringMatching(
        /^a program that commits with a bare PATH finds node \d+\S+ \(\/\S+\), Python 3\.\S+ \(\/\S+\), uv \d\S+ \(\/\S+\)$/,
      ),
    },
  ]);
});

test('one that is too old is no better', async () => {
  const repository = await makeRepository();
  const path = await nodeOf('18.20.0');
  expect((await lookedAt(repository, dirname(path)))[0]).toMatchObject({
    state: 'note',
    says: expect.stringContaining(`finds no node but 18.20.0 (${path})`),
  });
});

test('where the hook is wired, its own search decides: nvm’s node is found', async () => {
  const repository = await makeRepository();
  await wire(repository);
  const path = await windowPath(repository.env);
  expect((await lookedAt(repository, path))[0]?.says).toMatch(/ finds no node$/);
  const nvm = await nodeOf('22.1.0', join(repository.home, '.nvm/versions/node/v22.1.0/bin/node'));
  await layOutPythons(repository.home, { pythons: ['.pyenv/versions/3.12.4/bin/python3'] });
  expect(await lookedAt(repository, path)).toEqual([
    {
      check: 'gui-clients',
      state: 'ok',
      says: expect.stringContaining(
        `a program that commits with a bare PATH finds node 22.1.0 (${nvm}), Python 3.`,
      ),
    },
  ]);
});

test('without a uv, one is installed by the first commit that needs it, if there is a pip', async () => {
  const repository = await makeRepository();
  await rm(join(repository.home, '.cache'), { recursive: true });
  const path = await windowPath(repository.env, { python3: realPython(), node: process.execPath });
  expect((await lookedAt(repository, path))[0]?.says).toMatch(
    /, the pip that installs uv \d\S+ when it is needed first$/,
  );
  expect(
    await lookedAt(repository, await windowPath(repository.env, { node: process.execPath })),
  ).toMatchObject([
    { says: expect.stringContaining('finds no Python 3.8 or later'), state: 'note' },
    { says: expect.stringMatching(/finds no uv \d/), mend: ['lockgen uv --version'] },
  ]);
});

test('certificates that only a shell names are a note, until uv.toml says where they are', async () => {
  const repository = await makeRepository();
  const env = { ...withoutCertificates(repository.env), SSL_CERT_FILE: '/etc/authority.pem' };
  const path = await windowPath(repository.env);
  const notes = async () => {
    const context = contextIn({ cwd: repository.root, home: repository.home, env });
    const findings = await checkGuiClients(openWorld(context, '0.1.0', true), path);
    return findings.filter(({ says }) => says.startsWith('SSL_CERT_FILE'));
  };
  expect(await notes()).toMatchObject([
    { state: 'note', byHand: expect.stringContaining('system-certs = true') },
  ]);
  const folder = join(repository.home, '.config/uv');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'uv.toml'), 'system-certs = true\n');
  expect(await notes()).toEqual([]);
});
