import { uvArgProblem } from '../../config/uv-args.js';
import { type Arguments, readArguments } from '../../lockfile/command-arguments.js';
import { withoutCredentials } from '../../lockfile/credentials.js';
import type { Compile, Stated } from './migration.js';

/** Options that say how the command runs or what its comments look like; lockgen needs none of them. */
const NEEDLESS: ReadonlySet<string> = new Set(
  `--allow-unsafe --no-allow-unsafe --annotate --annotation-style --build-isolation --cache-dir --color
   --custom-compile-command --dry-run --emit-build-options --emit-find-links --emit-index-annotation
   --emit-index-url --emit-marker-expression --emit-options --emit-trusted-host --format --header --link-mode
   --max-rounds --newline --no-annotate --no-build-isolation --no-cache --no-color --no-config
   --no-emit-build-options --no-emit-find-links --no-emit-index-url --no-emit-options --no-emit-trusted-host
   --no-header --no-progress --no-reuse-hashes --no-upgrade --offline --output-file --python --quiet --rebuild
   --refresh --refresh-package --resolver --reuse-hashes --strip-extras --system --upgrade --upgrade-package
   --universal --verbose --backtracking --no-generate-hashes --no-universal`.split(/\s+/),
);

/** Options of where packages come from. */
const PLACES = ['--index-url', '--default-index', '--extra-index-url', '--index', '--find-links'];

/** What lockgen has options for. */
const OWN: ReadonlySet<string> = new Set([
  '--extra',
  '--all-extras',
  '--group',
  '--constraint',
  '--constraints',
  '--generate-hashes',
  '--python-version',
  '--python-platform',
  '--exclude-newer',
  '--uploaded-prior-to',
  '--torch-backend',
  '--unsafe-package',
  '--pre',
  ...PLACES,
]);

/** What a person sets up elsewhere. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  '--trusted-host': 'set allow-insecure-host in uv.toml, or UV_INSECURE_HOST',
  '--cert': 'set SSL_CERT_FILE',
  '--client-cert': 'set SSL_CLIENT_CERT',
  '--pip-args': "give uv's counterparts by uvArgs",
  '--all-build-deps': 'lock what builds need by build-constraint-dependencies under [tool.uv]',
  '--only-build-deps': 'lock what builds need by build-constraint-dependencies under [tool.uv]',
  '--build-deps-for': 'lock what builds need by build-constraint-dependencies under [tool.uv]',
};

/**
 * What the options of a compile command mean for lockgen.
 *
 * @param words - those after the command's name, those of its configuration file first
 */
export function statedBy(
  tool: Compile['tool'],
  words: readonly string[],
): Stated & { readonly given: Arguments } {
  const given = readArguments(tool === 'uv' ? words : words.flatMap(pipCompileWord));
  const { values, flags } = given;
  const all = (...names: string[]): string[] =>
    values.flatMap(([name, value]) => (names.includes(name) ? [value] : []));
  const last = (...names: string[]): string | undefined => all(...names).at(-1);
  const further = furtherOptions(tool, given);
  const platform = last('--python-platform');
  const version = last('--python-version');
  const newer = last('--exclude-newer', '--uploaded-prior-to');
  const torch = last('--torch-backend');
  const single = platform !== undefined && version !== undefined && !flags.includes('--universal');
  return {
    given,
    extras: all('--extra').flatMap((extras) => extras.split(',').map((extra) => extra.trim())),
    allExtras: flags.includes('--all-extras'),
    groups: all('--group').map((group) => group.replace(/^.*:/, '')),
    constraints: all('--constraint', '--constraints'),
    options: {
      ...(flags.includes('--generate-hashes') ? { generateHashes: true } : {}),
      ...(single ? { universal: false, pythonPlatform: platform } : {}),
      ...(version === undefined ? {} : { pythonVersion: version }),
      ...(newer === undefined ? {} : { excludeNewer: newer }),
      ...(torch === undefined ? {} : { torchBackend: torch }),
      ...(further.uvArgs.length === 0 ? {} : { uvArgs: further.uvArgs }),
    },
    places: {
      indexUrl: plainUrl(last('--index-url', '--default-index')),
      extraIndexUrls: all('--extra-index-url', '--index').flatMap((url) => plainUrl(url) ?? []),
      findLinks: all('--find-links'),
    },
    notes: [
      ...further.notes,
      ...all(...PLACES)
        .filter((url) => plainUrl(url) !== url)
        .map((url) => passwordNote(url)),
    ],
  };
}

/** `-p` is another option to uv. */
function pipCompileWord(word: string): readonly string[] {
  return [word === '-p' ? '--pre' : word];
}

/** A URL without its user and password. */
export function plainUrl(url: string | undefined): string | undefined {
  return url?.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/\s]*@/i, '$1');
}

/** Where a password goes that stood in a URL. */
export function passwordNote(url: string): string {
  const host = /\/\/(?:[^/\s]*@)?([^/\s]+)/.exec(url)?.[1] ?? withoutCredentials(url);
  return `the password for ${host} stays out of what is committed: give it by a netrc file or by uv's credentials (docs/private-indexes.md)`;
}

function furtherOptions(
  tool: Compile['tool'],
  { values, flags }: Arguments,
): { readonly uvArgs: readonly string[]; readonly notes: readonly string[] } {
  const uvArgs: string[] = [];
  const notes: string[] = [];
  if (flags.includes('--pre')) uvArgs.push('--prerelease=allow');
  for (const [name, value] of values)
    if (name === '--unsafe-package') uvArgs.push(`--no-emit-package=${value}`);
  const left = [
    ...flags.map((name): readonly [string, string] => [name, name]),
    ...values.map(([name, value]): readonly [string, string] => [name, `${name}=${value}`]),
  ].filter(([name]) => !NEEDLESS.has(name) && !OWN.has(name) && !/^-[a-zA-Z]+$/.test(name));
  for (const [name, word] of left) {
    const instead = ELSEWHERE[name];
    const problem =
      tool === 'uv' || name === '--no-strip-extras' || name === '--no-index'
        ? uvArgProblem(word)
        : NO_COUNTERPART;
    if (instead === undefined && problem === undefined) uvArgs.push(word);
    else
      notes.push(
        `${withoutCredentials(name)} isn't taken over${instead === undefined ? '' : `: ${instead}`}`,
      );
  }
  return { uvArgs: [...new Set(uvArgs)], notes };
}

const NO_COUNTERPART = 'no option of uv';
