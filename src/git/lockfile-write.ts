/** One lockfile that is to be written, or deleted. */
export interface LockfileWrite {
  /** Relative to the top of the work tree, with `/`. */
  readonly path: string;
  /** The whole text, with LF; undefined = delete. */
  readonly text: string | undefined;
  /** Whether lockgen itself wrote these bytes before, so that they are no person's edits. Default: it never did. */
  readonly known?: (bytes: Buffer) => boolean;
}
