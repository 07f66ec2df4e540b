import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { githubJob, gitlabJob } from '../helpers/ci-page.js';
import { type CiWorld, ciWorld, runJob, runnerWith } from '../helpers/ci-world.js';
import { pinsOf } from '../helpers/hooked.js';
import { openPage } from '../helpers/pages/page.js';
import { pyproject } from '../helpers/projects.js';
import { validRenovateConfig } from '../helpers/renovate.js';
import { runOk } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';

const page = openPage('docs/bots.md');
const BOTH = ['b/requirements.txt', 'b/requirements-full.txt'] as const;

let world: CiWorld;

/** On the server: a project whose pins lag behind, and branches of bots that raise them by halves. */
beforeAll(async () => {
  world = await ciWorld();
  const { repository } = world.origin;
  const manifest = (alpha: string) =>
    pyproject({ name: 'b', dependencies: [alpha], extras: { full: ['theta'] }, more: '[tool.lockgen]' });
  await repository.git('checkout', '--quiet', '-b', 'lagging', 'start');
  await world.origin.commit({ 'b/pyproject.toml': manifest('alpha<2') });
  await world.origin.commit({ 'b/pyproject.toml': manifest('alpha') });
  for (const [branch, paths] of [
    ['dependabot/pip/base', [BOTH[0]]],
    ['dependabot/pip/full', [BOTH[1]]],
    ['dependabot/pip/both', BOTH],
  ] as const) {
    await repository.git('checkout', '--quiet', '-b', branch, 'lagging');
    for (const path of paths) {
      const text = await repository.read(path);
      expect(text).toContain('alpha==1.1.0');
      await repository.stage({ [path]: text.replace('alpha==1.1.0', 'alpha==2.0.0') });
    }
    await repository.commit('Bump alpha from 1.1.0 to 2.0.0', { args: ['--no-verify'] });
  }
  await repository.git('checkout', '--quiet', '-b', 'dependabot/pip/manifest', 'lagging');
  await repository.stage({ 'b/pyproject.toml': manifest('alpha>=2') });
  await repository.commit('Update the requirement on alpha', { args: ['--no-verify'] });
  await repository.git('checkout', '--quiet', '--detach');
});
afterAll(() => world.registry.close());

const github = (revision: string, temporary: string): NodeJS.ProcessEnv => ({
  GITHUB_ACTIONS: 'true',
  GITHUB_REF: `refs/heads/${revision}`,
  GITHUB_STEP_SUMMARY: join(temporary, 'summary.md'),
  RUNNER_TEMP: temporary,
});

const alphaOn = async (branch: string): Promise<string[]> => {
  const { repository } = world.origin;
  const texts = await Promise.all(BOTH.map((path) => repository.show(`${branch}:${path}`)));
  return texts.map((text) => pinsOf(text).find((pin) => pin.startsWith('alpha')) ?? 'none');
};

test('Renovate takes its configuration', async () => {
  await validRenovateConfig(JSON.parse(page.block('Renovate')));
  await validRenovateConfig(JSON.parse(page.block('Renovate', { number: 2 })));
  await expect(validRenovateConfig({ 'pip-compile': { managerFilePattern: [] } })).rejects.toThrow(
    /managerFilePattern/,
  );
});

test('the pattern of Renovate’s files matches the outputs by default, and those of README.md', () => {
  const { 'pip-compile': manager } = JSON.parse(page.block('Renovate'));
  const [, pattern = ''] = /^\/(.*)\/$/.exec(manager.managerFilePatterns[0]) ?? [];
  const matches = new RegExp(pattern);
  for (const path of ['requirements.txt', 'requirements-full.txt', 'services/a/requirements-dev.txt'])
    expect(matches.test(path), path).toBe(true);
  for (const path of ['requirements.in', 'test-requirements.txt', 'constraints.txt'])
    expect(matches.test(path), path).toBe(false);
});

test('the uv that Renovate is told of is the pinned one', async () => {
  const { stdout } = await world.origin.lockgen(['uv', '--version']);
  const { constraints } = JSON.parse(page.block('Renovate'));
  expect(constraints.uv).toBe(`==${stdout.split(' ')[1]?.trim()}`);
});

test('what is said of PyTorch and of a fix is what uv reads, without a word', async () => {
  const { repository } = world.origin;
  expect(parseToml(page.block('PyTorch'))).toEqual({
    tool: { uv: { pip: { ...TORCH_LINES, 'torch-backend': 'cpu', 'emit-find-links': true } } },
  });
  const manifest = pyproject({ dependencies: ['alpha'], more: page.block('Cool-downs') });
  const folder = await scratchFolder();
  await writeFile(join(folder, 'pyproject.toml'), manifest);
  const args = ['uv', 'pip', 'compile', '--exclude-newer=P7D', 'pyproject.toml'];
  const { stdout, stderr } = await runOk(world.origin.installed.bin, args, {
    cwd: folder,
    env: repository.env,
  });
  expect(stdout).toContain('alpha==');
  expect(stderr).not.toContain('warning');
});

/** As `test/e2e/resolve-torch.test.ts` has them, with which Renovate's rules are kept. */
const TORCH_LINES = { 'find-links': ['https://download.pytorch.org/whl/cpu/torch/'] };

test('Dependabot’s file is YAML of its version 2', () => {
  expect(parse(page.block('Dependabot'))).toMatchObject({
    version: 2,
    updates: [{ 'package-ecosystem': 'pip' }],
  });
});

