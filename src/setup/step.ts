/** Where a file is: below the top of the work tree, or below git's folder that all work trees share. */
export type Ground = 'work-tree' | 'git';

/** One edit of one file. */
export interface FileEdit {
  readonly ground: Ground;
  /** Below its ground, with `/`. */
  readonly path: string;
  /**
   * The new text, of the old one (undefined: no such file); `null` where the file goes. Undefined: it can't be done
   * safely, a person has to.
   */
  readonly edit: (text: string | undefined) => string | null | undefined;
  /** The lines that a person adds there then. */
  readonly byHand: string;
  /** Why, behind the path. Default: that it can't be edited safely. */
  readonly why?: string;
  /** Another one of its step that it is nothing without: where that can't be written, this one isn't made. */
  readonly goesWith?: { readonly ground: Ground; readonly path: string };
  /** The text is that of another file, which needn't be shown. */
  readonly copyOf?: string;
  /** git runs the file, so it has to be executable. Default: as it is; a new one isn't. */
  readonly executable?: true;
  /** The text before, of one that has what `edit` adds: a first guess, which is held against `edit`. Default: none. */
  readonly undo?: (text: string) => string | undefined;
}

/** A setting of the repository's own git configuration. */
export interface GitSetting {
  readonly key: string;
  readonly value: string;
}

/** A command of a hook manager's own, which writes its hooks into git's folder. */
export interface ManagerCommand {
  /** As it is typed at the top of the work tree. */
  readonly words: readonly string[];
  /** The program's path; undefined: it wasn't found, and a person has to type the words. */
  readonly program: string | undefined;
  /** The folders and files that it writes: what is in them now is kept for `lockgen uninstall`. */
  readonly writes: readonly { readonly ground: Ground; readonly path: string }[];
  /** The settings of git that it makes. */
  readonly sets: readonly GitSetting[];
}

/** What is left to a person. */
export interface HandWork {
  /** The place, as it is shown. */
  readonly path: string;
  readonly lines: string;
  /** Why nothing is written there, as a sentence goes on. Default: the edit itself isn't safe. */
  readonly locked?: string | undefined;
  /** What to do with the lines. Default: they are put there. */
  readonly what?: string;
  /** Both in one sentence. */
  readonly why?: string;
}

/** One thing that `lockgen init` does. */
export interface Step {
  /** Stable, for machines: `hooks`, `prepare`, `merge-driver`… */
  readonly id: string;
  /** What is done, in plain words: `call lockgen from .husky/pre-commit`. */
  readonly title: string;
  /** The title where not all files that it names are written. Default: the same. */
  readonly titleFor?: (written: readonly string[]) => string;
  /** `''` where it was said before. */
  readonly reason: string;
  /** What is done, one by one, where it is more than a title says. */
  readonly details?: readonly string[];
  /** Title and reason of as many steps with the same beginning of their ids, up to `:`, that change the same in other files. */
  readonly many?: (count: number) => Pick<Step, 'title' | 'reason'>;
  readonly edits: readonly FileEdit[];
  readonly settings: readonly GitSetting[];
  readonly command?: ManagerCommand;
  /** What a person does where `lockgen init` writes nothing. */
  readonly byHand?: readonly HandWork[];
  /** No commit carries it, so each clone does it for itself: `lockgen init --clone`. */
  readonly ofClone: boolean;
}

/** All that `lockgen init` would do, and what it has to say about it. */
export interface Plan {
  readonly steps: readonly Step[];
  /** What a person should know or do, in whole sentences. */
  readonly notes: readonly string[];
  /** What a colleague's clone has to do, as commands. */
  readonly cloneCommands: readonly string[];
}

/** A step that edits and sets nothing, and is everybody's, but for what a draft says. */
export const step = (id: string, draft: Pick<Step, 'title' | 'reason'> & Partial<Step>): Step => ({
  id,
  edits: [],
  settings: [],
  ofClone: false,
  ...draft,
});
