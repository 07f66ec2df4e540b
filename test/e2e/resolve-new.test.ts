import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Hooked, hooked } from '../helpers/hooked.js';
import { type HttpIndex, startHttpIndex } from '../helpers/http-index.js';
import { type PackageOptions, STANDARD_PACKAGES } from '../helpers/local-index.js';
import { type ProjectOptions, pyproject } from '../helpers/projects.js';
import { scratchFolder } from '../helpers/scratch.js';

// Where a requirement is new, the index is asked about it alone. What comes of it must be what comes of asking about
// all: that is what a machine does whose cache has nothing.

interface World extends Hooked {
  readonly http: HttpIndex;
}

const LOCKFILES = ['requirements.txt', 'requirements-full.txt'];

/** A project that is locked, and the packages' index, which is asked anew each time. */
async function locked(before: ProjectOptions, packages = STANDARD_PACKAGES): Promise<World> {
  const http = await startHttpIndex(packages);
  const cache = join(await scratchFolder(), 'cache');
  const world = await hooked({ env: { ...http.env, UV_CACHE_DIR: cache, UV_HTTP_RETRIES: '0' } });
  await world.commit({ 'pyproject.toml': pyproject(before) });
  return { ...world, http };
}

/** What `lockgen generate` makes of a manifest: the lockfiles, or how it failed, and for which packages it asked. */
async function made(
  { repository, lockgen, http }: World,
  after: ProjectOptions,
  env: NodeJS.ProcessEnv = {},
) {
  await repository.git('checkout', '--quiet', '--', '.');
  await repository.write('pyproject.toml', pyproject(after));
  const asked = http.requests.length;
  const { exitCode, stderr } = await lockgen(['generate'], { env });
  const pages = http.requests.slice(asked).flatMap((path) => /^\/simple\/([^/]+)\/$/.exec(path)?.[1] ?? []);
  const texts = await Promise.all(LOCKFILES.map((path) => repository.tryRead(path)));
  return { result: { exitCode, stderr, texts }, pages: [...new Set(pages)].sort() };
}

/** The same on this machine, whose cache has the old pins, and on one whose cache has nothing. */
async function both(world: World, after: ProjectOptions) {
  const elsewhere = await made(world, after, { UV_CACHE_DIR: join(await scratchFolder(), 'cache') });
  const here = await made(world, after);
  expect(here.result).toEqual(elsewhere.result);
  return here;
}

const full = { extras: { full: ['theta[fast]'] } };
const start: ProjectOptions = { dependencies: ['gamma'], ...full };
/** What is asked for where that is new. */
const MU = ['mu', 'nu-macos', 'nu-windows'];
/** The packages of the lockfiles of that. */
const PINNED = ['alpha', 'beta', 'delta', 'gamma', 'iota', 'theta'];

interface Situation {
  readonly before?: ProjectOptions;
  readonly packages?: readonly PackageOptions[];
  /** Comes out after the lockfiles were made. */
  readonly released?: readonly PackageOptions[];
  readonly after: ProjectOptions;
  /** For which packages the index is asked; how far uv comes before it fails is its own matter. */
  readonly asks: readonly string[] | 'whatever';
  readonly exitCode?: number;
}

