import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { percentDecoded } from '../percent-decoded.js';
import { type GitContext, runGit } from './git.js';
import { makeTemporaryFolder } from './temporary.js';

/** What is asked of another repository. */
export interface CommitQuestion {
  readonly url: string;
  /** `named`: a branch or a tag, or a full name that begins with `refs/`; `head`: the repository's own choice. */
  readonly kind: 'branch' | 'tag' | 'named' | 'head';
  readonly name: string;
  /** Its whole id. */
  readonly commit: string;
}

/**
 * `reached`: the commit is in the branch's history, or the tag's very commit · `elsewhere`: it isn't · `gone`: no such
 * reference is there.
 */
export type CommitAnswer = 'reached' | 'elsewhere' | 'gone';

/** A server that says nothing for this long is one that can't be asked. */
const PATIENCE_MS = 30_000;

/**
 * Asks another repository whether a commit is reachable from one of its references. Most often that is one question of a
 * few bytes; where the reference has moved, the history of its commits is fetched, without their files, into a temporary
 * repository.
 *
 * @param context - its environment has nothing of a hook's; its `cwd` counts for nothing
 * @throws Failure `git` where it can't be asked, with git's words
 */
export async function askForCommit(context: GitContext, question: CommitQuestion): Promise<CommitAnswer> {
  const { kind, name, commit } = question;
  const { url, env: login } = apart(question.url, context.env);
  const folder = await makeTemporaryFolder(tmpdir());
  const git = { ...context, cwd: folder };
  const ask = async (args: readonly string[]): Promise<string> => {
    // Nobody is asked for a password: a check may run where nobody is.
    const env = { GIT_TERMINAL_PROMPT: '0', ...login };
    const { stdout } = await runGit(git, [...QUIETLY, ...args], { env, patience: PATIENCE_MS });
    return stdout.toString();
  };
  try {
    const wanted = fullNames(kind, name);
    const tips = new Map<string, string>();
    for (const line of (await ask(['ls-remote', '--quiet', '--', url, ...wanted])).split('\n')) {
      const [id = '', reference = ''] = line.split('\t');
      tips.set(reference, id);
    }
    const reference = wanted.find((one) => tips.has(one));
    if (reference === undefined) return shortFor(kind, name, commit) ? 'reached' : 'gone';
    // An annotated tag is an object of its own, whose commit is the peeled one.
    if ((tips.get(`${reference}^{}`) ?? tips.get(reference)) === commit) return 'reached';
    if (reference.startsWith('refs/tags/')) return 'elsewhere';

    await runGit(git, ['init', '--quiet', '--bare', '--template=', '.'], { writes: true });
    await ask(['fetch', '--quiet', '--no-tags', '--filter=tree:0', '--', url, reference]);
    // Else git would fetch a commit that isn't there, to look at it.
    await runGit(git, ['config', '--remove-section', `remote.${url}`], { writes: true, allowExit: [0, 128] });
    const { exitCode } = await runGit(git, ['merge-base', '--is-ancestor', commit, 'FETCH_HEAD'], {
      allowExit: [0, 1, 128],
    });
    return exitCode === 0 ? 'reached' : 'elsewhere';
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * A URL without its user part, and the variables by which git gets that all the same. git's arguments, and with them the
 * URL, are for every user of the machine to see.
 */
function apart(
  url: string,
  { GIT_CONFIG_COUNT = '0' }: NodeJS.ProcessEnv,
): { readonly url: string; readonly env: Readonly<Record<string, string>> } {
  const [, scheme = '', user, rest = ''] = /^(https?:\/\/)([^/?#]*)@(.*)$/is.exec(url) ?? [];
  const count = /^\d+$/.test(GIT_CONFIG_COUNT) ? Number(GIT_CONFIG_COUNT) : Number.NaN;
  if (user === undefined || Number.isNaN(count)) return { url, env: {} };
  const [name = '', ...password] = user.split(':');
  const login = Buffer.from(`${percentDecoded(name)}:${percentDecoded(password.join(':'))}`).toString(
    'base64',
  );
  const server = `${scheme}${/^[^/?#]*/.exec(rest)?.[0] ?? ''}/`;
  return {
    url: `${scheme}${rest}`,
    env: {
      GIT_CONFIG_COUNT: String(count + 1),
      [`GIT_CONFIG_KEY_${count}`]: `http.${server}.extraHeader`,
      [`GIT_CONFIG_VALUE_${count}`]: `Authorization: Basic ${login}`,
    },
  };
}

/** Nothing in the background, which would still write while the folder is removed. */
const QUIETLY = [
  '-c',
  'gc.auto=0',
  '-c',
  'maintenance.auto=false',
  '-c',
  'fetch.writeCommitGraph=false',
] as const;

/** The names that a reference may have in full, the one that uv takes first before the others; each with its peeled one. */
function fullNames(kind: CommitQuestion['kind'], name: string): readonly string[] {
  const branch = [`refs/heads/${name}`];
  const tag = [`refs/tags/${name}`, `refs/tags/${name}^{}`];
  if (kind === 'head') return ['HEAD'];
  if (name.startsWith('refs/')) return [name, `${name}^{}`];
  return kind === 'branch' ? branch : kind === 'tag' ? tag : [...branch, ...tag];
}

/** Whether the name is the beginning of the commit's id rather than that of a reference. */
function shortFor(kind: CommitQuestion['kind'], name: string, commit: string): boolean {
  return kind === 'named' && /^[0-9a-f]{4,40}$/.test(name) && commit.startsWith(name);
}
