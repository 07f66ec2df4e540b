/** What a word on the command line can be: one of some words, or something that the shell or git knows. */
export type Completed =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | {
      readonly kind:
        | 'project'
        | 'target'
        | 'package'
        | 'revision'
        | 'file'
        | 'folder'
        | 'program'
        | 'nothing';
    };

/** An option of a command. */
export interface CompletedOption {
  /** `-q` and `--quiet`, as far as there are such. */
  readonly names: readonly string[];
  readonly description: string;
  /** What follows it; undefined where nothing does. */
  readonly value: Completed | undefined;
  /** The value may be missing. */
  readonly optional: boolean;
  /** It may be given more than once. */
  readonly repeatable: boolean;
}

/** A command, with what can stand behind it. */
export interface CompletedCommand {
  /** `''` for the program itself. */
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** In their order. */
  readonly operands: readonly { readonly value: Completed; readonly variadic: boolean }[];
  readonly commands: readonly CompletedCommand[];
}

/** Of what nothing can be offered. */
export const NOTHING: Completed = { kind: 'nothing' };

/** By the name that an operand or a value has in the help. What has none here can't be told. */
const BY_NAME: Readonly<Record<string, Completed>> = {
  project: { kind: 'project' },
  patterns: { kind: 'project' },
  package: { kind: 'package' },
  from: { kind: 'revision' },
  to: { kind: 'revision' },
  revision: { kind: 'revision' },
  'A..B': { kind: 'revision' },
  lockfile: { kind: 'file' },
  file: { kind: 'file' },
  folder: { kind: 'folder' },
  path: { kind: 'program' },
  args: { kind: 'file' },
  base: { kind: 'file' },
  ours: { kind: 'file' },
  theirs: { kind: 'file' },
};

/** Options whose value has a name that means something else elsewhere. */
const BY_OPTION: Readonly<Record<string, Completed>> = {
  '--upgrade-package': { kind: 'package' },
  '--accept-hashes': { kind: 'package' },
  '--target': { kind: 'target' },
  '--platform': { kind: 'words', words: ['linux', 'macos', 'windows'] },
  // uv knows some fifty more.
  '--torch-backend': { kind: 'words', words: ['auto', 'cpu', 'none'] },
};

/** Names of operands and values of which nothing can be offered: numbers, versions, times, names of the configuration. */
const UNKNOWABLE = new Set([
  'argument',
  'backend',
  'marker-size',
  'name',
  'names',
  'patterns',
  'platform',
  'time',
  'version',
  'versions',
  'when',
]);

/**
 * What can be offered for an operand, or for the value of an option.
 *
 * @param name - as the help has it
 * @param option - the option's long name
 * @returns undefined for a name that nothing is known of, which `test/unit/completion` has none of
 */
export function completedBy(
  name: string,
  choices: readonly string[] | undefined,
  option?: string,
): Completed | undefined {
  if (choices !== undefined) return { kind: 'words', words: choices };
  const known = (option === undefined ? undefined : BY_OPTION[option]) ?? BY_NAME[name];
  return known ?? (UNKNOWABLE.has(name) ? NOTHING : undefined);
}

/** A command with the words that lead to it: `['uv', 'upgrade']`. */
export interface Placed {
  readonly words: readonly string[];
  readonly command: CompletedCommand;
}

/** All commands, the program itself first. */
export function placed(command: CompletedCommand, words: readonly string[] = []): readonly Placed[] {
  return [{ words, command }, ...command.commands.flatMap((inner) => placed(inner, [...words, inner.name]))];
}

/** A word for a shell, in single quotes. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** In plain sh: the folders of what git tracks below the current folder that have a `pyproject.toml`. */
export const LIST_PROJECTS =
  "git -c core.quotePath=false ls-files -- pyproject.toml '*/pyproject.toml' 2>/dev/null | sed -e 's#^pyproject\\.toml$#.#' -e 's#/pyproject\\.toml$##'";

/**
 * In plain sh: the lockfiles' names in the YAML of the root, and in each project's table; where nobody names any, the
 * default's two.
 */
export const LIST_TARGETS =
  "{ sed -n -e '/^targets:/,/^[^ #]/s/^  \\([A-Za-z0-9][A-Za-z0-9._-]*\\):[[:space:]]*$/\\1/p' $(git rev-parse --show-cdup 2>/dev/null).lockgenrc; git grep -hE '^[[]tool[.]lockgen[.]targets[.]' -- ':(top)*pyproject.toml' | sed -e 's/.*targets[.]//' -e 's/[]].*//'; } 2>/dev/null | grep . || printf 'base\\nfull\\n'";

/** In plain sh: the names of what the lockfiles pin that git tracks below the current folder. */
export const LIST_PACKAGES =
  "git grep -hoE '^[A-Za-z0-9][A-Za-z0-9._-]*==' -- '*.txt' 2>/dev/null | sed -e 's/==$//' | sort -u";

/** In plain sh: branches, remote ones and tags. */
export const LIST_REVISIONS =
  "printf 'HEAD\\n'; git for-each-ref --format='%(refname:short)' refs/heads refs/remotes refs/tags 2>/dev/null";
