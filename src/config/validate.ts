import * as v from 'valibot';
import { withoutCredentials } from '../lockfile/credentials.js';
import { type ConfigError, failWith, type OptionPath } from './layer.js';
import { nearest } from './nearest.js';
import { PYTHON_PLATFORMS } from './platforms.js';
import { KNOWN_KEYS } from './schema.js';
import { camelCase, type Spelling, spell } from './spelling.js';

/** Where a value stands that is validated, and how its errors are shown. */
export interface Origin {
  readonly kind: 'root' | 'project' | 'flags';
  /** How unknown keys' nearest ones are spelled. */
  readonly spelling: Spelling;
  /** The place of an option, given the keys as they are written there. */
  place(path: OptionPath): string;
}

const SUGGESTIONS: Readonly<Record<string, readonly string[]>> = {
  pythonPlatform: PYTHON_PLATFORMS,
  torchBackend: ['cpu', 'auto', 'xpu', 'none'],
  platforms: ['linux', 'macos', 'windows'],
};

/**
 * Validates what a configuration states, whichever way its keys are spelled.
 *
 * @returns the options with camelCase keys
 * @throws Failure `configuration` with all errors at once: each with its place, the value, what is allowed, and for
 *   an unknown key the nearest known one
 */
export function validate<const Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  origin: Origin,
): v.InferOutput<Schema> {
  const reading = new Reading(origin);
  const respelled = reading.options(value, origin.kind, [], []) ?? {};
  const result = v.safeParse(schema, respelled, { abortPipeEarly: true });
  const invalid = (result.issues ?? []).flatMap(precise).map(({ issue, path }) => {
    return { place: origin.place(reading.asWritten(path)), message: issueText(issue, path, origin.spelling) };
  });
  failWith([...reading.errors, ...invalid]);
  if (result.success) return result.output;
  throw new TypeError('a validation that failed has no issues');
}

interface Located {
  readonly issue: v.BaseIssue<unknown>;
  readonly path: OptionPath;
}

/** Of a value that has two forms, what is wrong inside of the one that was meant. */
function precise(issue: v.BaseIssue<unknown>): Located[] {
  const inside = (issue.issues ?? []).filter(({ path }) => path !== undefined);
  if (issue.type !== 'union' || inside.length === 0) return [{ issue, path: pathOf(issue) }];
  return inside.map((one) => ({ issue: one, path: [...pathOf(issue), ...pathOf(one)] }));
}

const pathOf = ({ path }: v.BaseIssue<unknown>): OptionPath =>
  (path ?? []).map((item): string | number => (typeof item.key === 'number' ? item.key : String(item.key)));

/** Reads keys of either spelling, and remembers how each was written. */
class Reading {
  readonly errors: ConfigError[] = [];
  readonly #origin: Origin;
  readonly #written = new Map<string, OptionPath>();

  constructor(origin: Origin) {
    this.#origin = origin;
  }

  /** The path with the keys as the user wrote them. */
  asWritten(path: OptionPath): OptionPath {
    for (let length = path.length; length > 0; length -= 1) {
      const written = this.#written.get(JSON.stringify(path.slice(0, length)));
      if (written !== undefined) return [...written, ...path.slice(length)];
    }
    return path;
  }

  /** A table of options with camelCase keys; unknown keys become errors and are left out. */
  options(value: unknown, kind: keyof typeof KNOWN_KEYS, path: OptionPath, written: OptionPath): unknown {
    if (Array.isArray(value)) return this.#list(value, 'a table of options', written);
    if (!isPlainObject(value)) return value;
    const read: Record<string, unknown> = {};
    const spelledAs = new Map<string, string>();
    for (const [key, entry] of Object.entries(value)) {
      const name = camelCase(key);
      const at = [...written, key];
      const other = spelledAs.get(name);
      if (!KNOWN_KEYS[kind].includes(name)) {
        this.#fail(at, unknownKey(key, name, kind, this.#origin));
        continue;
      }
      if (other !== undefined) {
        this.#fail(at, `given twice, as ${other} and as ${key}; keep one`);
        continue;
      }
      spelledAs.set(name, key);
      this.#written.set(JSON.stringify([...path, name]), at);
      const inner = this.#option(name, entry, [...path, name], at);
      if (inner !== undefined) read[name] = inner;
    }
    return read;
  }

