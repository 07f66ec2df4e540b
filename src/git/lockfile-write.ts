/** One lockfile that is to be written, or deleted. */
export interface LockfileWrite {
  /** Relative to the top of the work tree, with `/`. */
  readonly path: string;
  /** The whole text, with LF; undefined = delete. */
  readonly text: string | undefined;
  /** Whether lockgen itself wrote this text (UTF-8 with LF) before, so that it is no person's edit. Default: it never did. */
  readonly known?: (text: Buffer) => boolean;
}
