import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll } from 'vitest';
import type { TestRepository } from '../../helpers/repository.js';
import { scratchFolder } from '../../helpers/scratch.js';

/** A moment of a commit that lasts until the test lets it pass. */
export interface Held {
  /** Variables beside the repository's. */
  readonly env: NodeJS.ProcessEnv;
  /** Waits until the commit is there. */
  reached(): Promise<void>;
  letGo(): Promise<void>;
}

const servers: Server[] = [];

afterAll(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/**
 * While uv resolves: its index is a server that doesn't answer. Let go, it has no package, and uv takes those of its
 * `--find-links` folder.
 */
export async function whileResolving(): Promise<Held> {
  const waiting: ServerResponse[] = [];
  let held = true;
  let wasReached = (): void => {};
  const asked = new Promise<void>((resolve) => {
    wasReached = resolve;
  });
  const refuse = (response: ServerResponse): void => {
    response.writeHead(404).end();
  };
  const server = createServer((_request, response) => {
    wasReached();
    if (held) waiting.push(response);
    else refuse(response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const letGo = async (): Promise<void> => {
    held = false;
    for (const response of waiting.splice(0)) refuse(response);
  };
  return {
    env: { UV_DEFAULT_INDEX: `http://127.0.0.1:${address.port}/simple`, NO_PROXY: '*', no_proxy: '*' },
    reached: () => asked,
    letGo,
  };
}

/**
 * While lockfiles are written: they are in the index and in the work tree, and lockgen's git, which holds the index
 * locked, waits for a filter of the user's to read them.
 *
 * @param pin what the new lockfiles have, and the old ones don't.
 */
export async function whileWriting(repository: TestRepository, pin: string): Promise<Held> {
  const has = (path: string): string => `grep -q '^${pin}$' ${path}`;
  return await heldFilter(
    repository,
    'requirements*.txt',
    `${has('requirements.txt')} && ${has('requirements-full.txt')}`,
  );
}

/**
 * While git reads a file, with the index locked.
 *
 * @param pattern the files, as a line of gitattributes has it.
 * @param when a condition in sh, at the root.
 */
export async function heldFilter(repository: TestRepository, pattern: string, when: string): Promise<Held> {
  const folder = await scratchFolder();
  const [held, reached, filter] = [join(folder, 'held'), join(folder, 'reached'), join(folder, 'filter')];
  await mkdir(held);
  // It ends as well when the folder is removed at the end of all tests.
  await writeFile(
    filter,
    `#!/bin/sh
if [ -d '${held}' ] && ${when}; then
  : >'${reached}'
  while [ -d '${held}' ]; do sleep 0.02; done
fi
exec cat
`,
    { mode: 0o755 },
  );
  await repository.git('config', 'filter.held.clean', `'${filter}'`);
  await mkdir(repository.path('.git/info'), { recursive: true });
  await writeFile(repository.path('.git/info/attributes'), `${pattern} filter=held\n`);
  return {
    env: {},
    async reached() {
      while (!existsSync(reached)) await setTimeout(10);
    },
    letGo: () => rm(held, { recursive: true, force: true }),
  };
}
