import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { isolatedEnvironment } from './environment.js';
import { runOk } from './run.js';
import { scratchFolder } from './scratch.js';

/** A server of a test's own on this machine. */
export interface LocalServer {
  readonly url: string;
  close(): void;
}

/**
 * Starts a server.
 *
 * @param answer gives the body for a path with its query; undefined is 404.
 */
export async function localServer(
  answer: (path: string, headers: NodeJS.Dict<string | string[]>) => string | Buffer | undefined,
): Promise<LocalServer> {
  const server = createServer(({ url = '', headers }, response) => {
    const body = answer(url, headers);
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  return { url: `http://127.0.0.1:${await listening(server)}`, close: () => server.close() };
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address.port;
}

/** An npm registry that has the packed lockgen and nothing else. */
export interface NpmRegistry {
  readonly version: string;
  /** What makes npm and npx use it. */
  readonly env: Readonly<Record<string, string>>;
  close(): void;
}

/** @param folder the installed package's own */
export async function npmRegistryWith(folder: string): Promise<NpmRegistry> {
  const scratch = await scratchFolder();
  const env = isolatedEnvironment(join(scratch, 'home'), {}, { managedUv: false });
  await runOk('npm', ['pack', '--ignore-scripts', '--pack-destination', scratch, folder], {
    cwd: scratch,
    env,
  });
  const name = (await readdir(scratch)).find((file) => file.endsWith('.tgz'));
  if (name === undefined) throw new Error('npm pack made no file');
  const tarball = await readFile(join(scratch, name));
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const version = String(manifest.version);
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const server = await localServer((path) => {
    if (path === `/${name}`) return tarball;
    if (path !== '/lockgen') return undefined;
    const dist = { tarball: `${server.url}/${name}`, integrity };
    const versions = { [version]: { ...manifest, dist } };
    // Yarn takes no release of today.
    const time = { [version]: '2020-01-01T00:00:00.000Z' };
    return JSON.stringify({ name: 'lockgen', 'dist-tags': { latest: version }, versions, time });
  });
  return {
    version,
    env: {
      npm_config_registry: server.url,
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_noproxy: '127.0.0.1',
    },
    close: server.close,
  };
}
