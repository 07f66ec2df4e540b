/** The topics, in the order of the document. The first line of a test file names one: `// topic: lockfiles`. */
const TOPICS = ['commands', 'repositories', 'lockfiles', 'merges', 'interruptions'];

const INTRODUCTION = `# Git situations

<!-- Written by scripts/write-situations.ts from the titles in test/git/situations; change them there. -->

A page to look things up in: what happens to the lockfiles when you do something with git. To know whether to trust lockgen, read [safety.md](safety.md) instead, which takes three minutes.

In short:

- Any form of \`git commit\` (\`-a\`, \`-p\`, \`PATH\`, \`--amend\`, \`--fixup\`, from a sub-folder, in a linked worktree) carries the lockfiles of what it commits, and no other edit: [Commands](#commands). Under husky a new worktree has no hooks before \`npm ci\` is run there: [hook-managers.md](hook-managers.md).
- For a clean cherry-pick, revert, rebase or \`git am\` git runs no hook. \`lockgen check\` finds what isn't right: [Cherry pick and revert](#cherry-pick-and-revert), [Rebase](#rebase).
- A clean merge whose lockfiles are not right stops, and \`git commit\` completes it. Of a conflict \`lockgen resolve\` makes right lockfiles: [Merges](#merges).
- A lockfile with edits of yours, one that was written by hand, a link or a folder in its place: the commit is blocked, with what to do: [Lockfiles](#lockfiles).
- Interrupted, killed, or out of disk: nothing of yours is lost, and the next commit is right: [Interruptions](#interruptions).

Each row is a test on a real throw-away repository, with lockgen's real hook, real git and real uv, and a package index of its own; above each table stands its file.
In all of them, what is staged, unstaged and untracked beside the lockfiles keeps its bytes, \`git status\` names no lockfile after the commit, and no temporary
file is left.
\`npx vitest run --project git test/git/situations\` runs them all.
`;

/** One test of a situation. */
interface Situation {
  readonly topic: string;
  readonly situation: string;
  readonly happens: string;
  /** Name of its file. */
  readonly file: string;
}

/** The document, with what stands in its way. */
export interface SituationsPage {
  readonly text: string;
  readonly rows: number;
  /** Titles and calls that can't be a row, each with its file. */
  readonly problems: readonly string[];
}

/**
 * The text of docs/git-situations.md.
 *
 * @param sources the text of each test file, by its name
 */
export function situationsPage(sources: ReadonlyMap<string, string>): SituationsPage {
  const files = [...sources].sort(([one], [other]) => (one < other ? -1 : 1));
  const read = files.map(([file, source]) => situationsOf(file, source));
  const found = read.flatMap(({ situations }) => situations);
  const sections = TOPICS.flatMap((topic) => {
    const rows = found.filter((one) => one.topic === topic);
    return rows.length === 0 ? [] : [section(topic, rows)];
  });
  return {
    text: [INTRODUCTION, ...sections].join('\n'),
    rows: found.length,
    problems: [...read.flatMap(({ problems }) => problems), ...repeated(found)],
  };
}

function situationsOf(file: string, source: string): { situations: Situation[]; problems: string[] } {
  const topic = /^\/\/ topic: (\S+)\n/.exec(source)?.[1] ?? '';
  const problems = TOPICS.includes(topic)
    ? []
    : [`${file}: the first line is not \`// topic: \` and one of ${TOPICS.join(', ')}`];
  const situations: Situation[] = [];
  // Any name of Vitest's with an opening bracket, wherever it stands.
  const calls = [...source.matchAll(/(?<![\w.'"`])(?:test|it|describe)(?:\.\w+)*\(/g)];
  if (calls.length === 0) problems.push(`${file}: no test`);
  for (const { index } of calls) {
    const call = source.slice(index);
    const title = titleOf(call);
    const [situation, happens, ...more] = title?.split(': ') ?? [];
    if (title === undefined) problems.push(`${file}: not a test with a literal title: ${firstLine(call)}`);
    else if (situation === undefined || happens === undefined || more.length > 0 || title.includes('|'))
      problems.push(`${file}: not \`SITUATION: WHAT HAPPENS\`: ${title}`);
    else situations.push({ topic, situation, happens, file });
  }
  return { situations, problems };
}

/** The title of `test('…', …` or `test.concurrent('…', …`; the formatter may have put it on a line of its own. */
function titleOf(call: string): string | undefined {
  const literal = /^test(?:\.concurrent)?\(\s*(['"`])((?:\\.|(?!\1)[^\\\n])*)\1,/.exec(call);
  const [, quote, title] = literal ?? [];
  if (title === undefined || (quote === '`' && title.includes('${'))) return undefined;
  return title.replace(/\\(.)/g, '$1');
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

function repeated(found: readonly Situation[]): string[] {
  const seen = new Set<string>();
  return found.flatMap(({ file, situation, happens }) => {
    const title = `${situation}: ${happens}`;
    if (!seen.has(title)) {
      seen.add(title);
      return [];
    }
    return [`${file}: a second test is called ${title}`];
  });
}

function section(topic: string, rows: readonly Situation[]): string {
  const files = [...new Set(rows.map(({ file }) => file))].map((file) => {
    const lines = rows
      .filter((row) => row.file === file)
      .map(({ situation, happens }) => `| ${situation} | ${happens} |`);
    const link = `[${file}](../test/git/situations/${file})`;
    const heading = `### ${capital(file.replace(/\.test\.ts$/, '').replaceAll('-', ' '))}`;
    return [heading, '', link, '', '| situation | what happens |', '|---|---|', ...lines, ''].join('\n');
  });
  return [`## ${capital(topic)}`, '', ...files].join('\n');
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
