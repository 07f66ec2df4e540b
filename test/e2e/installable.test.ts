import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FORMATS, type Format } from '../../src/report/report.js';
import { hooked, startedWith, withoutUvAndPython } from '../helpers/hooked.js';
import { type PackageOptions, STANDARD_PACKAGES } from '../helpers/local-index.js';
import { openPage } from '../helpers/pages/page.js';
import { pyproject } from '../helpers/projects.js';
import { readGitlab, readReport, readSarif } from '../helpers/report-schemas.js';
import type { TestRepository } from '../helpers/repository.js';
import type { RunResult } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { DEFAULT_TORCH_PACKAGES, startTorchIndex } from '../helpers/torch-index.js';
import { packageFiles } from '../helpers/wheel.js';
import { standing, wired } from '../helpers/wired.js';

const NEXT =
  'next: require another version of rung, tau (npx lockgen why rung), or leave Python 3.13 out of requires-python';
const EVERYWHERE = ['manylinux_2_17_x86_64', 'macosx_11_0_arm64', 'win_amd64'] as const;
const UP_TO_312 = ['cp310', 'cp311', 'cp312'] as const;
const PACKAGES: readonly PackageOptions[] = [
  { name: 'alpha', version: '1.0.0' },
  { name: 'beta', version: '1.0.0' },
  // For Linux alone, and nothing to build elsewhere.
  { name: 'eta', version: '1.0.0', platformTags: ['manylinux_2_17_x86_64'] },
  // Wheels for 3.10 to 3.12: without a source distribution, and with one.
  { name: 'tau', version: '1.0', pythonTags: UP_TO_312, platformTags: EVERYWHERE },
  { name: 'rung', version: '2.0', pythonTags: UP_TO_312, platformTags: EVERYWHERE, sdist: 'also' },
  { name: 'xi', version: '1.0.0', sdist: 'only', onBuild: "raise SystemExit('built')" },
  { name: 'omega', version: '1.0.0', sdist: 'only', onBuild: "raise SystemExit('built')" },
];

/** A repository with fresh, committed lockfiles of a project with these dependencies. */
async function locked(options: Parameters<typeof pyproject>[0], files: Record<string, string> = {}) {
  const world = await hooked({ packages: PACKAGES });
  await world.commit({ 'pyproject.toml': pyproject(options), ...files });
  const check = async (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}) => {
    const before = await standing(world.repository);
    const result = await world.lockgen(['check', '--installable', ...args], {
      env: { ...world.repository.env, ...env },
    });
    expect(await standing(world.repository)).toBe(before);
    return result;
  };
  return { ...world, check };
}

test.concurrent('green: wheels everywhere, and packages that build from source everywhere', async () => {
  const { check } = await locked({
    requiresPython: '>=3.10,<3.13',
    dependencies: ['alpha', 'rung', 'tau', 'xi', 'omega'],
  });
  expect(await check()).toMatchObject({
    exitCode: 0,
    stderr: '',
    stdout: `fresh    requirements.txt
green    requirements.txt: installs on 6 of 6 (Python 3.10, 3.12 on linux, macos, windows)
           note  omega 1.0.0  everywhere  no wheel: builds from source
           note  xi 1.0.0     everywhere  no wheel: builds from source
`,
  });
  expect(await check(['--quiet'])).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
});

