import type { TargetConfig } from '../config/options.js';
import { TORCH_INDEX } from '../lockfile/torch.js';
import { lineOf, stringsOf, tableAt } from '../project/manifest.js';
import type { Project } from '../project/project.js';

/** Whom uv asks for PyTorch's packages. */
export const TORCH_HOST = new URL(TORCH_INDEX).hostname;

/**
 * What to do where a server's certificate isn't trusted; undefined where a message is about something else.
 *
 * @param message uv's words, or pip's
 */
export function distrusted(message: string): string | undefined {
  if (!/invalid peer certificate/i.test(message)) return undefined;
  return /invalid peer certificate: (?:certificate )?(?:expired|not ?valid)/i.test(message)
    ? 'look at the clock, and at what stands between here and there (a proxy, a login page)'
    : 'set SSL_CERT_FILE to the file with its authority, where the commit is made (a program with a window may not have what your terminal has), or say system-certs = true in ~/.config/uv/uv.toml (docs/network.md)';
}

/**
 * Why PyTorch's host is asked, or another one by `find-links`: the file and the key that say so; undefined where the
 * project doesn't.
 *
 * @param host that could not be reached
 * @param message uv's words, which may have the very URL
 */
export function askedBy(
  { manifest }: Project,
  target: TargetConfig,
  host: string,
  message: string,
): string | undefined {
  const tables = [
    { name: '[tool.uv.pip]', table: tableAt(manifest.toolUv, 'pip') },
    { name: '[tool.uv]', table: manifest.toolUv },
  ];
  const links = tables.flatMap(({ name, table }) =>
    stringsOf(table['find-links'])
      .filter((url) => hostOf(url) === host)
      .map((url) => ({ name, url })),
  );
  const link = links.find(({ url }) => message.includes(url)) ?? links[0];
  // uv reads these pages first, whether a package of PyTorch's is asked for or not.
  if (link !== undefined) {
    const line = lineOf(manifest.text, link.url);
    const at = line === undefined ? manifest.path : `${manifest.path}:${line}`;
    const others = new Set(links.map(({ url }) => url)).size - 1;
    const more = others === 0 ? '' : ` (and ${others} more there)`;
    return `${at} ${link.name} find-links${more}`;
  }
  if (host !== TORCH_HOST || target.torchBackend === 'none') return undefined;
  return `torch-backend = "${target.torchBackend}" (lockgen config says where from)`;
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
