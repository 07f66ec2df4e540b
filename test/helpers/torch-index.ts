import { createHash } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterAll } from 'vitest';
import { makeCertificate } from './certificate.js';
import { LINUX_ONLY } from './local-index.js';
import { type PackageFile, type PackageOptions, packageFiles } from './wheel.js';

/** The host that uv's torch backends ask. */
const TORCH_HOST = 'download.pytorch.org';

/** A stand-in for the PyTorch index, and what makes uv and pip come to it. */
export interface TorchIndex {
  /**
   * For uv and pip: a proxy that leads the host here, and a certificate bundle with the throw-away authority. (pip's
   * `--cert` isn't enough, `REQUESTS_CA_BUNDLE` wins over it.)
   */
  readonly env: Readonly<
    Record<'HTTPS_PROXY' | 'SSL_CERT_FILE' | 'PIP_CERT' | 'REQUESTS_CA_BUNDLE' | 'CURL_CA_BUNDLE', string>
  >;
  /** Paths that were asked for, in order: `/whl/cpu/torch/`… */
  readonly requests: readonly string[];
  /** Ends it; done by itself after the tests of the file. */
  close(): Promise<void>;
}

export interface TorchIndexOptions {
  /** What is on its CPU index; CPU_TORCH_PACKAGES by default. */
  readonly packages?: readonly PackageOptions[];
  /** What is on the indexes of other backends, by their names (`cu128`). */
  readonly further?: Readonly<Record<string, readonly PackageOptions[]>>;
  /** Whether other hosts can be reached through the proxy. Default false: a test with a local index needs none. */
  readonly forward?: boolean;
  /** Answers every request with this status, as an index that is out of order. */
  readonly status?: number;
}

const PYTHONS = ['cp310', 'cp311', 'cp312', 'cp313', 'cp314'] as const;

/**
 * A torch for the CPU as the real index has it: `+cpu` for Linux and Windows, without it for macOS. It needs `alpha` of
 * STANDARD_PACKAGES.
 */
const CPU_TORCH_PACKAGES: readonly PackageOptions[] = ['2.7.0', '2.8.0'].flatMap((version) => [
  {
    name: 'torch',
    version: `${version}+cpu`,
    requires: ['alpha>=1'],
    pythonTags: PYTHONS,
    platformTags: ['manylinux_2_28_x86_64', 'win_amd64'],
  },
  {
    name: 'torch',
    version,
    requires: ['alpha>=1'],
    pythonTags: PYTHONS,
    platformTags: ['macosx_11_0_arm64'],
  },
]);

/**
 * For the default index of a test: `rho`, which needs torch, and a torch as the default index has it, with a made-up
 * CUDA package on Linux. Whoever gets `nu-cuda` didn't get the CPU's torch.
 */
export const DEFAULT_TORCH_PACKAGES: readonly PackageOptions[] = [
  { name: 'rho', version: '1.0.0', requires: ['torch>=2'] },
  {
    name: 'torch',
    version: '2.8.0',
    requires: ['alpha>=1', "nu-cuda ; sys_platform == 'linux'"],
    pythonTags: PYTHONS,
    platformTags: ['manylinux_2_28_x86_64', 'macosx_11_0_arm64', 'win_amd64'],
  },
  { name: 'nu-cuda', version: '12.0.0', platformTags: LINUX_ONLY },
];

const running = new Set<TorchIndex>();

afterAll(async () => {
  for (const index of running) {
    await index.close();
  }
});

/**
 * Starts the stand-in: a TLS server with a certificate for the host's name, and a proxy whose CONNECT leads that name
 * to it.
 *
 * @param folder where the certificates go.
 */