const SITUATIONS: Readonly<Record<string, Situation>> = {
  'a new requirement': { after: { ...start, dependencies: ['gamma', 'mu'] }, asks: MU },
  'one that brings several versions of a package: then all is asked for': {
    after: { ...start, dependencies: ['gamma', 'sigma'] },
    asks: [...PINNED, 'omega', 'sigma'],
  },
  'several, in base and in full': {
    after: { dependencies: ['gamma', 'mu'], extras: { full: ['theta[fast]', 'eta', 'kappa.core'] } },
    asks: ['eta', 'kappa-core', ...MU],
  },
  'one that needs what is pinned': {
    before: { dependencies: ['delta'] },
    after: { dependencies: ['delta', 'gamma'] },
    asks: ['alpha', 'beta', 'delta', 'gamma'],
  },
  'one with a marker, while other packages have newer releases': {
    released: [
      { name: 'delta', version: '2.1.0' },
      { name: 'iota', version: '3.0.0' },
    ],
    after: { ...start, dependencies: ['gamma', 'mu ; python_version >= "3.11"'] },
    asks: MU,
  },
  'a higher lower bound': {
    before: { dependencies: ['alpha<2'], ...full },
    after: { dependencies: ['alpha>=2'], ...full },
    asks: ['alpha'],
  },
  'one that has to be as old as another allows': {
    packages: [
      ...STANDARD_PACKAGES,
      { name: 'tau', version: '1.0.0', requires: ['alpha'] },
      { name: 'tau', version: '2.0.0', requires: ['alpha>=2'] },
    ],
    before: { dependencies: ['alpha<2'] },
    after: { dependencies: ['alpha<2', 'tau'] },
    asks: ['alpha', 'tau'],
  },
  'one for which a pin has to move: then all is asked for': {
    packages: STANDARD_PACKAGES.filter(({ name, version }) => name !== 'delta' || version < '2'),
    released: [
      { name: 'delta', version: '2.0.0' },
      { name: 'alpha', version: '2.5.0' },
    ],
    after: { ...start, dependencies: ['gamma', 'zeta'] },
    asks: [...PINNED, 'zeta'],
  },
  'one that is only there as a source': {
    after: { ...start, dependencies: ['gamma', 'xi'] },
    asks: ['xi'],
  },
  'one that an override holds back': {
    after: {
      ...start,
      dependencies: ['gamma', 'sigma'],
      more: '[tool.uv]\noverride-dependencies = ["omega<2.3"]',
    },
    asks: ['omega', 'sigma'],
  },
  'one that a constraint holds back': {
    after: {
      ...start,
      dependencies: ['gamma', 'sigma'],
      more: '[tool.uv]\nconstraint-dependencies = ["omega<2.3"]',
    },
    asks: ['omega', 'sigma'],
  },
  'with hashes, as a pylock.toml, and with the lowest versions': {
    before: {
      ...start,
      more: '[tool.lockgen]\ngenerate-hashes = true\nuv-args = ["--resolution=lowest-direct"]\n[tool.lockgen.targets.lock]\noutput = "pylock.toml"',
    },
    after: {
      ...start,
      dependencies: ['gamma', 'omega'],
      more: '[tool.lockgen]\ngenerate-hashes = true\nuv-args = ["--resolution=lowest-direct"]\n[tool.lockgen.targets.lock]\noutput = "pylock.toml"',
    },
    asks: ['omega'],
  },
  'a bound for some Pythons alone, of what is pinned: then all is asked for': {
    before: { dependencies: ['alpha<2'] },
    after: { dependencies: ['alpha', 'alpha>=2 ; python_version >= "3.12"'] },
    asks: ['alpha'],
  },
  'one of which only a pre-release is for the lowest Python': {
    packages: [
      ...STANDARD_PACKAGES,
      { name: 'tau', version: '3.0', requiresPython: '>=3.11' },
      { name: 'tau', version: '4.0a1' },
    ],
    after: { ...start, dependencies: ['gamma', 'tau'] },
    asks: [...PINNED, 'tau'],
  },
  'one that nobody has': {
    after: { ...start, dependencies: ['gamma', 'no-such-package'] },
    asks: 'whatever',
    exitCode: 1,
  },
  'one that conflicts': {
    before: { dependencies: ['epsilon'] },
    after: { dependencies: ['epsilon', 'zeta'] },
    asks: ['delta', 'epsilon', 'zeta'],
    exitCode: 1,
  },
};

describe('what the index is asked, and that it gives what asking about all gives', () => {
  test.concurrent.each(Object.entries(SITUATIONS))('%s', async (_name, situation) => {
    const { before = start, packages, released = [], after, asks, exitCode = 0 } = situation;
    const world = await locked(before, packages);
    world.http.add(released);
    const { result, pages } = await both(world, after);
    expect(result, result.stderr).toMatchObject({ exitCode });
    if (asks !== 'whatever') expect(pages).toEqual([...asks].sort());
  });
});

test('in a folder of the repository, and with nothing beside it that a build could see', async () => {
  const world = await locked({ ...start, more: '[tool.lockgen]' });
  const { repository } = world;
  const more = { more: '[tool.lockgen]' };
  await world.commit({ 'services/api/pyproject.toml': pyproject({ ...start, ...more }) });
  const asked = world.http.requests.length;
  const words = await world.commit(
    { 'services/api/pyproject.toml': pyproject({ ...start, ...more, dependencies: ['gamma', 'mu'] }) },
    { env: { ...repository.env, GIT_CONFIG_PARAMETERS: "'lockgen.debug=true'" } },
  );
  expect(words).toMatch(/--output-file=\.\.\/\.\.\/\.\.\/aside\/answer\.txt \S*aside\/requirements-\d\.in/);
  expect(new Set(world.http.requests.slice(asked).filter((path) => path.startsWith('/simple/')))).toEqual(
    new Set(MU.map((name) => `/simple/${name}/`)),
  );
  expect(await repository.show('HEAD:services/api/requirements.txt')).not.toContain('aside');
});

