import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { type Hooked, hooked } from '../helpers/hooked.js';
import { startHttpIndex } from '../helpers/http-index.js';
import { makeIndex, STANDARD_PACKAGES } from '../helpers/local-index.js';
import { pyproject, standardProject } from '../helpers/projects.js';
import { run } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { DEFAULT_TORCH_PACKAGES, startTorchIndex } from '../helpers/torch-index.js';
import { sharedUv } from '../helpers/uv.js';
import { packageFiles } from '../helpers/wheel.js';
import { advance, makeLibrary } from './library.js';
import { headerWords } from './resolve-world.js';

const ONE = '[tool.lockgen.targets]\nbase = { output = "pylock.toml" }\n';
const BOTH =
  '[tool.lockgen.targets]\nbase = { output = "requirements.txt" }\nlock = { output = "pylock.toml", extras = ["full"] }\n';

/** A repository with the hook, whose packages are on an index with URLs, as a pylock.toml names them. */
async function world(env: NodeJS.ProcessEnv = {}): Promise<Hooked> {
  const index = await startHttpIndex(STANDARD_PACKAGES);
  return await hooked({ env: { ...index.env, ...env } });
}

async function check(one: Hooked): Promise<{ readonly exitCode: number; readonly said: string }> {
  const { exitCode, stdout, stderr } = await one.lockgen(['check', '--no-cache']);
  return { exitCode, said: stdout + stderr };
}

