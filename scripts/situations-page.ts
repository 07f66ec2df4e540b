/** The topics, in the order of the document. The first line of a test file names one: `// topic: lockfiles`. */
const TOPICS = ['commands', 'repositories', 'lockfiles', 'merges', 'interruptions'];

const INTRODUCTION = `# Git situations

<!-- Written by scripts/write-situations.ts from the titles in test/git/situations; change them there. -->

Each row is a test on a real throw-away repository, with lockgen's real hook, real git and real uv, and a package index of its own.
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
  const heading = `## ${topic.charAt(0).toUpperCase()}${topic.slice(1)}`;
  const lines = rows.map(({ situation, happens, file }) => {
    const link = `[${file.replace(/\.test\.ts$/, '')}](../test/git/situations/${file})`;
    return `| ${situation} | ${happens} | ${link} |`;
  });
  return [heading, '', '| situation | what happens | test |', '|---|---|---|', ...lines, ''].join('\n');
}
