// topic: commands
import { createServer, type Server } from 'node:http';
import { afterAll, expect, test } from 'vitest';
import { pyproject } from '../../helpers/projects.js';
import { standing } from '../../helpers/wired.js';
import { expectWorkAtHand, putWorkAtHand } from './expect.js';
import { started } from './started.js';
import { openTerminal } from './terminal.js';

const servers: Server[] = [];

afterAll(() => {
  for (const server of servers.splice(0)) server.close();
});

/** Where everybody is asked for a password. */
async function lockedServer(): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="here"' }).end();
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://127.0.0.1:${address.port}`;
}

const DIRECT = { NO_PROXY: '*', no_proxy: '*' };

test.concurrent('a commit in a terminal while the index wants a password: it is blocked, and nothing is asked', async () => {
  const world = await started();
  const { repository } = world;
  await putWorkAtHand(world);
  await repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['omega'] }) });
  const before = await standing(repository);
  const env = { UV_DEFAULT_INDEX: `${await lockedServer()}/simple`, UV_FIND_LINKS: undefined, ...DIRECT };
  const { exitCode, text } = await openTerminal(repository, ['git', 'commit', '-m', 'Change'], env).ended();
  expect(exitCode, text).toBe(1);
  expect(text).toMatch(/lockgen: /);
  expect(text).not.toMatch(/(?:user ?name|password)[^\n]*: *$/im);
  expect(await standing(repository)).toBe(before);
  await expectWorkAtHand(world);
});

test.concurrent('a commit in a terminal while a git dependency wants a password: it is blocked, and nothing is asked', async () => {
  const world = await started();
  const { repository } = world;
  const dependency = `omega @ git+${await lockedServer()}/omega.git`;
  await repository.stage({ 'pyproject.toml': pyproject({ dependencies: [dependency] }) });
  const before = await standing(repository);
  const { exitCode, text } = await openTerminal(
    repository,
    ['git', 'commit', '-m', 'Change'],
    DIRECT,
  ).ended();
  expect(exitCode, text).toBe(1);
  expect(text).toMatch(/lockgen: /);
  expect(await standing(repository)).toBe(before);
});