export async function startTorchIndex(folder: string, options: TorchIndexOptions = {}): Promise<TorchIndex> {
  const { key, certificate, bundle } = await makeCertificate(folder, TORCH_HOST);
  const backends = new Map(
    Object.entries({ cpu: options.packages ?? CPU_TORCH_PACKAGES, ...options.further }).map(
      ([backend, packages]) => [backend, pagesOf(packages)],
    ),
  );
  const requests: string[] = [];
  const tls = createTlsServer({ key, cert: certificate }, (request, response) => {
    const path = request.url ?? '/';
    requests.push(path);
    if (options.status === undefined) {
      answer(backends, path, response);
    } else {
      response.writeHead(options.status).end();
    }
  });
  const tlsPort = await listen(tls);
  const proxy = createHttpServer((_request, response) => {
    response.writeHead(403).end();
  });
  proxy.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
    const [host = '', port = '443'] = (request.url ?? '').split(':');
    if (host === TORCH_HOST) {
      tunnel(client, head, connect(tlsPort, '127.0.0.1'));
    } else if (options.forward === true) {
      tunnel(client, head, connect(Number(port), host));
    } else {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    }
  });
  const sockets = new Set<Socket>();
  for (const server of [tls, proxy]) {
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
  }
  const proxyUrl = `http://127.0.0.1:${await listen(proxy)}`;
  const index: TorchIndex = {
    env: {
      HTTPS_PROXY: proxyUrl,
      SSL_CERT_FILE: bundle,
      PIP_CERT: bundle,
      REQUESTS_CA_BUNDLE: bundle,
      CURL_CA_BUNDLE: bundle,
    },
    requests,
    async close() {
      running.delete(index);
      for (const socket of sockets) {
        socket.destroy();
      }
      await Promise.all([end(tls), end(proxy)]);
    },
  };
  running.add(index);
  return index;
}

type Pages = ReadonlyMap<string, ReadonlyMap<string, PackageFile>>;

/** The files of each package, by their names. */
function pagesOf(packages: readonly PackageOptions[]): Pages {
  const files = new Map<string, Map<string, PackageFile>>();
  for (const one of packages) {
    const page = files.get(one.name) ?? new Map<string, PackageFile>();
    for (const file of packageFiles(one)) {
      page.set(file.fileName, file);
    }
    files.set(one.name, page);
  }
  return files;
}

function answer(backends: ReadonlyMap<string, Pages>, path: string, response: ServerResponse): void {
  const [, root, backend, name, more] = path.split('?')[0]?.split('/') ?? [];
  const files = backends.get(backend ?? '');
  if (root === 'whl' && files !== undefined && name !== undefined) {
    const page = files.get(name);
    if (page !== undefined && more === '') {
      response.writeHead(200, { 'content-type': 'text/html' });
      const links = [...page.values()].map((file) => link(file, `/whl/${backend}`));
      response.end(`<!DOCTYPE html>\n<html><body>\n${links.join('')}</body></html>\n`);
      return;
    }
    const fileName = decodeURIComponent(name);
    const file = [...files.values()].map((one) => one.get(fileName)).find((one) => one !== undefined);
    if (file !== undefined && more === undefined) {
      response.writeHead(200, {
        'content-type': 'binary/octet-stream',
        'content-length': file.content.length,
      });
      response.end(file.content);
      return;
    }
  }
  // What the real one answers for what it hasn't: it is a bucket that can't be listed.
  response
    .writeHead(403, { 'content-type': 'application/xml' })
    .end('<Error><Code>AccessDenied</Code></Error>');
}

function link({ fileName, content }: PackageFile, folder: string): string {
  const digest = createHash('sha256').update(content).digest('hex');
  return `<a href="${folder}/${encodeURIComponent(fileName)}#sha256=${digest}">${fileName}</a><br/>\n`;
}

function tunnel(client: Duplex, head: Buffer, server: Socket): void {
  const close = (): void => {
    client.destroy();
    server.destroy();
  };
  client.on('error', close);
  server.on('error', close);
  server.on('close', close);
  client.on('close', close);
  server.on('connect', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    server.write(head);
    server.pipe(client);
    client.pipe(server);
  });
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(portOf(server.address())));
  });
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') {
    throw new Error('a server that listens on a port has an address');
  }
  return address.port;
}

function end(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
