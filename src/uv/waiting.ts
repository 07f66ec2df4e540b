import { withoutCredentials } from '../lockfile/credentials.js';
import { percentDecoded } from '../percent-decoded.js';
import { normalizeName } from '../python/version.js';

/**
 * What uv has to be told (RUST_LOG) so that its log says what it waits for, and which files it throws away as
 * damaged: some lines for each request. It is no interface of uv's; this is how 0.9.8 to 0.13.9 write it, and where
 * another one writes otherwise, less is known, and nothing else is different.
 */
export const LOG_OF_WAITING =
  'uv_client=trace,uv_resolver=warn,uv_git=debug,uv_build_frontend=debug,uv_distribution=debug,uv_fs=info';

/** The same for what uv lacks while it is offline, and for what it passes over on its way to a version. */
export const LOG_OF_LACKS = 'uv_client=trace,uv_resolver=warn,uv_resolver::candidate_selector=trace';

/** What uv is at. */
export interface Waiting {
  /** For whom: `index.example.com (alpha)`, `git.example.com (lib)`, `the build back-end of lib (…)`. */
  readonly what: string;
  readonly host: string | undefined;
}

/** A file that uv left out of its choice, since it can't be read. */
export interface Damaged {
  readonly name: string;
  readonly version: string;
  /** Whether the file as such is broken; otherwise only what it says of itself. */
  readonly isBroken: boolean;
  readonly host: string | undefined;
}

/** A log that is read while uv writes it. */
export interface Following {
  read(piece: string): void;
  waiting(): Waiting | undefined;
  damaged(): readonly Damaged[];
  /** Whether something was not in the cache that would have been asked for, of a run that is offline. */
  lacks(): boolean;
  /** The packages, by normalized name, whose newest release was passed over: it must be built, or needs another Python. */
  passedOver(): ReadonlySet<string>;
  /** How many packages were asked for. */
  packages(): number;
  /** The host whose page of a package was asked for, by the package's normalized name. */
  hostOf(name: string): string | undefined;
}

const SENDING = /^(?:DEBUG|TRACE) Sending .*?request for:? (\S+)/;
const RECEIVED = /^TRACE Received response .*? for:? (\S+)|^TRACE Response from (\S+) is /;
const GIT = /^DEBUG (?:Performing a Git fetch for:|Fetching source distribution from Git:) (\S+)/;
const PREPARING = /^DEBUG (?:Building|Preparing metadata for):? (\S+)/;
const BUILDING = /^DEBUG Calling `([^`]+)`/;
const LOCKED = /^(?:INFO|DEBUG) Waiting to acquire .*?lock/;
const DAMAGED =
  /^WARN `?([\w.-]+)==([^\s`]+)`? has (?:an )?(invalid package format|inva\w+ metadata|inconsistent \w+)/;

const LACKING = /^(?:DEBUG|TRACE) Sending |kind: Offline\(|^WARN .* needs to be downloaded/;
const PASSED_OVER = /^TRACE Returning incompatible candidate for package ([\w.-]+)/;

/** Follows what uv logs. */
export function followLog(): Following {
  let rest = '';
  let last: Waiting | undefined;
  let preparing = '';
  const asked = new Map<string, Waiting>();
  const hosts = new Map<string, string>();
  const damaged: Damaged[] = [];
  const passedOver = new Set<string>();
  let lacks = false;

  const line = (text: string): void => {
    if (LACKING.test(text)) lacks = true;
    const passed = PASSED_OVER.exec(text)?.[1];
    if (passed !== undefined) passedOver.add(normalizeName(passed));
    const sent = SENDING.exec(text)?.[1];
    if (sent !== undefined) {
      last = place(sent);
      asked.set(sent, last);
      const name = packageIn(sent);
      if (last.host !== undefined && name !== undefined) hosts.set(name, last.host);
      return;
    }
    const [, received, answered] = RECEIVED.exec(text) ?? [];
    asked.delete(received ?? answered ?? '');
    preparing = PREPARING.exec(text)?.[1] ?? preparing;
    const git = GIT.exec(text)?.[1];
    const building = BUILDING.exec(text)?.[1];
    if (git !== undefined) last = place(git);
    if (building !== undefined) {
      const of = preparing === '' ? '' : ` of ${withoutCredentials(preparing)}`;
      last = { what: `the build back-end${of} (${building})`, host: undefined };
    }
    if (LOCKED.test(text)) last = { what: "the lock of uv's cache, which another uv holds", host: undefined };
    const [, name, version = '', what] = DAMAGED.exec(text) ?? [];
    if (name === undefined) return;
    const key = normalizeName(name);
    damaged.push({
      name: key,
      version,
      isBroken: what === 'invalid package format',
      host: hosts.get(key),
    });
  };

  return {
    read(piece) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      for (const one of lines) line(one);
    },
    waiting: () => [...asked.values()].at(-1) ?? last,
    damaged: () => damaged,
    lacks: () => lacks,
    passedOver: () => passedOver,
    packages: () => hosts.size,
    hostOf: (name) => hosts.get(name),
  };
}

/** What uv says itself, without its log. */
export function withoutLog(stderr: string): string {
  return stderr.replace(/^(?:TRACE|DEBUG|INFO|WARN) .*\n?/gm, '');
}

function place(url: string): Waiting {
  const plain = withoutCredentials(url.replace(/[`,]+$/, ''));
  const host = /^(?:git\+)?\w+:\/\/(?:[^/@]*@)?([^/:?#]+)/.exec(plain)?.[1];
  const name = packageIn(plain) ?? /([^/]+?)(?:\.git)?\/?$/.exec(plain)?.[1];
  return { what: host === undefined ? plain : `${host}${name === undefined ? '' : ` (${name})`}`, host };
}

/** The package of a page or of a file. */
function packageIn(url: string): string | undefined {
  const path = url.replace(/[?#].*$/s, '');
  const page = /\/([^/]+)\/$/.exec(path)?.[1];
  const file = /\/([^/]+?)-\d[^/]*\.(?:whl|tar\.gz|zip)(?:\.metadata)?$/.exec(path)?.[1];
  const name = page ?? file;
  return name === undefined ? undefined : normalizeName(percentDecoded(name));
}
