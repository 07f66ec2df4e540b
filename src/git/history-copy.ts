import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './errors.js';
import { type GitContext, runGit, zeroSeparated } from './git.js';
import type { HistoryOf } from './history.js';
import { mergeHeads } from './operations.js';
import { repositoryOf } from './repository.js';
import type { Snapshot } from './snapshot.js';

/**
 * Makes a folder a repository of its own, with the history that led to the files in it: all commits and tags behind
 * them, so that `git describe` tells what it would tell in a clone, and nothing that they had in them. The files of the
 * folder are what its newest commit has: the commit that they are of, or, where something is changed, the one that
 * is still to be made of them.
 *
 * The user's repository is only read, and the folder shares nothing with it, so whatever a build back-end does there,
 * it does to the folder.
 *
 * The tree stays clean for git, whatever is written there to make lockfiles, as a clone is when a build starts: those
 * have their places in the commit, as in the one that carries them, and git looks neither at them nor at new files.
 *
 * @param of - whose history: that of what is about to be committed, of the files on disk, or of a commit
 * @param made - paths of lockfiles, which are made from all others: on disk they make no difference
 * @param read - tells what they were, which the folder need not have
 * @throws Failure `git`
 */
export async function copyHistory(
  context: GitContext,
  of: HistoryOf,
  folder: string,
  made: readonly string[],
  read: Snapshot['readMany'],
): Promise<void> {
  const own: GitContext = { ...context, cwd: folder, env: withoutRepository(context.env) };
  const [asked, branch, format, shallow] = await Promise.all([
    historyOf(context, of, made),
    answer(context, ['symbolic-ref', '--quiet', 'HEAD']),
    answer(context, ['rev-parse', '--show-object-format']),
    answer(context, ['rev-parse', '--path-format=absolute', '--git-path', 'shallow']),
  ]);
  const { parents, commit } = asked;
  const tips = commit === undefined ? parents : [commit];
  const change = async (args: readonly string[], input: string | Buffer = '', env = {}): Promise<string> =>
    line(await runGit(own, [...PLAIN, ...args], { input, env, writes: true }));

  await change([
    'init',
    '--quiet',
    '--template=',
    ...(format === 'sha256' ? ['--object-format=sha256'] : []),
  ]);
  // A clone that has no more than the newest commits stays one.
  if (shallow !== undefined) await copyFile(shallow, join(folder, '.git', 'shallow'));
  const tags = await tagsBehind(context, tips);
  if (tips.length > 0) {
    const wanted = [...tips, ...tags.map(({ oid }) => oid)].join('\n');
    const pack = ['pack-objects', '--quiet', '--revs', '--stdout', '--filter=tree:0'];
    const { stdout } = await runGit(context, pack, { input: `${wanted}\n` });
    await change(['index-pack', '--stdin'], stdout);
  }
  await change(['add', '--all', '--force', '.']);
  const texts = await read(made);
  for (const path of made) {
    // One that is still to be made is in the commit that carries it, too.
    const oid = await change(['hash-object', '-w', '--stdin'], texts.get(path) ?? '');
    await change(['update-index', '--add', '-z', '--index-info'], `100644 ${oid}\t${path}\0`);
  }
  const tree = await change(['write-tree']);
  let newest: string;
  if (commit === undefined) {
    const of = parents.flatMap((parent) => ['-p', parent]);
    newest = await change(['commit-tree', tree, ...of], 'What is to be committed\n', SOMEBODY);
  } else {
    // The commit stays what it is called, and has these files alone.
    const { stdout } = await runGit(context, ['cat-file', 'commit', commit]);
    const rest = stdout.subarray(stdout.indexOf('\n'));
    const text = Buffer.concat([Buffer.from(`tree ${tree}`), rest]);
    const stand = await change(['hash-object', '-t', 'commit', '-w', '--stdin'], text);
    // Where these are all that it had, it stands for itself.
    if (stand !== commit) await change(['update-ref', `refs/replace/${commit}`, stand]);
    newest = commit;
  }
  const refs = tags.map(({ name, oid }) => `create ${name} ${oid}\n`).join('');
  if (refs !== '') await change(['update-ref', '--stdin'], refs);
  if (branch === undefined || typeof of === 'object')
    await change(['update-ref', '--no-deref', 'HEAD', newest]);
  else {
    await change(['update-ref', branch, newest]);
    await change(['symbolic-ref', 'HEAD', branch]);
  }
  await change(['update-index', '--assume-unchanged', '-z', '--stdin'], made.join('\0'));
  await mkdir(join(folder, '.git', 'info'), { recursive: true });
  await writeFile(join(folder, '.git', 'info', 'exclude'), '*\n');
  await rm(join(folder, '.git', 'logs'), { recursive: true, force: true });
}

