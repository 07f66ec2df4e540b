import { type ChildProcess, spawn } from 'node:child_process';
import { createServer as createHttpServer, request as httpRequest } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServer as createTlsServer } from 'node:tls';
import { afterAll } from 'vitest';
import { makeCertificate } from './certificate.js';
import { type FaultyIndex, listening } from './faulty-index.js';

/** The host of an index that can only be reached through a proxy. */
export const FAR_HOST = 'index.far.example';

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
});

/** Ways to an index: TLS with a certificate of a throw-away authority, and a proxy that knows where the host is. */
export interface Fronted {
  /** `http://127.0.0.1:PORT`: takes CONNECT, and requests for plain HTTP. */
  readonly proxy: string;
  /** What the proxy was asked for: `CONNECT index.far.example:443`, `GET http://…` */
  readonly asked: readonly string[];
  /** `https://127.0.0.1:PORT/simple`, whose certificate is for another name. */
  readonly direct: string;
  /** The machine's authorities, and the throw-away one. */
  readonly bundle: string;
}

/** Puts TLS and a proxy before an index. */
export async function fronted(index: FaultyIndex, folder: string): Promise<Fronted> {
  const { key, certificate, bundle } = await makeCertificate(folder, FAR_HOST);
  const asked: string[] = [];
  const tls = createTlsServer({ key, cert: certificate }, (socket) =>
    join(socket, connect(index.port, '127.0.0.1')),
  );
  // A client that doesn't trust it says so and hangs up.
  tls.on('tlsClientError', () => {});
  const tlsPort = await listening(tls);
  const proxy = createHttpServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    const { method, headers } = request;
    const onward = httpRequest(
      { host: '127.0.0.1', port: index.port, path: pathname, method, headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.destroy());
    onward.end();
  });
  proxy.on('connect', (request, client: Duplex, head: Buffer) => {
    asked.push(`CONNECT ${request.url}`);
    client.write('HTTP/1.1 200 OK\r\n\r\n');
    const onward = connect(tlsPort, '127.0.0.1');
    onward.write(head);
    join(client, onward);
  });
  const port = await listening(proxy);
  for (const server of [tls, proxy]) closeAtEnd(server);
  return { proxy: `http://127.0.0.1:${port}`, asked, direct: `https://127.0.0.1:${tlsPort}/simple`, bundle };
}

/** A port where connections are accepted, and nothing is ever said. */
export async function silentPort(): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => {}));
  const port = await listening(server);
  closeAtEnd(server);
  return port;
}

/** A port that nobody listens on. */
export async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const FULL = `
import socket, sys
listener = socket.socket()
listener.bind(('127.0.0.1', 0))
listener.listen(0)
waiting = []
for _ in range(8):
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex(listener.getsockname())
    waiting.append(one)
print(listener.getsockname()[1], flush=True)
sys.stdin.read()
`;

/** A port whose queue is full, so that the system drops whoever comes: a host that is behind a black hole. */
export async function blackHole(): Promise<number> {
  const python: ChildProcess = spawn('python3', ['-c', FULL], { stdio: ['pipe', 'pipe', 'inherit'] });
  closing.push(() => python.kill());
  return await new Promise((resolve, reject) => {
    python.on('error', reject);
    python.stdout?.once('data', (text: Buffer) => resolve(Number(text.toString())));
  });
}

function closeAtEnd(server: Server): void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
}

function join(a: Duplex, b: Duplex): void {
  a.pipe(b);
  b.pipe(a);
  a.on('error', () => b.destroy());
  b.on('error', () => a.destroy());
}
