import * as v from 'valibot';
import { parse } from 'yaml';
import type { Block } from './pages/markdown.js';
import { openPage } from './pages/page.js';

const page = openPage('docs/ci.md');

/** All recipes of docs/ci.md, in their order. */
export function recipesOfCiPage(): readonly Block[] {
  return page.blocks({ language: 'yaml' });
}

/**
 * The text of a section's block.
 *
 * @param number counted from 1.
 * @throws Error where there is none.
 */
export function fromCiPage(section: string, number = 1): string {
  return page.block(section, { number });
}

/** One shell script of a job. */
export interface Step {
  readonly script: string;
  /** What the recipe sets for it, as it stands there. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether the CI's shell stops at the first command that fails. */
  readonly stops: boolean;
  /** The folder that it starts in, as it stands there. Default: the clone's top. */
  readonly folder?: string;
}

/** A job of a recipe. */
export interface Job {
  /** How many commits are fetched; 0 is all of them, undefined the CI's default. */
  readonly depth: number | undefined;
  readonly steps: readonly Step[];
}

const Env = v.optional(
  v.record(v.string(), v.pipe(v.union([v.string(), v.number()]), v.transform(String))),
  {},
);

const GitHubWorkflow = v.object({
  on: v.union([v.string(), v.looseObject({})]),
  permissions: v.record(v.string(), v.picklist(['read', 'write'])),
  jobs: v.record(
    v.string(),
    v.looseObject({
      'runs-on': v.string(),
      env: Env,
      steps: v.array(
        v.looseObject({
          uses: v.optional(v.string()),
          run: v.optional(v.string()),
          env: Env,
          with: v.optional(v.looseObject({ 'fetch-depth': v.optional(v.number()) })),
        }),
      ),
    }),
  ),
});

/**
 * A job of a GitHub workflow; each `run` has a shell of its own, with `-e`.
 *
 * @throws Error where it is no workflow, or has no such job
 */
export function githubJob(text: string, name: string): Job {
  const job = one(v.parse(GitHubWorkflow, parse(text)).jobs, name);
  return {
    depth: job.steps.find(({ uses }) => uses?.startsWith('actions/checkout@'))?.with?.['fetch-depth'],
    steps: job.steps.flatMap(({ run, env }) =>
      run === undefined ? [] : [{ script: run, env: { ...job.env, ...env }, stops: true }],
    ),
  };
}

const CompositeAction = v.looseObject({
  inputs: v.record(v.string(), v.looseObject({ default: v.pipe(v.unknown(), v.transform(String)) })),
  runs: v.looseObject({
    using: v.literal('composite'),
    steps: v.array(
      v.looseObject({
        run: v.optional(v.string()),
        shell: v.optional(v.literal('sh')),
        env: Env,
        'working-directory': v.optional(v.string()),
      }),
    ),
  }),
});

/** A step of a workflow that calls an action: what it gives to it. */
const Calls = v.looseObject({
  jobs: v.record(
    v.string(),
    v.looseObject({
      steps: v.array(
        v.looseObject({ uses: v.string(), with: v.optional(v.record(v.string(), v.unknown())) }),
      ),
    }),
  ),
});

/**
 * The steps of a composite action, and what they find in `inputs`.
 *
 * @param given what differs from the defaults
 * @throws Error where it is no such action, or an input isn't its
 */
export function compositeAction(
  text: string,
  given: Readonly<Record<string, unknown>>,
): { readonly job: Pick<Job, 'steps'>; readonly values: Readonly<Record<string, string>> } {
  const { inputs, runs } = v.parse(CompositeAction, parse(text));
  const unknown = Object.keys(given).filter((name) => inputs[name] === undefined);
  if (unknown.length > 0) throw new Error(`the action has no input ${unknown.join(', ')}`);
  const values = Object.fromEntries(
    Object.entries(inputs).map(([name, { default: value }]) => [
      `inputs.${name}`,
      String(given[name] ?? value),
    ]),
  );
  const steps = runs.steps.flatMap(({ run, env, 'working-directory': folder }) =>
    run === undefined ? [] : [{ script: run, env, stops: true, ...(folder === undefined ? {} : { folder }) }],
  );
  return { job: { steps }, values };
}

/**
 * What a workflow gives to an action.
 *
 * @param action the end of its name
 */
export function givenTo(text: string, job: string, action: string): Readonly<Record<string, unknown>> {
  const { steps } = one(v.parse(Calls, parse(text)).jobs, job);
  const call = steps.find(({ uses }) => uses.split('@')[0]?.endsWith(action));
  if (call === undefined) throw new Error(`no step uses ${action}`);
  return call.with ?? {};
}

const GitLabFile = v.record(
  v.string(),
  v.looseObject({
    extends: v.optional(v.string()),
    variables: Env,
    before_script: v.optional(v.array(v.string())),
    script: v.optional(v.array(v.string())),
  }),
);

/**
 * A job of a GitLab file, with what it extends; all its lines are one script, which stops at the first that fails.
 *
 * @throws Error where it is no such file, or has no such job
 */
export function gitlabJob(text: string, name: string): Job {
  const file = v.parse(GitLabFile, parse(text));
  const own = one(file, name);
  const base = own.extends === undefined ? undefined : one(file, own.extends);
  const env = { ...base?.variables, ...own.variables };
  const lines = [...(own.before_script ?? base?.before_script ?? []), ...(own.script ?? base?.script ?? [])];
  return {
    depth: env.GIT_DEPTH === undefined ? undefined : Number(env.GIT_DEPTH),
    steps: [{ script: lines.join('\n'), env, stops: true }],
  };
}

const AzureFile = v.looseObject({
  variables: Env,
  jobs: v.array(
    v.looseObject({
      job: v.string(),
      steps: v.array(
        v.looseObject({
          script: v.optional(v.string()),
          fetchDepth: v.optional(v.number()),
          env: Env,
        }),
      ),
    }),
  ),
});

/**
 * A job of an Azure pipeline; each script has a shell of its own, which goes on after a command that fails.
 *
 * @throws Error where it is no pipeline, or has no such job
 */
export function azureJob(text: string, name: string): Job {
  const { variables, jobs } = v.parse(AzureFile, parse(text));
  const { steps } = one(Object.fromEntries(jobs.map((job) => [job.job, job])), name);
  return {
    depth: steps.flatMap(({ fetchDepth }) => fetchDepth ?? [])[0],
    steps: steps.flatMap(({ script, env }) =>
      script === undefined ? [] : [{ script, env: { ...variables, ...env }, stops: false }],
    ),
  };
}

function one<T>(named: Readonly<Record<string, T>>, name: string): T {
  const found = named[name];
  if (found === undefined) throw new Error(`no job ${name} among ${Object.keys(named).join(', ')}`);
  return found;
}
