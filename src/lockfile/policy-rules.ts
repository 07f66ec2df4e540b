import { normalizeName } from '../python/version.js';
import { type Path, waysInto } from './brought-by.js';
import { withoutCredentials } from './credentials.js';
import type { Finding } from './findings.js';
import { headerOptions } from './header.js';
import { hostMatches, hostsIn } from './hosts.js';
import type { Lockfile, Pin } from './parse.js';

/** What a project's lockfiles may hold at all. */
export interface Policy {
  /** The rules that hold for the project. */
  readonly deny: readonly DenyRule[];
  /** Where hashes are required: `.lockgenrc: requireHashes`; `undefined` where they aren't. */
  readonly requireHashes: string | undefined;
  readonly hosts: AllowedHosts;
  /** Where a package is required directly, `pyproject.toml:7`; the file alone, where it isn't, or nothing tells the line. */
  origin(key: string): string;
}

export interface DenyRule {
  /** As normalised. */
  readonly pattern: string;
  readonly reason: string | undefined;
  readonly place: string;
  /** By key. */
  denies(key: string): boolean;
}

/** By the option of uv that makes it write such lines. */
export type EmittedLine = 'emit-index-url' | 'emit-find-links';

export interface AllowedHosts {
  /** Hosts and `*.domains`, in lower case. */
  readonly allowed: readonly string[];
  /** Where they are stated; `undefined`: they are those that the project's files name. */
  readonly place: string | undefined;
  /** Lines that uv is told to write, and that can name what the machine is configured for: these are not looked at. */
  readonly emitted: ReadonlySet<EmittedLine>;
}

/** What a lockfile may not hold, but does. Silent about nothing that the file shows: no resolution knows better. */
export function policyFindings(lockfile: Lockfile, policy: Policy): Finding[] {
  return [
    ...denialFindings(lockfile, policy),
    ...hostFindings(lockfile, policy),
    ...hashFindings(lockfile, policy),
  ];
}

function denialFindings(lockfile: Lockfile, { deny, origin }: Policy): Finding[] {
  if (deny.length === 0) return [];
  const found = new Map<string, Finding>();
  const wayOf = waysInto(lockfile);
  for (const pin of lockfile.pins) {
    const key = packageOf(pin);
    const rule = key === undefined ? undefined : deny.find((one) => one.denies(key));
    if (key === undefined || rule === undefined || found.has(key)) continue;
    const why = rule.reason === undefined ? '' : `: ${rule.reason}`;
    const by = rule.pattern === key ? rule.place : `${JSON.stringify(rule.pattern)}, ${rule.place}`;
    const message = `${key} is denied (${by})${why}; it comes from ${pathText(wayOf(pin.key), key, origin)}`;
    found.set(key, { code: 'denied', line: pin.line, name: pin.named ? pin.name : key, message });
  }
  return [...found.values()];
}

/** `pyproject.toml:7 → accelerate → nvidia-cublas`. */
function pathText({ root, packages }: Path, key: string, origin: Policy['origin']): string {
  const steps = [...packages.slice(0, -1), key];
  const [direct = key] = steps;
  const isManifest = root === undefined || /(?:^|[\s(\\/])pyproject\.toml(?::\S+)?\)$/.test(root);
  // Without any `# via`, what is known is that everything comes from there.
  return [isManifest ? origin(direct) : root, ...steps].join(' → ');
}

