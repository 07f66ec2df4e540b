import { type GitContext, runGit, zeroSeparated } from './git.js';

/**
 * What an attribute is for paths; those for which it isn't said are left out.
 *
 * @throws Failure `git`
 */
export async function attributesOf(
  context: GitContext,
  name: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const input = paths.map((path) => `${path}\0`).join('');
  const { stdout } = await runGit(context, ['check-attr', '-z', '--stdin', name], { input });
  const records = zeroSeparated(stdout);
  const found = new Map<string, string>();
  for (let at = 0; at + 2 < records.length; at += 3) {
    const [path = '', , value = ''] = records.slice(at, at + 3);
    if (value !== 'unspecified') found.set(path, value);
  }
  return found;
}

/** Of these paths, the ones that git ignores though they could be tracked, with the line that says so: `.gitignore:3`. */
export async function ignoredBy(
  context: GitContext,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const input = paths.map((path) => `${path}\0`).join('');
  const { stdout } = await runGit(context, ['check-ignore', '-z', '-v', '--stdin'], {
    input,
    allowExit: [0, 1],
    literal: false,
  });
  const records = zeroSeparated(stdout);
  const found = new Map<string, string>();
  for (let at = 0; at + 3 < records.length; at += 4) {
    const [source = '', line = '', pattern = '', path = ''] = records.slice(at, at + 4);
    // One that takes a path out again is told as well.
    if (!pattern.startsWith('!')) found.set(path, `${source}:${line}`);
  }
  return found;
}