test.concurrent('red: every package that has wheels in some places only, with uv’s reason', async () => {
  const { check } = await locked({
    requiresPython: '>=3.10,<3.14',
    dependencies: ['alpha', 'tau', 'xi', 'rung'],
    extras: { full: ['eta'] },
  });
  const later = (width: number): string => {
    const row = (verdict: string, pin: string, where: string, why: string): string =>
      `           ${verdict.padEnd(4)}  ${pin.padEnd(width)}  ${where.padEnd(36)}  ${why}\n`;
    return [
      row(
        'red',
        'rung 2.0',
        'Python 3.13 on linux, macos, windows',
        'it has no wheel that fits, so it would be built from source',
      ),
      row(
        'red',
        'tau 1.0',
        'Python 3.13 on linux, macos, windows',
        'it has no wheels with a matching Python ABI tag (e.g., `cp313`); its wheels are for `cp310`, `cp311`, `cp312`',
      ),
      row('note', 'xi 1.0.0', 'everywhere', 'no wheel: builds from source'),
    ].join('');
  };
  expect(await check()).toMatchObject({
    exitCode: 1,
    stderr: '',
    stdout: `fresh    requirements.txt
fresh    requirements-full.txt
red      requirements.txt: installs on 3 of 6 (Python 3.10, 3.13 on linux, macos, windows)
${later('xi 1.0.0'.length)}           ${NEXT}
red      requirements-full.txt: installs on 1 of 6 (Python 3.10, 3.13 on linux, macos, windows)
           red   eta 1.0.0  Python 3.10, 3.13 on macos            it has no wheels with a matching platform tag (e.g., \`macosx_13_0_arm64\`); its wheels are for \`manylinux_2_17_x86_64\`
           red   eta 1.0.0  Python 3.10, 3.13 on windows          it has no wheels with a matching platform tag (e.g., \`win_amd64\`); its wheels are for \`manylinux_2_17_x86_64\`
${later('eta 1.0.0'.length)}           next: require another version of eta (npx lockgen why eta), or leave macos, windows out of lockgen's platforms
           ${NEXT}
`,
  });
  const platforms = ['--platform', 'linux', '--platform', 'x86_64-manylinux_2_31'];
  const here = await check(['--python', '3.11,3.9', ...platforms]);
  expect(here).toMatchObject({ exitCode: 0 });
  expect(here.stdout).toContain(
    'green    requirements-full.txt: installs on 2 of 2 (Python 3.11 on linux, x86_64-manylinux_2_31)\n',
  );
});

/** What each format prints of the same, and ends with. */
async function inEachFormat(
  check: (args: readonly string[]) => Promise<RunResult>,
  args: readonly string[] = [],
) {
  const printed = async (format: Format) => (await check([...args, '--format', format])).stdout;
  return {
    exitCodes: await Promise.all(
      FORMATS.map(async (format) => (await check([...args, '--format', format])).exitCode),
    ),
    json: readReport(await printed('json')),
    gitlab: readGitlab(await printed('gitlab')),
    sarif: readSarif(await printed('sarif')),
    markdown: await printed('markdown'),
    annotations: (await printed('github')).split('\n').filter((line) => line.startsWith('::')),
  };
}

const all = (code: number) => FORMATS.map(() => code);

test.concurrent('red in every format: the verdict, and each pin at its line', async () => {
  const { repository, check } = await locked({
    requiresPython: '>=3.10,<3.14',
    dependencies: ['alpha', 'tau', 'xi', 'rung'],
  });
  const lines = (await repository.read('requirements.txt')).split('\n');
  const at = (pin: string): number => lines.indexOf(pin) + 1;
  const [rung, tau, xi] = ['rung==2.0', 'tau==1.0', 'xi==1.0.0'].map(at);
  expect(Math.min(rung ?? 0, tau ?? 0, xi ?? 0)).toBeGreaterThan(1);
  const { exitCodes, json, gitlab, sarif, markdown, annotations } = await inEachFormat(check);
  expect(exitCodes).toEqual(all(1));

  expect(json).toMatchObject({
    verdict: 'not-installable',
    lockfiles: [{ verdict: 'fresh' }],
    installable: [{ verdict: 'red', fromSource: [{ name: 'xi', line: xi }] }],
  });
  expect(json.installable[0].pairs[1].lacks).toMatchObject([
    { name: 'rung', line: rung, next: expect.stringContaining('lockgen why rung') },
    { name: 'tau', line: tau, next: expect.stringContaining('leave Python 3.13 out of requires-python') },
  ]);
  expect(markdown).toMatch(
    /^### lockgen: the lockfiles are fresh, but 2 pins can't be installed everywhere\n/,
  );
  expect(gitlab.map((one) => one.location.lines.begin)).toEqual([rung, tau, xi]);
  expect(gitlab[0]?.description).toBe(
    `rung 2.0 can't be installed from a wheel for Python 3.13 on linux, macos, windows: it has no wheel that fits, so it would be built from source (${NEXT.replace('rung, tau', 'rung').replace('npx ', '')})`,
  );
  expect(
    sarif.results.map((one: { locations: { physicalLocation: { region: { startLine: number } } }[] }) =>
      one.locations.map(({ physicalLocation }) => physicalLocation.region.startLine),
    ),
  ).toEqual([[rung], [tau], [xi]]);
  expect(annotations.map((line) => line.split(',title')[0])).toEqual([
    `::error file=requirements.txt,line=${rung}`,
    `::error file=requirements.txt,line=${tau}`,
    `::notice file=requirements.txt,line=${xi}`,
  ]);
});

