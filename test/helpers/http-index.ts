import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { normalizeName } from '../../src/python/version.js';
import { type PackageFile, type PackageOptions, packageFiles } from './wheel.js';

type State = 'here' | 'gone' | 'login' | 'circle' | number;

/** A package index that is asked over HTTP, for what files in a folder can't say: that a release was yanked (PEP 592). */
export interface HttpIndex {
  /** What makes uv use this index alone. */
  readonly env: NodeJS.ProcessEnv;
  /** As messages name it. */
  readonly host: string;
  /** `http://…` without a path. */
  readonly origin: string;
  /** Paths that were asked for, in order: `/simple/alpha/`, `/files/…` */
  readonly requests: readonly string[];
  /** Releases more packages. */
  add(packages: readonly PackageOptions[]): void;
  /** Withdraws all files of these releases: they stay for whoever pins them. */
  yank(releases: readonly Pick<PackageOptions, 'name' | 'version'>[]): void;
  /**
   * Answers as before (`here`), ends each connection without a word (`gone`), answers everything with a page that asks
   * for a password (`login`), sends everybody round in a circle (`circle`), or refuses each request with an HTTP status.
   */
  become(state: State): void;
  /** Ends it; done by itself after the tests of the file. */
  close(): Promise<void>;
}

interface Listed extends PackageFile {
  readonly version: string;
  readonly requiresPython: string | undefined;
  yanked: boolean;
}

const running = new Set<HttpIndex>();

afterAll(async () => {
  for (const index of running) await index.close();
});

/** What an index does beside giving packages to everybody. */
export interface HttpIndexOptions {
  /** For how long its pages may be taken from a cache without asking. */
  readonly seconds?: number;
  /** Who gets an answer. Others are asked for a password: 401, or 407 where they take the index for a proxy. Default: all. */
  readonly admits?: (request: IncomingMessage) => boolean;
  /** A folder whose files it gives below `/static/`, such as a repository as git's dumb protocol has it. */
  readonly folder?: string;
}

/**
 * Starts an index with these packages on it, as pages (PEP 503). It is a proxy to itself, too: for any host.
 *
 * @param seconds for how long its pages may be taken from a cache without asking; the public index says 600. Default:
 *   not at all, as after a release that came out since.
 */
export async function startHttpIndex(
  packages: readonly PackageOptions[],
  { seconds = 0, admits = () => true, folder }: HttpIndexOptions = {},
): Promise<HttpIndex> {
  const pages = new Map<string, Map<string, Listed>>();
  const requests: string[] = [];
  let state: State = 'here';
  const server = createServer((request, response) => {
    const asked = request.url ?? '/';
    const toProxy = !asked.startsWith('/');
    const path = decodeURIComponent(new URL(asked, 'http://127.0.0.1').pathname);
    requests.push(path);
    if (state === 'gone') request.socket.destroy();
    else if (!admits(request)) demand(response, toProxy);
    else if (state === 'here' && folder !== undefined && path.startsWith('/static/'))
      void give(response, join(folder, path.slice('/static/'.length)));
    else if (state === 'here') answer(pages, path, response, seconds);
    else if (state === 'login')
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Who are you?</body></html>');
    else if (state === 'circle') response.writeHead(302, { location: path }).end();
    else response.writeHead(state).end();
  });
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('it listens on a port'));
      else resolve(address.port);
    });
  });
  const index: HttpIndex = {
    env: {
      UV_DEFAULT_INDEX: `http://127.0.0.1:${port}/simple`,
      NO_PROXY: '127.0.0.1',
      no_proxy: '127.0.0.1',
      UV_FIND_LINKS: undefined,
    },
    host: '127.0.0.1',
    origin: `http://127.0.0.1:${port}`,
    become: (next) => {
      state = next;
    },
    requests,
    add(more) {
      for (const options of more) {
        const name = normalizeName(options.name);
        const page = pages.get(name) ?? new Map<string, Listed>();
        for (const file of packageFiles(options)) {
          const { version, requiresPython } = options;
          page.set(file.fileName, { ...file, version, requiresPython, yanked: false });
        }
        pages.set(name, page);
      }
    },
    yank(releases) {
      for (const { name, version } of releases) {
        const files = [...(pages.get(normalizeName(name))?.values() ?? [])];
        for (const file of files) if (file.version === version) file.yanked = true;
      }
    },
    async close() {
      running.delete(index);
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  index.add(packages);
  running.add(index);
  return index;
}

function demand(response: ServerResponse, toProxy: boolean): void {
  if (toProxy) response.writeHead(407, { 'proxy-authenticate': 'Basic realm="proxy"' }).end();
  else response.writeHead(401, { 'www-authenticate': 'Basic realm="index"' }).end();
}

async function give(response: ServerResponse, file: string): Promise<void> {
  const content = await readFile(file).catch(() => undefined);
  if (content === undefined) response.writeHead(404).end();
  else response.writeHead(200, { 'content-length': content.length }).end(content);
}

function answer(
  pages: ReadonlyMap<string, ReadonlyMap<string, Listed>>,
  path: string,
  response: ServerResponse,
  seconds: number,
): void {
  const [, root = '', name = '', rest] = path.split('/');
  const page = root === 'simple' && rest === '' ? pages.get(name) : undefined;
  if (page !== undefined) {
    const links = [...page.values()].map(link).join('\n');
    response
      .writeHead(200, { 'content-type': 'text/html', 'cache-control': `max-age=${seconds}` })
      .end(`<!DOCTYPE html>\n<html><body>\n${links}\n</body></html>\n`);
    return;
  }
  const file = root === 'files' ? [...pages.values()].flatMap((one) => one.get(name) ?? [])[0] : undefined;
  if (file === undefined) response.writeHead(404).end();
  else response.writeHead(200, { 'content-length': file.content.length }).end(file.content);
}

function link({ fileName, content, requiresPython, yanked }: Listed): string {
  const digest = createHash('sha256').update(content).digest('hex');
  const python =
    requiresPython === undefined ? '' : ` data-requires-python="${requiresPython.replaceAll('>', '&gt;')}"`;
  const withdrawn = yanked ? ' data-yanked="withdrawn by its author"' : '';
  return `<a href="/files/${encodeURIComponent(fileName)}#sha256=${digest}"${python}${withdrawn}>${fileName}</a><br>`;
}
