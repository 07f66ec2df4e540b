import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { FORMATS } from '../../src/report/report.js';
import { openTerminal } from '../git/situations/terminal.js';
import { isolatedEnvironment, realPython } from '../helpers/environment.js';
import { controlCharacters, type Hooked, hooked, startedWith } from '../helpers/hooked.js';
import { pyproject, standardProject } from '../helpers/projects.js';
import { readGitlab, readReport, readSarif } from '../helpers/report-schemas.js';
import type { RunResult } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';

const STANDARD = { 'pyproject.toml': standardProject() };
const EDITED = standardProject({ dependencies: ['gamma', 'delta<2'] });

/** A repository whose lockfiles are stale, and proved to be so without uv. */
async function staleWorld(): Promise<Hooked> {
  const world = await startedWith(STANDARD);
  await world.repository.write('pyproject.toml', EDITED);
  return world;
}

/** A repository whose index is away, and where nothing is known. */
async function unknownWorld(): Promise<{ readonly world: Hooked; readonly env: NodeJS.ProcessEnv }> {
  const world = await startedWith(STANDARD);
  await rm(world.index.folder, { recursive: true });
  const env = isolatedEnvironment(await scratchFolder(), {
    ...world.index.env,
    UV_CACHE_DIR: join(await scratchFolder(), 'cache'),
    UV_HTTP_RETRIES: '0',
    UV_DEFAULT_INDEX: 'http://127.0.0.1:9/simple',
  });
  return { world, env };
}