test.concurrent('what is built in the places that were asked for, and has wheels in others, is red', async () => {
  const { check } = await locked({ requiresPython: '>=3.10,<3.14', dependencies: ['alpha', 'rung', 'xi'] });
  const result = await check(['--python', '3.13', '--platform', 'linux']);
  expect(result).toMatchObject({ exitCode: 1, stderr: '' });
  expect(result.stdout).toMatch(/^ +red {3}rung 2\.0 {2}Python 3\.13 on linux {2}it has no wheel that fits/m);
  expect(result.stdout).toMatch(/^ +note {2}xi 1\.0\.0 {2}everywhere/m);
});

test.concurrent('unknown in every format, where nothing was to be asked', async () => {
  const { check } = await locked({ requiresPython: '>=3.10,<3.13', dependencies: ['alpha'] });
  const found = await inEachFormat(check, ['--python', '3.99']);
  expect(found.exitCodes).toEqual(all(2));
  const next = 'lockgen check --installable --python 3.10,3.12 --platform linux,macos,windows';
  expect(found.json).toMatchObject({ verdict: 'unknown', installable: [{ verdict: 'unknown', next }] });
  expect(found.gitlab).toMatchObject([{ check_name: 'lockgen/not-proved', severity: 'minor' }]);
  expect(found.sarif.results).toMatchObject([{ ruleId: 'not-proved', level: 'warning' }]);
  expect(found.annotations).toEqual([expect.stringMatching(/^::warning .*not-proved/)]);
  expect(found.markdown).toMatch(/^### lockgen: .* could not be told\n/);
});

test.concurrent('a lockfile that is not there is stale, and has no table', async () => {
  const { repository, check } = await locked({ requiresPython: '==3.12.*', dependencies: ['alpha'] });
  await rm(repository.path('requirements.txt'));
  const { exitCodes, json, markdown, annotations } = await inEachFormat(check);
  expect(exitCodes).toEqual(all(1));
  expect(json).toMatchObject({ verdict: 'stale', installable: [] });
  expect(annotations).toEqual([expect.stringContaining('it is missing')]);
  expect(markdown).toContain('it is missing');
  expect(markdown).not.toContain('installable');
});

test.concurrent.each([
  [['--python', 'abc'], '--python: abc is no version of Python'],
  [['--python', ''], '--python names nothing'],
  [['--platform', 'beos'], "--platform: beos is no platform of uv's"],
  [['--platform', ' , '], '--platform names nothing'],
  [
    ['--range', 'HEAD~1..HEAD'],
    '--installable is about one state of the lockfiles, not each commit of a --range',
  ],
])('%j is refused, exit 2, whatever the format', async (args, message) => {
  const { lockgen } = await startedWith({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
  for (const format of FORMATS) {
    const result = await lockgen(['check', '--installable', ...args, '--format', format]);
    expect(result).toMatchObject({ exitCode: 2, stdout: '', stderr: expect.stringContaining(message) });
    expect(result.stderr).toContain('lockgen: next: ');
  }
});

test.concurrent('what is staged, and what a commit has', async () => {
  const { repository, check } = await locked({ requiresPython: '==3.12.*', dependencies: ['alpha'] });
  const text = await repository.read('requirements.txt');
  await repository.stage({ 'requirements.txt': text.replace('alpha==1.0.0', 'eta==1.0.0') });
  await repository.write('requirements.txt', text);
  for (const [args, found] of [
    [[], 'green'],
    [['--rev', 'HEAD'], 'green'],
    [['--staged'], 'red'],
  ] as const) {
    expect((await check(args)).stdout).toContain(`${found.padEnd(9)}requirements.txt: installs on `);
  }
});

test.concurrent('the platforms that the project promises, and markers that leave a pin out', async () => {
  const { check } = await locked({
    requiresPython: '==3.12.*',
    dependencies: ["eta ; sys_platform == 'linux'", 'alpha'],
    more: '[tool.lockgen]\nplatforms = ["linux", "windows"]',
  });
  expect((await check()).stdout).toBe(
    'fresh    requirements.txt\ngreen    requirements.txt: installs on 2 of 2 (Python 3.12 on linux, windows)\n',
  );
});

test.concurrent('local packages are neither built nor asked for', async () => {
  const { repository, check } = await locked(
    {
      requiresPython: '==3.12.*',
      dependencies: ['alpha', 'lib', 'edited'],
      more: '[tool.uv.sources]\nlib = { path = "lib" }\nedited = { path = "edited", editable = true }',
    },
    {
      'lib/pyproject.toml': pyproject({ name: 'lib' }),
      'edited/pyproject.toml': pyproject({ name: 'edited' }),
    },
  );
  const text = await repository.read('requirements.txt');
  expect(text).toContain('./lib');
  const result = await check();
  expect(result).toMatchObject({ exitCode: 0, stderr: '' });
  expect(result.stdout).toContain('./lib  ');
  expect(result.stdout.match(/not asked {2}local, builds from source/g)).toHaveLength(2);
});

test.concurrent("the project's own places for packages count, and nothing else of [tool.uv]", async () => {
  const world = await hooked({ packages: PACKAGES });
  const folder = join(world.repository.root, 'wheels');
  const [wheel] = packageFiles({ name: 'own', version: '1.0.0' });
  await world.repository.write('wheels/.keep', '');
  await writeFile(join(folder, wheel?.fileName ?? ''), wheel?.content ?? '');
  await world.repository.git('add', 'wheels');
  await world.commit({
    'pyproject.toml': pyproject({
      requiresPython: '==3.12.*',
      dependencies: ['own', 'alpha'],
      more: '[tool.uv]\nfind-links = ["wheels"]\n[tool.uv.pip]\nrequire-hashes = true',
    }),
  });
  expect(await world.lockgen(['check', '--installable'])).toMatchObject({
    exitCode: 0,
    stdout: `fresh    requirements.txt
green    requirements.txt: installs on 3 of 3 (Python 3.12 on linux, macos, windows)
`,
  });
});

test.concurrent('a torch for the CPU is found on the page that its lockfile names', async () => {
  const torch = await startTorchIndex(await scratchFolder());
  const packages = [...STANDARD_PACKAGES, ...DEFAULT_TORCH_PACKAGES];
  const world = await hooked({ packages, env: torch.env });
  await world.commit({
    'pyproject.toml': pyproject({ requiresPython: '>=3.10,<3.15', dependencies: ['torch>=2'] }),
  });
  expect(await world.repository.read('requirements.txt')).toContain('--find-links https://download.pytorch');
  expect(await world.lockgen(['check', '--installable'])).toMatchObject({
    exitCode: 0,
    stdout: `fresh    requirements.txt
green    requirements.txt: installs on 6 of 6 (Python 3.10, 3.14 on linux, macos, windows)
`,
  });
});

test.concurrent('unknown, exit 2: an index that gives no answer', async () => {
  const server = createServer((_, response) => {
    response.statusCode = 503;
    response.end();
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  try {
    const { check } = await locked({ requiresPython: '==3.12.*', dependencies: ['alpha'] });
    const result = await check([], {
      UV_DEFAULT_INDEX: `http://127.0.0.1:${port}/simple`,
      UV_FIND_LINKS: '',
    });
    expect(result).toMatchObject({ exitCode: 2, stderr: '' });
    expect(result.stdout).toMatch(
      /^fresh {4}requirements\.txt\nunknown {2}requirements\.txt: installs on 0 of 3, could not be told on 3 .*\n +unknown {2}Python 3\.12 on linux, macos, windows {2}127\.0\.0\.1 didn't give what uv asked for \(HTTP 503\)/,
    );
  } finally {
    server.close();
  }
});

test.concurrent('unknown, exit 2: no uv, and a version that is not in the cache of who is offline', async () => {
  const { repository, index, check } = await locked({ requiresPython: '==3.12.*', dependencies: ['alpha'] });
  const { env } = await withoutUvAndPython({ repository });
  const alone = await check([], env);
  expect(alone.exitCode).toBe(2);
  expect(alone.stdout).toContain('unknown  requirements.txt: installs on 0 of 3');
  const listed = readGitlab((await check(['--format', 'gitlab'], env)).stdout);
  expect(listed.map(({ description }) => description)).toEqual([
    expect.stringMatching(
      /^whether the lockfile can be installed for Python 3\.12 on linux, macos, windows is not known: .* \(next: install a Python [^\n]*\)$/,
    ),
  ]);

  await index.remove('alpha', '1.0.0');
  await index.add([{ name: 'alpha', version: '2.0.0' }]);
  const gone = await check();
  expect(gone.exitCode).toBe(1);
  expect(gone.stdout).toContain('  the index has no such version\n');
  const offline = await check([], { UV_OFFLINE: '1' });
  expect(offline.exitCode).toBe(2);
  expect(offline.stdout).toContain('uv is offline, and its cache has no alpha 1.0.0');
});

test.concurrent('stale is 1 whatever can be installed, and nothing to prove is no proof', async () => {
  const world = await startedWith({
    'pyproject.toml': pyproject({ requiresPython: '>=3.10,<3.13', dependencies: ['alpha'] }),
  });
  const none = await world.lockgen(['check', '--installable', '--python', '3.9']);
  expect(none).toMatchObject({ exitCode: 2 });
  expect(none.stdout).toContain(
    'unknown  requirements.txt: it is promised for none of these Pythons and platforms\n',
  );
  await world.repository.write(
    'pyproject.toml',
    pyproject({ requiresPython: '>=3.10,<3.13', dependencies: ['alpha', 'delta'] }),
  );
  const stale = await world.lockgen(['check', '--installable']);
  expect(stale).toMatchObject({ exitCode: 1 });
  expect(stale.stdout).toContain('green    requirements.txt: installs on 6 of 6');
  expect(await world.lockgen(['check', '--python', '3.10'])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('--python belongs to --installable'),
  });
});

/** A commit that takes a dependency into a project that has `alpha` already. */
async function taking(dependency: string): Promise<{ stderr: string; repository: TestRepository }> {
  const { repository, commit } = await wired({ packages: PACKAGES });
  const project = (...dependencies: string[]) => pyproject({ requiresPython: '>=3.10,<3.14', dependencies });
  await repository.stage({ 'pyproject.toml': project('alpha') });
  expect(await commit()).toMatchObject({ exitCode: 0 });
  await repository.stage({ 'pyproject.toml': project('alpha', dependency) });
  const result = await commit();
  expect(result).toMatchObject({ exitCode: 0 });
  expect(await repository.show('HEAD:requirements.txt')).toContain(`${dependency}==`);
  return { stderr: result.stderr, repository };
}

const page = openPage('docs/installable.md');
const NOTICE =
  /^lockgen: note: (\S+ \S+) has no wheel for (.*); npx lockgen check --installable tells more$/m;

test('the hook tells of a new pin without a wheel, where there is time for it', async () => {
  // On a machine that is busy, it would come too late for the commit and is left out.
  for (let tries = 1; ; tries += 1) {
    const { stderr } = await taking('eta');
    const [, pin, places = ''] = NOTICE.exec(stderr) ?? [];
    if (pin === undefined && tries < 20) continue;
    expect(pin, stderr).toBe('eta 1.0.0');
    const [, shownPin, shownPlaces = ''] = NOTICE.exec(page.block("The hook's notice")) ?? [];
    expect(shownPin).toBe(pin);
    if (!places.endsWith('perhaps elsewhere')) expect(shownPlaces).toBe(places);
    // All of them, or that there may be more.
    expect(places).toMatch(
      /^Python 3\.10, 3\.13 on macos, windows$|^Python 3\.1.* on (?:macos|windows).*, and perhaps elsewhere$/,
    );
    return;
  }
});

test('the hook has nothing to tell of a pin with wheels, nor of pins that were there', async () => {
  expect((await taking('beta')).stderr).not.toContain('wheel');

  const { repository, commit } = await wired({ packages: PACKAGES });
  const project = (...dependencies: string[]) => pyproject({ requiresPython: '>=3.10,<3.14', dependencies });
  await repository.stage({ 'pyproject.toml': project('eta', 'alpha') });
  expect(await commit()).toMatchObject({ exitCode: 0 });
  for (const dependencies of [['eta', 'alpha', 'beta'], ['eta']]) {
    await repository.stage({ 'pyproject.toml': project(...dependencies) });
    const { exitCode, stderr } = await commit();
    expect(exitCode).toBe(0);
    expect(stderr).toContain('lockgen: staged requirements.txt');
    expect(stderr).not.toContain('wheel');
  }
});
