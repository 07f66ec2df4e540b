import { hasCredential } from '../../lockfile/credentials.js';
import { fileOption, longName } from '../../lockfile/file-options.js';
import { eachLine, withoutComment } from '../../lockfile/lines.js';
import { parseRequirement, type Requirement, RequirementError } from '../../python/requirement.js';
import { normalizeName } from '../../python/version.js';

/** A requirement that can stand in a `pyproject.toml`, with the comments that belong to it. */
export interface InRequirement {
  readonly requirement: Requirement;
  /** As it is to be written. */
  readonly text: string;
  readonly line: number;
  /** Behind it, without `#`. */
  readonly comment: string | undefined;
  /** On the lines above it, without `#`. */
  readonly above: readonly string[];
}

/** A line that can't be moved, and why. */
export interface Unmovable {
  readonly line: number;
  /** The package that it is of, normalised, where the line says so. */
  readonly key: string | undefined;
  /** The line, without a password. */
  readonly text: string;
  readonly why: string;
}

/** An option on a line of its own. */
export interface InOption {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/** A `requirements.in`, read. */
export interface RequirementsIn {
  readonly requirements: readonly InRequirement[];
  /** Of `-r`, as written. */
  readonly includes: readonly string[];
  /** Of `-c`, as written. */
  readonly constraints: readonly string[];
  /** Extras of the project itself, where a line names it: `-e .[dev]`; undefined where none does. */
  readonly self: readonly string[] | undefined;
  /** Options on lines of their own, by their long names. */
  readonly options: readonly InOption[];
  /** Whether some requirements have hashes, where these may be: of a file that is a lockfile. */
  readonly hasHashes: boolean;
  readonly unmovable: readonly Unmovable[];
  /** Comments that stand above or behind no requirement. */
  readonly comments: readonly { readonly line: number; readonly text: string }[];
}

/**
 * Reads a file that a person writes for pip-compile or uv.
 *
 * @param text - the file; never throws, what can't be moved into a `pyproject.toml` is listed with the reason
 * @param options.isLockfile it stands in a lockfile's place, so that its requirements may have hashes
 */
export function readRequirementsIn(
  text: string,
  { isLockfile = false }: { readonly isLockfile?: boolean } = {},
): RequirementsIn {
  const reader = new Reader(isLockfile);
  for (const line of logicalLines(text)) reader.read(line);
  reader.end();
  return reader.result;
}

interface Line {
  readonly text: string;
  readonly number: number;
  readonly comment: string | undefined;
}

/** Lines with their continuations, the comment told apart. */
function logicalLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  let open: string[] = [];
  let start = 0;
  const end = (comment: string | undefined): void => {
    lines.push({ text: open.join(' ').trim(), number: start, comment });
    open = [];
  };
  eachLine(text, (line, number) => {
    const { text: own, comment } = withoutComment(line);
    const goesOn = comment === undefined && own.endsWith('\\');
    if (open.length === 0) start = number;
    open.push((goesOn ? own.slice(0, -1) : own).trimEnd());
    if (!goesOn) end(comment?.replace(/^#\s?/, '').trimEnd());
    return true;
  });
  if (open.length > 0) end(undefined);
  return lines;
}

class Reader {
  readonly #requirements: InRequirement[] = [];
  readonly #includes: string[] = [];
  readonly #constraints: string[] = [];
  readonly #options: InOption[] = [];
  readonly #unmovable: Unmovable[] = [];
  #self: string[] | undefined;
  #above: { readonly line: number; readonly text: string }[] = [];
  readonly #comments: { readonly line: number; readonly text: string }[] = [];
  #hasHashes = false;

  constructor(private readonly isLockfile: boolean) {}

  get result(): RequirementsIn {
    return {
      requirements: this.#requirements,
      includes: this.#includes,
      constraints: this.#constraints,
      options: this.#options,
      hasHashes: this.#hasHashes,
      unmovable: this.#unmovable,
      self: this.#self,
      comments: this.#comments,
    };
  }

  /** What stands above nothing goes with nothing. */
  end(): void {
    this.#comments.push(...this.#above.filter(({ text }) => /[^\s#=*-]/.test(text)));
    this.#above = [];
  }

  read({ text, number, comment }: Line): void {
    if (text === '') {
      if (comment === undefined) this.end();
      else this.#above.push({ line: number, text: comment });
      return;
    }
    const count = this.#requirements.length;
    this.#entry(text, number, comment);
    if (this.#requirements.length > count) this.#above = [];
    else {
      if (comment !== undefined) this.#above.push({ line: number, text: comment });
      this.end();
    }
  }

  #entry(text: string, number: number, comment: string | undefined): void {
    const above = this.#above.map((one) => one.text);
    const [, file, path = ''] =
      /^(-r|-c|--requirements?|--constraints?)(?:\s*=\s*|\s+|(?=[^\s-]))(\S+)$/.exec(text) ?? [];
    if (file !== undefined) {
      (/^-(?:r|-req)/.test(file) ? this.#includes : this.#constraints).push(unquoted(path));
      return;
    }
    const self =
      /^(?:-e\s*|--editable(?:\s+|=))?["']?(?:\.\/?|file:(?:\/\/)?\.\/?)(?:\[([\w\s,.-]*)\])?["']?$/.exec(
        text,
      );
    if (self !== null) {
      const extras = (self[1] ?? '').split(',').map((extra) => extra.trim());
      this.#self = [...(this.#self ?? []), ...extras.filter((extra) => extra !== '')];
      return;
    }
    const [, option = '', value = ''] = /^(--?[a-z][a-z-]*)(?:\s+|=)?(.*)$/.exec(text) ?? [];
    if (fileOption(option) !== undefined) {
      this.#options.push({ name: longName(option), value: unquoted(value.trim()), line: number });
      return;
    }
    const own = this.isLockfile ? text.replace(/\s--hash[=\s]\s*\S+/g, '').trim() : text;
    if (own !== text) this.#hasHashes = true;
    const why = this.#requirement(own, number, comment, above);
    if (why !== undefined) {
      const egg = /[#&]egg=([\w.-]+)/.exec(text)?.[1];
      const key = egg === undefined ? undefined : normalizeName(egg);
      this.#unmovable.push({ line: number, key, text: shown(text), why });
    }
  }

  /** @returns why it can't be moved */
  #requirement(
    text: string,
    line: number,
    comment: string | undefined,
    above: readonly string[],
  ): string | undefined {
    if (/^(?:-e\b|--editable\b)/.test(text)) return EDITABLE;
    if (text.startsWith('-')) return `${optionName(text)} has no place in a pyproject.toml`;
    if (/\s--hash[=\s]/.test(text))
      return 'its hashes have no place in a pyproject.toml: drop them, lockgen writes those of the index (generateHashes)';
    if (/\s--[a-z]/.test(text))
      return `${optionName(text.slice(text.search(/\s--[a-z]/)).trim())} has no place in a pyproject.toml`;
    if (hasCredential(text)) return 'it has a password: put that into the environment or a netrc file first';
    try {
      const requirement = parseRequirement(text);
      if (requirement.url !== undefined && /^(?:\.|\/|file:)/i.test(requirement.url)) return LOCAL;
      this.#requirements.push({ requirement, text: evened(text), line, comment, above });
      return undefined;
    } catch (error) {
      if (!(error instanceof RequirementError)) throw error;
    }
    if (/^(?:git|hg|svn|bzr)\+|^https?:/i.test(text)) {
      const egg = /[#&]egg=([\w.-]+)/.exec(text)?.[1];
      const url = text.replace(/#.*$/, '');
      return `a URL needs the package's name before it: write "${egg ?? 'NAME'} @ ${url}"`;
    }
    if (/^[./]|^file:|\.(?:whl|zip|tar\.gz)$/i.test(text)) return LOCAL;
    return 'it is no requirement as PEP 508 has it';
  }
}

const EDITABLE =
  'an editable package is named in dependencies, and its folder under [tool.uv.sources]: NAME = { path = "FOLDER", editable = true }';
const LOCAL =
  'a package from this repository is named in dependencies, and its place under [tool.uv.sources]: NAME = { path = "PLACE" }';

function optionName(text: string): string {
  return /^--?[\w-]+/.exec(text)?.[0] ?? text;
}

const unquoted = (text: string): string => text.replace(/^(["'])(.*)\1$/, '$2');

/** One space where there were more, as people align what stands in columns. */
const evened = (text: string): string => text.replace(/\s+/g, ' ');

export const shown = (text: string): string => text.replace(/\/\/[^/\s@]*@/g, '//***@');