/** No hooks and no signatures of the user's, and line endings as they are. */
const PLAIN = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.autocrlf=false', '-c', 'core.safecrlf=false'];
const NAME = 'lockgen';
const ADDRESS = 'lockgen@localhost';
const SOMEBODY = {
  GIT_AUTHOR_NAME: NAME,
  GIT_AUTHOR_EMAIL: ADDRESS,
  GIT_COMMITTER_NAME: NAME,
  GIT_COMMITTER_EMAIL: ADDRESS,
};

/** What is about the user's repository, and not about git. */
function withoutRepository(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^GIT_/.test(name) || /^GIT_(?:CONFIG_|TRACE)/.test(name)),
  );
}

/** The commit that the files are of, or the parents of the one that is still to be made of them. */
async function historyOf(
  context: GitContext,
  of: HistoryOf,
  made: readonly string[],
): Promise<{ readonly commit: string | undefined; readonly parents: readonly string[] }> {
  if (typeof of === 'object') {
    const commit = await answer(context, ['rev-parse', '--verify', '--quiet', `${of.commit}^{commit}`]);
    return { commit, parents: [] };
  }
  const repository = await repositoryOf(context);
  const { head } = repository;
  const merged = await mergeHeads(repository);
  if (head === undefined) return { commit: undefined, parents: merged };
  // What is staged becomes a commit, lockfiles alone as well.
  const [against, same]: readonly [readonly string[], readonly string[]] =
    of === 'index' ? [['--cached'], []] : [[], made];
  const diff = ['diff', ...against, '--name-only', '-z', '--no-ext-diff', '--ignore-submodules', head];
  const changed = zeroSeparated((await runGit(context, diff)).stdout);
  return merged.length === 0 && changed.every((path) => same.includes(path))
    ? { commit: head, parents: [] }
    : { commit: undefined, parents: [head, ...merged] };
}

interface Tag {
  readonly name: string;
  readonly oid: string;
}

async function tagsBehind(context: GitContext, tips: readonly string[]): Promise<readonly Tag[]> {
  const found = new Map<string, Tag>();
  for (const tip of tips) {
    const format = '--format=%(objectname) %(refname)';
    const { stdout } = await runGit(context, ['for-each-ref', `--merged=${tip}`, format, 'refs/tags']);
    for (const one of stdout.toString('utf8').split('\n')) {
      const [, oid, name] = /^(\S+) (.+)$/.exec(one) ?? [];
      if (oid !== undefined && name !== undefined) found.set(name, { oid, name });
    }
  }
  return [...found.values()];
}

async function answer(context: GitContext, args: readonly string[]): Promise<string | undefined> {
  const result = await runGit(context, args, { allowExit: [0, 1, 128, 129] });
  return result.exitCode === 0 ? line(result) : undefined;
}

const line = ({ stdout }: { readonly stdout: Buffer }): string => stdout.toString('utf8').replace(/\n$/, '');

async function copyFile(from: string, to: string): Promise<void> {
  try {
    await writeFile(to, await readFile(from));
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
