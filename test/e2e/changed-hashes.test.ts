import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseLockfile } from '../../src/lockfile/parse.js';
import { type Hooked, hooked } from '../helpers/hooked.js';
import { type HttpIndex, startHttpIndex } from '../helpers/http-index.js';
import { pyproject } from '../helpers/projects.js';
import { scratchFolder } from '../helpers/scratch.js';
import { type PackageOptions, packageFiles } from '../helpers/wheel.js';

const ALPHA: PackageOptions = { name: 'alpha', version: '1.0.0', requires: ['beta'] };
const BETA: PackageOptions = {
  name: 'beta',
  version: '2.0.0',
  platformTags: ['any', 'manylinux_2_17_x86_64'],
};
/** Whoever adds it has the index asked about beta as well. */
const SIGMA: PackageOptions = { name: 'sigma', version: '1.0.0', requires: ['beta'] };
const PACKAGES = [ALPHA, BETA, SIGMA, { name: 'iota', version: '1.0.0' }];
/** The same version with other bytes. */
const REPLACED: PackageOptions = { ...BETA, extras: { evil: ['iota'] } };

const project = (...dependencies: readonly string[]): string =>
  pyproject({ dependencies, extras: { full: ['beta'] }, more: '[tool.lockgen]\ngenerate-hashes = true' });

interface World extends Hooked {
  readonly http: HttpIndex;
}

/** A project whose lockfiles have hashes and are committed. */
async function started(seconds = 0): Promise<World> {
  const http = await startHttpIndex(PACKAGES, { seconds });
  const cache = join(await scratchFolder(), 'cache');
  const world = await hooked({ env: { ...http.env, UV_CACHE_DIR: cache, UV_HTTP_RETRIES: '0' } });
  await world.commit({ 'pyproject.toml': project('alpha') });
  return { ...world, http };
}

async function hashesOf({ repository }: Hooked, name: string, path = 'requirements.txt') {
  const { pins } = parseLockfile(await repository.read(path));
  return pins.filter(({ key }) => key === name).flatMap(({ hashes }) => hashes);
}

/** A hash of the new bytes. */
function newHash(): string {
  const [file] = packageFiles(REPLACED);
  return `sha256:${createHash('sha256')
    .update(file?.content ?? '')
    .digest('hex')}`;
}

const ALARM = /requirements(?:-full)?\.txt:\d+: the index now serves other bytes for beta 2\.0\.0/;

/** What a message says to type where it is right after all. */
function accepting(words: string): string[] {
  const command = /lockgen (generate (?:--accept-hashes=\S+ ?)+(?:\S+)?)/.exec(words)?.[1] ?? '';
  expect(command, words).not.toBe('');
  return command.trim().split(' ');
}

test.concurrent('a commit while the index has other bytes for a pinned version is blocked, until they are accepted', async () => {
  const world = await started();
  const { repository, http } = world;
  const before = await repository.show('HEAD:requirements.txt');
  http.add([REPLACED]);
  await repository.stage({ 'pyproject.toml': project('alpha', 'sigma') });
  const blocked = await repository.tryCommit('Change');
  expect(blocked.exitCode).toBe(1);
  expect(blocked.stderr).toMatch(ALARM);
  for (const hash of await hashesOf(world, 'beta')) expect(blocked.stderr).toContain(hash);
  expect(await repository.read('requirements.txt')).toBe(before);
  expect(await repository.show(':requirements.txt')).toBe(before);

  const had = await hashesOf(world, 'beta');
  const accepted = await world.lockgen(accepting(blocked.stderr));
  expect(accepted, accepted.stderr).toMatchObject({ exitCode: 0 });
  const has = await hashesOf(world, 'beta');
  expect(has).toHaveLength(2);
  expect(has.filter((hash) => had.includes(hash))).toEqual([]);
  await repository.git('add', '.');
  await repository.commit('Accepted');
  expect(await repository.show('HEAD:requirements.txt')).toBe(await repository.read('requirements.txt'));
  expect(await world.lockgen(['check', '--no-cache'])).toMatchObject({ exitCode: 0 });
});

test.concurrent('a commit for which the index needn’t be asked about that package keeps the right hashes, and check --no-cache sounds the alarm', async () => {
  const world = await started();
  const { http, repository } = world;
  const had = await hashesOf(world, 'beta');
  http.add([REPLACED]);
  await world.commit({ 'pyproject.toml': project('alpha', 'iota') });
  expect(await hashesOf(world, 'beta')).toEqual(had);
  expect(await repository.read('requirements.txt')).toContain('iota==1.0.0');
  const checked = await world.lockgen(['check', '--no-cache']);
  expect(checked.exitCode).toBe(1);
  expect(checked.stdout).toContain('the index now serves other bytes for beta 2.0.0');
});

