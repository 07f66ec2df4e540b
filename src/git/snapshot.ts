/** A path's place in a snapshot: git's mode, and what only an index or a commit knows of it. */
export interface Entry {
  /** Relative to the snapshot's root, with `/`. */
  readonly path: string;
  readonly mode: EntryMode;
  /** The blob's name; undefined where the snapshot is of files on disk. */
  readonly oid?: string;
  /** 0, or 1 to 3 for an unmerged path (then this is the lowest stage there is). Index only. */
  readonly stage?: number;
  readonly assumeUnchanged?: boolean;
  readonly skipWorktree?: boolean;
}

/** A file, an executable one, a symbolic link, a submodule, a folder. */
export type EntryMode = '100644' | '100755' | '120000' | '160000' | '040000';

/** Where files are read from. All paths are relative to `root`, with `/`; all methods may be called at once. */
export interface Snapshot {
  readonly kind: 'index' | 'worktree' | 'folder' | 'commit';
  /** The folder on disk that the paths are relative to (for a commit of a bare repository: its git folder). */
  readonly root: string;
  /** All paths, sorted by code unit. In a work tree: the tracked ones that exist, and the untracked ones that aren't ignored. */
  list(): Promise<readonly string[]>;
  /** What stands at a path; undefined where nothing does. A folder of a git snapshot is told as one. */
  entry(path: string): Promise<Entry | undefined>;
  /**
   * A file's text as a checkout would write it (without a byte order mark), undefined where there is none.
   * Throws `Failure('not-a-file')` for anything but a file, and for one behind a symbolic link.
   */
  read(path: string): Promise<string | undefined>;
  /**
   * The bytes of several files at once; paths that are absent or no files are left out. What has another encoding in
   * a work tree (`working-tree-encoding`) is in UTF-8 here.
   */
  readMany(paths: readonly string[]): Promise<ReadonlyMap<string, Buffer>>;
  /** Writes those of the paths that are files below `into`, folders included; symbolic links are left out. */
  materialise(paths: readonly string[], into: string): Promise<void>;
  /**
   * Makes a folder with files of the snapshot a repository of its own, with the history behind them; `made` are lockfiles,
   * which make the files on disk no other state, and which may be rewritten there without git's noticing. Absent where there is no history.
   */
  readonly copyHistory?: (into: string, made: readonly string[]) => Promise<void>;
}
