import { Failure } from '../failure.js';
import { credentialLines } from '../lockfile/credentials.js';
import { isForeign } from '../lockfile/foreign.js';
import type { Project } from '../project/project.js';

/** Files that people write URLs into. What else is among the inputs is programs and packages. */
const TEXT = /\.(?:txt|in|lock|toml|cfg)$/i;

/**
 * Where a project's own files, its settings among them, hold a credential: `pyproject.toml:7`.
 *
 * @param inputs - their texts by their paths
 */
export function committedCredentials(
  { inputs: { manifests } }: Project,
  inputs: ReadonlyMap<string, string>,
): readonly string[] {
  const texts = new Map(manifests.map(({ path, text }) => [path, text]));
  for (const [path, text] of inputs) if (TEXT.test(path) && !texts.has(path)) texts.set(path, text);
  return [...texts].flatMap(([path, text]) => credentialLines(text).map((line) => `${path}:${line}`));
}

/** What whoever commits such files should know, in one line; undefined where there are none. */
export function committedNotice(places: readonly string[]): string | undefined {
  if (places.length === 0) return undefined;
  const verb = places.length === 1 ? 'holds' : 'hold';
  return `${places.join(', ')} ${verb} a credential, which everybody who gets the repository can read: take it out and revoke it`;
}

/**
 * Refuses a lockfile that tells a secret.
 *
 * @param places - where the project's own files hold one
 * @throws Failure `credential`
 */
export function assertNoCredential(path: string, text: string, places: readonly string[]): void {
  const [line] = credentialLines(text);
  if (line === undefined) return;
  const where = places.length === 0 ? 'take it out of the URL' : `take it out of ${places.join(', ')}`;
  throw new Failure('credential', `${path}:${line} would hold a credential of an index or repository URL`, {
    next: `${where}; give it by UV_INDEX_NAME_USERNAME and …_PASSWORD, netrc, or a keyring`,
  });
}

/**
 * Refuses a lockfile that tells a secret already: it is replaced only once somebody knows, since what was committed has
 * to be revoked.
 *
 * @param output - as seen from the project's folder
 * @throws Failure `credential`
 */
export function assertHeldNone(path: string, text: string, output: string): void {
  const [line] = credentialLines(text);
  // A person's own file has to be adopted first, which is told then.
  if (line === undefined || isForeign(text, output)) return;
  throw new Failure('credential', `${path}:${line} holds a credential of an index or repository URL`, {
    next: `revoke it; lockgen generate writes the lockfile without it, then git add ${path}`,
  });
}
