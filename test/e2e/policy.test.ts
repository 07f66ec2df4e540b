import { describe, expect, test } from 'vitest';
import { isolatedEnvironment } from '../helpers/environment.js';
import { blocked, type Hooked, hooked, startedWith, withoutUvAndPython } from '../helpers/hooked.js';
import { pyproject, standardProject } from '../helpers/projects.js';
import { makeRepository } from '../helpers/repository.js';
import { scratchFolder } from '../helpers/scratch.js';
import { standing } from '../helpers/wired.js';

const policy = (text: string): string => `[tool.lockgen]\n${text}`;

/** `lockgen check` where nothing is known of the lockfiles, and there is no uv: what it says is told by rules alone. */
async function checkAlone(world: Hooked): Promise<{ exitCode: number | undefined; stdout: string }> {
  const before = await standing(world.repository);
  const alone = await withoutUvAndPython(world);
  const result = await world.lockgen(['check'], { env: alone.env });
  expect(await standing(world.repository)).toBe(before);
  return result;
}

/** Lines of lockgen's own in a blocked commit's words, and the lines below them. */
function parts(words: string): { ours: string[]; more: string[] } {
  const lines = words.trimEnd().split('\n');
  const ours = lines.filter((line) => line.startsWith('lockgen: '));
  expect(ours.length).toBeLessThanOrEqual(5);
  expect(lines.slice(0, ours.length)).toEqual(ours);
  return { ours, more: lines.slice(ours.length).map((line) => line.trim()) };
}

