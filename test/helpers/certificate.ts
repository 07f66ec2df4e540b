import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runOk } from './run.js';

export interface Certificate {
  readonly key: Buffer;
  readonly certificate: Buffer;
  /** File with the machine's certificate authorities and the one that signed this. */
  readonly bundle: string;
}

/** Where systems keep their certificate authorities. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/**
 * Makes a certificate for a host, signed by a throw-away authority, with openssl.
 *
 * @param folder where its files go; made if absent.
 */
export async function makeCertificate(folder: string, host: string): Promise<Certificate> {
  await mkdir(folder, { recursive: true });
  const at = (name: string): string => join(folder, name);
  await writeFile(
    at('openssl.cnf'),
    [
      '[req]',
      'distinguished_name = name',
      '[name]',
      '[authority]',
      'basicConstraints = critical, CA:TRUE',
      'keyUsage = critical, keyCertSign, cRLSign',
      'subjectKeyIdentifier = hash',
      '[host]',
      'basicConstraints = CA:FALSE',
      'keyUsage = critical, digitalSignature',
      'extendedKeyUsage = serverAuth',
      `subjectAltName = DNS:${host}`,
      '',
    ].join('\n'),
  );
  const openssl = (...args: readonly string[]) =>
    runOk('openssl', args, { cwd: folder, env: { ...process.env, OPENSSL_CONF: at('openssl.cnf') } });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  await openssl(
    ...['req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.crt', '-days', '2'],
    ...['-subj', '/CN=lockgen test authority', '-extensions', 'authority'],
  );
  await openssl('req', ...newKey, '-keyout', 'host.key', '-out', 'host.csr', '-subj', `/CN=${host}`);
  await openssl(
    ...['x509', '-req', '-in', 'host.csr', '-CA', 'ca.crt', '-CAkey', 'ca.key', '-set_serial', '1'],
    ...['-out', 'host.crt', '-days', '2', '-extfile', 'openssl.cnf', '-extensions', 'host'],
  );
  await writeFile(at('bundle.pem'), `${await systemBundle()}\n${await readFile(at('ca.crt'), 'utf8')}`);
  return {
    key: await readFile(at('host.key')),
    certificate: await readFile(at('host.crt')),
    bundle: at('bundle.pem'),
  };
}

async function systemBundle(): Promise<string> {
  const files = [process.env.SSL_CERT_FILE, ...SYSTEM_BUNDLES].filter((file) => file !== undefined);
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) {
      return text;
    }
  }
  return '';
}
