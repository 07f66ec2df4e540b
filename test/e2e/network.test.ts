import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FAULTS, startFaultyIndex } from '../helpers/faulty-index.js';
import { blackHole, closedPort, FAR_HOST, fronted, silentPort } from '../helpers/fronted-index.js';
import { blocked, hooked } from '../helpers/hooked.js';
import { STANDARD_PACKAGES } from '../helpers/local-index.js';
import { standardProject } from '../helpers/projects.js';
import { scratchFolder } from '../helpers/scratch.js';

const NO_PROXY: NodeJS.ProcessEnv = {
  ...{ HTTP_PROXY: undefined, http_proxy: undefined, HTTPS_PROXY: undefined, https_proxy: undefined },
  ...{ ALL_PROXY: undefined, all_proxy: undefined, NO_PROXY: undefined, no_proxy: undefined },
};

/** How an index can't be reached. The message names the host. */
const UNREACHABLE: Readonly<Record<string, () => Promise<NodeJS.ProcessEnv>>> = {
  'that refuses connections': async () => at(`http://127.0.0.1:${await closedPort()}/simple`),
  'whose name is unknown': async () => at('https://no-such-host.invalid/simple'),
  'behind a black hole': async () => at(`http://127.0.0.1:${await blackHole()}/simple`),
  'that is silent when TLS begins': async () => at(`https://127.0.0.1:${await silentPort()}/simple`),
  'whose certificate nobody knows': async () =>
    at((await fronted(await startFaultyIndex([]), await scratchFolder())).direct),
  'behind a proxy that is gone': async () => far(`http://127.0.0.1:${await closedPort()}`),
  'behind a proxy that is silent': async () => far(`http://127.0.0.1:${await silentPort()}`),
};

const at = (index: string): NodeJS.ProcessEnv => ({
  ...NO_PROXY,
  UV_DEFAULT_INDEX: index,
  UV_FIND_LINKS: undefined,
});
const far = (proxy: string): NodeJS.ProcessEnv => ({
  ...at(`https://${FAR_HOST}/simple`),
  HTTPS_PROXY: proxy,
});

describe('a commit with three projects of two targets each', () => {
  test.each(Object.keys(UNREACHABLE))('and an index %s ends in under 10 s', async (kind) => {
    const env = (await UNREACHABLE[kind]?.()) ?? {};
    const { repository } = await hooked({
      env: { ...env, UV_CACHE_DIR: join(await scratchFolder(), 'cache') },
    });
    await repository.stage({
      '.lockgenrc': 'projects: [a, b, c]\n',
      ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}/pyproject.toml`, standardProject()])),
    });
    const began = performance.now();
    const said = await blocked({ repository }, () => repository.tryCommit('Change'));
    expect(performance.now() - began).toBeLessThan(10_000);
    if (kind === 'whose certificate nobody knows') {
      expect(said).toMatch(
        /commit blocked: a\/requirements\S*: the certificate of 127\.0\.0\.1 isn't trusted/,
      );
      expect(said).toContain('next: set SSL_CERT_FILE to ');
    } else {
      expect(said).toMatch(
        /commit blocked: a\/requirements(?:-full)?\.txt: (?:127\.0\.0\.1|index\.far\.example|no-such-host\.invalid) didn't give what uv asked for/,
      );
      expect(said).toContain('next: check the network and the index settings');
    }
    expect(said).toContain('then npx lockgen generate a\n');
  });
});

describe('what says how to reach the index passes through to uv', () => {
  test.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])('%s and SSL_CERT_FILE', async (name) => {
    const { env, proxy, bundle, asked } = await way();
    const world = await hooked({ env: { ...env, [name]: proxy, SSL_CERT_FILE: bundle } });
    await world.commit({ 'pyproject.toml': standardProject() });
    expect(asked).toContain(`CONNECT ${FAR_HOST}:443`);
  });

  test.each([
    { SSL_CERT_DIR: true },
    { SSL_CERT_FILE: true, UV_NATIVE_TLS: '1' },
    { SSL_CERT_FILE: true, UV_SYSTEM_CERTS: '1' },
  ])('%j', async (how) => {
    const { env, proxy, bundle } = await way();
    const folder = join(await scratchFolder(), 'authorities');
    await mkdir(folder);
    await cp(bundle, join(folder, 'all.pem'));
    const { SSL_CERT_DIR, SSL_CERT_FILE, ...rest } = { SSL_CERT_DIR: false, SSL_CERT_FILE: false, ...how };
    const tls = {
      SSL_CERT_DIR: SSL_CERT_DIR ? folder : undefined,
      SSL_CERT_FILE: SSL_CERT_FILE ? bundle : undefined,
    };
    const world = await hooked({ env: { ...env, ...rest, HTTPS_PROXY: proxy, ...tls } });
    await world.commit({ 'pyproject.toml': standardProject() });
  });

  test('HTTP_PROXY, and NO_PROXY past it', async () => {
    const index = await startFaultyIndex(STANDARD_PACKAGES);
    const { proxy, asked } = await fronted(index, await scratchFolder());
    const env = { ...index.env, ...NO_PROXY, HTTP_PROXY: proxy };
    const cache = async () => ({ UV_CACHE_DIR: join(await scratchFolder(), 'cache') });
    const world = await hooked({ env: { ...env, ...(await cache()) } });
    await world.commit({ 'pyproject.toml': standardProject() });
    expect(asked).toContain(`GET http://127.0.0.1:${index.port}/simple/gamma/`);
    const before = asked.length;
    const past = await world.lockgen(['check', '--no-cache'], {
      env: { ...(await cache()), NO_PROXY: '127.0.0.1' },
    });
    expect(past, past.stdout).toMatchObject({ exitCode: 0 });
    expect(asked.length).toBe(before);
  });

  async function way() {
    const index = await startFaultyIndex(STANDARD_PACKAGES);
    const { proxy, bundle, asked } = await fronted(index, await scratchFolder());
    return {
      env: { ...at(`https://${FAR_HOST}/simple`), UV_CACHE_DIR: join(await scratchFolder(), 'cache') },
      proxy,
      bundle,
      asked,
    };
  }
});

test('the password of a proxy that refuses is in no message', async () => {
  const index = await startFaultyIndex(STANDARD_PACKAGES);
  index.become(FAULTS['answers 407']);
  const { proxy } = await fronted(index, await scratchFolder());
  const cache = join(await scratchFolder(), 'cache');
  const HTTP_PROXY = proxy.replace('//', '//robot:pr0xy-w0rd@');
  const { repository } = await hooked({
    env: { ...index.env, ...NO_PROXY, HTTP_PROXY, UV_CACHE_DIR: cache },
  });
  await repository.stage({ 'pyproject.toml': standardProject() });
  const said = await blocked({ repository }, () => repository.tryCommit('Change'));
  expect(said).toContain('(HTTP 407)');
  expect(said).toContain('next: check the credentials of the proxy');
  expect(said).not.toContain('pr0xy-w0rd');
});
