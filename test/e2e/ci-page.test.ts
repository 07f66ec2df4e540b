import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { azureJob, fromCiPage, githubJob, gitlabJob } from '../helpers/ci-page.js';
import {
  type CiWorld,
  ciWorld,
  type JobResult,
  runJob,
  runnerWith,
  type State,
  shellJob,
} from '../helpers/ci-world.js';
import { localServer } from '../helpers/npm-registry.js';
import { copyFolder } from '../helpers/template.js';

let world: CiWorld;
beforeAll(async () => {
  world = await ciWorld();
});
afterAll(() => world.registry.close());

const STATES: readonly State[] = ['fresh', 'stale'];
const ZEROS = '0'.repeat(40);
/** A commit that nobody has any more. */
const GONE = '1'.repeat(40);
/** What `main` has, and a change that isn't judged by it must not be told. */
const OTHER = 'a/requirements.txt';

/** A job that must be green where all is fresh, and red where something is stale. */
function judged(state: State, { exitCode, log }: JobResult): void {
  expect(exitCode, log).toBe(state === 'fresh' ? 0 : 1);
  if (state === 'stale') expect(log).toContain('b/requirements.txt');
  // Words of git's that no reader of a green job should have to judge.
  expect(log).not.toContain('fatal:');
}

/** A job that looked at nothing but what a change brings. */
function comparedWithTarget({ log }: JobResult): void {
  expect(log).toContain('1 of 2 projects differ');
  expect(log).not.toContain(OTHER);
}

