import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { Canary } from '../helpers/canary.js';
import type { Place, Setting } from '../helpers/secret-world.js';

/** Whom a server lets in that asks for a name and a password. */
export const byPassword =
  (header: 'authorization' | 'proxy-authorization' = 'authorization', user = 'me') =>
  ({ secret }: Canary) =>
  (request: IncomingMessage): boolean =>
    request.headers[header] === `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;

/** The same for a token in the place of the name. */
export const byToken =
  ({ secret }: Canary) =>
  (request: IncomingMessage): boolean =>
    request.headers.authorization === `Basic ${Buffer.from(`${secret}:`).toString('base64')}`;

/** A URL of the index, with a name and the password. */
export const closed = ({ index, canary }: Setting, path = '/simple', user = 'me'): string =>
  `${index.origin.replace('://', `://${user}:${canary.encoded}@`)}${path}`;

/** A URL of the index with a token. */
export const tokened = ({ index, canary }: Setting, path = '/simple'): string =>
  `${index.origin.replace('://', `://${canary.encoded}@`)}${path}`;

const NO_INDEX = { UV_DEFAULT_INDEX: undefined };
const viaProxy = {
  UV_DEFAULT_INDEX: 'http://packages.example/simple',
  NO_PROXY: undefined,
  no_proxy: undefined,
};
const netrc = ({ canary }: Setting): string => `machine 127.0.0.1\nlogin me\npassword ${canary.secret}\n`;
const uvToml = (about: Setting): string =>
  `[[index]]\nname = "closed"\nurl = "${closed(about)}"\ndefault = true\n`;

/** What the user's machine says, and no repository has. */
export const OUTSIDE: readonly Place[] = [
  { name: 'UV_DEFAULT_INDEX', admits: byPassword(), env: (about) => ({ UV_DEFAULT_INDEX: closed(about) }) },
  {
    name: 'UV_DEFAULT_INDEX with a token',
    admits: byToken,
    env: (about) => ({ UV_DEFAULT_INDEX: tokened(about) }),
  },
  { name: 'UV_INDEX', admits: byPassword(), env: (about) => ({ UV_INDEX: `closed=${closed(about)}` }) },
  {
    name: 'UV_INDEX_URL',
    admits: byPassword(),
    env: (about) => ({ ...NO_INDEX, UV_INDEX_URL: closed(about) }),
  },
  {
    name: 'UV_EXTRA_INDEX_URL',
    admits: byPassword(),
    env: (about) => ({ UV_EXTRA_INDEX_URL: closed(about) }),
  },
  {
    name: 'UV_FIND_LINKS',
    admits: byPassword(),
    env: (about) => ({ UV_FIND_LINKS: closed(about, '/simple/alpha/') }),
  },
  {
    name: 'UV_FIND_LINKS with a token parameter',
    env: ({ index, canary }) => ({ UV_FIND_LINKS: `${index.origin}/simple/alpha/?token=${canary.encoded}` }),
  },
  {
    name: 'UV_INDEX_NAME_PASSWORD',
    admits: byPassword(),
    env: ({ canary }) => ({ UV_INDEX_CLOSED_USERNAME: 'me', UV_INDEX_CLOSED_PASSWORD: canary.secret }),
    files: ({ index }, dependencies) => ({
      'pyproject.toml': manifest(
        dependencies,
        `[[tool.uv.index]]\nname = "closed"\nurl = "${index.origin}/simple"\ndefault = true`,
      ),
    }),
  },
  {
    name: 'HTTP_PROXY',
    admits: byPassword('proxy-authorization'),
    env: (about) => ({ ...viaProxy, HTTP_PROXY: closed(about, '') }),
  },
  {
    name: 'http_proxy',
    admits: byPassword('proxy-authorization'),
    env: (about) => ({ ...viaProxy, http_proxy: closed(about, '') }),
  },
  {
    name: 'ALL_PROXY',
    admits: byPassword('proxy-authorization'),
    env: (about) => ({ ...viaProxy, ALL_PROXY: closed(about, '') }),
  },
  {
    name: 'HTTPS_PROXY',
    fails: true,
    admits: byPassword('proxy-authorization'),
    env: (about) => ({
      ...viaProxy,
      UV_DEFAULT_INDEX: 'https://packages.example/simple',
      HTTPS_PROXY: closed(about, ''),
    }),
  },
  { name: '~/.netrc', admits: byPassword(), home: (about) => ({ '.netrc': netrc(about) }) },
  {
    name: 'NETRC',
    admits: byPassword(),
    env: ({ home }) => ({ NETRC: join(home, 'secrets', 'netrc') }),
    home: (about) => ({ 'secrets/netrc': netrc(about) }),
  },
  {
    name: "the user's uv.toml",
    admits: byPassword(),
    env: () => NO_INDEX,
    home: (about) => ({ '.config/uv/uv.toml': uvToml(about) }),
  },
  {
    name: "the system's uv.toml",
    admits: byPassword(),
    env: () => NO_INDEX,
    home: (about) => ({ '.config-of-the-system/uv/uv.toml': uvToml(about) }),
  },
  {
    name: "the user's uv.toml that is no TOML",
    home: (about) => ({ '.config/uv/uv.toml': `index-url = ${closed(about)}\n` }),
    refused: /no valid TOML/,
  },
  {
    name: "the remote's URL",
    git: (about) => ['remote', 'add', 'origin', closed(about, '/static/own.git')],
  },
  {
    name: "git's credential helper",
    admits: byPassword(),
    home: (about) => ({ '.git-credentials': `${closed(about, '')}\n` }),
    git: ({ home }) => ['config', 'credential.helper', `store --file '${home}/.git-credentials'`],
    env: (about) => ({ GIT_TERMINAL_PROMPT: '0', UV_DEFAULT_INDEX: closed(about) }),
  },
];

/** A manifest; the text goes at its end. */
export function manifest(dependencies: readonly string[], more = ''): string {
  return `[project]\nname = "sample"\nversion = "1.0.0"\nrequires-python = ">=3.10"\ndependencies = ${JSON.stringify(dependencies)}\n\n${more}\n`;
}
