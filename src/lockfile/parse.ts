import { type Entry, readEntry } from './entry.js';
import { type Header, readHeader } from './header.js';
import { LineDraft } from './line-draft.js';
import { conflictMark, eachLine, hidesLine, withoutComment } from './lines.js';
import {
  codingComment,
  isMisreadEntry,
  isMisreadOption,
  misreadCharacters,
  ODD_SPACE,
  WHY,
} from './misread.js';
import { type PinDraft, pinDraft, type Strays, strayList } from './pin-draft.js';
import { isPylock, parsePylock } from './pylock.js';

/** One entry of a lockfile, at its place, with the comments that say who asked for it. */
export interface Pin extends Entry {
  /** Who asked for it: `rich`, `proj (pyproject.toml)`, `-r base.in`, `-c limits.txt`. */
  readonly via: readonly string[];
  /** Where it begins, 1-based. */
  readonly line: number;
  /** The entry without comments and hashes, continuations joined. */
  readonly text: string;
  /** What it says to an installer besides its hashes: `--config-settings=…`; `''` where nothing. */
  readonly options: string;
  /** The files that a `pylock.toml` names; undefined in a requirements file, which names none. */
  readonly files?: readonly PinFile[];
}

/** A file of a package: `sdist`, one of `wheels`, `archive`. */
export interface PinFile {
  /** Its URL, or its path as seen from the lockfile's folder. */
  readonly place: string;
  readonly isUrl: boolean;
  /** `sha256:…`, sorted. */
  readonly hashes: readonly string[];
  /** What else is said of it, but when it was uploaded: `size = 12`. */
  readonly more: string;
}

/** A line for the installer: `--find-links …`, `--index-url …`, `-r x`, `--no-binary …`. */
export interface OptionLine {
  readonly text: string;
  readonly line: number;
}

/** What no resolver writes: left by a merge, or nothing that pip or uv would read. */
export interface Problem {
  readonly kind: 'conflict-marker' | 'syntax';
  readonly line: number;
  readonly text: string;
  /** In words that go before the text; undefined where no installer can read it. */
  readonly why?: string;
}

export interface Lockfile {
  readonly header: Header | undefined;
  readonly options: readonly OptionLine[];
  /** In the file's order; several of one name where the resolution forked. */
  readonly pins: readonly Pin[];
  readonly problems: readonly Problem[];
  /** Whether it is a `pylock.toml` (PEP 751), where what holds for the whole file are its options. */
  readonly isPylock?: true;
}

/**
 * Reads a lockfile of uv or pip-compile, a `pylock.toml`, or a hand-written requirements file. Never throws: what can't be read
 * is among the problems. Of a half-merged file, the pins of both sides are kept (not those of the base).
 */
export function parseLockfile(text: string): Lockfile {
  if (isPylock(text)) return parsePylock(text);
  const reader = new Reader();
  const coding = codingComment(text);
  if (coding !== undefined) reader.problems.push({ kind: 'syntax', ...coding, why: WHY.coding });
  eachLine(text, (line, number) => {
    reader.read(line, number);
    return true;
  });
  reader.end();
  const { options, pins, problems } = reader;
  return { header: readHeader(text), options, pins, problems };
}

/** What is to become one space. */
const UNEVEN_SPACE = /[^\S ]|\s\s/;

class Reader {
  readonly options: OptionLine[] = [];
  readonly pins: PinDraft[] = [];
  readonly problems: Problem[] = [];
  #pending: LineDraft | undefined;
  /** A line that pip joins with the next one, which is behind its comment then. */
  #joined: { readonly line: number; readonly text: string } | undefined;
  #viaOf: PinDraft | undefined;
  /** The comments of that pin. */
  #via: string[] | undefined;
  #inVia = false;
  #inBase = false;
  #merged = false;
  #strays: Strays | undefined;

