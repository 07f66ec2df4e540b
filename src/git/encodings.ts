import { isUtf8 } from 'node:buffer';
import { Failure } from '../failure.js';
import { type GitContext, runGit, zeroSeparated } from './git.js';

/** Whether bytes can be in an encoding of which UTF-8 is no part; nearly no file is. */
export function seemsForeign(bytes: Buffer): boolean {
  return bytes.includes(0) || !isUtf8(bytes);
}

/** A file of the work tree in UTF-8, where its attributes say that it is in an encoding that is known here. */
export async function inUtf8(context: GitContext, path: string, bytes: Buffer): Promise<Buffer> {
  if (!seemsForeign(bytes)) return bytes;
  const encoding = (await encodedPaths(context, [path])).get(path);
  if (encoding === undefined) return bytes;
  // git's own names: with and without a mark of the order of bytes, or either order by that mark.
  const bigEndian = /^utf-?16$/i.test(encoding) && !(bytes[0] === 0xff && bytes[1] === 0xfe);
  const label = bigEndian ? 'utf-16be' : encoding.replace(/-bom$/i, '');
  try {
    return Buffer.from(new TextDecoder(label).decode(bytes));
  } catch (error) {
    if (error instanceof RangeError) return bytes;
    throw error;
  }
}

/** What a commit would have of a file of the work tree, filters aside: UTF-8 with LF. */
export async function asCommitted(context: GitContext, path: string, bytes: Buffer): Promise<Buffer> {
  const text = await inUtf8(context, path, bytes);
  // One character a byte, whatever the bytes are.
  return text.includes('\r\n')
    ? Buffer.from(text.toString('latin1').replaceAll('\r\n', '\n'), 'latin1')
    : text;
}

/**
 * The paths that a checkout writes in another encoding than UTF-8 (gitattributes, `working-tree-encoding`), and which.
 *
 * @throws `Failure('git')` where a path has both an encoding and a filter: no text can be given to that filter.
 */
export async function encodedPaths(
  context: GitContext,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (paths.length === 0) return new Map();
  const args = ['check-attr', '-z', '--stdin', 'working-tree-encoding', 'filter'];
  const { stdout } = await runGit(context, args, { input: paths.map((path) => `${path}\0`).join('') });
  const encoded = new Map<string, string>();
  const filtered = new Set<string>();
  const records = zeroSeparated(stdout);
  for (let index = 0; index + 2 < records.length; index += 3) {
    const [path = '', attribute = '', value = ''] = records.slice(index, index + 3);
    if (['unspecified', 'unset', 'set', ''].includes(value)) continue;
    if (attribute === 'filter') filtered.add(path);
    else encoded.set(path, value);
  }
  for (const path of encoded.keys()) {
    if (filtered.has(path)) {
      throw new Failure('git', `${path} has both a filter and a working-tree-encoding in .gitattributes`, {
        next: `give it neither: echo '${path} -filter -working-tree-encoding' >> .gitattributes`,
      });
    }
  }
  return encoded;
}
