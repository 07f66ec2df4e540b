import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { doctor, notOk } from '../../helpers/doctor.js';
import { type Hooked, startedWith } from '../../helpers/hooked.js';
import { startHttpIndex } from '../../helpers/http-index.js';
import { pyproject } from '../../helpers/projects.js';

const PACKAGES = [{ name: 'alpha', version: '2.0.0' }];
const project = (more = ''): Readonly<Record<string, string>> => ({
  'pyproject.toml': pyproject({ dependencies: ['alpha'], more }),
});
const started = (): Promise<Hooked> => startedWith(project());
const NO_LINKS = { UV_FIND_LINKS: '' };

test.concurrent('an index that answers, and one that has no such package', async () => {
  const world = await started();
  const [full, empty] = await Promise.all([startHttpIndex(PACKAGES), startHttpIndex([])]);
  await world.repository.stage(
    project(`[[tool.uv.index]]\nname = "empty"\nurl = "${empty.origin}/simple/"\nexplicit = true`),
  );
  const answer = await doctor(world, [], { env: { ...NO_LINKS, ...full.env } });
  expect(answer.says('index')).toEqual([
    `ok ${full.env.UV_DEFAULT_INDEX}: answers`,
    `ok empty (${empty.origin}/simple/): answers`,
  ]);
  expect(full.requests).toContain('/simple/alpha/');
  expect(empty.requests).toContain('/simple/alpha/');
});

test.concurrent('--offline asks none', async () => {
  const world = await started();
  const index = await startHttpIndex(PACKAGES);
  for (const [args, env] of [
    [['--offline'], {}],
    [[], { UV_OFFLINE: '1' }],
  ] as const) {
    const answer = await doctor(world, args, { env: { ...NO_LINKS, ...index.env, ...env } });
    expect(answer.exitCode).toBe(0);
    expect(answer.says('index')).toEqual([expect.stringMatching(/^note .*: not asked/)]);
  }
  expect(index.requests).toEqual([]);
});

test.concurrent('an index that is not there', async () => {
  const world = await started();
  const index = await startHttpIndex(PACKAGES);
  await index.close();
  const answer = await doctor(world, [], { env: { ...NO_LINKS, ...index.env } });
  expect(notOk(answer)).toEqual(['index']);
  expect(answer.says('index')).toEqual([expect.stringMatching(/^not-ok http:\S+: can't be reached: /)]);
});

test.concurrent.each([[503], [404], [403]])('an index that answers with %d alone', async (status) => {
  const world = await started();
  const index = await startHttpIndex(PACKAGES);
  index.become(status);
  const answer = await doctor(world, [], { env: { ...NO_LINKS, ...index.env } });
  if (status === 404) expect(answer.says('index')[0]).toMatch(/^ok /);
  else expect(answer.says('index')[0]).toMatch(new RegExp(`^not-ok .*${status}`));
});

test.concurrent('a login page is no index', async () => {
  const world = await started();
  const index = await startHttpIndex(PACKAGES);
  index.become('login');
  const answer = await doctor(world, [], { env: { ...NO_LINKS, ...index.env } });
  expect(notOk(answer)).toEqual(['index']);
  expect(answer.says('index')[0]).toMatch(/^not-ok .*: refuses: its page has no package on it/);
});

test.concurrent('a password that is missing is asked for by name, one that is right is not shown, and a wrong one neither', async () => {
  const world = await started();
  const secret = 'kOrreCt-hOrse';
  const right = `Basic ${Buffer.from(`ada:${secret}`).toString('base64')}`;
  const index = await startHttpIndex(PACKAGES, { admits: ({ headers }) => headers.authorization === right });
  const url = `${index.origin}/simple/`;
  await world.repository.stage(
    project(`[[tool.uv.index]]\nname = "my-company"\nurl = "${url}"\ndefault = true`),
  );
  const env = { ...NO_LINKS, ...index.env, UV_DEFAULT_INDEX: undefined };
  const without = await doctor(world, [], { env });
  expect(without.of('index')[0]).toMatchObject({
    state: 'not-ok',
    message: expect.stringMatching(/^my-company \(.*\): refuses \(HTTP 401\)/),
    byHand: expect.stringContaining('UV_INDEX_MY_COMPANY_USERNAME and UV_INDEX_MY_COMPANY_PASSWORD'),
  });
  const named = { UV_INDEX_MY_COMPANY_USERNAME: 'ada', UV_INDEX_MY_COMPANY_PASSWORD: secret };
  expect((await doctor(world, [], { env: { ...env, ...named } })).says('index')).toEqual([
    `ok my-company (${url}): answers`,
  ]);
  for (const password of [secret, `${secret}-not`]) {
    const inUrl = { UV_DEFAULT_INDEX: url.replace('://', `://ada:${password}@`) };
    for (const format of ['text', 'json', 'markdown']) {
      const { stdout, stderr } = await world.lockgen(['doctor', '--format', format], {
        env: { ...env, ...inUrl },
      });
      expect(stdout).toContain(index.host);
      expect(stdout + stderr).not.toContain(secret);
    }
  }
});

test.concurrent('folders that are gone', async () => {
  const world = await started();
  const { UV_DEFAULT_INDEX: url, UV_FIND_LINKS: links } = world.index.env;
  await rm(fileURLToPath(url), { recursive: true });
  const answer = await doctor(world, [], { env: { UV_FIND_LINKS: join(links, 'gone') } });
  expect(notOk(answer)).toEqual(['index', 'index']);
  expect(answer.says('index')).toEqual([
    expect.stringMatching(/^not-ok file:\S+: there is no \//),
    expect.stringMatching(/^not-ok \S+: there is no \//),
  ]);
});