test.concurrent('check: other bytes for a pinned version are an alarm with a code of its own, and the command that mends it is right', async () => {
  const world = await started();
  world.http.add([REPLACED]);
  const checked = await world.lockgen(['check', '--no-cache', '--format', 'json']);
  expect(checked.exitCode).toBe(1);
  expect(checked.stdout).toContain('"changed-hash"');
  const told = await world.lockgen(['check', '--no-cache']);
  expect(told.exitCode).toBe(1);
  expect(told.stdout).toContain('the index now serves other bytes for beta 2.0.0');
  const mended = await world.lockgen(accepting(told.stdout + told.stderr));
  expect(mended, mended.stderr).toMatchObject({ exitCode: 0 });
  expect(await world.lockgen(['check', '--no-cache'])).toMatchObject({ exitCode: 0 });
});

test.concurrent.each([['--upgrade'], ['-P', 'beta'], ['-P', 'alpha']])(
  'generate %s %s: other bytes for a version that stays are an alarm, and nothing is written',
  async (...flags) => {
    const world = await started();
    const before = await world.repository.read('requirements.txt');
    world.http.add([REPLACED]);
    const made = await world.lockgen(['generate', ...flags]);
    expect(made, made.stderr).toMatchObject({ exitCode: 1 });
    expect(made.stderr).toMatch(ALARM);
    expect(await world.repository.read('requirements.txt')).toBe(before);
  },
);

test.concurrent.each<[string, (text: string, came: string) => string | undefined]>([
  ['deleted', () => undefined],
  ['emptied', () => ''],
  ['without its hashes', (text) => text.replaceAll(/ \\\n {4}--hash=\S+/g, '')],
  [
    'with a hash of the new bytes beside the old ones',
    (text, came) => text.replace(/(?<=^beta==.*\\\n)/m, `    --hash=${came} \\\n`),
  ],
])('a lockfile that is %s is no way past the alarm: HEAD knows the hashes', async (_, edit) => {
  const world = await started();
  const { repository, http } = world;
  http.add([REPLACED]);
  const right = await repository.read('requirements.txt');
  for (const path of ['requirements.txt', 'requirements-full.txt']) {
    const text = edit(await repository.read(path), newHash());
    if (text === undefined) await rm(repository.path(path));
    else await repository.write(path, text);
  }
  // Where the cache of uv's doesn't know the old bytes.
  const env = { UV_CACHE_DIR: join(await scratchFolder(), 'cache') };
  const made = await world.lockgen(['generate'], { env });
  expect(made, made.stderr).toMatchObject({ exitCode: 1 });
  expect(made.stderr).toContain('the index now serves other bytes for beta 2.0.0');
  await repository.write('pyproject.toml', project('alpha', 'iota'));
  await repository.git('add', '--all');
  const blocked = await repository.tryCommit('Change', { env: { ...repository.env, ...env } });
  expect(blocked.exitCode, blocked.stderr).toBe(1);
  expect(blocked.stderr).toContain('the index now serves other bytes for beta 2.0.0');
  const accepted = await world.lockgen(accepting(blocked.stderr));
  expect(accepted, accepted.stderr).toMatchObject({ exitCode: 0 });
  expect(await repository.read('requirements.txt')).not.toBe(right);
  await repository.git('add', '--all');
  await repository.commit('Accepted');
});

test.concurrent('check: the alarm is told beside what a rule proves, and what is said to mend it does', async () => {
  const world = await started();
  world.http.add([REPLACED]);
  await world.repository.write('pyproject.toml', project('alpha', 'iota'));
  const told = await world.lockgen(['check', '--no-cache']);
  expect(told.exitCode).toBe(1);
  expect(told.stdout).toContain('`iota` has no pin');
  expect(told.stdout).toContain('the index now serves other bytes for beta 2.0.0');
  expect(told.stdout).toContain('find out why before you accept them');
  const mended = await world.lockgen(accepting(told.stdout));
  expect(mended, mended.stderr).toMatchObject({ exitCode: 0 });
  expect(await world.lockgen(['check', '--no-cache'])).toMatchObject({ exitCode: 0 });
});

