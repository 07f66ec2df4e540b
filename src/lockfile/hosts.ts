/**
 * What pip and uv take for a URL, from where its host can be told: with the rules of browsers, which uv has, `https:host`
 * is one, too.
 */
const URL = /(?:https?|ftp):([^\s'"`<>]*)|:\/\/([^\s'"`<>]*)/gi;

/**
 * The hosts of all URLs in a text, in lower case and without port, each once; a path (`file:///x`) has none.
 *
 * What programs would read in different ways (`https://a\@b/`) is given as it is written, so that it is like no host.
 */
export function hostsIn(text: string): readonly string[] {
  const hosts = [...text.matchAll(URL)].flatMap(([, special, other]) =>
    // Browsers' rules take any number of slashes of either kind for the two.
    hostOf(special === undefined ? (other ?? '') : special.replace(/^[/\\]+/, '')),
  );
  return [...new Set(hosts)].filter((host) => host !== '');
}

function hostOf(afterSlashes: string): string {
  const [authority = ''] = afterSlashes.split(/[/?#]/, 1);
  if (authority.includes('\\')) return authority.toLowerCase();
  const host = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '');
  return host.replace(/\.$/, '').toLowerCase();
}

/** Whether `pattern` names a host, or all of a `*.domain`: itself, or for `*.example.com` what is below it. */
export function hostMatches(pattern: string, host: string): boolean {
  if (pattern === host) return true;
  return pattern.startsWith('*.') && host.replace(/^\*(?=\.)/, '').endsWith(pattern.slice(1));
}
