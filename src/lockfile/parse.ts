import { type Entry, otherOptions, readEntry } from './entry.js';
import { type Header, readHeader } from './header.js';
import { conflictMark, hidesLine, type Line, linesOf, withoutComment } from './lines.js';

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
  for (const line of linesOf(text)) reader.read(line);
  reader.flush();
  const { options, pins, problems } = reader;
  return { header: readHeader(text), options, pins, problems };
}

/** What looks like a space, and is none for pip, uv, or both. */
const ODD_SPACE = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000\ufeff]/;

interface PinDraft extends Omit<Pin, 'via' | 'hashes'> {
  readonly via: string[];
  readonly hashes: string[];
}

class Reader {
  readonly options: OptionLine[] = [];
  readonly pins: PinDraft[] = [];
  readonly problems: Problem[] = [];
  #pending: { text: string; line: number } | undefined;
  #viaOf: PinDraft | undefined;
  #inVia = false;
  #inBase = false;
  #merged = false;
  /** Those of the last pin, once there are stray ones. */
  #hashes: Set<string> | undefined;

  read(line: Line): void {
    if (line.text === '' && this.#pending === undefined) {
      this.#inVia = false;
      return;
    }
    const mark = conflictMark(line.text);
    if (mark !== undefined) {
      this.flush();
      this.#merged = true;
      this.problems.push({ kind: 'conflict-marker', line: line.number, text: line.text });
      this.#inBase = mark === 'base';
      return;
    }
    if (this.#inBase) return;
    if (hidesLine(line.text)) this.problems.push({ kind: 'syntax', line: line.number, text: line.text });
    if (/^\s*#/.test(line.text)) {
      this.flush();
      this.#comment(line.text);
      return;
    }
    const { text, comment } = withoutComment(line.text);
    const bare = text.trimEnd();
    const continued = comment === undefined && bare.endsWith('\\');
    const part = continued ? `${bare.slice(0, -1)} ` : text;
    if (this.#pending === undefined) this.#pending = { text: part, line: line.number };
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
    const text = pending.text.trim().replace(/\s+/g, ' ');
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
    const hash = /\s--hash[=\s]/.exec(text);
    const bare = hash === null ? text : text.slice(0, hash.index);
    const pin: PinDraft = {
      ...entry,
      hashes: [...entry.hashes],
      via: [],
      line,
      text: bare,
      options: otherOptions(text),
    };
    this.pins.push(pin);
    this.#viaOf = pin;
    this.#hashes = undefined;
  }

  /** Where two sides of a merge differ in hashes only, the second side's hash lines have no entry before them. */
  #strayHashes(text: string, line: number): void {
    const hashes = [...text.matchAll(/--hash(?:=|\s+)(\S+)/g)].flatMap((match) => match[1] ?? []);
    const pin = this.#viaOf;
    if (pin === undefined || !this.#merged) this.problems.push({ kind: 'syntax', line, text });
    else {
      this.#hashes ??= new Set(pin.hashes);
      for (const hash of hashes) {
        if (!this.#hashes.has(hash)) pin.hashes.push(hash);
        this.#hashes.add(hash);
      }
    }
  }

  #comment(comment: string): void {
    const pin = this.#viaOf;
    if (pin === undefined) return;
    const text = comment.trim();
    if (/^# via(?!\S)/.test(text)) {
      const list = text.slice('# via'.length).trim();
      if (list !== '') for (const one of list.split(', ')) pin.via.push(one);
      this.#inVia = list === '';
    } else if (this.#inVia && /^#\s{2,}\S/.test(text)) pin.via.push(text.slice(1).trimStart());
    else this.#inVia = false;
  }
}