test.concurrent('check blames no commit for what the index did', async () => {
  const world = await started();
  world.http.add([REPLACED]);
  const told = await world.lockgen(['check', '--no-cache']);
  expect(told.stdout).toContain('other bytes');
  expect(told.stdout).not.toContain('since ');
});

test.concurrent('a newer version beside the replaced one is taken without an alarm', async () => {
  const world = await started();
  world.http.add([REPLACED, { ...BETA, version: '2.1.0' }]);
  const made = await world.lockgen(['generate', '--upgrade']);
  expect(made, made.stderr).toMatchObject({ exitCode: 0 });
  expect(await world.repository.read('requirements.txt')).toContain('beta==2.1.0');
});

const HASH = /(?<=^beta==[\s\S]*?)sha256:[0-9a-f]{64}/m;
/** The lockfile with one hash of beta's edited: all of it, or one digit. */
const EDITS = {
  'a whole hash': (text: string) => text.replace(HASH, `sha256:${'0'.repeat(64)}`),
  'one digit': (text: string) =>
    text.replace(HASH, (hash) => `${hash.slice(0, -1)}${hash.endsWith('0') ? '1' : '0'}`),
};
const edits = Object.entries(EDITS);

test.concurrent.each(edits)(
  '%s edited and not committed: check says that HEAD has the right one, and plain generate puts it right',
  async (_, edit) => {
    const world = await started();
    const { repository } = world;
    const right = await repository.read('requirements.txt');
    await repository.write('requirements.txt', edit(right));
    for (const args of [['check'], ['check', '--no-cache']]) {
      const told = await world.lockgen(args);
      expect(told.exitCode).toBe(1);
      expect(told.stdout).toMatch(
        /beta: sha256:\w+ is none of the index's hashes of beta 2\.0\.0: .*HEAD has the right one/,
      );
      expect(told.stdout).toMatch(/^to mend: npx lockgen generate \.$/m);
      expect(told.stdout).not.toContain('other bytes');
      if (told.stdout.includes('HEAD has')) expect(told.stdout).not.toContain('then:');
    }
    const made = await world.lockgen(['generate']);
    expect(made, made.stderr).toMatchObject({ exitCode: 0 });
    expect(made.stdout).toMatch(
      /note: requirements\.txt:\d+: sha256:\w+ is none of the index's hashes of beta 2\.0\.0, and was put right/,
    );
    expect(await repository.read('requirements.txt')).toBe(right);
  },
);

test.concurrent('a commit that has nothing but such an edit says that it has no change left', async () => {
  const world = await started();
  const { repository } = world;
  const right = await repository.read('requirements.txt');
  const edited = EDITS['one digit'](right);
  await repository.write('requirements.txt', edited);
  const made = await repository.commit('Edit', { args: ['-a'] });
  expect(made.stderr).toContain('lockgen: note: the commit has no change left');
  expect(await repository.changed()).toEqual([]);
  expect(await repository.read('requirements.txt')).toBe(right);
  await repository.git('reset', '--quiet', '--soft', 'HEAD~1');
  expect(await repository.status()).toEqual([]);
  for (const args of [['--allow-empty'], ['--amend', '--allow-empty']])
    expect((await repository.commit('Again', { args })).stderr).not.toContain('no change left');
  await repository.write('requirements.txt', edited);
  await repository.write('other.txt', 'Something else.\n');
  await repository.git('add', '--all');
  expect((await repository.commit('Both')).stderr).not.toContain('no change left');
  expect(await repository.changed()).toEqual(['other.txt']);
});

test.concurrent.each(edits)(
  '%s edited and committed: the commit is named, and plain generate puts it right',
  async (_, edit) => {
    const world = await started();
    const { repository } = world;
    const right = await repository.read('requirements.txt');
    await repository.stage({ 'requirements.txt': edit(right) });
    await repository.git('commit', '--no-verify', '-m', 'Edit');
    const edited = await repository.git('rev-parse', '--short=12', 'HEAD');
    await repository.stage({ 'other.txt': 'Something else.\n' });
    await repository.git('commit', '--no-verify', '-m', 'Another');
    for (const args of [['check'], ['check', '--rev', 'HEAD'], ['check', '--staged']]) {
      const told = await world.lockgen(args);
      expect(told.exitCode).toBe(1);
      expect(told.stdout).toMatch(
        /line \d+: beta: sha256:\w+ is none of the index's hashes of beta 2\.0\.0: /,
      );
      expect(told.stdout).toContain(`${edited.trim()} (Edit)`);
      expect(told.stdout).not.toContain('accept');
    }
    const made = await world.lockgen(['generate']);
    expect(made, made.stderr).toMatchObject({ exitCode: 0 });
    expect(await repository.read('requirements.txt')).toBe(right);
  },
);