describe('GitHub Actions', () => {
  /** Runs a workflow's job as for a pull request, or for a push of all since `before`, in a clone without a file. */
  async function github(text: string, name: string, revision: string, before?: string, without?: string) {
    const job = githubJob(text, name);
    const runner = await runnerWith(world, revision, job.depth);
    if (without !== undefined) await rm(join(runner.folder, without));
    const summary = join(runner.temporary, 'summary.md');
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_EVENT_NAME: before === undefined ? 'pull_request' : 'push',
      GITHUB_BASE_REF: before === undefined ? 'main' : '',
      GITHUB_HEAD_REF: before === undefined ? 'topic' : '',
      GITHUB_REF: before === undefined ? 'refs/pull/1/merge' : 'refs/heads/main',
      GITHUB_SHA: await world.id(revision),
      GITHUB_WORKSPACE: runner.folder,
      GITHUB_STEP_SUMMARY: summary,
      RUNNER_TEMP: runner.temporary,
    };
    const result = await runJob(runner, job, env, {
      'github.event.before': before ?? '',
      'github.event.pull_request.number': '17',
      'github.token': 'secret',
    });
    const read = (path: string): Promise<string> => readFile(join(runner.folder, path), 'utf8');
    return { ...result, summary: () => readFile(summary, 'utf8'), read, gh: join(runner.temporary, 'gh') };
  }

  test.concurrent.each(STATES)('judges a pull request: %s', async (state) => {
    const result = await github(fromCiPage('GitHub Actions'), 'pull-request', `merge-${state}`);
    judged(state, result);
    comparedWithTarget(result);
    if (state === 'stale') {
      expect(result.log).toMatch(/^::error .*file=b\/requirements\.txt/m);
      expect(await result.summary()).toContain('b/requirements.txt');
    }
  });

  test.concurrent.each(STATES)(
    'judges a pull request from a fork, with none of its code: %s',
    async (state) => {
      const text = fromCiPage('GitHub Actions');
      const { steps } = githubJob(text, 'fork');
      const [install = '', check = ''] = steps.map(({ script }) => script);
      expect(install).toMatch(
        new RegExp(
          `^npm install --prefix "\\$RUNNER_TEMP/lockgen" --ignore-scripts .*lockgen@${world.registry.version}\\n?$`,
        ),
      );
      expect(check).toContain('"$RUNNER_TEMP/lockgen/node_modules/.bin/lockgen" check');
      expect(check).toContain('--build=never');
      const result = await github(text, 'fork', `merge-${state}`);
      judged(state, result);
      comparedWithTarget(result);
    },
  );

  test.concurrent.each(STATES)('judges each commit of a push: %s', async (state) => {
    const result = await github(
      fromCiPage('GitHub Actions'),
      'push',
      `pushed-${state}`,
      await world.id('start'),
    );
    judged(state, result);
  });

  test.concurrent('judges a forced push, and the tip of a new branch', async () => {
    const text = fromCiPage('GitHub Actions');
    judged('stale', await github(text, 'push', 'forced', world.replaced));
    for (const before of [ZEROS, GONE]) judged('fresh', await github(text, 'push', 'pushed-stale', before));
    const shallow = text.replace('fetch-depth: 0', 'fetch-depth: 1');
    for (const before of [ZEROS, GONE])
      judged('fresh', await github(shallow, 'push', 'pushed-stale', before));
  });

  test.concurrent.each(STATES)('needs no package.json: %s', async (state) => {
    const text = fromCiPage('GitHub Actions without package.json');
    expect(text).toContain(`lockgen@${world.registry.version} `);
    const result = await github(text, 'check', `merge-${state}`, undefined, 'package.json');
    judged(state, result);
    comparedWithTarget(result);
  });

  test.concurrent.each(STATES)('judges each commit of a push without package.json: %s', async (state) => {
    const text = fromCiPage('GitHub Actions without package.json');
    const before = await world.id('start');
    judged(state, await github(text, 'push', `pushed-${state}`, before, 'package.json'));
    for (const none of [ZEROS, GONE])
      judged('fresh', await github(text, 'push', `pushed-${state}`, none, 'package.json'));
  });

  test.concurrent.each(STATES)('uploads to code scanning: %s', async (state) => {
    const result = await github(fromCiPage('GitHub code scanning'), 'check', `topic-${state}`);
    judged(state, result);
    const { version, runs } = JSON.parse(await result.read('lockgen.sarif'));
    expect(version).toBe('2.1.0');
    expect(runs[0].results.length > 0).toBe(state === 'stale');
    expect(result.log.includes('::error')).toBe(state === 'stale');
  });

  test.concurrent.each(STATES)('comments: %s', async (state) => {
    const result = await github(fromCiPage('A comment in the pull request'), 'comment', `merge-${state}`);
    judged(state, result);
    const asked = await readFile(result.gh, 'utf8');
    expect(asked).toMatch(
      state === 'fresh'
        ? /^pr comment 17 --edit-last --body-file lockgen\.md\n./
        : /^pr comment 17 --edit-last --create-if-none --body-file lockgen\.md\n.*b\/requirements\.txt/s,
    );
    expect(asked).not.toContain(OTHER);
  });

  test.concurrent('asks every night whether all can be installed', async () => {
    const text = fromCiPage('Every night: can it be installed?');
    judged('fresh', await github(text, 'installable', 'topic-fresh'));
    const { exitCode, log } = await github(text, 'installable', 'linux-only');
    expect(exitCode, log).toBe(1);
    expect(log).toContain('eta');
  });
});

describe.each(['GitLab', 'GitLab without package.json'])('%s', (section) => {
  const text = fromCiPage(section);

  async function gitlab(name: string, revision: string, env: NodeJS.ProcessEnv) {
    const job = gitlabJob(text, name);
    const runner = await runnerWith(world, revision, job.depth);
    if (section !== 'GitLab') await rm(join(runner.folder, 'package.json'));
    const sent = { GITLAB_CI: 'true', CI_COMMIT_SHA: await world.id(revision), ...env };
    const result = await runJob(runner, job, sent, { CI_PROJECT_DIR: runner.folder });
    return { ...result, report: () => readFile(join(runner.folder, 'gl-code-quality-report.json'), 'utf8') };
  }

  /** As GitLab checks out the branch, or, with merged results, a merge commit. */
  test.concurrent.each(
    STATES.flatMap((state) => [
      { state, revision: `topic-${state}` },
      { state, revision: `merge-${state}` },
    ]),
  )('judges a merge request: $revision', async ({ state, revision }) => {
    const result = await gitlab('lockgen merge request', revision, {
      CI_PIPELINE_SOURCE: 'merge_request_event',
      CI_COMMIT_BEFORE_SHA: ZEROS,
      CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main',
      CI_MERGE_REQUEST_DIFF_BASE_SHA: await world.id('start'),
    });
    judged(state, result);
    comparedWithTarget(result);
    const findings = JSON.parse(await result.report());
    expect(findings.length > 0).toBe(state === 'stale');
    if (state === 'stale') expect(findings[0]).toMatchObject({ location: { path: 'b/requirements.txt' } });
  });

  const push = (revision: string, before: string) =>
    gitlab('lockgen push', revision, {
      CI_PIPELINE_SOURCE: 'push',
      CI_COMMIT_BRANCH: 'main',
      CI_DEFAULT_BRANCH: 'main',
      CI_COMMIT_BEFORE_SHA: before,
    });

  test.concurrent.each(STATES)('judges each commit of a push: %s', async (state) => {
    judged(state, await push(`pushed-${state}`, await world.id('start')));
  });

  test.concurrent('judges a forced push, and the tip of a new branch', async () => {
    judged('stale', await push('forced', world.replaced));
    for (const before of [ZEROS, GONE]) judged('fresh', await push('pushed-stale', before));
  });
});

