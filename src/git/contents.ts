import { randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Failure } from '../failure.js';
import { encodedPaths, seemsForeign } from './encodings.js';
import { type GitContext, runGit } from './git.js';

/** A blob, and the path whose attributes say how a checkout converts it. */
export interface BlobRequest {
  readonly oid: string;
  readonly path: string;
}

/**
 * The contents of blobs as a checkout would write them, but in UTF-8 also where a checkout has another encoding: what
 * is read here is for lockgen and uv, which know no other.
 *
 * @returns by path.
 * @throws `Failure('git')` as `readContents`, and for a file with both an encoding and a filter.
 */
export async function readTexts(
  context: GitContext,
  requests: readonly BlobRequest[],
): Promise<Map<string, Buffer>> {
  const contents = await readContents(context, requests);
  const foreign = requests.filter(({ path }) => {
    const bytes = contents.get(path);
    return bytes !== undefined && seemsForeign(bytes);
  });
  const encoded = await encodedPaths(
    context,
    foreign.map(({ path }) => path),
  );
  const wanted = foreign.filter(({ path }) => encoded.has(path));
  for (const [path, bytes] of await readContents(context, wanted, { filters: false }))
    contents.set(path, bytes);
  return contents;
}

/** What is asked for within one turn of the event loop: one run of git answers it. */
interface Batch {
  readonly requests: BlobRequest[];
  readonly answers: Promise<readonly Buffer[]>;
}

const open = new WeakMap<GitContext, Batch>();

/**
 * The contents of blobs as a checkout would write them (line ends, encodings, filters), by one run of git, together with
 * what others ask for at the same time.
 *
 * @param options.filters Default `true`; else as they are in the repository.
 * @returns by path.
 * @throws `Failure('git')` where an object is missing or a filter fails.
 */
export async function readContents(
  context: GitContext,
  requests: readonly BlobRequest[],
  { filters = true }: { filters?: boolean } = {},
): Promise<Map<string, Buffer>> {
  if (requests.length === 0) return new Map();
  const byPath = (answers: readonly Buffer[]): Map<string, Buffer> =>
    new Map(requests.flatMap(({ path }, at) => (answers[at] === undefined ? [] : [[path, answers[at]]])));
  if (!filters) return byPath(await runBatch(context, requests, filters));
  const batch = open.get(context) ?? opened(context);
  const from = batch.requests.length;
  batch.requests.push(...requests);
  try {
    const answers = await batch.answers;
    return byPath(answers.slice(from, from + requests.length));
  } catch (error) {
    if (batch.requests.length === requests.length) throw error;
    // What is wrong may be another one's.
    return byPath(await runBatch(context, requests, filters));
  }
}

function opened(context: GitContext): Batch {
  const requests: BlobRequest[] = [];
  const answers = setImmediate().then(() => {
    open.delete(context);
    return runBatch(context, requests, true);
  });
  const batch = { requests, answers };
  open.set(context, batch);
  return batch;
}

async function runBatch(
  context: GitContext,
  requests: readonly BlobRequest[],
  filters: boolean,
): Promise<readonly Buffer[]> {
  // The size that git prints is that of the blob *before* the filters. So the name of an object that can't
  // exist follows each request, and what git says of it ends the contents.
  const mark = `lockgen.${randomUUID()}.mark`;
  // `-z` came with git 2.38: only where a name needs it.
  const zero = filters && requests.some((request) => request.path.includes('\n'));
  const end = zero ? '\0' : '\n';
  const input = requests
    .map(({ oid, path }) => `${oid}${filters ? ` ${path}` : ''}${end}${mark}${filters ? ' -' : ''}${end}`)
    .join('');
  const { stdout } = await runGit(
    context,
    ['cat-file', '--batch', ...(filters ? ['--filters'] : []), '--buffer', ...(zero ? ['-z'] : [])],
    { input },
  );
  return splitContents(stdout, requests, mark);
}

function splitContents(output: Buffer, requests: readonly BlobRequest[], mark: string): readonly Buffer[] {
  const contents: Buffer[] = [];
  const ending = Buffer.from(`\n${mark} missing\n`);
  let position = 0;
  for (const { oid, path } of requests) {
    const header = output.indexOf('\n', position);
    const end = output.indexOf(ending, position);
    if (end < 0 || header < 0)
      throw new Failure('git', `git cat-file ended before ${path}`, { next: 'git fsck' });
    // A missing object has a header alone, so that the mark follows at once.
    if (header === end || !output.subarray(position, header).includes(' blob ')) {
      throw new Failure('git', `the contents of ${path} are not in the repository (${oid})`, {
        next: 'git fsck',
      });
    }
    contents.push(output.subarray(header + 1, end));
    position = end + ending.length;
  }
  return contents;
}
