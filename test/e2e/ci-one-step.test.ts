import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compositeAction, fromCiPage, githubJob, gitlabJob, givenTo } from '../helpers/ci-page.js';
import {
  type CiWorld,
  ciWorld,
  type JobResult,
  runJob,
  runnerWith,
  type State,
} from '../helpers/ci-world.js';
import { nodeFolder, npmPackages } from '../helpers/npm-programs.js';
import { runOk } from '../helpers/run.js';

const root = new URL('../../', import.meta.url);
const read = (path: string): Promise<string> => readFile(new URL(path, root), 'utf8');

let world: CiWorld;
beforeAll(async () => {
  world = await ciWorld();
});
afterAll(() => world.registry.close());

const STATES: readonly State[] = ['fresh', 'stale'];

/** A job that is green where all is fresh, and red where something is stale, and looks at nothing but the change. */
function judged(state: State, { exitCode, log }: JobResult): void {
  expect(exitCode, log).toBe(state === 'fresh' ? 0 : 1);
  if (state === 'stale') expect(log).toContain('b/requirements.txt');
  expect(log).not.toContain('fatal:');
  expect(log).not.toContain('a/requirements.txt');
}

describe('the GitHub action', () => {
  /** Runs the action's scripts in a job for a pull request. */
  async function action(given: Readonly<Record<string, unknown>>, revision = 'merge-stale', fork = '') {
    const { job, values } = compositeAction(await read('action.yml'), given);
    const { depth } = githubJob(fromCiPage('GitHub Actions in one step'), 'check');
    const runner = await runnerWith(world, revision, depth);
    // What neither the installation nor the check may look at.
    await writeFile(join(runner.folder, '.npmrc'), 'registry=http://127.0.0.1:9/\n');
    const output = join(runner.temporary, 'output');
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_BASE_REF: 'main',
      GITHUB_OUTPUT: output,
      GITHUB_WORKSPACE: runner.folder,
      GITHUB_STEP_SUMMARY: join(runner.temporary, 'summary.md'),
    };
    const result = await runJob(runner, job, env, {
      ...values,
      'runner.temp': runner.temporary,
      'github.event.pull_request.head.repo.fork': fork,
    });
    const outputs = existsSync(output) ? await readFile(output, 'utf8') : '';
    const kept = existsSync(join(String(runner.env.HOME), '.cache', 'lockgen-fresh'));
    return { ...result, outputs, kept, runner };
  }

  test.concurrent.each(STATES)('judges a pull request: %s', async (state) => {
    const given = givenTo(fromCiPage('GitHub Actions in one step'), 'check', '/lockgen');
    const result = await action(given, `merge-${state}`);
    judged(state, result);
    expect(result.outputs).toBe(`exit-code=${state === 'fresh' ? 0 : 1}\n`);
    expect(result.log.includes('::error')).toBe(state === 'stale');
    // What is stale is never kept.
    expect(result.kept).toBe(state === 'fresh');
  });

  test.concurrent('runs no code for a fork, and keeps nothing', async () => {
    const result = await action({ 'changed-since': 'auto', args: '--verbose' }, 'merge-fresh', 'true');
    judged('fresh', result);
    expect(result.kept).toBe(false);
  });

  test.concurrent('takes projects, formats and options, each as one word', async () => {
    const result = await action({
      'working-directory': 'b',
      projects: '../b\n',
      format: 'json',
      output: 'the report.json',
      args: '--timeout=5 min\n--no-cache\n',
      cache: false,
    });
    judged('stale', result);
    const report = JSON.parse(await readFile(join(result.runner.folder, 'b', 'the report.json'), 'utf8'));
    expect(JSON.stringify(report)).toContain('b/requirements.txt');
  });

  test.concurrent('runs nothing that is hidden in what it is given', async () => {
    const hostile = "$(touch pwned)`touch pwned`\"; touch pwned; 'touch pwned'&&touch pwned";
    for (const version of [hostile, 'npm:other@1.0.0', '', 'file:.']) {
      const result = await action({ version });
      expect(result).toMatchObject({ exitCode: 2, outputs: '' });
      expect(result.log).toContain('lockgen: version must be one such as 1.2.3');
    }
    const given = { projects: hostile, 'changed-since': hostile, format: 'json', args: '*' };
    const { exitCode, log, outputs, runner } = await action(given);
    expect({ exitCode, outputs }, log).toEqual({ exitCode: 2, outputs: 'exit-code=2\n' });
    expect(existsSync(join(runner.folder, 'pwned'))).toBe(false);
  });
});

describe('the GitLab component', () => {
  /** The file as GitLab makes it of the inputs, held against GitLab's schema. */
  async function resolved(folder: string): Promise<string> {
    const [program, node] = await Promise.all([npmPackages('gitlab-ci-local@4.75.1'), nodeFolder('22.23.3')]);
    const { stdout } = await runOk(
      join(node, 'node'),
      [join(program, 'gitlab-ci-local/dist/index.js'), '--preview'],
      { cwd: folder, env: { PATH: `${node}:/usr/bin:/bin`, HOME: folder } },
    );
    return stdout.slice(stdout.indexOf('---\n'));
  }

  async function gitlab(revision: string, env: NodeJS.ProcessEnv) {
    const runner = await runnerWith(world, revision, 0);
    const job = gitlabJob(await file(), 'lockgen');
    expect(job.depth).toBe(0);
    const sent = { GITLAB_CI: 'true', CI_PROJECT_DIR: runner.folder, CI_DEFAULT_BRANCH: 'main', ...env };
    const result = await runJob(runner, job, sent, { CI_PROJECT_DIR: runner.folder });
    return { ...result, report: () => readFile(join(runner.folder, 'gl-code-quality-report.json'), 'utf8') };
  }

  let known: Promise<string> | undefined;
  /** With the page's own inputs. */
  function file(): Promise<string> {
    known ??= (async () => {
      const { folder } = await runnerWith(world, 'start', undefined);
      await runOk('mkdir', ['-p', join(folder, '.gitlab')]);
      await writeFile(join(folder, '.gitlab/lockgen.yml'), await read('templates/lockgen.yml'));
      await writeFile(join(folder, '.gitlab-ci.yml'), fromCiPage('GitLab in one step'));
      // It reads what git knows.
      await runOk('git', ['add', '.'], { cwd: folder });
      return await resolved(folder);
    })();
    return known;
  }

  test.concurrent.each(STATES)('judges a merge request: %s', async (state) => {
    const result = await gitlab(`topic-${state}`, {
      CI_PIPELINE_SOURCE: 'merge_request_event',
      CI_COMMIT_BEFORE_SHA: '0'.repeat(40),
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
      CI_MERGE_REQUEST_DIFF_BASE_SHA: await world.id('start'),
    });
    judged(state, result);
    expect(JSON.parse(await result.report()).length > 0).toBe(state === 'stale');
  });

  test.concurrent('judges each commit of a push, and the tip of a new branch', async () => {
    const push = { CI_PIPELINE_SOURCE: 'push', CI_COMMIT_BRANCH: 'main' };
    judged('stale', await gitlab('pushed-stale', { ...push, CI_COMMIT_BEFORE_SHA: await world.id('start') }));
    for (const gone of ['0'.repeat(40), '1'.repeat(40)]) {
      const tip = await gitlab('pushed-stale', { ...push, CI_COMMIT_BEFORE_SHA: gone });
      expect(tip.exitCode, tip.log).toBe(0);
      expect(tip.log).not.toContain('fatal:');
    }
  });
});