test.concurrent('the hook stages a pylock.toml into the same commit, which plain uv installs', async () => {
  const one = await world();
  await one.commit({ 'pyproject.toml': standardProject({ more: ONE }) });
  const { repository } = one;
  expect(await repository.changed()).toEqual(['pylock.toml', 'pyproject.toml']);
  const text = await repository.read('pylock.toml');
  expect(text).toContain('--output-file=pylock.toml pyproject.toml\nlock-version = "1.0"\n');
  expect(text).not.toMatch(/file:|\/tmp\//);
  expect(await one.pins('pylock.toml')).toEqual([
    'alpha==2.0.0',
    "beta==1.0.0 ; python_full_version == '3.10.*'",
    "beta==2.0.0 ; python_full_version >= '3.11'",
    'delta==2.0.0',
    'gamma==1.0.0',
  ]);
  expect(await check(one)).toMatchObject({ exitCode: 0 });
  const uv = await sharedUv();
  const replayed = await run(uv, ['pip', 'compile', ...headerWords(text)], {
    cwd: repository.root,
    env: { ...repository.env, UV_PYTHON_DOWNLOADS: 'never' },
  });
  expect(replayed, replayed.stderr).toMatchObject({ exitCode: 0 });
  expect(await repository.read('pylock.toml')).toBe(text);
  await repository.run(uv, ['venv', '--quiet', '.venv']);
  for (const words of [
    ['pip', 'install', '-r'],
    ['pip', 'sync'],
  ]) {
    const done = await run(uv, [...words, 'pylock.toml', '--python', '.venv'], {
      cwd: repository.root,
      env: repository.env,
    });
    expect(done, done.stderr).toMatchObject({ exitCode: 0 });
  }
});

test.concurrent('check knows each kind of edit by hand, and what is none', async () => {
  const one = await world();
  await one.commit({ 'pyproject.toml': standardProject({ more: ONE }) });
  const { repository } = one;
  const text = await repository.read('pylock.toml');
  const hash = /(?<=sha256 = ")[0-9a-f]{8}/;
  const alpha = /\[\[packages\]\]\nname = "alpha"[^[]*\[\{[^[]*\n\n/;
  const other = text.match(/sha256 = "([0-9a-f]{64})"/g)?.at(-1) ?? '';
  const edits: readonly (readonly [string, string, RegExp])[] = [
    [
      'version',
      text.replace('version = "2.0.0"', 'version = "1.1.0"'),
      /alpha: .* is (?:not a hash|no file) of/,
    ],
    ['marker', text.replace("== '3.10.*'", "< '3.10'"), /beta/],
    [
      'hash',
      text.replace(hash, '00000000'),
      /alpha: sha256:0{8}\w+ is none of the index's hashes of alpha 2\.0\.0.*HEAD has the right one/,
    ],
    [
      'hash of another package',
      text.replace(/sha256 = "[0-9a-f]{64}"/, other),
      /alpha: .* is none of the index's hashes of alpha 2\.0\.0.*HEAD has the right one/,
    ],
    [
      'URL',
      text.replace(/http:[^"]*alpha-2/, 'https://evil.example/alpha-2'),
      /alpha: https:\/\/evil\.example\/alpha-2\S+ is no file of it/,
    ],
    ['path beside the URL', text.replace('{ url =', '{ path = "evil.whl", url ='), /`path = "evil\.whl"`/],
    ['package twice', `${text}\n${text.match(alpha)?.[0]}`, /alpha: has two entries on .*no installer takes/],
    ['deleted package', text.replace(alpha, ''), /alpha/],
    [
      'added package',
      `${text}\n[[packages]]\nname = "iota"\nversion = "2.0.0"\n`,
      /iota: 2\.0\.0 is not needed/,
    ],
    [
      'requires-python',
      text.replace('requires-python = ">=3.10"', 'requires-python = ">=3.11"'),
      /the line `requires-python = ">=3\.11"` should not be there/,
    ],
    [
      'an environment',
      text.replace('created-by', `environments = ["sys_platform == 'linux'"]\ncreated-by`),
      /the line `environments/,
    ],
    [
      'lock-version',
      text.replace('lock-version = "1.0"', 'lock-version = "2.0"'),
      /no installer can read `lock-version = "2\.0"`/,
    ],
    [
      'no TOML',
      text.replace('version = "2.0.0"', 'version = "2.0.0'),
      /no installer can read `version = "2\.0\.0`/,
    ],
    ['files gone', text.replace(/^wheels = .*$/m, ''), /alpha: has no/],
    ['requirements form', 'alpha==2.0.0\n', /is no pylock\.toml/],
  ];
  for (const [what, edited, reason] of edits) {
    expect(edited, what).not.toBe(text);
    await repository.write('pylock.toml', edited);
    const { exitCode, said } = await check(one);
    expect({ exitCode, said }, what).toEqual({ exitCode: 1, said: expect.stringMatching(reason) });
  }
  for (const edited of [
    text.replace('created-by = "uv"', 'created-by = "me"'),
    text.replaceAll('\n', '\r\n'),
  ]) {
    await repository.write('pylock.toml', edited);
    expect(await check(one)).toMatchObject({ exitCode: 0 });
  }
  await repository.write('pylock.toml', text.replace(hash, '00000000'));
  expect(await one.lockgen(['generate'])).toMatchObject({ exitCode: 0 });
  expect(await repository.read('pylock.toml')).toBe(text);
});

test.concurrent('a pylock.toml agrees with a requirements.txt of the project, and two of them with one another', async () => {
  const one = await world();
  const project = (more: string) =>
    pyproject({ dependencies: ['sigma'], extras: { full: ['omega<2.3'] }, more });
  await one.commit({ 'pyproject.toml': project(BOTH) });
  const { repository } = one;
  expect(await one.pins('requirements.txt')).toEqual(['omega==2.2.0', 'sigma==1.0.0']);
  expect(await one.pins('pylock.toml')).toEqual(['omega==2.2.0', 'sigma==1.0.0']);
  // uv takes no pylock.toml for a constraints file.
  expect(await repository.read('requirements.txt')).not.toContain('pylock');
  expect(await check(one)).toMatchObject({ exitCode: 0 });
  const two = BOTH.replace('requirements.txt', 'pylock.base.toml');
  await one.commit({ 'pyproject.toml': project(two) });
  expect(await one.pins('pylock.base.toml')).toEqual(['omega==2.2.0', 'sigma==1.0.0']);
  expect(await check(one)).toMatchObject({ exitCode: 0 });
  const text = await repository.read('pylock.base.toml');
  await repository.write('pylock.base.toml', text.replaceAll('2.2.0', '2.4.0'));
  const { exitCode, said } = await check(one);
  expect({ exitCode, said }).toEqual({
    exitCode: 1,
    said: expect.stringMatching(/omega: 2\.4\.0 here, 2\.2\.0 in pylock\.toml/),
  });
});

test.concurrent('a pylock.toml is constrained by a requirements.txt that has all that it has, so that plain uv replays it', async () => {
  const one = await world();
  const more =
    '[tool.lockgen.targets]\nlock = { output = "pylock.toml" }\nfull = { output = "requirements.txt", extras = ["full"] }\n';
  await one.commit({
    'pyproject.toml': pyproject({ dependencies: ['sigma'], extras: { full: ['omega<2.3'] }, more }),
  });
  expect(await one.repository.read('pylock.toml')).toContain('--constraints=requirements.txt');
  expect(await one.pins('pylock.toml')).toEqual(['omega==2.2.0', 'sigma==1.0.0']);
  expect(await check(one)).toMatchObject({ exitCode: 0 });
});

test.concurrent('diff, why, validate and --installable', async () => {
  const one = await world();
  const project = (dependency: string) => pyproject({ dependencies: [dependency, 'gamma'], more: ONE });
  await one.commit({ 'pyproject.toml': project('alpha<2') });
  const { repository } = one;
  await repository.write('pyproject.toml', project('alpha'));
  expect(await one.lockgen(['generate', '--upgrade-package', 'alpha'])).toMatchObject({ exitCode: 0 });
  const diff = await one.lockgen(['diff']);
  expect(diff.stdout).toMatch(/alpha\s+1\.1\.0\s+(?:→|->)\s+2\.0\.0/);
  expect(diff.stdout).not.toMatch(/gamma|delta/);
  const why = await one.lockgen(['why', 'delta']);
  expect(why).toMatchObject({ exitCode: 0 });
  expect(why.stdout).toMatch(/gamma[\s\S]*delta/);
  const installable = await one.lockgen(['check', '--installable']);
  expect(installable, installable.stdout + installable.stderr).toMatchObject({ exitCode: 0 });
  const uv = await sharedUv();
  await repository.run(uv, ['venv', '--quiet', '.venv']);
  const validate = () => one.lockgen(['validate', 'pylock.toml', '--python', '.venv/bin/python']);
  expect(await validate()).toMatchObject({ exitCode: 1 });
  await repository.run(uv, ['pip', 'sync', 'pylock.toml', '--python', '.venv']);
  expect(await validate()).toMatchObject({ exitCode: 0 });
});

test.concurrent('what another tool wrote is left alone, until it is adopted with its versions', async () => {
  const one = await world();
  const theirs =
    'lock-version = "1.0"\ncreated-by = "pdm"\n\n[[packages]]\nname = "alpha"\nversion = "1.1.0"\n\n[[packages.wheels]]\nurl = "https://index.example/alpha-1.1.0-py3-none-any.whl"\nhashes = {sha256 = "00"}\n';
  const { repository } = one;
  await repository.stage({
    'pylock.toml': theirs,
    'pyproject.toml': pyproject({ dependencies: ['alpha'], more: ONE }),
  });
  const refused = await repository.run('git', ['commit', '-m', 'Change']);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toMatch(/pylock\.toml was made by another tool, pdm, [\s\S]*--adopt/);
  expect(await repository.read('pylock.toml')).toBe(theirs);
  // Its hash is none of the index's.
  const alarmed = await one.lockgen(['generate', '--adopt']);
  expect(alarmed).toMatchObject({ exitCode: 1 });
  expect(alarmed.stderr).toMatch(/lockgen generate --adopt --accept-hashes=alpha$/m);
  expect(await one.lockgen(['generate', '--adopt', '--accept-hashes=alpha'])).toMatchObject({ exitCode: 0 });
  expect(await repository.read('pylock.toml')).not.toContain('index.example');
  // No commit has it.
  expect(await repository.read('pylock.toml.before-lockgen')).toBe(theirs);
  await repository.remove('pylock.toml.before-lockgen');
  await repository.git('add', 'pylock.toml');
  await one.commit({});
  expect(await one.pins('pylock.toml')).toEqual(['alpha==1.1.0']);
});

test.concurrent('a project is managed since its pylock.toml was compiled from it, and an edit of that file alone starts the hook', async () => {
  const one = await world();
  const { repository } = one;
  const config = { '.lockgenrc': JSON.stringify({ targets: { base: { output: 'pylock.toml' } } }) };
  const project = (dependency: string, more = '') => pyproject({ dependencies: [dependency], more });
  await one.commit({ ...config, 'svc/pyproject.toml': project('alpha<1.1', '[tool.lockgen]') });
  await one.commit({ 'svc/pyproject.toml': project('alpha<2') });
  await one.commit({ 'svc/pyproject.toml': project('alpha>=1.1,<2') });
  expect(await one.pins('svc/pylock.toml')).toEqual(['alpha==1.1.0']);
  const text = await repository.read('svc/pylock.toml');
  await repository.stage({ 'svc/pylock.toml': text.replaceAll('1.1.0', '1.0.0') });
  expect((await repository.tryCommit('Edit')).exitCode).toBe(0);
  expect(await one.pins('svc/pylock.toml')).toEqual(['alpha==1.1.0']);
  expect(await check(one)).toMatchObject({ exitCode: 0 });
});

test.concurrent('pins stay where other dependencies change, those of forks too, whose markers uv does not read', async () => {
  const index = await startHttpIndex(STANDARD_PACKAGES);
  const one = await hooked({ env: index.env });
  const project = (...dependencies: string[]) => pyproject({ dependencies, more: ONE });
  await one.commit({ 'pyproject.toml': project('sigma', 'alpha') });
  const before = await one.pins('pylock.toml');
  expect(before).toEqual([
    'alpha==2.0.0',
    "omega==2.4.0 ; python_full_version < '3.12'",
    "omega==2.5.0 ; python_full_version >= '3.12'",
    'sigma==1.0.0',
  ]);
  index.add([
    { name: 'omega', version: '2.6.0', requiresPython: '>=3.13' },
    { name: 'omega', version: '2.4.5' },
    { name: 'alpha', version: '3.0.0' },
  ]);
  expect(await check(one)).toMatchObject({ exitCode: 0 });
  await one.commit({ 'pyproject.toml': project('sigma', 'alpha', 'iota') });
  expect(await one.pins('pylock.toml')).toEqual([before[0], 'iota==2.0.0', ...before.slice(1)]);
  expect(await check(one)).toMatchObject({ exitCode: 0 });
  await one.commit({ 'pyproject.toml': project('sigma', 'alpha') });
  expect(await one.pins('pylock.toml')).toEqual(before);
});

test.concurrent('a git branch stays at its commit, and is told as the branch', async () => {
  const one = await world();
  const { origin, url } = await makeLibrary('lib', ['alpha<2']);
  const first = await origin.id();
  const project = (more: readonly string[]) =>
    pyproject({ dependencies: [`lib @ ${url}@main`, ...more], more: ONE });
  await one.commit({ 'pyproject.toml': project([]) });
  const second = await advance(origin, 'lib', ['alpha<2', 'delta']);
  expect(await check(one)).toMatchObject({ exitCode: 0 });
  await one.commit({ 'pyproject.toml': project(['sigma']) });
  const vcs = async (): Promise<string | undefined> =>
    /^vcs = .*(requested-revision.*) \}$/m.exec(await one.repository.read('pylock.toml'))?.[1];
  expect(await vcs()).toBe(`requested-revision = "main", commit-id = "${first}"`);
  expect(await one.pins('pylock.toml')).toContain('alpha==1.1.0');
  expect(await check(one)).toMatchObject({ exitCode: 0 });
  expect(await one.lockgen(['generate', '--upgrade-package', 'lib'])).toMatchObject({ exitCode: 0 });
  expect(await vcs()).toBe(`requested-revision = "main", commit-id = "${second}"`);
});

test.concurrent('folders and wheels of the repository stand in it by their paths, members of a workspace too, and agree with a requirements.txt', async () => {
  const one = await world();
  const wheel = packageFiles({ name: 'psi', version: '1.0.0' })[0];
  if (wheel === undefined) throw new Error('no wheel');
  const { repository } = one;
  const library = (name: string) =>
    `${pyproject({ name, dependencies: ['alpha<2'] })}[build-system]\nrequires = []\nbuild-backend = "none"\n`;
  const root = pyproject({
    dependencies: ['lib', 'member', 'psi'],
    more: `[tool.uv]\nfind-links = ["wheels"]\n[tool.uv.workspace]\nmembers = ["member"]\n[tool.uv.sources]\nlib = { path = "lib" }\nmember = { workspace = true }\n[tool.lockgen.targets]\nbase = { output = "requirements.txt" }\nlock = { output = "pylock.toml" }\n`,
  });
  await repository.run('mkdir', ['wheels']);
  await writeFile(repository.path(`wheels/${wheel.fileName}`), wheel.content);
  await repository.git('add', 'wheels');
  await one.commit({
    'pyproject.toml': root,
    'lib/pyproject.toml': library('lib'),
    'member/pyproject.toml': library('member'),
  });
  const text = await repository.read('pylock.toml');
  expect(text).toContain('directory = { path = "lib", editable = false }');
  expect(text).toMatch(/directory = \{ path = "member", editable = (?:true|false) \}/);
  expect(text).toContain(`wheels = [{ path = "wheels/${wheel.fileName}"`);
  expect(text).not.toMatch(/file:|\/tmp\//);
  expect(await check(one)).toMatchObject({ exitCode: 0 });
  const uv = await sharedUv();
  await repository.run(uv, ['venv', '--quiet', '.venv']);
  const dry = await run(
    uv,
    ['pip', 'install', '--dry-run', '--no-deps', '-r', 'pylock.toml', '--python', '.venv'],
    { cwd: repository.root, env: repository.env },
  );
  expect(dry.stderr).toMatch(/psi==1\.0\.0/);
});

test.concurrent('files of a folder of the machine are refused', async () => {
  const index = await makeIndex(await scratchFolder());
  const one = await hooked({ env: index.env });
  await one.repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['alpha'], more: ONE }) });
  const refused = await one.repository.tryCommit('Lock');
  expect(refused).toMatchObject({ exitCode: 1 });
  expect(refused.stderr).toMatch(
    /pylock\.toml would name file:\S+alpha\S+, which only exists on this machine/,
  );
});

test.concurrent('PyTorch comes from the index of its CPU wheels, whose URLs are in it', async () => {
  const torch = await startTorchIndex(await scratchFolder());
  const index = await startHttpIndex([...STANDARD_PACKAGES, ...DEFAULT_TORCH_PACKAGES]);
  const one = await hooked({ env: { ...torch.env, ...index.env } });
  await one.commit({
    'pyproject.toml': pyproject({ requiresPython: '>=3.10,<3.15', dependencies: ['rho'], more: ONE }),
  });
  const text = await one.repository.read('pylock.toml');
  expect(text).toMatch(/^# .* --torch-backend=cpu --output-file=pylock\.toml/m);
  expect(text).not.toMatch(/find-links|nu-cuda/);
  expect(await one.pins('pylock.toml')).toEqual(
    expect.arrayContaining([
      "torch==2.8.0 ; sys_platform == 'darwin'",
      "torch==2.8.0+cpu ; sys_platform != 'darwin'",
    ]),
  );
  expect(await check(one)).toMatchObject({ exitCode: 0 });
  const installable = await one.lockgen(['check', '--installable']);
  expect(installable, installable.stdout + installable.stderr).toMatchObject({ exitCode: 0 });
});

test.concurrent('a credential of the index is not in it, and one in a URL is refused', async () => {
  const index = await startHttpIndex(STANDARD_PACKAGES);
  const address = (index.env.UV_DEFAULT_INDEX ?? '').replace('http://', 'http://user:sekret@');
  const one = await hooked({ env: { ...index.env, UV_DEFAULT_INDEX: address } });
  await one.commit({ 'pyproject.toml': pyproject({ dependencies: ['alpha'], more: ONE }) });
  expect(await one.repository.read('pylock.toml')).not.toContain('sekret');
  const url = address.replace('/simple', '/files/delta-2.0.0-py3-none-any.whl');
  await one.repository.stage({
    'pyproject.toml': pyproject({ dependencies: [`delta @ ${url}`], more: ONE }),
  });
  const refused = await one.repository.tryCommit('Lock');
  expect(refused).toMatchObject({ exitCode: 1 });
  expect(refused.stderr).toMatch(/pylock\.toml:\d+ would hold a credential/);
  expect(refused.stderr).not.toContain('sekret');
});

test.concurrent('git merges what both sides added, and the merge is fresh', async () => {
  const one = await world();
  const { repository } = one;
  const project = (...names: string[]) => pyproject({ dependencies: names, more: ONE });
  await one.commit({ 'pyproject.toml': project('delta', 'epsilon', 'iota', 'sigma') });
  await repository.git('checkout', '--quiet', '-b', 'theirs');
  await one.commit({ 'pyproject.toml': project('delta', 'epsilon', 'iota', 'sigma', 'theta') });
  await repository.git('checkout', '--quiet', '-');
  await one.commit({ 'pyproject.toml': project('alpha', 'delta', 'epsilon', 'iota', 'sigma') });
  const merged = await repository.run('git', ['merge', '--no-edit', 'theirs']);
  expect(merged, merged.stdout + merged.stderr).toMatchObject({ exitCode: 0 });
  expect((await one.pins('pylock.toml')).map((pin) => pin.replace(/==.*/, ''))).toEqual([
    'alpha',
    'delta',
    'epsilon',
    'iota',
    'omega',
    'omega',
    'sigma',
    'theta',
  ]);
  expect(await check(one)).toMatchObject({ exitCode: 0 });
});

test.concurrent('where both sides changed a package, the lockfile is made anew from the pins of both', async () => {
  const one = await world();
  const { repository } = one;
  const project = (alpha: string, ...more: string[]) =>
    pyproject({ dependencies: [alpha, 'delta', ...more], more: ONE });
  await one.commit({ 'pyproject.toml': project('alpha<1.1') });
  await repository.git('checkout', '--quiet', '-b', 'theirs');
  await one.commit({ 'pyproject.toml': project('alpha>=2', 'iota<2') });
  await repository.git('checkout', '--quiet', '-');
  await one.commit({ 'pyproject.toml': project('alpha<2,>=1.1') });
  const merged = await repository.run('git', ['merge', '--no-edit', 'theirs']);
  expect(merged.exitCode).toBe(1);
  expect(await repository.read('pylock.toml')).toContain('<<<<<<<');
  await repository.stage({ 'pyproject.toml': project('alpha', 'iota') });
  const resolved = await one.lockgen(['resolve']);
  expect(resolved, resolved.stdout + resolved.stderr).toMatchObject({ exitCode: 0 });
  await repository.commit('Merge');
  expect(await one.pins('pylock.toml')).toEqual(['alpha==2.0.0', 'delta==2.0.0', 'iota==1.0.0']);
  expect(await check(one)).toMatchObject({ exitCode: 0 });
});

test.concurrent('a pylock.toml under the name of a requirements file is stale, and made anew', async () => {
  const one = await world();
  const { repository } = one;
  await one.commit({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
  const text = await repository.read('requirements.txt');
  await repository.write(
    'requirements.txt',
    `${text.split('\n').slice(0, 2).join('\n')}\nlock-version = "1.0"\ncreated-by = "uv"\n\n[[packages]]\nname = "alpha"\nversion = "2.0.0"\n`,
  );
  const { exitCode, said } = await check(one);
  expect({ exitCode, said }).toEqual({
    exitCode: 1,
    said: expect.stringMatching(/is a pylock\.toml \(PEP 751\) under the name of a requirements file/),
  });
  expect(await one.lockgen(['generate'])).toMatchObject({ exitCode: 0 });
  expect(await repository.read('requirements.txt')).toBe(text);
});

test.concurrent('targets of both forms that only overlap agree, by a union that is not written', async () => {
  const one = await world();
  const target = (name: string, output: string): string =>
    `${name} = { output = "${output}", extras = ["${name}"] }\n`;
  const more = `[tool.lockgen.targets]\n${target('a', 'pylock.a.toml')}${target('b', 'requirements-b.txt')}${target('c', 'pylock.c.toml')}`;
  const extras = { a: ['omega<2.5'], b: ['omega<2.3', 'alpha'], c: ['theta'] };
  await one.commit({ 'pyproject.toml': pyproject({ dependencies: ['sigma'], extras, more }) });
  expect(await one.repository.changed()).toEqual([
    'pylock.a.toml',
    'pylock.c.toml',
    'pyproject.toml',
    'requirements-b.txt',
  ]);
  for (const path of ['pylock.a.toml', 'requirements-b.txt', 'pylock.c.toml'])
    expect(await one.pins(path)).toEqual(expect.arrayContaining(['omega==2.2.0', 'sigma==1.0.0']));
  expect(await check(one)).toMatchObject({ exitCode: 0 });
});