/** The package's key; of a wheel's bare URL or path, what its file is named after. */
function packageOf(pin: Pin): string | undefined {
  if (pin.named) return pin.key;
  const wheel = /(?:^|[\\/])([A-Za-z0-9][\w.]*)-[^\\/]+\.whl(?:[?#].*)?$/.exec(pin.key)?.[1];
  return wheel === undefined ? undefined : normalizeName(wheel);
}

/** As uv writes them. */
const EMITTED: Readonly<Record<EmittedLine, RegExp>> = {
  'emit-index-url': /^--(?:extra-)?index-url /,
  'emit-find-links': /^--find-links /,
};
const TRUSTED = /^--trusted-host[= ](\S+)/;

function hostFindings({ header, options, pins }: Lockfile, { hosts }: Policy): Finding[] {
  const isForeign = (host: string): boolean => !hosts.allowed.some((one) => hostMatches(one, host));
  const who =
    hosts.place === undefined
      ? "which neither the project's indexes nor its files name"
      : `which ${hosts.place} doesn't have`;
  const lines = options
    .filter(({ text }) => ![...hosts.emitted].some((kind) => EMITTED[kind].test(text)))
    .flatMap(({ text, line }): Finding[] => {
      const trusted = TRUSTED.exec(text)?.[1];
      const named = trusted === undefined ? hostsIn(text) : hostsIn(`https://${trusted}`);
      return named.filter(isForeign).map((host) => ({
        code: 'foreign-host',
        line,
        name: undefined,
        message: `\`${withoutCredentials(text)}\` names the host ${host}, ${who}`,
      }));
    });
  const urls = pins.flatMap(({ name, url = '', line }): Finding[] =>
    hostsIn(url)
      .filter(isForeign)
      .map((host) => ({
        code: 'foreign-host',
        line,
        name: withoutCredentials(name),
        message: `${withoutCredentials(name)} comes from the host ${host}, ${who}`,
      })),
  );
  // Where no hosts are stated, an index decides for itself where its files are.
  const files = hosts.place === undefined ? [] : fileFindings(pins, isForeign, who);
  // The header is no line for an installer, but whoever replays its command asks these hosts. Where none are stated, the
  // default index may be named there, whose hosts no file of the project has.
  const stated = header === undefined || hosts.place === undefined ? undefined : headerOptions(header);
  const replayed = (stated?.kind === 'compile' ? stated.other : []).flatMap((option): Finding[] =>
    hostsIn(option)
      .filter(isForeign)
      .map((host) => ({
        code: 'foreign-host',
        line: header?.line,
        name: undefined,
        message: `\`${withoutCredentials(option)}\` in its header names the host ${host}, ${who}`,
      })),
  );
  return [...replayed, ...lines, ...urls, ...files];
}

/** A `pylock.toml` says from which host each file comes. */
function fileFindings(pins: readonly Pin[], isForeign: (host: string) => boolean, who: string): Finding[] {
  return pins.flatMap(({ name, url, line, files = [] }): Finding[] => {
    const named = url === undefined ? files.flatMap(({ place }) => hostsIn(place)) : [];
    return [...new Set(named)].filter(isForeign).map((host) => ({
      code: 'foreign-host',
      line,
      name,
      message: `a file of ${name} comes from the host ${host}, ${who}`,
    }));
  });
}

/** The hosts that a lockfile's option lines and direct URLs name, each once, sorted. */
export function hostsOf({ options, pins }: Lockfile): readonly string[] {
  const texts = [...options.map(({ text }) => text), ...pins.map(({ url = '' }) => url)];
  return [...new Set(texts.flatMap(hostsIn))].sort();
}

/** With weaker ones, pip refuses to install. */
const STRONG = /^sha(?:256|384|512):/;

function hashFindings({ pins }: Lockfile, { requireHashes }: Policy): Finding[] {
  if (requireHashes === undefined) return [];
  const bare = pins.filter(({ hashes }) => !hashes.some((hash) => STRONG.test(hash)));
  const never = bare.filter(hasNoHashes);
  const [first, ...others] = bare.filter((pin) => !never.includes(pin));
  const told = (pin: Pin, more: string): Finding => {
    const name = withoutCredentials(pin.name);
    const what = pin.version === undefined ? name : `${name}==${pin.version}`;
    const message = `${what} has no hash${more}, but hashes are required (${requireHashes})`;
    return { code: 'missing-hashes', line: pin.line, name, message };
  };
  return [
    ...(first === undefined ? [] : [told(first, others.length > 0 ? ` (and ${others.length} more)` : '')]),
    ...never.map((pin) => told(pin, ', and can have none')),
  ];
}

/** A commit of a repository, and what lies in a folder. */
const hasNoHashes = ({ url }: Pin): boolean => url !== undefined && /^(?:git\+|(?!https?:))/i.test(url);
