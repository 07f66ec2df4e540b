import { type Entry, otherOptions, readEntry } from './entry.js';
import { type Header, readHeader } from './header.js';
import { conflictMark, eachLine, hidesLine, withoutComment } from './lines.js';

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
}

export interface Lockfile {
  readonly header: Header | undefined;
  readonly options: readonly OptionLine[];
  /** In the file's order; several of one name where the resolution forked. */
  readonly pins: readonly Pin[];
  readonly problems: readonly Problem[];
}

/**
 * Reads a lockfile of uv or pip-compile, or a hand-written requirements file. Never throws: what can't be read
 * is among the problems. Of a half-merged file, the pins of both sides are kept (not those of the base).
 */
export function parseLockfile(text: string): Lockfile {
  const reader = new Reader();
  eachLine(text, (line, number) => {
    reader.read(line, number);
    return true;
  });
  reader.flush();
  const { options, pins, problems } = reader;
  return { header: readHeader(text), options, pins, problems };
}

/** What looks like a space, and is none for pip, uv, or both. */
const ODD_SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff]/;

interface PinDraft extends Omit<Pin, 'via' | 'hashes'> {
  via: readonly string[];
  hashes: readonly string[];
}

/** Shared, as most pins of a large file have no list of their own. */
const NONE: readonly string[] = [];

/** The hashes of a pin to which more are added. */
interface Strays {
  readonly list: string[];
  readonly known: Set<string>;
}

function strayList(pin: PinDraft): Strays {
  const list = [...pin.hashes];
  pin.hashes = list;
  return { list, known: new Set(list) };
}

/** What is to become one space. */
const UNEVEN_SPACE = /[^\S ]|\s\s/;

class Reader {
  readonly options: OptionLine[] = [];
  readonly pins: PinDraft[] = [];
  readonly problems: Problem[] = [];
  #pending: { text: string; line: number } | undefined;
  #viaOf: PinDraft | undefined;
  /** The comments of that pin. */
  #via: string[] | undefined;
  #inVia = false;
  #inBase = false;
  #merged = false;
  #strays: Strays | undefined;

  read(line: string, number: number): void {
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
    if (hidesLine(line)) this.problems.push({ kind: 'syntax', line: number, text: line });
    if (line.trimStart().startsWith('#')) {
      this.flush();
      this.#comment(line);
      return;
    }
    const { text, comment } = withoutComment(line);
    const bare = text.trimEnd();
    const continued = comment === undefined && bare.endsWith('\\');
    const part = continued ? `${bare.slice(0, -1)} ` : text;
    if (this.#pending === undefined) this.#pending = { text: part, line: number };
    else this.#pending.text += part;
    if (continued) return;
    this.flush();
    if (comment !== undefined) this.#comment(comment);
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
    if (text.startsWith('--hash')) this.#strayHashes(text, pending.line);
    else if (text.startsWith('-') && !/^(?:-e|--editable)/.test(text))
      this.options.push({ text, line: pending.line });
    else this.#entry(text, pending.text, pending.line);
  }

  #entry(text: string, written: string, line: number): void {
    const entry = readEntry(text);
    if (entry === undefined || (entry.named && ODD_SPACE.test(written))) {
      this.#viaOf = undefined;
      this.problems.push({ kind: 'syntax', line, text });
      return;
    }
    const hash = text.includes('--hash') ? /\s--hash[=\s]/.exec(text) : null;
    // Field by field: to spread the entry takes longer than to read it.
    const pin: PinDraft = {
      name: entry.name,
      key: entry.key,
      extras: entry.extras,
      version: entry.version,
      url: entry.url,
      editable: entry.editable,
      named: entry.named,
      marker: entry.marker,
      markerText: entry.markerText,
      hashes: entry.hashes,
      via: NONE,
      line,
      text: hash === null ? text : text.slice(0, hash.index),
      options: otherOptions(text),
    };
    this.pins.push(pin);
    this.#viaOf = pin;
    this.#via = undefined;
    this.#strays = undefined;
  }

  /** Where two sides of a merge differ in hashes only, the second side's hash lines have no entry before them. */
  #strayHashes(text: string, line: number): void {
    const hashes = [...text.matchAll(/--hash(?:=|\s+)(\S+)/g)].flatMap((match) => match[1] ?? []);
    const pin = this.#viaOf;
    if (pin === undefined || !this.#merged) this.problems.push({ kind: 'syntax', line, text });
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
