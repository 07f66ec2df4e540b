import { configReaders } from './readers-config.js';
import { lockfileReaders } from './readers-lockfile.js';
import { migrationReaders } from './readers-migrations.js';
import { programReaders } from './readers-programs.js';
import { pythonReaders } from './readers-python.js';

/** A parser, and what it may do with a text. */
export interface Reader {
  readonly name: string;
  /** The folders and files of real texts in `test/` to begin from. */
  readonly texts: readonly Kind[];
  /** Reads a text; throws what the parser throws, and an error where what it gives isn't what it promises. */
  readonly read: (text: string) => unknown;
  /** Whether an error is one that the parser documents. Default: it documents none. */
  readonly mayThrow?: (error: unknown) => boolean;
}

/** What kind of text a parser is made for. */
export type Kind =
  | 'lockfile'
  | 'header'
  | 'requirement'
  | 'marker'
  | 'version'
  | 'toml'
  | 'config'
  | 'uv'
  | 'git';

/** All parsers of what others write. */
export const READERS: readonly Reader[] = [
  ...lockfileReaders,
  ...pythonReaders,
  ...configReaders,
  ...programReaders,
  ...migrationReaders,
];

/** Reads a text with a parser. @throws whatever isn't documented */
export function readOrRefuse(reader: Reader, text: string): void {
  try {
    reader.read(text);
  } catch (error) {
    if (!(reader.mayThrow?.(error) ?? false)) throw error;
  }
}