/** What was printed, in its format, is the report and nothing else. */
function expectReport(format: (typeof FORMATS)[number], { stdout, stderr }: RunResult): void {
  expect(stderr).toBe('');
  expect(controlCharacters(stdout)).toEqual([]);
  if (format === 'json') readReport(stdout);
  else if (format === 'gitlab') readGitlab(stdout);
  else if (format === 'sarif') readSarif(stdout);
  else if (format === 'markdown') expect(stdout).toMatch(/^### lockgen: /);
  else expect(stdout).toMatch(/^(fresh {4}|stale {4}|unknown {2}|::(error|warning) file=|.+ beside Python )/);
}

describe('the exit code and the streams are the same in every format', () => {
  test.concurrent.each([
    ['fresh', 0],
    ['stale', 1],
    ['unknown', 2],
  ] as const)('check: %s is %d', async (verdict, expected) => {
    const { world, env } =
      verdict === 'unknown'
        ? await unknownWorld()
        : { world: await (verdict === 'fresh' ? startedWith(STANDARD) : staleWorld()), env: {} };
    for (const format of FORMATS) {
      const result = await world.lockgen(['check', '--format', format], { env });
      expect(result.exitCode, `${format}: ${result.stdout}${result.stderr}`).toBe(expected);
      expectReport(format, result);
      if (format === 'json') expect(readReport(result.stdout)).toMatchObject({ verdict });
      if (format === 'gitlab') expect(readGitlab(result.stdout).length > 0).toBe(expected > 0);
      if (format === 'sarif') expect(readSarif(result.stdout).results.length > 0).toBe(expected > 0);
    }
  });

  test.concurrent.each([
    ['valid', '# nothing\n', 0],
    ['not valid', '# a comment\nno-such-package==1.0\n', 1],
  ] as const)('validate: %s', async (_what, text, expected) => {
    const world = await startedWith(STANDARD);
    await world.repository.write('lib/lock 1.txt', text);
    for (const format of FORMATS) {
      const args = ['validate', 'lock 1.txt', '--python', realPython(), '--format', format];
      const result = await world.lockgen(args, { from: 'lib' });
      expect(result.exitCode, result.stdout + result.stderr).toBe(expected);
      if (format !== 'text') expectReport(format, result);
      if (expected === 0) continue;
      if (format === 'json') expect(readReport(result.stdout)).toMatchObject({ path: 'lib/lock 1.txt' });
      if (format === 'gitlab')
        expect(readGitlab(result.stdout)).toMatchObject([
          { check_name: 'lockgen/not-installed', location: { path: 'lib/lock 1.txt', lines: { begin: 2 } } },
        ]);
      if (format === 'github')
        expect(result.stdout).toMatch(/^::error file=lib\/lock 1\.txt,line=2,title=lockgen validate%3A not-/);
      if (format === 'sarif')
        expect(readSarif(result.stdout).results[0].locations[0].physicalLocation).toMatchObject({
          artifactLocation: { uri: 'lib/lock%201.txt' },
          region: { startLine: 2 },
        });
    }
  });

  test.concurrent('what is no report goes to stderr, and stdout is empty', async () => {
    const world = await startedWith(STANDARD);
    for (const format of FORMATS) {
      const result = await world.lockgen(['check', 'nowhere', '--format', format]);
      expect(result).toMatchObject({ exitCode: 2, stdout: '' });
      expect(result.stderr).toContain('nowhere');
    }
    const wrong = await world.lockgen(['check', '--format', 'xml']);
    expect(wrong).toMatchObject({ exitCode: 2, stdout: '' });
    expect(wrong.stderr).toContain('sarif');
  });
});

test.concurrent('a lockfile beside the repository is named by its whole path', async () => {
  const world = await startedWith(STANDARD);
  const folder = await scratchFolder();
  await writeFile(join(folder, 'r.txt'), 'no-such-package==1.0\n');
  const args = ['validate', join(folder, 'r.txt'), '--python', realPython(), '--format', 'json'];
  const { stdout } = await world.lockgen(args);
  expect(readReport(stdout).path).toMatch(/^\/.*\/r\.txt$/);
});

describe('at GitHub Actions', () => {
  const ACTIONS = { GITHUB_ACTIONS: 'true', NO_COLOR: '1' };

  test.concurrent('annotations and the text, and a summary of the step', async () => {
    const world = await staleWorld();
    const summary = join(await scratchFolder(), 'summary.md');
    const env = { ...ACTIONS, GITHUB_STEP_SUMMARY: summary };
    const result = await world.lockgen(['check'], { env });
    const [text, github, markdown] = await Promise.all(
      ['text', 'github', 'markdown'].map((format) => world.lockgen(['check', '--format', format])),
    );
    expect(result).toMatchObject({ exitCode: 1, stderr: '', stdout: github?.stdout });
    expect(result.stdout.endsWith(text?.stdout ?? 'none')).toBe(true);
    expect(await readFile(summary, 'utf8')).toBe(markdown?.stdout);
    await world.lockgen(['check'], { env });
    expect(await readFile(summary, 'utf8')).toBe(`${markdown?.stdout}\n${markdown?.stdout}`);
    // Another format is asked for: neither annotations nor a summary.
    expect((await world.lockgen(['check', '--format', 'text'], { env })).stdout).toBe(text?.stdout);
    expect((await readFile(summary, 'utf8')).length).toBe(2 * (markdown?.stdout.length ?? 0) + 1);
  });

  test.concurrent('nothing at all where nothing has to be known', async () => {
    const world = await startedWith(STANDARD);
    const summary = join(await scratchFolder(), 'summary.md');
    const env = { ...ACTIONS, GITHUB_STEP_SUMMARY: summary };
    expect(await world.lockgen(['check', '--quiet'], { env })).toMatchObject({ exitCode: 0, stdout: '' });
    await expect(readFile(summary)).rejects.toThrow('ENOENT');
  });

  test.concurrent('a summary that can’t be written, or is full, is a warning', async () => {
    const world = await staleWorld();
    const folder = await scratchFolder();
    const none = { ...ACTIONS, GITHUB_STEP_SUMMARY: join(folder, 'none', 'summary.md') };
    const lost = await world.lockgen(['check'], { env: none });
    expect(lost.exitCode).toBe(1);
    expect(lost.stderr).toMatch(/^lockgen: warning: the step's summary could not be written: ENOENT.*\n$/);
    expect(lost.stdout).toMatch(/\nto mend: npx lockgen generate \.\n {3}then: git add .* && git commit\n$/);

    const full = join(folder, 'full.md');
    await writeFile(full, 'x'.repeat(1024 * 1024 - 2000));
    const result = await world.lockgen(['check'], { env: { ...ACTIONS, GITHUB_STEP_SUMMARY: full } });
    expect(result.exitCode).toBe(1);
    expect(result.stderr).toMatch(/^lockgen: warning: the step's summary is full/);
    expect((await readFile(full)).length).toBe(1024 * 1024 - 2000);
  });

  test.concurrent('the log has colours, unless they are refused', async () => {
    const world = await staleWorld();
    const coloured = await world.lockgen(['check'], { env: { GITHUB_ACTIONS: 'true' } });
    expect(coloured.stdout).toContain('\n\u001b[31mstale\u001b[39m');
    const plain = await world.lockgen(['check'], { env: ACTIONS });
    expect(controlCharacters(plain.stdout)).toEqual([]);
    const json = await world.lockgen(['check', '--format', 'json'], { env: { GITHUB_ACTIONS: 'true' } });
    expect(readReport(json.stdout)).toMatchObject({ verdict: 'stale' });
  });
});

test.concurrent.each([{ GITLAB_CI: 'true', CI: 'true' }, { TF_BUILD: 'True' }])(
  'the text where the environment is %j',
  async (env) => {
    const world = await staleWorld();
    const { stdout } = await world.lockgen(['check'], { env });
    expect(stdout).toMatch(/^stale {4}requirements\.txt: /);
  },
);

describe('colours of the text', () => {
  test.concurrent.each<[NodeJS.ProcessEnv, boolean]>([
    [{}, true],
    [{ NO_COLOR: '1' }, false],
    [{ TERM: 'dumb' }, false],
  ])('at a terminal, with %j', async (env, expected) => {
    const world = await staleWorld();
    const terminal = openTerminal(world.repository, [world.installed.bin, 'check'], env);
    const { exitCode, text } = await terminal.ended();
    expect(exitCode).toBe(1);
    expect(text).toContain('requirements.txt: ');
    expect(text.includes('\u001b[31mstale\u001b[39m')).toBe(expected);
    // The progress is cleared away in any case: that moves a cursor, and colours nothing.
    expect(text.replaceAll('\u001b[K', '').includes('\u001b')).toBe(expected);
  });

  test.concurrent('in a pipe, where they are asked for', async () => {
    const world = await staleWorld();
    const { stdout } = await world.lockgen(['check'], { env: { FORCE_COLOR: '1' } });
    expect(stdout).toContain('\u001b[31mstale\u001b[39m');
  });
});

describe('--output', () => {
  let world: Hooked;
  beforeAll(async () => {
    world = await staleWorld();
  });

  test('has the report, and what is printed is the text', async () => {
    const folder = await scratchFolder();
    const text = await world.lockgen(['check']);
    for (const format of FORMATS) {
      const file = join(folder, 'reports', format);
      const result = await world.lockgen(['check', '--format', format, '--output', file], {
        env: { FORCE_COLOR: '0' },
      });
      expect(result).toMatchObject({ exitCode: 1, stdout: text.stdout, stderr: '' });
      const printed = await world.lockgen(['check', '--format', format]);
      expect(await readFile(file, 'utf8')).toBe(printed.stdout);
    }
    expect((await readdir(join(folder, 'reports'))).sort()).toEqual([...FORMATS].sort());
  });

  test('beside annotations at GitHub, and never in colours', async () => {
    const file = join(await scratchFolder(), 'report.txt');
    const env = { GITHUB_ACTIONS: 'true', FORCE_COLOR: '1' };
    const { stdout } = await world.lockgen(['check', '--format', 'text', '--output', file], { env });
    expect(stdout).toMatch(/^::error file=/);
    expect(controlCharacters(await readFile(file, 'utf8'))).toEqual([]);
  });

  test('is named as seen from the current folder, by validate as well', async () => {
    await world.repository.write('lib/r.txt', '# nothing\n');
    const args = ['validate', 'r.txt', '--python', realPython(), '--format', 'json', '--output', 'r.json'];
    expect(await world.lockgen(args, { from: 'lib' })).toMatchObject({ exitCode: 0 });
    expect(readReport(await world.repository.read('lib/r.json'))).toMatchObject({ path: 'lib/r.txt' });
  });

  test('is not written where there is nothing to report', async () => {
    const file = join(await scratchFolder(), 'reports', 'r.json');
    const result = await world.lockgen(['check', 'nowhere', '--format', 'json', '--output', file]);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    await expect(readFile(file)).rejects.toThrow('ENOENT');
  });

  test('that can’t be written is exit code 2, and the text is printed all the same', async () => {
    const folder = await scratchFolder();
    await mkdir(join(folder, 'taken'));
    const args = ['check', '--format', 'json', '--output', join(folder, 'taken')];
    const result = await world.lockgen(args);
    expect(result.exitCode).toBe(2);
    expect(result.stdout).toMatch(/^stale /);
    expect(result.stderr).toContain('could not be written to');
  });

  test.each([[['--output', 'x.json']], [['--format', 'json', '--output', '']]])(
    'is refused as %j',
    async (args) => {
      const result = await world.lockgen(['check', ...args]);
      expect(result).toMatchObject({ exitCode: 2, stdout: '' });
      expect(result.stderr).toContain('--output');
    },
  );
});

const ODD_FOLDERS = [
  `it's "here"`,
  'new\nline',
  'größe 名前',
  '100%25',
  'a:b,c;d=e',
  '::error file=x::y',
  '##[error]z',
  'a|b`c<d>&e@f#1',
];

test('folders with odd names, in every format', async () => {
  const world = await hooked();
  const files = Object.fromEntries(
    ODD_FOLDERS.map((folder) => [
      `${folder}/pyproject.toml`,
      pyproject({ dependencies: ['alpha'], more: '[tool.lockgen]' }),
    ]),
  );
  await world.repository.stage(files);
  await world.repository.commit('Projects', { env: { LOCKGEN: '0' } });
  const expected = ODD_FOLDERS.map((folder) => `${folder}/requirements.txt`).sort();
  const printed = async (format: string) => {
    const { exitCode, stdout, stderr } = await world.lockgen(['check', '--format', format]);
    expect(exitCode, stdout + stderr).toBe(1);
    return stdout;
  };
  const json = readReport(await printed('json'));
  expect(json.lockfiles.map((one: { path: string }) => one.path).sort()).toEqual(expected);
  expect(json.mend).toBe('lockgen generate');
  const gitlab = readGitlab(await printed('gitlab'));
  expect(gitlab.map(({ location }) => location.path).sort()).toEqual(expected);
  const sarif = readSarif(await printed('sarif'));
  const uris: string[] = sarif.results.map(
    (one: { locations: [{ physicalLocation: { artifactLocation: { uri: string } } }] }) =>
      one.locations[0].physicalLocation.artifactLocation.uri,
  );
  expect(uris.map(decodeURIComponent).sort()).toEqual(expected);
  const github = (await printed('github')).split('\n');
  expect(github.filter((line) => /^\s*::/.test(line))).toHaveLength(expected.length);
  const markdown = (await printed('markdown')).split('\n');
  expect(markdown.filter((line) => line.includes('| ❌ stale |'))).toHaveLength(expected.length);
  const text = (await printed('text')).split('\n');
  expect(text.filter((line) => line.startsWith('stale    '))).toHaveLength(expected.length);
});