describe('Azure Pipelines', () => {
  const text = fromCiPage('Azure Pipelines');

  async function azure(name: string, revision: string, env: NodeJS.ProcessEnv) {
    const job = azureJob(text, name);
    const runner = await runnerWith(world, revision, job.depth);
    const sent = {
      TF_BUILD: 'True',
      BUILD_SOURCEVERSION: await world.id(revision),
      AGENT_TEMPDIRECTORY: runner.temporary,
      ...env,
    };
    const values = { 'Pipeline.Workspace': runner.temporary, 'System.AccessToken': 'secret' };
    const result = await runJob(runner, job, sent, values);
    return { ...result, read: (path: string) => readFile(join(runner.temporary, path), 'utf8') };
  }

  test.concurrent.each(STATES)('judges a pull request: %s', async (state) => {
    const result = await azure('pull_request', `merge-${state}`, {
      BUILD_REASON: 'PullRequest',
      BUILD_SOURCEBRANCH: 'refs/pull/1/merge',
      SYSTEM_PULLREQUEST_TARGETBRANCH: 'refs/heads/main',
    });
    judged(state, result);
    comparedWithTarget(result);
    const [, file = ''] = /^##vso\[task\.uploadsummary\].*\/(.*)$/m.exec(result.log) ?? [];
    expect(await result.read(file)).toContain('b/requirements.txt');
  });

  /** A push, where Azure knows of builds of these commits, the newest first. */
  async function push(revision: string, builds: readonly string[]) {
    const asked: unknown[] = [];
    const server = await localServer((path, { authorization }) => {
      asked.push({ path, authorization });
      return JSON.stringify({ value: builds.map((sourceVersion) => ({ sourceVersion })) });
    });
    try {
      const result = await azure('push', revision, {
        BUILD_REASON: 'IndividualCI',
        BUILD_SOURCEBRANCH: 'refs/heads/main',
        SYSTEM_COLLECTIONURI: `${server.url}/team/`,
        SYSTEM_TEAMPROJECTID: 'project',
        SYSTEM_DEFINITIONID: '3',
      });
      return { ...result, asked };
    } finally {
      server.close();
    }
  }

  test.concurrent.each(STATES)('judges each commit of a push: %s', async (state) => {
    const head = await world.id(`pushed-${state}`);
    const result = await push(`pushed-${state}`, [head, await world.id('start'), ZEROS]);
    judged(state, result);
    expect(result.asked).toEqual([
      {
        authorization: 'Bearer secret',
        path: expect.stringMatching(
          /^\/team\/project\/_apis\/build\/builds\?definitions=3&branchName=refs%2Fheads%2Fmain&statusFilter=completed&/,
        ),
      },
    ]);
  });

  test.concurrent('judges a forced push, and the tip where there was no build', async () => {
    judged('stale', await push('forced', [world.replaced]));
    for (const builds of [[], [GONE]]) judged('fresh', await push('pushed-stale', builds));
  });
});