test.concurrent.each(edits)(
  '%s edited in the commit that added the lockfile: what shows is told, and no more',
  async (name, edit) => {
    const world = await started();
    const { repository } = world;
    const right = await repository.read('requirements.txt');
    await repository.stage({ 'requirements.txt': edit(right) });
    await repository.git('commit', '--no-verify', '--amend', '-m', 'All');
    const told = await world.lockgen(['check']);
    expect(told.exitCode).toBe(1);
    if (name === 'one digit') {
      expect(told.stdout).toContain('the index has the same but for one digit');
      expect(told.stdout).toMatch(/^to mend: npx lockgen generate \.$/m);
    } else {
      expect(told.stdout).toContain('the index now serves other bytes for beta 2.0.0');
      expect(told.stdout).toContain('--accept-hashes=beta');
    }
  },
);

test.concurrent('a hash that nobody can judge, outside of a repository, is said to be either', async () => {
  const world = await started();
  const { repository } = world;
  await repository.write(
    'requirements.txt',
    EDITS['a whole hash'](await repository.read('requirements.txt')),
  );
  await rm(repository.path('.git'), { recursive: true });
  const told = await world.lockgen(['check']);
  expect(told.exitCode).toBe(1);
  expect(told.stdout).toContain('its files were replaced there, or the lockfile was edited');
  expect(told.stdout).toContain('--accept-hashes=beta');
});

test.concurrent('bytes that were accepted once, and taken back, are still an alarm', async () => {
  const world = await started();
  const { repository, http } = world;
  const right = await repository.read('requirements.txt');
  http.add([REPLACED]);
  await world.lockgen(['check', '--no-cache']);
  await world.lockgen(['generate', '--accept-hashes=beta']);
  await repository.git('commit', '--no-verify', '-am', 'Accept');
  await repository.stage({ 'requirements.txt': right });
  await repository.git('commit', '--no-verify', '-m', 'Take back');
  const told = await world.lockgen(['check', '--no-cache']);
  expect(told.stdout).toContain('the index now serves other bytes for beta 2.0.0');
  const made = await world.lockgen(['generate']);
  expect(made).toMatchObject({ exitCode: 1 });
  expect(made.stderr).toMatch(ALARM);
});

test.concurrent('a hash that is nearly the new one is no way past the alarm', async () => {
  const world = await started();
  const { repository, http } = world;
  http.add([REPLACED]);
  const nearly = newHash().replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
  for (const path of ['requirements.txt', 'requirements-full.txt']) {
    const text = await repository.read(path);
    await repository.write(path, text.replace(HASH, nearly));
  }
  const made = await world.lockgen(['generate']);
  expect(made, made.stderr).toMatchObject({ exitCode: 1 });
  expect(made.stderr).toContain('the index now serves other bytes for beta 2.0.0');
});

test.concurrent('a hash of a file that is newer than the page in the cache is kept', async () => {
  const world = await started(600);
  const { repository, http } = world;
  // Another machine's uv saw the page with the file, and its lockfile has it.
  http.add([{ ...BETA, platformTags: ['any', 'manylinux_2_17_x86_64', 'musllinux_1_2_x86_64'] }]);
  const elsewhere = { UV_CACHE_DIR: join(await scratchFolder(), 'cache') };
  await world.lockgen(['generate', '--upgrade'], { env: elsewhere });
  const has = await hashesOf(world, 'beta');
  expect(has).toHaveLength(3);
  await repository.git('add', '.');
  await repository.commit('Upgrade', { env: { ...repository.env, ...elsewhere } });
  await repository.stage({ 'pyproject.toml': project('alpha', 'iota') });
  await repository.commit('Change');
  expect(await hashesOf(world, 'beta')).toEqual(has);
});

test.concurrent('a name that no lockfile has: there is nothing to accept', async () => {
  const world = await started();
  const made = await world.lockgen(['generate', '--accept-hashes=bata']);
  expect(made).toMatchObject({ exitCode: 2 });
  expect(made.stderr).toContain('npx lockgen generate --accept-hashes=beta');
  expect(await world.lockgen(['generate', '--accept-hashes=beta==2.0.0'])).toMatchObject({ exitCode: 2 });
});