describe('deny: a commit', () => {
  test.concurrent('that would bring in a denied package is blocked, with the reason and the way it came', async () => {
    const world = await startedWith({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
    const { repository } = world;
    await repository.stage({
      '.lockgenrc': 'deny: [{ package: del*, reason: it is old }]\n',
      'pyproject.toml': pyproject({ dependencies: ['alpha', 'gamma'] }),
    });
    const { ours, more } = parts(await blocked(world, () => repository.tryCommit('Change')));
    expect(ours).toEqual([
      'lockgen: commit blocked: requirements.txt: delta is denied ("del*", .lockgenrc: deny[0]): it is old; it comes from pyproject.toml:7 → gamma → delta',
      'lockgen: next: take what brings it in out of pyproject.toml, or make an exception where it is denied (.lockgenrc: deny[0])',
      expect.stringContaining('nothing was changed'),
    ]);
    expect(more).toEqual([]);
    // generate says the same, with the same exit code, and writes nothing.
    const before = await standing(repository);
    const generated = await world.lockgen(['generate']);
    expect(generated).toMatchObject({ exitCode: 1, stdout: '' });
    expect(generated.stderr).toContain('delta is denied');
    expect(await standing(repository)).toBe(before);
  });

  test.concurrent('that asks for a denied package itself is blocked before any uv is started', async () => {
    const world = await hooked();
    await world.repository.stage({
      'pyproject.toml': pyproject({ dependencies: ['alpha', 'iota>=1'], more: policy('deny = ["Iota"]') }),
    });
    const alone = await withoutUvAndPython(world);
    const words = await blocked(world, () => world.repository.tryCommit('Change', { env: alone.env }));
    expect(words).toContain(
      'iota is denied (pyproject.toml: tool.lockgen.deny[0]); it comes from pyproject.toml:7 → iota',
    );
  });

  test.concurrent('names all denied packages, in base and full, each once', async () => {
    const world = await hooked();
    await world.repository.stage({
      'pyproject.toml': standardProject({ more: policy('deny = ["delta", "iota"]') }),
    });
    const { ours, more } = parts(await blocked(world, () => world.repository.tryCommit('Change')));
    expect(ours[0]).toContain('requirements.txt: delta is denied');
    expect(more.filter((line) => line.startsWith('delta'))).toEqual([]);
    expect(more).toEqual([expect.stringMatching(/^iota is denied .* → theta → iota$/)]);
  });

  test.concurrent('that only denies what is locked already is blocked, though no lockfile would change', async () => {
    const world = await startedWith({ 'pyproject.toml': pyproject({ dependencies: ['gamma'] }) });
    expect(await world.lockgen(['check'])).toMatchObject({ exitCode: 0 });
    await world.repository.stage({ '.lockgenrc': 'deny: [beta]\n' });
    const words = await blocked(world, () => world.repository.tryCommit('Deny'));
    expect(words).toContain('beta is denied (.lockgenrc: deny[0])');
    // It was known to be fresh a moment ago.
    const { exitCode, stdout } = await checkAlone(world);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^stale {4}requirements\.txt: line \d+: beta is denied \(\.lockgenrc: deny\[0\]\); it comes from pyproject\.toml:6 → gamma → beta$/m,
    );
  });

  test.concurrent('goes through with an exception for the package, or for the project', async () => {
    const world = await hooked();
    await world.commit({
      '.lockgenrc': `projects: [services/*]
deny:
  - { package: '*ta', except: [delta, beta] }
  - { package: alpha, exceptIn: [services/gpu] }
`,
      'services/gpu/pyproject.toml': pyproject({ name: 'gpu', dependencies: ['gamma'] }),
    });
    expect(await world.pins('services/gpu/requirements.txt')).toContain('delta==2.0.0');
    expect(await world.lockgen(['check'])).toMatchObject({ exitCode: 0 });
    // The rule holds for any other project, and what this one says of its own takes nothing back.
    await world.repository.stage({
      'services/web/pyproject.toml': pyproject({
        name: 'web',
        dependencies: ['gamma'],
        more: policy('deny = []'),
      }),
    });
    const words = await blocked(world, () => world.repository.tryCommit('Change'));
    expect(words).toContain(
      'services/web/requirements.txt: alpha is denied (.lockgenrc: deny[1]); it comes from services/web/pyproject.toml:6 → gamma → beta → alpha',
    );
  });

  test.concurrent('of which a marker keeps the denied package out of every promised place goes through', async () => {
    const world = await hooked();
    await world.commit({
      'pyproject.toml': pyproject({
        dependencies: ['alpha', "iota ; python_version < '3.8'"],
        more: policy('deny = ["iota"]'),
      }),
    });
    expect(await world.pins('requirements.txt')).toEqual(['alpha==2.0.0']);
  });

  test.concurrent('of which [tool.uv] takes the denied package out goes through', async () => {
    const world = await hooked();
    await world.commit({
      'pyproject.toml': pyproject({
        dependencies: ['gamma', 'iota'],
        more: `[tool.uv]\nexclude-dependencies = ["delta", "iota"]\n${policy('deny = ["delta", "iota"]')}`,
      }),
    });
    expect(await world.pins('requirements.txt')).not.toContain('delta==2.0.0');
  });
});

test.concurrent('a clean merge of a package on one side and its denial on the other stops, and so does its commit', async () => {
  const world = await startedWith({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
  const { repository } = world;
  await repository.git('switch', '--quiet', '--create', 'theirs');
  await world.commit({ '.lockgenrc': 'deny: [Beta]\n' });
  await repository.git('switch', '--quiet', '-');
  await world.commit({ 'pyproject.toml': pyproject({ dependencies: ['alpha', 'gamma'] }) });
  const merged = await repository.tryGit('merge', 'theirs');
  expect(merged.exitCode).not.toBe(0);
  expect(merged.stderr).toMatch(/^lockgen: merge stopped: requirements\.txt .*beta is denied/m);
  const words = await blocked(world, () => repository.tryCommit('Merge'));
  expect(words).toContain(
    'beta is denied (.lockgenrc: deny[0]); it comes from pyproject.toml:7 → gamma → beta',
  );
  expect(words).toContain('make an exception where it is denied (.lockgenrc: deny[0])');
});

describe('check', () => {
  test.concurrent('calls a lockfile stale that a person put a denied package into, without uv', async () => {
    const world = await startedWith({
      'pyproject.toml': pyproject({ dependencies: ['alpha'], more: policy('deny = ["nvidia-*"]') }),
    });
    const { repository } = world;
    const text = await repository.read('requirements.txt');
    await repository.write('requirements.txt', `${text}nvidia-cublas==12.0.0\n    # via alpha\n`);
    const { exitCode, stdout } = await checkAlone(world);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      'nvidia-cublas is denied ("nvidia-*", pyproject.toml: tool.lockgen.deny[0]); it comes from pyproject.toml:6 → alpha → nvidia-cublas',
    );
  });

  test.concurrent('names what mends it, where a regeneration would break the policy as well', async () => {
    const world = await startedWith({ 'pyproject.toml': pyproject({ dependencies: ['gamma'] }) });
    const { repository } = world;
    await repository.write(
      'pyproject.toml',
      pyproject({ dependencies: ['gamma'], more: policy('deny = ["delta"]') }),
    );
    const { exitCode, stdout } = await world.lockgen(['check']);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^stale {4}requirements\.txt: line \d+: delta is denied/m);
    expect(stdout).toMatch(/^ +next: \S/m);
    expect(stdout).not.toContain('to mend');
  });

  test.concurrent.each([
    '--extra-index-url https://evil.example/simple',
    '--find-links https://evil.example/wheels',
    '--trusted-host evil.example',
    'alpha @ https://evil.example/alpha-2.0.0-py3-none-any.whl',
  ])('calls a lockfile stale that names a foreign host, without uv: %s', async (line) => {
    const world = await startedWith({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
    const { repository } = world;
    const text = await repository.read('requirements.txt');
    const edited = line.startsWith('alpha')
      ? text.replace(/^alpha==.*$/m, line)
      : text.replace(/^alpha/m, `${line}\n\nalpha`);
    expect(edited).not.toBe(text);
    await repository.write('requirements.txt', edited);
    const { exitCode, stdout } = await checkAlone(world);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /^stale {4}requirements\.txt: line \d+: .* the host evil\.example, which neither the project's indexes nor its files name$/m,
    );
  });

  test.concurrent('calls a lockfile stale that lost a hash, where they are required, without uv', async () => {
    const world = await startedWith({
      'pyproject.toml': pyproject({ dependencies: ['alpha'], more: policy('require-hashes = true') }),
    });
    const { repository } = world;
    const text = await repository.read('requirements.txt');
    expect(text).toMatch(/alpha==2\.0\.0 \\\n {4}--hash=sha256:/);
    expect(await world.lockgen(['check'])).toMatchObject({ exitCode: 0 });
    await repository.write('requirements.txt', text.replace(/ \\\n {4}--hash=.*/, ''));
    const { exitCode, stdout } = await checkAlone(world);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      'alpha==2.0.0 has no hash, but hashes are required (pyproject.toml: tool.lockgen.require-hashes)',
    );
  });

  test.concurrent('says stale for somebody whose resolution brings in what is denied', async () => {
    const world = await startedWith({
      'pyproject.toml': pyproject({
        dependencies: ['gamma'],
      }),
    });
    const { repository, index } = world;
    // A lockfile from which a person took what is denied, with all that says where it was.
    const text = await repository.read('requirements.txt');
    await repository.write('requirements.txt', text.replace(/^delta.*\n( +#.*\n)*/m, ''));
    await repository.write('.lockgenrc', 'deny: [delta]\n');
    const env = isolatedEnvironment(await scratchFolder(), index.env);
    const { exitCode, stdout } = await world.lockgen(['check'], { env });
    expect(exitCode, stdout).toBe(1);
    expect(stdout).toMatch(/^stale {4}requirements\.txt: .*delta is denied/m);
  });
});

describe('requireHashes', () => {
  test.concurrent('locks with hashes what has them', async () => {
    const world = await hooked();
    await world.commit({
      '.lockgenrc': 'requireHashes: true\n',
      'pyproject.toml': standardProject(),
    });
    for (const path of ['requirements.txt', 'requirements-full.txt']) {
      expect(await world.repository.read(path)).toMatch(/--hash=sha256:/);
    }
  });

  test.concurrent.each(['a folder', 'a git repository'])(
    'blocks a commit with %s among its pins',
    async (what) => {
      const lib = pyproject({ name: 'lib' });
      const origin = await makeRepository({ files: { 'pyproject.toml': lib } });
      const [source, files] =
        what === 'a folder'
          ? ['path = "lib"', { 'lib/pyproject.toml': lib }]
          : [`git = "file://${origin.root}"`, {}];
      const world = await hooked({ files: { 'other.txt': '' } });
      await world.repository.stage({
        ...files,
        'pyproject.toml': pyproject({
          dependencies: ['alpha', 'lib'],
          more: `[tool.uv.sources]\nlib = { ${source} }\n${policy('require-hashes = true')}`,
        }),
      });
      const words = await blocked(world, () => world.repository.tryCommit('Change'));
      expect(words).toMatch(
        /commit blocked: requirements\.txt: (\.\/)?lib has no hash, and can have none, but hashes are required \(pyproject\.toml: tool\.lockgen\.require-hashes\)/,
      );
      expect(words).toMatch(/next: take (\.\/)?lib from an index that has hashes/);
    },
  );

  test.concurrent('contradicts --no-generate-hashes', async () => {
    const world = await startedWith({
      'pyproject.toml': pyproject({ dependencies: ['alpha'], more: policy('require-hashes = true') }),
    });
    const result = await world.lockgen(['check', '--no-generate-hashes']);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toContain('false contradicts pyproject.toml: tool.lockgen.require-hashes');
  });
});

describe('hosts', () => {
  test.concurrent('a commit that takes a package from another one is blocked before that is asked', async () => {
    const world = await hooked();
    const { repository } = world;
    await repository.stage({
      '.lockgenrc': 'hosts: [a.example]\n',
      'pyproject.toml': pyproject({ dependencies: ['iota @ git+https://b.example/iota'] }),
    });
    const { env } = await withoutUvAndPython(world);
    const { ours } = parts(await blocked(world, () => repository.tryCommit('Change', { env })));
    expect(ours.slice(0, 2)).toEqual([
      "lockgen: commit blocked: requirements.txt: iota comes from the host b.example, which .lockgenrc: hosts doesn't have",
      'lockgen: next: take it out of pyproject.toml, or add its host to .lockgenrc: hosts',
    ]);
  });

  test.concurrent('what a repository of a dependency brings in from elsewhere is foreign, until it is named', async () => {
    const inner = await makeRepository({ files: { 'pyproject.toml': pyproject({ name: 'inner' }) } });
    const build = '[build-system]\nrequires = []\nbuild-backend = "none"\n';
    await inner.git('commit', '--allow-empty', '-m', 'More');
    const outer = await makeRepository({
      files: {
        'pyproject.toml': pyproject({
          name: 'outer',
          dependencies: [`inner @ git+file://localhost${inner.root}`],
          more: build,
        }),
      },
    });
    const world = await hooked();
    const text = (more: string) =>
      pyproject({
        dependencies: ['outer'],
        more: `[tool.uv.sources]\nouter = { git = "file://${outer.root}" }\n${more}`,
      });
    await world.repository.stage({ 'pyproject.toml': text('') });
    const words = await blocked(world, () => world.repository.tryCommit('Change'));
    expect(words).toContain(
      "inner comes from the host localhost, which neither the project's indexes nor its files name",
    );
    const hosts = /hosts = (\[.*\])$/m.exec(words)?.[0] ?? '';
    expect(hosts).toContain('"localhost"');
    // What the message says to write lets it through.
    await world.commit({ 'pyproject.toml': text(policy(hosts)) });
    expect(await world.lockgen(['check'])).toMatchObject({ exitCode: 0 });
  });
});

test.concurrent('lockgen config prints the policy, and where each part of it comes from', async () => {
  const world = await hooked({
    files: {
      '.lockgenrc':
        'deny: [{ package: torch, reason: too big }]\nrequireHashes: true\nhosts: [a.example, b.example]\n',
      'pyproject.toml': pyproject({
        dependencies: ['alpha'],
        more: policy('deny = ["x"]\nhosts = ["a.example"]'),
      }),
    },
  });
  const { exitCode, stdout } = await world.lockgen(['config']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('    generateHashes = true  # .lockgenrc: requireHashes\n');
  expect(stdout).toContain('  deny {"package":"x"}  # pyproject.toml: tool.lockgen.deny[0]\n');
  expect(stdout).toContain('  deny {"package":"torch","reason":"too big"}  # .lockgenrc: deny[0]\n');
  expect(stdout).toContain('  requireHashes = true  # .lockgenrc: requireHashes\n');
  expect(stdout).toContain('  hosts = ["a.example"]  # pyproject.toml: tool.lockgen.hosts\n');
});

test.concurrent('check tells what is denied though the requirement has no pin yet, and that there is no solution', async () => {
  const world = await startedWith({
    'pyproject.toml': pyproject({ dependencies: ['alpha'] }),
    '.lockgenrc': 'deny: [del*]\n',
  });
  await world.repository.write('pyproject.toml', pyproject({ dependencies: ['alpha', 'gamma'] }));
  const denied = await world.lockgen(['check', '--format', 'gitlab']);
  expect(denied).toMatchObject({ exitCode: 1 });
  expect(denied.stdout).toContain(
    'delta is denied (\\"del*\\", .lockgenrc: deny[0]); it comes from pyproject.toml:7 → gamma → delta',
  );
  await world.repository.write('pyproject.toml', pyproject({ dependencies: ['alpha>99'] }));
  const none = JSON.parse((await world.lockgen(['check', '--format', 'json'])).stdout);
  expect(none.lockfiles[0].reasons.map(({ code }: { code: string }) => code)).toEqual([
    'outside-specifier',
    'unsatisfiable',
  ]);
  expect((await world.lockgen(['check', '--format', 'github'])).stdout).toMatch(
    /::error [^\n]*unsatisfiable::[^\n]*only alpha/,
  );
});
