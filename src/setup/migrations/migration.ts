/** What may matter to a migration: text by path, relative to the repository's root, with `/`. */
export type Files = ReadonlyMap<string, string>;

/** One file that a migration changes. */
export interface MigrationEdit {
  /** Relative to the repository's root. */
  readonly path: string;
  /** What it does, in words that go behind the path. */
  readonly says: string;
  /**
   * The text with the change; `null` where the file goes.
   *
   * @param text - undefined where the file isn't there
   * @returns undefined where that can't be done safely: `byHand` is what a person does then
   */
  readonly edit: (text: string | undefined) => string | null | undefined;
  readonly byHand: string;
}

/** A line of a file that a person keeps in a lockfile's place. */
export interface HeldLine {
  readonly path: string;
  readonly line: number;
  /** As it stands there, without a password. */
  readonly text: string;
  /** The package that it asks for, normalised; undefined where it names none. */
  readonly key: string | undefined;
  /** What is to be written instead, for one that no `pyproject.toml` can have as it is. */
  readonly instead: string | undefined;
  /** The range that it allows, of a line that counts as a limit. */
  readonly limit?: string;
}

/** How one project's lockfiles, made by something else, become lockgen's. */
export interface Migration {
  readonly from: 'pip-compile' | 'pip-compile-multi' | 'uv-pre-commit' | 'script' | 'hand-written' | 'uv';
  /** Of the project, relative to the repository's root; `''` is the root. */
  readonly folder: string;
  /** One line: what was found. */
  readonly found: string;
  /** As `targets` of the configuration; undefined where the defaults fit. */
  readonly targets: Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;
  /** The project's other options, as in `.lockgenrc`. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly edits: readonly MigrationEdit[];
  /** Lockfiles whose pins are kept though their header is no compile of this `pyproject.toml`. */
  readonly adopt: readonly string[];
  /** Why it can't be done, and what to do instead; nothing is edited then. */
  readonly refused: string | undefined;
  readonly notes: readonly string[];
  /** Of hand-written files: what isn't in `pyproject.toml` word by word, and goes where nothing there needs it. */
  readonly held?: readonly HeldLine[];
  /** Of the same: their comments, none of which a lockfile keeps. */
  readonly comments?: readonly HeldLine[];
  /** Of the same: ranges that nothing in `pyproject.toml` states. */
  readonly limits?: readonly HeldLine[];
}

/** What to put into `pyproject.toml` (`[tool.uv.pip]`) for the places where packages come from. */
export interface Places {
  readonly indexUrl: string | undefined;
  readonly extraIndexUrls: readonly string[];
  readonly findLinks: readonly string[];
}

/** One lockfile and the command that makes it. */
export interface Compile {
  readonly tool: 'pip-compile' | 'pip-compile-multi' | 'uv';
  readonly foundIn: 'header' | 'hook' | 'script';
  /** Relative to the repository's root. */
  readonly output: string;
  /** The same; `pyproject.toml`, `setup.py`, files of requirements. */
  readonly inputs: readonly string[];
  /** The folder that the command was run in. */
  readonly cwd: string;
  readonly stated: Stated;
  /** `X.Y` that the header names. */
  readonly madeWith: string | undefined;
}

/** What a command's options mean for lockgen. */
export interface Stated {
  readonly extras: readonly string[];
  readonly allExtras: boolean;
  readonly groups: readonly string[];
  /** As written. */
  readonly constraints: readonly string[];
  /** Options of a target, as in `.lockgenrc`. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly places: Places;
  /** What has no equivalent, and what to do about it. */
  readonly notes: readonly string[];
}
