/** What an option in a file of requirements says, for those who lock what a `pyproject.toml` says. */
export interface FileOption {
  /** Its key in `[tool.uv.pip]`, which uv and the bots obey; undefined where it has none. */
  readonly key?: string;
  /** Whether the key has a list, or is only there. */
  readonly is?: 'list' | 'one' | 'flag';
  /** In plain words: what it means for a lockfile, and what to write instead. */
  readonly means: string;
}

const INDEX = 'where packages come from';
const FILES = 'which files an installer takes';
const OLD = 'an option of old versions of pip, and needless';
const OWN = "a setting of pip's own, and needless";

const option = (key: string, is: FileOption['is'], means: string): FileOption => ({
  key,
  ...(is === undefined ? {} : { is }),
  means: `${means}: ${key} under [tool.uv.pip]`,
});

const OPTIONS: Readonly<Record<string, FileOption>> = {
  '--index-url': option('index-url', 'one', INDEX),
  '--extra-index-url': option('extra-index-url', 'list', INDEX),
  '--find-links': option('find-links', 'list', INDEX),
  '--no-index': option('no-index', 'flag', INDEX),
  '--no-binary': option('no-binary', 'list', FILES),
  '--only-binary': option('only-binary', 'list', FILES),
  '--pre': { key: 'prerelease', means: 'that pre-releases count: prerelease = "allow" under [tool.uv.pip]' },
  '--require-hashes': { means: 'that each file is known by its hash: generateHashes' },
  '--trusted-host': {
    means:
      "whose certificate isn't looked at, which is each user's own to say: allow-insecure-host in uv.toml, or UV_INSECURE_HOST",
  },
  '--prefer-binary': { means: 'needless, as uv takes a wheel where there is one' },
  '--use-feature': { means: OWN },
  '--use-pep517': { means: OWN },
  '--use-wheel': { means: OLD },
  '--no-use-wheel': { means: OLD },
  '--process-dependency-links': { means: OLD },
  '--allow-external': { means: OLD },
  '--allow-all-external': { means: OLD },
  '--allow-unverified': { means: OLD },
};

const LONG: Readonly<Record<string, string>> = {
  '-i': '--index-url',
  '-f': '--find-links',
  '--pypi-url': '--index-url',
};

/** The long name of an option, by which it is known here. */
export function longName(name: string): string {
  return LONG[name] ?? name;
}

/** What an option says; undefined where it is none that stands on a line of its own. */
export function fileOption(name: string): FileOption | undefined {
  return Object.hasOwn(OPTIONS, longName(name)) ? OPTIONS[longName(name)] : undefined;
}