test('where uv keeps nothing, all is asked for at once', async () => {
  const world = await locked(start);
  const after = { ...start, dependencies: ['gamma', 'sigma'] };
  const { result, pages } = await made(world, after, { UV_NO_CACHE: '1' });
  expect(result).toEqual((await both(world, after)).result);
  expect(pages).toEqual([...PINNED, 'omega', 'sigma'].sort());
});

test('a name that is somebody’s folder here is not asked for, nor built, from the index', async () => {
  const mark = join(await scratchFolder(), 'mark');
  const onBuild = `open(${JSON.stringify(mark)}, "w").close()`;
  const packages = [
    ...STANDARD_PACKAGES,
    { name: 'tau', version: '1.0.0', requires: ['mylib'] },
    { name: 'mylib', version: '9.9', sdist: 'only', metadataVersion: '1.0', onBuild },
  ] as const;
  const more = { more: '[tool.uv.sources]\nmylib = { path = "lib" }' };
  const http = await startHttpIndex(packages);
  const cache = join(await scratchFolder(), 'cache');
  const world = await hooked({ env: { ...http.env, UV_CACHE_DIR: cache, UV_HTTP_RETRIES: '0' } });
  await world.commit({
    'lib/pyproject.toml': pyproject({ name: 'mylib', version: '1.0.0' }),
    'pyproject.toml': pyproject({ dependencies: ['gamma', 'mylib'], ...more }),
  });
  const asked = http.requests.length;
  await world.commit({ 'pyproject.toml': pyproject({ dependencies: ['gamma', 'mylib', 'tau'], ...more }) });
  expect(await world.repository.show('HEAD:requirements.txt')).toContain('tau==1.0.0');
  expect(http.requests.slice(asked).filter((path) => path.includes('mylib'))).toEqual([]);
  expect(existsSync(mark)).toBe(false);
});

test('with an index that is gone, it is told once, and soon', async () => {
  const world = await locked(start);
  world.http.become('gone');
  const asked = world.http.requests.length;
  const { result } = await made(world, { ...start, dependencies: ['gamma', 'sigma'] });
  expect(result).toMatchObject({ exitCode: 2 });
  expect(result.stderr).toContain('requirements-full.txt: 127.0.0.1');
  expect(new Set(world.http.requests.slice(asked))).toEqual(new Set(['/simple/sigma/']));
});

describe('whatever packages there are', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const major = fc.constantFrom('1.0.0', '2.0.0', '3.0.0', '4.0a1');
  const marker = fc.constantFrom('', '', '', ' ; python_version < "3.12"', ' ; sys_platform == "win32"');
  const python = fc.constantFrom(undefined, undefined, '>=3.11');
  const bound = fc.constantFrom('', '>=2', '<2', '<3', '>=3');
  const requirement = fc.tuple(name, bound, marker).map((parts) => parts.join(''));
  const release = fc.record({
    name,
    version: major,
    requires: fc.array(requirement, { maxLength: 2 }),
    python,
  });
  const unique = <Item>(items: readonly Item[], key: (item: Item) => string): Item[] => [
    ...new Map(items.map((item) => [key(item), item])).values(),
  ];
  /** Each requires what comes later in the alphabet, so that there is no circle. */
  const packages = fc.array(release, { minLength: 5, maxLength: 15 }).map((all) =>
    unique(all, ({ name, version }) => `${name} ${version}`).map((one) => ({
      ...one,
      requires: unique(one.requires, (text) => text.slice(0, 1)).filter((text) => text > one.name),
    })),
  );
  const requirements = fc
    .array(requirement, { minLength: 1, maxLength: 4 })
    .map((all) => unique(all, (text) => text.slice(0, 1)));

  test('the same comes of it on a machine that knows the old pins and on one that knows nothing', async () => {
    await fc.assert(
      fc.asyncProperty(packages, packages, requirements, requirements, async (old, more, before, after) => {
        const http = await startHttpIndex(old);
        const cache = join(await scratchFolder(), 'cache');
        const world = await hooked({ env: { ...http.env, UV_CACHE_DIR: cache, UV_HTTP_RETRIES: '0' } });
        await world.repository.stage({ 'pyproject.toml': pyproject({ dependencies: before }) });
        fc.pre((await world.repository.tryCommit('Start')).exitCode === 0);
        const there = new Set(old.map(({ name, version }) => `${name} ${version}`));
        http.add(more.filter(({ name, version }) => !there.has(`${name} ${version}`)));
        await both({ ...world, http }, { dependencies: after });
        await http.close();
      }),
      { numRuns: 6 },
    );
  });
});
