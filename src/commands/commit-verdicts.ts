import { type Failure, isSurvivable } from '../failure.js';
import { askForCommit, type CommitAnswer } from '../git/remote.js';
import { withoutCredentials } from '../lockfile/credentials.js';
import type { Pin } from '../lockfile/parse.js';
import type { Manifest } from '../project/manifest.js';
import type { Project } from '../project/project.js';
import { visible } from '../report/visible.js';
import { type GitReference, gitReferences, repositoryOf } from '../resolve/git-url.js';
import { isolatedEnvironment } from '../uv/environment.js';
import { type LockfileVerdict, plainVerdict, type Reason } from '../verdict/verdict.js';
import { type Context, gitContext } from './context.js';
import { type CommitPin, commitPins, manifestsBehind, sameManifests } from './lockfile-origin.js';
import { progressLine } from './progress.js';
import type { Source } from './source.js';

/** What stays where it is while a project is resolved. */
export interface Held {
  /** Manifests whose git branches stay at the commits of the lockfiles, where they name them still. */
  readonly manifests: readonly Manifest[];
  /** Requirements that stand for all others of their packages, a line each. */
  readonly overrides: string;
}

/** A project with lockfiles that pin commits. */
export interface Committed {
  readonly project: Project;
  /** By path. */
  readonly previous: ReadonlyMap<string, string>;
  /** Resolves it. */
  readonly judged: (held: Held) => Promise<readonly LockfileVerdict[]>;
}

/**
 * Judges a project whose lockfiles pin commits of other repositories. A branch that moved is like a new release: no
 * drift. It is told from a reference that was edited by history, which is cheap: the manifests of the commit that
 * changed the lockfiles last. What else is fresh still has to be reached by the reference that is named now, which only
 * its repository knows.
 */
export async function commitVerdicts(
  context: Context,
  source: Source,
  { project, previous, judged }: Committed,
): Promise<readonly LockfileVerdict[]> {
  const { history } = source;
  const behind =
    history === undefined ? undefined : await manifestsBehind(history.git, project, previous, history.from);
  const now = project.inputs.manifests;
  const references = gitReferences(now);
  const pins = new Map([...previous].map(([path, text]) => [path, commitPins(text)]));
  const plainly = await judged({ manifests: behind ?? [], overrides: '' });
  let told = plainly;
  let isHeld = false;
  if (!areFresh(plainly)) {
    const named = new Set(references.map(({ key }) => key));
    // Those that a git dependency takes by itself. An override loses extras, so what it gives can only prove freshness.
    const nested = [...pins.values()].flat().filter(({ pin }) => !named.has(pin.key));
    const overrides = [...new Set(nested.map(({ pin }) => overrideOf(pin)))].join('');
    if (behind !== undefined && sameManifests(behind, now) && nested.length === 0) return plainly;
    told = await judged({ manifests: now, overrides });
    if (!areFresh(told)) return plainly;
    isHeld = true;
  }

  const ask = asker(context);
  const doubtOf = async ({ pin, url, commit }: CommitPin): Promise<Doubt | undefined> => {
    const own = references.filter((one) => one.key === pin.key && isSame(one.url, url));
    if (own.length === 0) return isHeld && behind === undefined ? nestedDoubt(pin, commit) : undefined;
    if (own.some(({ name }) => name === commit)) return undefined;
    const doubts = await Promise.all(own.map((one) => ask(one, pin, commit)));
    return doubts.every((doubt) => doubt !== undefined) ? doubts[0] : undefined;
  };
  return await Promise.all(
    told.map(async (verdict) => {
      const doubts = await Promise.all((pins.get(verdict.path) ?? []).map(doubtOf));
      const found = doubts.filter((doubt) => doubt !== undefined);
      return withDoubts(verdict, plainly.find(({ path }) => path === verdict.path)?.changes ?? [], found);
    }),
  );
}

const areFresh = (verdicts: readonly LockfileVerdict[]): boolean =>
  verdicts.every(({ verdict }) => verdict === 'fresh');

const isSame = (some: string, other: string): boolean => repositoryOf(some) === repositoryOf(other);
const asText = ({ key, url, kind, name }: GitReference): string => JSON.stringify([key, url, kind, name]);