  read(line: string, number: number): void {
    if (this.#joined !== undefined) this.#behindComment(this.#joined, line);
    if (line === '' && this.#pending === undefined) {
      this.#inVia = false;
      return;
    }
    const mark = conflictMark(line);
    if (mark !== undefined) {
      this.flush();
      this.#merged = true;
      this.problems.push({ kind: 'conflict-marker', line: number, text: line });
      this.#inBase = mark === 'base';
      return;
    }
    if (this.#inBase) return;
    if (hidesLine(line)) this.#problem(number, line);
    const why = misreadCharacters(line);
    if (why !== undefined) this.#problem(number, line, why);
    if (line.trimStart().startsWith('#')) {
      this.flush();
      this.#comment(line);
      return;
    }
    const { text, comment } = withoutComment(line);
    const continued = comment === undefined && text.trimEnd().endsWith('\\');
    const part = continued ? text.slice(0, text.lastIndexOf('\\')) : text;
    this.#pending ??= new LineDraft(number);
    this.#pending.add(part, continued);
    // No installer takes a backslash for the end of a line where a space is behind it.
    if (continued && !text.endsWith('\\')) this.#problem(number, line);
    if (continued) return;
    this.flush();
    if (comment === undefined) return;
    if (comment.endsWith('\\')) this.#joined = { line: number, text: line };
    this.#comment(comment);
  }

  /** Only a comment or an empty line is the same to pip behind a comment that ends in a backslash. */
  #behindComment({ line, text }: { line: number; text: string }, next: string): void {
    this.#joined = undefined;
    if (!/^\s*(?:#|$)/.test(next)) this.#problem(line, text, WHY.comment);
  }

  /** Ends the text. */
  end(): void {
    // uv takes a backslash for nothing where no line follows.
    if (this.#pending?.open === true) this.#problem(this.#pending.line, this.#pending.text.trim(), WHY.some);
    this.flush();
  }

  /** One for each line is enough. */
  #problem(line: number, text: string, why?: string): void {
    if (this.problems.at(-1)?.line === line) return;
    this.problems.push(
      why === undefined ? { kind: 'syntax', line, text } : { kind: 'syntax', line, text, why },
    );
  }

  /** Ends the logical line that is being read. */
  flush(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending === undefined) return;
    this.#inVia = false;
    const trimmed = pending.text.trim();
    const text = UNEVEN_SPACE.test(trimmed) ? trimmed.replace(/\s+/g, ' ') : trimmed;
    if (text === '') return;
    if (pending.torn) this.#problem(pending.line, text, WHY.some);
    if (text.startsWith('--hash')) this.#strayHashes(text, pending.line);
    else if (text.startsWith('-') && !/^(?:-e|--editable)/.test(text)) {
      if (pending.continues || isMisreadOption(pending.text)) this.#problem(pending.line, text, WHY.some);
      this.options.push({ text, line: pending.line });
    } else this.#entry(text, pending.text, pending.line);
  }

  #entry(text: string, written: string, line: number): void {
    const entry = readEntry(text);
    if (entry === undefined || (entry.named && ODD_SPACE.test(written))) {
      this.#viaOf = undefined;
      this.#problem(line, text);
      return;
    }
    if (isMisreadEntry(written, entry.named)) this.#problem(line, text, WHY.some);
    const pin = pinDraft(entry, text, line);
    this.pins.push(pin);
    this.#viaOf = pin;
    this.#via = undefined;
    this.#strays = undefined;
  }

  /** Where two sides of a merge differ in hashes only, the second side's hash lines have no entry before them. */
  #strayHashes(text: string, line: number): void {
    const hashes = [...text.matchAll(/--hash(?:=|\s+)(\S+)/g)].flatMap((match) => match[1] ?? []);
    const pin = this.#viaOf;
    if (pin === undefined || !this.#merged) this.#problem(line, text);
    else {
      this.#strays ??= strayList(pin);
      const { list, known } = this.#strays;
      for (const hash of hashes) {
        if (!known.has(hash)) list.push(hash);
        known.add(hash);
      }
    }
  }

  #comment(comment: string): void {
    const pin = this.#viaOf;
    if (pin === undefined) return;
    const text = comment.trim();
    if (/^# via(?!\S)/.test(text)) {
      const list = text.slice('# via'.length).trim();
      if (list !== '') for (const one of list.split(', ')) this.#askedBy(pin, one);
      this.#inVia = list === '';
    } else if (this.#inVia && /^#\s{2,}\S/.test(text)) this.#askedBy(pin, text.slice(1).trimStart());
    else this.#inVia = false;
  }

  #askedBy(pin: PinDraft, one: string): void {
    if (this.#via === undefined) {
      this.#via = [];
      pin.via = this.#via;
    }
    this.#via.push(one);
  }
}
