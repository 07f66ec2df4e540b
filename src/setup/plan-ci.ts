import { readYaml } from '../config/insert-yaml.js';
import type { Facts } from './facts.js';
import type { FileEdit, Step } from './step.js';
import templates from './templates/ci.json' with { type: 'json' };

/** A CI that lockgen has a job for. */
export type Ci = 'github' | 'gitlab' | 'azure';

const GITHUB = '.github/workflows/lockgen.yml';
const GITLAB = '.gitlab-ci.yml';
const AZURE = 'azure-pipelines-lockgen.yml';

/** The CIs that a repository has. */
export function ciOf({ texts, paths }: Facts): readonly Ci[] {
  return [
    ...([...paths].some((path) => path.startsWith('.github/workflows/')) ? ['github' as const] : []),
    ...(texts.has(GITLAB) ? ['gitlab' as const] : []),
    ...([...paths].some((path) => /^azure-pipelines.*\.ya?ml$/.test(path)) ? ['azure' as const] : []),
  ];
}

/** Whether some CI calls lockgen already. */
function hasCiJob({ texts }: Facts): boolean {
  return [...texts].some(([path, text]) => isCi(path) && /^[^#\n]*\blockgen\b[^\n]*\bcheck\b/m.test(text));
}

const isCi = (path: string): boolean =>
  /^(?:\.github\/workflows\/.*|\.gitlab-ci|azure-pipelines.*)\.ya?ml$/.test(path);

/**
 * The step that adds the job of docs/ci.md; where no CI is found, GitHub's, which does nothing elsewhere.
 *
 * @param isListed package.json has lockgen, so that the job gets it from there
 */
export function ciSteps(facts: Facts, isListed: boolean): readonly Step[] {
  if (hasCiJob(facts)) return [];
  const found = ciOf(facts);
  return (found.length === 0 ? (['github'] as const) : found).map((ci) => {
    const edit = ciEdit(ci, facts, isListed);
    return {
      id: `ci:${ci}`,
      title: `${ci === 'gitlab' ? 'add the jobs to' : 'add the job'} ${edit.path}`,
      reason:
        'lockgen check finds what no hook has seen: merges on a server, rebases, --no-verify (docs/ci.md)',
      edits: [edit],
      settings: [],
      ofClone: false,
    };
  });
}

/** What a person has to do beside, as sentences. */
export function ciNotes(facts: Facts, wanted: boolean): readonly string[] {
  if (hasCiJob(facts)) return [];
  if (!wanted) return ["CI doesn't call lockgen yet; to add its job: lockgen init --ci"];
  const found = ciOf(facts);
  return [
    ...(found.includes('azure')
      ? [`Azure runs ${AZURE} once a pipeline is made of it: Pipelines, New pipeline, Existing YAML file`]
      : []),
    ...(found.includes('gitlab')
      ? ['.cache belongs into .gitignore, as GitLab can only keep folders of the project']
      : []),
  ];
}

function ciEdit(ci: Ci, facts: Facts, isListed: boolean): FileEdit {
  if (ci === 'gitlab') return gitlabEdit(facts, isListed);
  const path = ci === 'github' ? GITHUB : AZURE;
  const lines = ci === 'azure' ? templates.azure : isListed ? templates.github : templates.githubNpx;
  const text = jobText(lines, facts);
  return { ground: 'work-tree', path, byHand: text, edit: (now) => now ?? text };
}

/** What a step of GitHub's keeps its cache by: manifests and lockfiles, of which the page has the default names. */
const HASHED = /\bhashFiles\(([^)]*)\)/;

/** The page's job with this repository's branch and lockfiles, and this version. */
function jobText(lines: readonly string[], { mainBranch, version, projects }: Facts): string {
  const names = projects
    .flatMap(({ outputs }) => outputs)
    .map((path) => path.slice(path.lastIndexOf('/') + 1))
    // Others may be signs of YAML's, of a pattern's, or of an expression's.
    .map((name) => name.replace(/[^\w.-]/g, '?'))
    .filter((name) => !/^requirements.*\.txt$/.test(name));
  const more = [...new Set(names)].sort().map((name) => `, '**/${name}'`);
  const branch = /^[\w./-]+$/.test(mainBranch) ? mainBranch : JSON.stringify(mainBranch);
  const told = lines.map((line) =>
    line
      .replace(/^(\s*(?:branches|trigger|pr): )\[main\]$/, (_, key: string) => `${key}[${branch}]`)
      .replace(/\blockgen@\d+\.\d+\.\d+\S*/, `lockgen@${version}`)
      .replace(HASHED, (_, files: string) => `hashFiles(${files}${more.join('')})`),
  );
  return `${told.join('\n')}\n`;
}

/** Whether a text is the job as it is written here, for some branch, some lockfiles and some version. */
export function isOwnCiJob(text: string): boolean {
  const plain = (job: string): string =>
    job
      .replace(/^(\s*(?:branches|trigger|pr): )\[[^\]]*\]$/gm, '$1')
      .replace(/\blockgen@\d+\.\d+\.\d+\S*/g, 'lockgen@')
      .replace(new RegExp(HASHED, 'g'), 'hashFiles()');
  return [templates.github, templates.githubNpx, templates.azure].some(
    (lines) => plain(`${lines.join('\n')}\n`) === plain(text),
  );
}

/** GitLab's file without the jobs as they are written here, for some version. */
export function withoutOwnJobs(text: string): string {
  return [templates.gitlab, templates.gitlabNpx].reduce((left, template) => {
    const lines = template.map((line) =>
      line.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/\blockgen@\d[^\s"']*/g, 'lockgen@\\S+'),
    );
    const jobs = new RegExp(`(?:^\\r?\\n)?^${lines.join('\\r?\\n')}(?:\\r?\\n|$(?![\\r\\n]))(?![ ])`, 'm');
    return left.replace(jobs, '');
  }, text);
}

/** GitLab has one file for all jobs; jobs without a stage of their own are in `test`. */
function gitlabEdit(facts: Facts, isListed: boolean): FileEdit {
  const job = jobText(isListed ? templates.gitlab : templates.gitlabNpx, facts);
  return {
    ground: 'work-tree',
    path: GITLAB,
    byHand: job,
    edit: (text) => {
      if (text === undefined) return job;
      const before = readYaml(text, GITLAB);
      if (typeof before !== 'object' || before === null || Array.isArray(before)) return undefined;
      const stages: unknown = Reflect.get(before, 'stages');
      if (stages !== undefined && !(Array.isArray(stages) && stages.includes('test'))) return undefined;
      const end = text.includes('\r\n') ? '\r\n' : '\n';
      const after = `${text}${text.endsWith('\n') ? '' : end}${end}${job.replaceAll('\n', end)}`;
      const now = readYaml(after, GITLAB);
      const keys = typeof now === 'object' && now !== null ? Object.keys(now) : [];
      return keys.length === Object.keys(before).length + 3 ? after : undefined;
    },
  };
}