test.each(['base', 'full', 'both', 'manifest'])(
  'the job on a bot’s branch keeps the bump in both files: %s',
  async (name) => {
    const branch = `dependabot/pip/${name}`;
    const { repository } = world.origin;
    const before = await repository.id(branch);
    const runner = await runnerWith(world, branch, undefined);
    const job = githubJob(page.block("A job that mends a bot's branch"), 'generate');
    const values = { 'github.ref_name': branch };
    const { exitCode, log } = await runJob(runner, job, github(branch, runner.temporary), values);
    expect(exitCode, log).toBe(0);
    expect(await alphaOn(branch)).toEqual(['alpha==2.0.0', 'alpha==2.0.0']);
    const added = await repository.git('log', '--format=%an: %s', `${before}..${branch}`);
    expect(added.trim()).toBe(
      name === 'both' ? '' : 'github-actions[bot]: Lockfiles of this update [dependabot skip]',
    );
  },
);

test('on such a branch check says what is behind', async () => {
  for (const [name, stale, other] of [
    ['base', BOTH[1], BOTH[0]],
    ['full', BOTH[0], BOTH[1]],
  ] as const) {
    const { repository } = world.origin;
    const bump = (
      await repository.git('rev-list', '--grep=Bump alpha', '-1', `dependabot/pip/${name}`)
    ).trim();
    const { exitCode, stdout } = await world.origin.lockgen(['check', '--rev', bump, 'b']);
    expect(exitCode, stdout).toBe(1);
    expect(stdout).toMatch(new RegExp(`^stale +${stale}:.*alpha.*${other}`, 'm'));
    expect(stdout).toMatch(/alpha 1\.1\.0 → 2\.0\.0/);
    expect(stdout).toMatch(new RegExp(`^fresh +${other}`, 'm'));
  }
});

describe('the scheduled upgrade', () => {
  const ofGitHub = githubJob(page.block('A scheduled upgrade'), 'upgrade');

  test('at GitHub opens a pull request whose text is what changed', async () => {
    const runner = await runnerWith(world, 'lagging', undefined);
    const sent = github('lagging', runner.temporary);
    const { exitCode, log } = await runJob(runner, ofGitHub, sent, { 'github.token': 'secret' });
    expect(exitCode, log).toBe(0);
    expect(await alphaOn('lockgen/upgrade')).toEqual(['alpha==2.0.0', 'alpha==2.0.0']);
    const asked = await readFile(join(runner.temporary, 'gh'), 'utf8');
    expect(asked).toContain('pr create --head lockgen/upgrade');
    expect(asked).toMatch(/\| `alpha` \| 1\.1\.0 \| 2\.0\.0 \|/);
    await world.origin.repository.git('branch', '-D', 'lockgen/upgrade');
  });

  test('at GitHub does nothing where nothing moves', async () => {
    const runner = await runnerWith(world, 'start', undefined);
    const sent = github('start', runner.temporary);
    const { exitCode, log } = await runJob(runner, ofGitHub, sent, { 'github.token': 'secret' });
    expect(exitCode, log).toBe(0);
    await expect(readFile(join(runner.temporary, 'gh'), 'utf8')).rejects.toThrow();
  });

  test.each([
    ['opens a merge request', [], 'POST /projects/7/merge_requests'],
    ['brings an open one up to date', [{ iid: 12 }], 'PUT /projects/7/merge_requests/12'],
  ])('at GitLab %s', async (_, open, expected) => {
    const asked: { what: string; token: unknown; body: URLSearchParams }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (piece) => {
        body += piece;
      });
      request.on('end', () => {
        const what = `${request.method} ${request.url}`;
        asked.push({ what, token: request.headers['private-token'], body: new URLSearchParams(body) });
        response.end(JSON.stringify(request.method === 'GET' ? open : {}));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    try {
      const runner = await runnerWith(world, 'lagging', undefined);
      const url = 'https://lockgen:secret@gitlab.example.com/team/project.git';
      const origin = `file://${world.origin.repository.root}`;
      await runOk('git', ['config', `url.${origin}.insteadOf`, url], { cwd: runner.folder, env: runner.env });
      const job = gitlabJob(page.block('A scheduled upgrade', { number: 2 }), 'lockgen upgrade');
      const set = {
        LOCKGEN_TOKEN: 'secret',
        CI_SERVER_HOST: 'gitlab.example.com',
        CI_PROJECT_PATH: 'team/project',
      };
      const sent = {
        ...set,
        CI_PROJECT_DIR: runner.folder,
        CI_API_V4_URL: `http://127.0.0.1:${address.port}`,
        CI_PROJECT_ID: '7',
        CI_DEFAULT_BRANCH: 'main',
        no_proxy: '127.0.0.1',
      };
      const { exitCode, log } = await runJob(runner, job, sent, set);
      expect(exitCode, log).toBe(0);
      expect(await alphaOn('lockgen/upgrade')).toEqual(['alpha==2.0.0', 'alpha==2.0.0']);
      expect(asked.map(({ what }) => what)).toEqual([
        'GET /projects/7/merge_requests?state=opened&source_branch=lockgen%2Fupgrade',
        expected,
      ]);
      const [, last] = asked;
      expect(last?.token).toBe('secret');
      expect(last?.body.get('description')).toMatch(/\| `alpha` \| 1\.1\.0 \| 2\.0\.0 \|/);
      expect(last?.body.get('source_branch')).toBe('lockgen/upgrade');
    } finally {
      server.close();
      await world.origin.repository.tryGit('branch', '-D', 'lockgen/upgrade');
    }
  });
});
