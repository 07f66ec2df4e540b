import { createHash } from 'node:crypto';
import { chmod, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { parseLockfile } from '../../src/lockfile/parse.js';
import { withPath } from '../helpers/environment.js';
import { STANDARD_PACKAGES } from '../helpers/local-index.js';
import { disagreeingProject, pyproject, torchProject } from '../helpers/projects.js';
import { scratchFolder } from '../helpers/scratch.js';
import { DEFAULT_TORCH_PACKAGES, startTorchIndex } from '../helpers/torch-index.js';
import { sharedUv } from '../helpers/uv.js';
import { packageFiles, zip } from '../helpers/wheel.js';
import { type Wired, type WiredOptions, wired } from '../helpers/wired.js';

type Files = Readonly<Record<string, string>>;

async function generated(files: Files, more: WiredOptions = {}): Promise<Wired['repository']> {
  const { repository, lockgen } = await wired(more);
  await repository.stage(files);
  const result = await lockgen(['generate']);
  expect(result.exitCode, `${result.stdout}${result.stderr}`).toBe(0);
  return repository;
}

/** The pins of a lockfile: `name==version ; marker`. */
function pins(text: string): string[] {
  return parseLockfile(text).pins.map(
    ({ key, version, markerText }) =>
      `${key}==${version ?? ''}${markerText === '' ? '' : ` ; ${markerText}`}`,
  );
}

/** The options of the header's command, without the output and what each project has. */
function options(text: string): string[] {
  const command = parseLockfile(text).header?.command ?? '';
  return command
    .split(' ')
    .filter(
      (word) => word.startsWith('--') && !/^--(universal|output-file=|python-version=3\.10$)/.test(word),
    );
}

const rc = (text: string): Files => ({ '.lockgenrc': text });
const one = (...dependencies: string[]): Files => ({ 'pyproject.toml': pyproject({ dependencies }) });

describe('targets', () => {
  test('have outputs, extras, groups, constraints and options of their own', async () => {
    const repository = await generated({
      'pyproject.toml': pyproject({
        dependencies: ['alpha'],
        extras: { fast: ['iota'] },
        groups: { dev: ['delta'] },
        more: [
          '[tool.lockgen.targets]',
          'main = { output = "locks/main.txt", extras = ["fast"], generate-hashes = true }',
          'dev = { output = "locks/dev.lock", groups = ["dev"], constraints = ["limits.in"] }',
        ].join('\n'),
      }),
      'limits.in': 'delta<2\n',
    });
    const main = await repository.read('locks/main.txt');
    expect(pins(main)).toEqual(['alpha==2.0.0', 'iota==2.0.0']);
    expect(options(main)).toEqual(['--extra=fast', '--generate-hashes']);
    const dev = await repository.read('locks/dev.lock');
    expect(pins(dev)).toEqual(['alpha==2.0.0', 'delta==1.5.0']);
    expect(options(dev)).toEqual(['--group=dev', '--constraints=limits.in']);
    expect(await repository.tryRead('requirements.txt')).toBeUndefined();
  });

  test('are by default base, and full where there is such an extra', async () => {
    const repository = await generated({
      'a/pyproject.toml': pyproject({ dependencies: ['alpha'], extras: { Full: ['iota'] } }),
      'b/pyproject.toml': pyproject({ dependencies: ['alpha'], extras: { fast: ['iota'] } }),
      ...rc('projects: [a, b]\n'),
    });
    expect(pins(await repository.read('a/requirements.txt'))).toEqual(['alpha==2.0.0']);
    expect(pins(await repository.read('a/requirements-full.txt'))).toEqual(['alpha==2.0.0', 'iota==2.0.0']);
    expect(await repository.tryRead('b/requirements.txt')).toBeDefined();
    expect(await repository.tryRead('b/requirements-full.txt')).toBeUndefined();
  });
});

test('projects and exclude are globs of folders', async () => {
  const project = pyproject({ dependencies: ['alpha'] });
  const repository = await generated({
    'pyproject.toml': project,
    'services/a/pyproject.toml': project,
    'services/old/pyproject.toml': project,
    'services/tools/pyproject.toml': '[tool.ruff]\nline-length = 100\n',
    'other/pyproject.toml': project,
    ...rc('projects: ["services/*"]\nexclude: ["**/old"]\n'),
  });
  expect((await repository.status()).filter((line) => line.includes('requirements'))).toEqual([
    '?? services/a/requirements.txt',
  ]);
});

test('generateHashes writes hashes', async () => {
  const repository = await generated({ ...one('alpha'), ...rc('generateHashes: true\n') });
  const text = await repository.read('requirements.txt');
  expect(options(text)).toEqual(['--generate-hashes']);
  expect(parseLockfile(text).pins[0]?.hashes).toHaveLength(1);
});

test('universal off is for one environment', async () => {
  const text = await (
    await generated({
      ...one('mu', 'beta'),
      ...rc('universal: false\npythonPlatform: x86_64-pc-windows-msvc\npythonVersion: "3.12"\n'),
    })
  ).read('requirements.txt');
  expect(pins(text)).toEqual(['alpha==2.0.0', 'beta==2.0.0', 'mu==1.0.0', 'nu-windows==1.0.0']);
  expect(text).not.toContain('--universal');
  expect(options(text)).toEqual(['--python-version=3.12', '--python-platform=x86_64-pc-windows-msvc']);
});

test('pythonVersion is the floor', async () => {
  const text = await (await generated({ ...one('beta'), ...rc('pythonVersion: "3.11"\n') })).read(
    'requirements.txt',
  );
  expect(pins(text)).toEqual(['alpha==2.0.0', 'beta==2.0.0']);
  expect(options(text)).toEqual(['--python-version=3.11']);
});

test('platforms are what a check looks at', async () => {
  const { repository, lockgen } = await wired();
  await repository.stage({ ...one('mu'), ...rc('platforms: [linux, macos]\n') });
  expect(await lockgen(['generate'])).toMatchObject({ exitCode: 0 });
  const text = await repository.read('requirements.txt');
  await repository.write('requirements.txt', text.replace(/nu-windows.*\n.*\n/, ''));
  expect(await lockgen(['check'])).toMatchObject({ exitCode: 0 });
  await repository.write('.lockgenrc', '{}\n');
  expect(await lockgen(['check'])).toMatchObject({
    exitCode: 1,
    stdout: expect.stringContaining('nu-windows'),
  });
});

describe('excludeNewer', () => {
  const DAY = 86_400_000;
  let server: Server | undefined;
  afterAll(() => server?.close());

  /** An index that says when its files came: alpha 1.0.0 long ago, 2.0.0 two days ago. */
  async function datedIndex(): Promise<NodeJS.ProcessEnv> {
    const files = [
      { version: '1.0.0', uploaded: '2026-01-02T03:04:05Z' },
      { version: '2.0.0', uploaded: new Date(Date.now() - 2 * DAY).toISOString() },
    ].flatMap(({ version, uploaded }) =>
      packageFiles({ name: 'alpha', version }).map((file) => ({ ...file, uploaded })),
    );
    server ??= createServer((request, response) => {
      const path = request.url ?? '';
      const file = files.find(({ fileName }) => path.endsWith(`/${fileName}`));
      if (file !== undefined) response.writeHead(200).end(file.content);
      else if (path === '/simple/alpha/') {
        response.writeHead(200, { 'content-type': 'application/vnd.pypi.simple.v1+json' }).end(
          JSON.stringify({
            meta: { 'api-version': '1.1' },
            name: 'alpha',
            files: files.map(({ fileName, content, uploaded }) => ({
              filename: fileName,
              url: `/files/${fileName}`,
              hashes: { sha256: createHash('sha256').update(content).digest('hex') },
              size: content.length,
              'upload-time': uploaded,
            })),
          }),
        );
      } else response.writeHead(404).end();
    });
    if (!server.listening) await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    return { UV_DEFAULT_INDEX: `http://127.0.0.1:${address.port}/simple`, UV_FIND_LINKS: undefined };
  }

  test.each([
    [
      'a date, as the end of that day in UTC',
      '"2026-02-03"',
      '1.0.0',
      '--exclude-newer=2026-02-04T00:00:00Z',
    ],
    ['a timestamp', '2026-02-03T04:05:06+01:00', '1.0.0', '--exclude-newer=2026-02-03T03:05:06Z'],
    ['a duration', '7 days', '1.0.0', '--exclude-newer=P7D'],
    ['a short duration', '1 day', '2.0.0', '--exclude-newer=P1D'],
  ])('is %s', async (_, value, version, option) => {
    const files = { ...one('alpha'), ...rc(`excludeNewer: ${value}\n`) };
    const text = await (await generated(files, { env: await datedIndex() })).read('requirements.txt');
    expect(pins(text)).toEqual([`alpha==${version}`]);
    expect(options(text)).toEqual([option]);
  });
});

test.each([
  ['cpu', '{}', ["torch==2.8.0 ; sys_platform == 'darwin'", "torch==2.8.0+cpu ; sys_platform != 'darwin'"]],
  ['none', 'torchBackend: none', ["nu-cuda==12.0.0 ; sys_platform == 'linux'", 'torch==2.8.0']],
])('torchBackend: %s', async (_, text, expected) => {
  const torch = await startTorchIndex(await scratchFolder());
  const repository = await generated(
    { 'pyproject.toml': torchProject(), ...rc(`${text}\n`) },
    { packages: [...STANDARD_PACKAGES, ...DEFAULT_TORCH_PACKAGES], env: torch.env },
  );
  const found = pins(await repository.read('requirements-full.txt'));
  expect(found.filter((pin) => /^(torch|nu-cuda)=/.test(pin))).toEqual(expected);
  if (text !== '{}') expect(torch.requests).toEqual([]);
});

test.each([
  ['true', 'omega==2.2.0', ['--constraints=requirements-full.txt']],
  ['false', "omega==2.5.0 ; python_full_version >= '3.12'", []],
])('agree: %s', async (agree, omega, expected) => {
  const repository = await generated({ 'pyproject.toml': disagreeingProject(), ...rc(`agree: ${agree}\n`) });
  const text = await repository.read('requirements.txt');
  expect(pins(text)).toContain(omega);
  expect(options(text)).toEqual(expected);
  expect(pins(await repository.read('requirements-full.txt'))).toContain('omega==2.2.0');
});

test('uvArgs go to uv and into the header', async () => {
  const repository = await generated({
    ...one('gamma'),
    ...rc('uvArgs: ["--no-emit-package=delta", "--resolution=lowest"]\n'),
  });
  const text = await repository.read('requirements.txt');
  expect(pins(text)).toEqual(['alpha==1.0.0', 'beta==1.0.0', 'gamma==1.0.0']);
  expect(options(text)).toEqual(['--no-emit-package=delta', '--resolution=lowest']);
});

describe('uvVersion', () => {
  /** What says that it is uv of some version, and does what the pinned one does, leaving a trace. */
  const otherUv = async (version: string): Promise<string> =>
    `#!/bin/sh\n[ "$1" = --version ] && echo "uv ${version}" && exit\necho used >>"$HOME/used"\nexec '${await sharedUv()}' "$@"\n`;

  test.each([
    ['the one on PATH, where it is that one', '0.12.3', true],
    ['none but that one', '0.13.9', false],
  ])('is %s', async (_, version, used) => {
    const folder = await scratchFolder();
    await writeFile(join(folder, 'uv'), await otherUv('0.12.3'));
    await chmod(join(folder, 'uv'), 0o755);
    const { repository, lockgen } = await wired();
    await repository.stage({ ...one('alpha'), ...rc(`uvVersion: "${version}"\n`) });
    const result = await lockgen(['generate'], { env: withPath(repository.env, folder) });
    expect(result, result.stderr).toMatchObject({ exitCode: 0, stderr: '' });
    const trace = await repository.run('cat', [join(repository.home, 'used')]);
    expect(trace.stdout.includes('used')).toBe(used);
  });

  test.each([
    ['is installed, with its uvHashes', true],
    ['is refused, with other uvHashes', false],
  ])('%s', async (_, right) => {
    const folder = await scratchFolder();
    const info = 'uv-0.12.3.dist-info';
    const script = 'uv-0.12.3.data/scripts/uv';
    const members = [
      [script, await otherUv('0.12.3')],
      [`${info}/METADATA`, 'Metadata-Version: 2.1\nName: uv\nVersion: 0.12.3\n'],
      [`${info}/WHEEL`, 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n'],
      [`${info}/RECORD`, `${script},,\n${info}/METADATA,,\n${info}/WHEEL,,\n${info}/RECORD,,\n`],
    ].map(([fileName = '', text = '']) => ({ fileName, content: Buffer.from(text) }));
    // pip makes executable what is so in the wheel; the helper's members have mode 644.
    const wheel = Buffer.from(zip(members).toString('hex').replaceAll('0000a481', '0000ed81'), 'hex');
    await writeFile(join(folder, 'uv-0.12.3-py3-none-any.whl'), wheel);
    const hash = createHash('sha256')
      .update(right ? wheel : 'something else')
      .digest('hex');
    const { repository, lockgen } = await wired({
      managedUv: false,
      env: { PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder },
    });
    await repository.stage({
      ...one('alpha'),
      ...rc(`uvVersion: "0.12.3"\nuvHashes: ["sha256:${hash}"]\n`),
    });
    const result = await lockgen(['generate']);
    expect(result.exitCode, result.stderr).toBe(right ? 0 : 2);
    expect((await repository.tryRead('requirements.txt')) === undefined).toBe(!right);
    if (!right) expect(result.stderr).toContain('hash');
  });
});

describe('precedence', () => {
  const flag = ['--python-version', '3.13'];
  const project = '[tool.lockgen]\npython-version = "3.12"';
  const root = 'pythonVersion: "3.11"\n';
  test.each<[string, { flag?: boolean; project?: boolean; root?: boolean }, string, string]>([
    ['flags before all', { flag: true, project: true, root: true }, '3.13', 'flag'],
    ['the project before the root', { project: true, root: true }, '3.12', 'pyproject.toml [tool.lockgen]'],
    ['the root before the defaults', { root: true }, '3.11', '.lockgenrc'],
    ['the defaults', {}, '3.10', 'default'],
  ])('%s', async (_, layers, version, origin) => {
    const { repository, lockgen } = await wired();
    const more = layers.project === true ? { more: project } : {};
    await repository.stage({
      'pyproject.toml': pyproject({ dependencies: ['alpha'], ...more }),
      ...(layers.root === true ? rc(root) : {}),
    });
    const args = layers.flag === true ? flag : [];
    expect(await lockgen(['generate', ...args])).toMatchObject({ exitCode: 0 });
    expect(await repository.read('requirements.txt')).toContain(` --python-version=${version} `);
    const checked = await lockgen(['check', ...args]);
    expect(checked, checked.stdout).toMatchObject({ exitCode: 0 });
    if (layers.flag === true) {
      expect((await lockgen(['check'])).stdout).toContain('--python-version');
    } else if (origin !== 'default') {
      const { stdout } = await lockgen(['config']);
      expect(stdout).toContain(`pythonVersion = "${version}"  # ${origin}\n`);
    }
  });
});

test.each<[string, Files]>([
  ['camelCase in YAML', rc('generateHashes: true\n')],
  ['kebab-case in YAML', rc('generate-hashes: true\n')],
  ['camelCase in JSON', { '.lockgenrc.json': '{ "generateHashes": true }' }],
  ['kebab-case in JSON', { '.lockgenrc.json': '{ "generate-hashes": true }' }],
  ['kebab-case in TOML', { '.lockgenrc.toml': 'generate-hashes = true\n' }],
  ['camelCase in TOML', { '.lockgenrc.toml': 'generateHashes = true\n' }],
  ['package.json', { 'package.json': '{ "lockgen": { "generateHashes": true } }' }],
  ['kebab-case in the project', { 'pyproject.toml': withTable('generate-hashes = true') }],
  ['camelCase in the project', { 'pyproject.toml': withTable('generateHashes = true') }],
])('%s is read', async (_, files) => {
  const { repository, lockgen } = await wired();
  await repository.stage({ ...one('alpha'), ...files });
  const { stdout } = await lockgen(['config']);
  expect(stdout).toContain('generateHashes = true  # ');
});

function withTable(text: string): string {
  return pyproject({ dependencies: ['alpha'], more: `[tool.lockgen]\n${text}` });
}

describe('a commit', () => {
  test.each<[string, string | undefined, string | undefined]>([
    ['an unstaged edit of .lockgenrc', 'generateHashes: false\n', 'generateHashes: true\n'],
    ['an unstaged mistake in .lockgenrc', 'generateHashes: false\n', 'generateHashes: {\n'],
    ['a .lockgenrc that is not in git', undefined, 'generateHashes: true\n'],
    ['the removal of .lockgenrc from the work tree alone', 'generateHashes: false\n', undefined],
  ])('is not touched by %s', async (_, staged, unstaged) => {
    const { repository, commit } = await wired();
    await repository.stage({ ...one('alpha'), ...(staged === undefined ? {} : rc(staged)) });
    if (unstaged === undefined) await repository.remove('.lockgenrc');
    else await repository.write('.lockgenrc', unstaged);
    const result = await commit();
    expect(result.exitCode, result.stderr).toBe(0);
    expect(await repository.show('HEAD:requirements.txt')).not.toContain('--hash');
    expect(await repository.tryRead('.lockgenrc')).toBe(unstaged);
  });

  test('of the configuration alone makes its lockfiles', async () => {
    const { repository, commit } = await wired();
    await repository.stage(one('alpha'));
    expect(await commit()).toMatchObject({ exitCode: 0 });
    await repository.stage(rc('generateHashes: true\n'));
    expect(await commit()).toMatchObject({ exitCode: 0 });
    expect(await repository.changed()).toEqual(['.lockgenrc', 'requirements.txt']);
    expect(await repository.show('HEAD:requirements.txt')).toContain('--hash=sha256:');
    expect(await repository.status()).toEqual([]);
  });
});
