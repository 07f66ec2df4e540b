import { readContents } from './contents.js';
import { encodedPaths } from './encodings.js';
import { type GitContext, runGit } from './git.js';

/** A text for a path, as it is meant to be in a commit: UTF-8 with LF. */
export interface PathText {
  readonly path: string;
  readonly text: string;
}

/**
 * The blobs that texts are, by path, after the filters that their paths' attributes ask for.
 *
 * @param options.store also write them into the repository. Default `false`.
 * @throws `Failure('git')` where a path has both an encoding and a filter: the text can't be given to that filter.
 */
export async function blobsOf(
  context: GitContext,
  texts: readonly PathText[],
  options: { store?: boolean } = {},
): Promise<Map<string, string>> {
  if (texts.length === 0) return new Map();
  const encoded = await encodedPaths(
    context,
    texts.map(({ path }) => path),
  );
  const named = texts.map(async ({ path, text }): Promise<[string, string]> => {
    // Under an encoding git takes stdin to be in it, and stages garbage with exit 0. In the repository such a
    // file is UTF-8 with LF, which the text is already. safecrlf would refuse LF where a checkout gives CRLF.
    const filters = encoded.has(path) ? '--no-filters' : `--path=${path}`;
    const args = [
      '-c',
      'core.safecrlf=false',
      'hash-object',
      ...(options.store ? ['-w'] : []),
      '--stdin',
      filters,
    ];
    const { stdout } = await runGit(context, args, {
      input: Buffer.from(text),
      writes: options.store ?? false,
    });
    return [path, stdout.toString().trim()];
  });
  return new Map(await Promise.all(named));
}

/**
 * The bytes that a checkout would write for texts, where it writes them in another encoding than UTF-8 (which git has to
 * know them for: they are stored).
 *
 * @returns by path; the paths of all others are left out.
 * @throws `Failure('git')` as `readContents`, and for a file with both an encoding and a filter.
 */
export async function encodedTexts(
  context: GitContext,
  texts: readonly PathText[],
): Promise<Map<string, Buffer>> {
  const paths = texts.map(({ path }) => path);
  const encoded = await encodedPaths(context, paths);
  const wanted = texts.filter(({ path }) => encoded.has(path));
  const blobs = await blobsOf(context, wanted, { store: true });
  return await readContents(
    context,
    [...blobs].map(([path, oid]) => ({ path, oid })),
  );
}