function overrideOf({ key, url, markerText }: Pin): string {
  return `${key} @ ${url}${markerText === '' ? '' : ` ; ${markerText}`}\n`;
}

/** Why a commit isn't known to be what the manifest gives. */
interface Doubt extends Pick<LockfileVerdict, 'next' | 'detail'> {
  readonly verdict: 'stale' | 'unknown';
  readonly reason: Reason;
}

/** Asks repositories about commits, about each once. */
function asker(context: Context) {
  const git = { ...gitContext(context), env: isolatedEnvironment(context.env) };
  const asked = new Map<string, Promise<CommitAnswer | Failure>>();
  return async (reference: GitReference, pin: Pin, commit: string): Promise<Doubt | undefined> => {
    const question = `${asText(reference)} ${commit}`;
    const answer =
      asked.get(question) ??
      orFailure(asking(context, reference, () => askForCommit(git, { ...reference, commit })));
    asked.set(question, answer);
    return doubtAbout(reference, pin, commit, await answer);
  };
}

async function asking<T>(context: Context, { url }: GitReference, work: () => Promise<T>): Promise<T> {
  const line = progressLine(context, `lockgen: asking ${visible(withoutCredentials(url))}`);
  return await work().finally(line.end);
}

async function orFailure<T>(asking: Promise<T>): Promise<T | Failure> {
  try {
    return await asking;
  } catch (error) {
    if (isSurvivable(error)) return error;
    throw error;
  }
}

function doubtAbout(
  reference: GitReference,
  pin: Pin,
  commit: string,
  answer: CommitAnswer | Failure,
): Doubt | undefined {
  if (answer === 'reached') return undefined;
  const repository = withoutCredentials(reference.url);
  const what =
    reference.kind === 'head' ? repository : `${wordFor(reference)} ${reference.name} of ${repository}`;
  if (answer === 'elsewhere') {
    const message = `${pin.name}: commit ${commit.slice(0, 12)} can't be reached from ${what}`;
    return { verdict: 'stale', reason: about(pin, message), next: undefined, detail: [] };
  }
  if (answer === 'gone') {
    const message = `${pin.name}: ${repository} has no ${wordFor(reference)} ${reference.name}`;
    const next = `correct the reference of ${pin.name} in pyproject.toml`;
    return { verdict: 'stale', reason: about(pin, message), next, detail: [] };
  }
  return {
    verdict: 'unknown',
    reason: about(pin, `${pin.name}: whether ${what} reaches ${commit.slice(0, 12)} could not be asked`),
    next: `check where ${repository} can be reached`,
    detail: withoutCredentials(answer.detail ?? answer.message).split('\n'),
  };
}

function nestedDoubt(pin: Pin, commit: string): Doubt {
  const message = `${pin.name}: a dependency asks for its newest commit, and no history here tells whether ${commit.slice(0, 12)} was that once`;
  const next = 'check in a full clone with the lockfiles committed, or lockgen generate';
  return { verdict: 'unknown', reason: about(pin, message), next, detail: [] };
}

const wordFor = ({ kind }: GitReference): string =>
  kind === 'named' ? 'branch or tag' : kind === 'tag' ? 'tag' : 'branch';
const about = ({ name, line }: Pin, message: string): Reason => ({
  code: 'git-reference',
  message,
  line,
  name,
});

/** A lockfile's verdict with what is held against its commits. */
function withDoubts(
  verdict: LockfileVerdict,
  changes: LockfileVerdict['changes'],
  doubts: readonly Doubt[],
): LockfileVerdict {
  const isStale = doubts.some((doubt) => doubt.verdict === 'stale');
  const [first, ...others] = isStale ? doubts.filter((doubt) => doubt.verdict === 'stale') : doubts;
  if (first === undefined) return verdict;
  const { project, target, path, notices } = verdict;
  const reasons = [first, ...others].map(({ reason }) => reason);
  return {
    ...plainVerdict({ project, target, path }, first.verdict, reasons),
    changes: isStale ? changes : [],
    notices,
    next: first.next,
    detail: first.detail,
  };
}
