import { normalizeName } from '../python/version.js';
import { droppedToolUv, readUvFailure, uvStatements } from './messages.js';
import type { UvResult } from './run.js';

/** What `uv pip install --dry-run --no-deps --only-binary=:all:` says about some pins in one place. */
export type InstallAnswer =
  /** All of them have a wheel there, or a marker that leaves them out. */
  | { readonly kind: 'installs'; readonly packages: readonly PinName[] }
  | ({ readonly kind: 'lacks' } & Lack)
  /** They can't be installed together, or uv refuses them for another reason that is in the pins. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** Nothing is known: no network, nothing in the cache, a server's refusal. */
  | {
      readonly kind: 'unknown';
      readonly reason: string;
      /** A host didn't answer, or refused: asking it again and again takes seconds each time. */
      readonly unreachable: boolean;
    };

/** A package at a version. */
export interface PinName {
  /** Normalized. */
  readonly name: string;
  readonly version: string;
}

/** A pin that has nothing to install in one place; uv names one at a time. */
export interface Lack extends PinName {
  /**
   * `source`: no wheel that fits, but a source distribution · `wheels`: wheels, none of which fits, and nothing else ·
   * `release`: the index has no such version · `python`: it is for other Pythons.
   */
  readonly why: 'source' | 'wheels' | 'release' | 'python';
  /** A clause of its own, about the package as `it`. */
  readonly reason: string;
}

/** How uv writes `name==version`, with the marker of a pin that has one. */
const PIN = '([A-Za-z0-9][A-Za-z0-9._-]*)(?:\\[[^\\]]*\\])?(?:\\{[^}]*\\})?={2,3}([^\\s,]+)';
const NO_WHEEL = new RegExp(
  `^Because ${PIN} has (no (?:usable )?wheels\\b.*?)(?: and you require |, we can )`,
);
const NO_RELEASE = new RegExp(`^Because there is no version of ${PIN} and you require `);
const OTHER_PYTHON = new RegExp(`does not satisfy Python([<>=!~][^ ]*) and ${PIN} depends on Python`);

/** Reads what uv said; with exit code 0 what it would install. */
export function readInstallAnswer(result: UvResult): InstallAnswer {
  const dropped = droppedToolUv(result.stderr);
  if (dropped !== undefined) return { kind: 'unknown', reason: firstLine(dropped), unreachable: false };
  if (result.exitCode === 0) return { kind: 'installs', packages: installedPins(result.stderr) };
  const failure = readUvFailure(result);
  const statements = uvStatements(failure.message);
  const cause = statements[1] ?? '';
  // Where something could not be had, what is missing may have been there.
  const lack = failure.kind === 'unavailable' ? undefined : lackIn(cause, statements);
  if (lack !== undefined) return { kind: 'lacks', ...lack };
  if (failure.kind === 'unsatisfiable' || failure.kind === 'python-range') {
    return { kind: 'refused', reason: cause === '' ? firstLine(failure.message) : cause };
  }
  return {
    kind: 'unknown',
    reason: unknownReason(failure, statements),
    unreachable: failure.host !== undefined,
  };
}

function lackIn(cause: string, statements: readonly string[]): Lack | undefined {
  const [, named = '', of = '', none = ''] = NO_WHEEL.exec(cause) ?? [];
  if (named !== '') {
    const pin = { name: normalizeName(named), version: of };
    if (/^no usable wheels/.test(none)) {
      return { ...pin, why: 'source', reason: 'it has no wheel that fits, so it would be built from source' };
    }
    const there = statements.map(available).find((tags) => tags !== undefined);
    const reason = `it has ${none}${there === undefined ? '' : `; its wheels are for ${there}`}`;
    return { ...pin, why: 'wheels', reason };
  }
  const [, absent, version = ''] = NO_RELEASE.exec(cause) ?? [];
  if (absent !== undefined) {
    return { name: normalizeName(absent), version, why: 'release', reason: 'the index has no such version' };
  }
  const [, range = '', foreign, release = ''] = OTHER_PYTHON.exec(cause) ?? [];
  if (foreign === undefined) return undefined;
  const reason = `it requires Python ${range}`;
  return { name: normalizeName(foreign), version: release, why: 'python', reason };
}

/** The tags that uv's hint lists. */
function available(statement: string): string | undefined {
  return /^hint: .*(?:following (?:platforms?|Python (?:ABI|implementation) tags?)): (.+)$/.exec(
    statement,
  )?.[1];
}

function unknownReason(
  failure: ReturnType<typeof readUvFailure>,
  [first = '', ...rest]: readonly string[],
): string {
  if (failure.timedOut === true) return 'uv took too long, and was ended';
  if (failure.kind === 'missing') return 'uv could not be started';
  if (failure.kind === 'killed') return 'uv was killed';
  const status = failure.status === undefined ? '' : ` (HTTP ${failure.status})`;
  if (failure.host !== undefined) {
    return `${failure.host} didn't give what uv asked for${status}: ${rest.at(-1) ?? first}`;
  }
  const said = /^No solution found/.test(first) ? (rest[0] ?? first) : first;
  if (said === '') return 'uv failed without a word';
  return /^Because (.* was not found in .*?)(?: and you require |, we can )/.exec(said)?.[1] ?? said;
}

// ` + name==1.0`, ` + name==1.0 (from https://…)`; ` + name @ file:///…` has no version.
function installedPins(stderr: string): readonly PinName[] {
  return [...stderr.matchAll(/^ \+ ([^\s=]+)==(\S+)/gm)].map(([, name = '', version = '']) => ({
    name: normalizeName(name),
    version,
  }));
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