  #option(name: string, value: unknown, path: OptionPath, written: OptionPath): unknown {
    if (name === 'targets') return this.#targets(value, path, written);
    if (name !== 'deny' || !Array.isArray(value)) return plain(value);
    return value.map((rule: unknown, index) =>
      isPlainObject(rule) ? this.options(rule, 'deny', [...path, index], [...written, index]) : plain(rule),
    );
  }

  #targets(value: unknown, path: OptionPath, written: OptionPath): unknown {
    if (Array.isArray(value)) return this.#list(value, 'a table of targets by name', written);
    if (!isPlainObject(value)) return plain(value);
    const targets = Object.entries(value).map(([name, target]): [string, unknown] => [
      name,
      this.options(target, 'target', [...path, name], [...written, name]),
    ]);
    const tables = targets.filter(([, target]) => target !== undefined);
    return tables.length === 0 && targets.length > 0 ? undefined : Object.fromEntries(tables);
  }

  /** A list where a table belongs: valibot would take it for one with the keys 0, 1, 2… */
  #list(value: readonly unknown[], allowed: string, path: OptionPath): undefined {
    this.#fail(path, `${valueText(value)} is not allowed; allowed: ${allowed}`);
  }

  #fail(path: OptionPath, message: string): void {
    this.errors.push({ place: this.#origin.place(path), message });
  }
}

function unknownKey(key: string, name: string, kind: keyof typeof KNOWN_KEYS, origin: Origin): string {
  const known = KNOWN_KEYS[kind];
  const spelling = key.includes('-') ? 'kebab' : origin.spelling;
  const spelled = known.filter((one) => one !== '$schema').map((one) => spell(one, spelling));
  const meant = nearest(key, spelled);
  const unknown = `unknown option; ${meant === undefined ? `known: ${spelled.join(', ')}` : `did you mean ${meant}?`}`;
  if (kind === 'deny') return unknown;
  const isKnownIn = (other: keyof typeof KNOWN_KEYS): boolean => KNOWN_KEYS[other].includes(name);
  if (kind === 'target' && isKnownIn('project'))
    return 'is an option of the whole project, not of one target';
  if (isKnownIn('root')) return "belongs in the configuration file at the repository's root";
  if (isKnownIn('target')) return `is an option of a target: targets.NAME.${key}`;
  return unknown;
}

function issueText(issue: v.BaseIssue<unknown>, path: OptionPath, spelling: Spelling): string {
  // valibot has the missing key, in quotes, as what it expected.
  if (issue.type === 'strict_object' && issue.input === undefined) {
    const owner = path[0] === 'deny' ? 'rule of deny' : 'target';
    return `missing; every ${owner} needs ${spell(String(path.at(-1)), spelling)}`;
  }
  const option = path.findLast((step) => typeof step === 'string');
  const suggestions = typeof option === 'string' ? (SUGGESTIONS[option] ?? []) : [];
  const meant = typeof issue.input === 'string' ? nearest(issue.input, suggestions) : undefined;
  const hint = meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`;
  return `${valueText(issue.input)} is not allowed; allowed: ${issue.message}${hint}`;
}

/** A value for a message: short, and without a password. */
function valueText(value: unknown): string {
  const text = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'bigint' ? Number(inner) : inner,
  );
  const shown = withoutCredentials(text ?? String(value));
  return shown.length > 80 ? `${shown.slice(0, 79)}…` : shown;
}

/** TOML's and YAML's dates become text, as written where the parser still knows it. */
function plain(value: unknown): unknown {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value.toISOString() : value;
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}
