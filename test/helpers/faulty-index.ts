import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Server, Socket } from 'node:net';
import { afterAll } from 'vitest';
import { type PackageOptions, packageFiles } from './wheel.js';

/** What an index does instead of giving the right answer. */
export type Fault = (request: IncomingMessage, response: ServerResponse, right: Buffer) => void;

/** Where it does so: for each package's page, for its file, or for the file's metadata, which the page then offers. */
export type Place = 'page' | 'file' | 'metadata';

/** An index, one kind of whose answers is faulty. */
export interface FaultyIndex {
  readonly port: number;
  /** What makes uv use this index alone, with a password. */
  readonly env: NodeJS.ProcessEnv;
  /** From now on, its answers of one kind are so; `undefined` mends it. */
  become(fault: Fault | undefined, place?: Place): void;
  close(): Promise<void>;
}

/** Its password, which no message may have. */
export const SECRET = 'wr0ng-h0rse';

const running = new Set<FaultyIndex>();

afterAll(async () => {
  for (const index of running) await index.close();
});

const isPage = (request: IncomingMessage): boolean => request.url?.startsWith('/simple/') === true;
const typeOf = (request: IncomingMessage): Record<string, string> => ({
  'content-type': isPage(request) ? 'text/html' : 'application/octet-stream',
});
const status =
  (code: number, headers: Record<string, string> = {}): Fault =>
  (_request, response) =>
    response.writeHead(code, headers).end('no');
/** Something each second, for ever. */
const slowly = (socket: Socket, write: () => void): void => {
  const timer = setInterval(write, 1000);
  socket.on('close', () => clearInterval(timer));
};

/** Ways in which an index can fail, by name. */
export const FAULTS = {
  'never answers': () => {},
  'drips its head': ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\nx-slow: ');
    slowly(socket, () => socket.write('x'));
  },
  'drips its body': (request, response) => {
    response.writeHead(200, typeOf(request)).write('<');
    slowly(request.socket, () => response.write('!'));
  },
  'resets the connection': ({ socket }) => socket.resetAndDestroy(),
  'hangs up': ({ socket }) => socket.destroy(),
  'is cut off': (request, response) => {
    response.writeHead(200, { ...typeOf(request), 'content-length': '5000' });
    response.write('<html>', () => request.socket.destroy());
  },
  'speaks no HTTP': ({ socket }) => socket.end('\u0000\u0001 garbage\r\n\r\n'),
  'answers 401': status(401, { 'www-authenticate': 'Basic realm="x"' }),
  'answers 403': status(403),
  'answers 404': status(404),
  'answers 407': status(407),
  'answers 429': status(429),
  'answers 500': status(500),
  'answers 503': status(503),
  'goes in a circle': (request, response) => response.writeHead(302, { location: request.url ?? '/' }).end(),
  'gives bad JSON': (request, response) =>
    response
      .writeHead(
        200,
        isPage(request) ? { 'content-type': 'application/vnd.pypi.simple.v1+json' } : typeOf(request),
      )
      .end('{"files": ['),
  'asks for a login': (_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Who are you?</body></html>'),
  'gives nothing': (request, response) => response.writeHead(200, typeOf(request)).end(),
} as const satisfies Readonly<Record<string, Fault>>;

/** Ways in which only a file can be faulty. */
export const FILE_FAULTS = {
  'gives its beginning': (request, response, right) =>
    response.writeHead(200, typeOf(request)).end(right.subarray(0, 40)),
  'gives other bytes': (request, response, right) => {
    const other = Buffer.from(right);
    // In the metadata of a wheel of this index, of which uv reads no more.
    const place = Math.max(0, other.indexOf('Version: ')) + 1;
    other[place] = (other[place] ?? 0) ^ 1;
    response.writeHead(200, typeOf(request)).end(other);
  },
} as const satisfies Readonly<Record<string, Fault>>;

/** Starts an index with these packages, as pages (PEP 503) that may not be kept. */
export async function startFaultyIndex(packages: readonly PackageOptions[]): Promise<FaultyIndex> {
  const files = packages.flatMap((one) =>
    packageFiles(one).map((file) => ({
      ...file,
      name: one.name,
      metadata: `Metadata-Version: 2.1\nName: ${one.name}\nVersion: ${one.version}\n`,
    })),
  );
  let fault: Fault | undefined;
  let at: Place = 'page';
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const [, root = '', name = '', rest] = decodeURIComponent(request.url ?? '').split('/');
    const wanted = root === 'simple' ? 'page' : name.endsWith('.metadata') ? 'metadata' : 'file';
    const listed = files.filter(
      (file) => (rest === '' ? file.name : file.fileName) === name.replace(/\.metadata$/, ''),
    );
    const [first] = listed;
    if (first === undefined) return void response.writeHead(404).end();
    const right = {
      page: () => Buffer.from(page(listed, at === 'metadata')),
      file: () => first.content,
      metadata: () => Buffer.from(first.metadata),
    }[wanted]();
    if (fault !== undefined && wanted === at) fault(request, response, right);
    else response.writeHead(200, typeOf(request)).end(right);
  };
  const server = createServer(answer);
  const port = await listening(server);
  const index: FaultyIndex = {
    port,
    env: {
      UV_DEFAULT_INDEX: `http://robot:${SECRET}@127.0.0.1:${port}/simple`,
      NO_PROXY: '127.0.0.1',
      no_proxy: '127.0.0.1',
      UV_FIND_LINKS: undefined,
    },
    become(next, place = 'page') {
      fault = next;
      at = place;
    },
    async close() {
      running.delete(index);
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  running.add(index);
  return index;
}

interface Listed {
  readonly fileName: string;
  readonly content: Buffer;
  readonly metadata: string;
}

function page(files: readonly Listed[], withMetadata: boolean): string {
  const digest = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex');
  const links = files.map(({ fileName, content, metadata }) => {
    const more = withMetadata ? ` data-core-metadata="sha256=${digest(metadata)}"` : '';
    return `<a href="/files/${fileName}#sha256=${digest(content)}"${more}>${fileName}</a>`;
  });
  return `<!DOCTYPE html>\n<html><body>\n${links.join('\n')}\n</body></html>\n`;
}

/** Listens on a free port of this machine. */
export async function listening(server: Server): Promise<number> {
  return await new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('it listens on a port'));
      else resolve(address.port);
    });
  });
}