describe('a plain shell', () => {
  test.concurrent.each(STATES)('judges a change, a push and the tip: %s', async (state) => {
    const runner = await runnerWith(world, `topic-${state}`, 0);
    judged('fresh', await runJob(runner, shellJob('npm ci'), {}));
    const change = await runJob(runner, shellJob(fromCiPage('A plain shell')), { BASE: 'origin/main' });
    judged(state, change);
    comparedWithTarget(change);
    judged(state, await runJob(runner, shellJob(fromCiPage('A plain shell', 3)), {}));

    const before = await world.id('start');
    await runJob(runner, shellJob(`git checkout --quiet origin/pushed-${state}`), {});
    const push = shellJob(fromCiPage('A plain shell', 2));
    judged(state, await runJob(runner, push, { BEFORE: before }));
    for (const gone of [ZEROS, GONE]) judged('fresh', await runJob(runner, push, { BEFORE: gone }));
    expect(await runJob(runner, push, { BEFORE: '' })).not.toMatchObject({ exitCode: 0 });
  });
});

describe('what could not be told', () => {
  const NO_INDEX = { UV_DEFAULT_INDEX: 'http://127.0.0.1:9/simple', UV_FIND_LINKS: undefined };

  /** A clone with lockgen installed. */
  async function installed(state: State) {
    const runner = await runnerWith(world, `topic-${state}`, undefined);
    judged('fresh', await runJob(runner, shellJob('npm ci'), {}));
    return runner;
  }

  test.concurrent('is tried once more', async () => {
    const retry = shellJob(fromCiPage('Could not tell: retry, or pass'));
    const fresh = await installed('fresh');
    const untold = await runJob(fresh, retry, { ...NO_INDEX, RETRY_AFTER: '0' });
    expect(untold.exitCode, untold.log).toBe(2);
    expect(untold.log.match(/^unknown +b\/requirements\.txt/gm)).toHaveLength(2);
    judged('fresh', await runJob(fresh, retry, {}));
    const stale = await runJob(await installed('stale'), retry, {});
    judged('stale', stale);
    expect(stale.log.match(/^stale +b\/requirements\.txt/gm)).toHaveLength(1);
  });

  test.concurrent('passes', async () => {
    const pass = shellJob(fromCiPage('Could not tell: retry, or pass', 2));
    const fresh = await installed('fresh');
    const untold = await runJob(fresh, pass, NO_INDEX);
    expect(untold.exitCode, untold.log).toBe(0);
    expect(untold.log).toMatch(/^unknown +b\/requirements\.txt/m);
    judged('fresh', await runJob(fresh, pass, {}));
    judged('stale', await runJob(await installed('stale'), pass, {}));
  });

  test.concurrent('is what GitLab retries by the exit code', async () => {
    const job = gitlabJob(fromCiPage('Could not tell: retry, or pass', 3), 'lockgen');
    const fresh = await installed('fresh');
    expect(await runJob(fresh, job, NO_INDEX)).toMatchObject({ exitCode: 2 });
    judged('fresh', await runJob(fresh, job, {}));
    judged('stale', await runJob(await installed('stale'), job, {}));
  });

  test.concurrent('is known where the folder of a job with a network was kept', async () => {
    const offline = shellJob(fromCiPage('Without a network', 2));
    const [first, second] = [await installed('fresh'), await installed('fresh')];
    expect(await runJob(second, offline, NO_INDEX)).toMatchObject({ exitCode: 2 });
    judged('fresh', await runJob(first, offline, {}));
    await copyFolder(join(first.folder, '.cache'), join(second.folder, '.cache'));
    judged('fresh', await runJob(second, offline, NO_INDEX));
    judged('stale', await runJob(await installed('stale'), offline, NO_INDEX));
  });

  test.concurrent('is not what was known already, where that is not trusted', async () => {
    const fresh = await installed('fresh');
    judged('fresh', await runJob(fresh, shellJob('npx lockgen check'), {}));
    judged('fresh', await runJob(fresh, shellJob('npx lockgen check'), NO_INDEX));
    const distrust = shellJob(fromCiPage('Who could have written it'));
    expect(await runJob(fresh, distrust, NO_INDEX)).toMatchObject({ exitCode: 2 });
    judged('fresh', await runJob(fresh, distrust, {}));
    judged('stale', await runJob(await installed('stale'), distrust, {}));
  });
});
