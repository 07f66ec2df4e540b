import { normalizeName } from '../python/version.js';
import { type GitReference, isCommit, repositoryOf } from './git-url.js';

const HELD = /^vcs = \{.* url = "([^"]*)", requested-revision = "([0-9a-f]{40})", commit-id = "\2"/;

/**
 * uv's `pylock.toml` with the branches and tags that the project names as requested revisions. A branch is held at its
 * commit by a manifest that names the commit itself (`git-holds.ts`), which would else be told as what was asked for.
 */
export function withNamedRevisions(text: string, references: readonly GitReference[]): string {
  let key = '';
  return text
    .split('\n')
    .map((line) => {
      const name = /^name = "([^"]*)"/.exec(line)?.[1];
      if (name !== undefined) key = normalizeName(name);
      const [, url = '', commit = ''] = HELD.exec(line) ?? [];
      const named =
        commit === ''
          ? undefined
          : references.find((one) => one.key === key && repositoryOf(one.url) === repositoryOf(url));
      if (named === undefined || isCommit(named.name)) return line;
      const said = named.kind === 'head' ? '' : `requested-revision = ${JSON.stringify(named.name)}, `;
      return line.replace(`requested-revision = "${commit}", `, () => said);
    })
    .join('\n');
}
