import { describe, expect, it, test } from 'vitest';
import { type ConfigLayers, effectiveConfig, projectOptions } from '../../../src/config/effective.js';
import type { PartialOptions } from '../../../src/config/options.js';
import { readRootConfig } from '../../../src/config/root.js';

const declared = { extras: [], groups: [], place: 'svc/pyproject.toml' };
const root = (options: PartialOptions) => ({ file: '.lockgenrc', projects: undefined, exclude: [], options });
const policyOf = (layers: ConfigLayers) => effectiveConfig(layers, declared).policy;
const errorOf = (layers: ConfigLayers): string => {
  try {
    effectiveConfig(layers, declared);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return 'nothing was wrong';
};
const read = async (text: string) =>
  (await readRootConfig((path) => (path === '.lockgenrc' ? text : undefined)))?.options;

describe('deny', () => {
  it('takes names, patterns and tables, in either spelling of keys, and compares names as Python does', async () => {
    const rules = [
      { package: 'left-pad' },
      { package: 'nvidia-*', reason: 'CPU: only', except: ['nvidia-ml-py'], exceptIn: ['services/*'] },
    ];
    expect(
      await read(
        `deny: [Left.Pad, { package: Nvidia_*, reason: 'CPU: only', except: [NVIDIA.ml_py], except-in: [services/*] }]`,
      ),
    ).toEqual({ deny: rules });
    const table = {
      deny: [
        'left_pad',
        { package: 'nvidia.*', reason: 'CPU: only', except: ['nvidia-ml-py'], exceptIn: ['services/*'] },
      ],
    };
    expect(await projectOptions(table, 'pyproject.toml: tool.lockgen')).toEqual({ deny: rules });
  });

  it.each<[string, unknown, string]>([
    ['no list', 'torch', 'deny: "torch" is not allowed; allowed: a list of names, patterns and tables'],
    [
      'a version',
      ['torch>=2'],
      'deny[0]: "torch>=2" is not allowed; allowed: a package\'s name or a pattern of names ("nvidia-*"), without version and extras, or a table with `package`',
    ],
    [
      'an extra in a table',
      [{ package: 'torch[x]' }],
      'deny[0].package: "torch[x]" is not allowed; allowed: a package\'s name or a pattern of names ("nvidia-*"), without version and extras',
    ],
    [
      'a table without a name',
      [{ reason: 'x' }],
      'deny[0].package: missing; every rule of deny needs package',
    ],
    [
      'an unknown key',
      ['a', { package: 'b', exept: [] }],
      'deny[1].exept: unknown option; did you mean except?',
    ],
    [
      'a key of the options',
      [{ package: 'b', universal: true }],
      'deny[0].universal: unknown option; known: package, reason, except, except-in',
    ],
    [
      'exceptions that are no list',
      [{ package: 'b', except: 'c' }],
      'deny[0].except: "c" is not allowed; allowed: a list of names of packages, or patterns of names',
    ],
    [
      'a folder outside',
      [{ package: 'b', 'except-in': ['../x'] }],
      'deny[0].except-in[0]: "../x" is not allowed; allowed: a folder inside the repository, as seen from its root',
    ],
    [
      'a reason of two lines',
      [{ package: 'b', reason: 'a\nb' }],
      'deny[0].reason: "a\\nb" is not allowed; allowed: a text of one line',
    ],
    [
      'a number',
      [3],
      'deny[0]: 3 is not allowed; allowed: a package\'s name or a pattern of names ("nvidia-*"), without version and extras, or a table with `package`',
    ],
  ])('refuses %s', async (_, deny, message) => {
    await expect(projectOptions({ deny }, 'pyproject.toml: tool.lockgen')).rejects.toThrow(
      expect.objectContaining({
        reason: 'configuration',
        message: `pyproject.toml: tool.lockgen.${message}`,
      }),
    );
  });

  it('adds up over the layers, each rule with its place', () => {
    const { deny } = policyOf({
      root: root({ deny: [{ package: 'a' }, { package: 'b', reason: 'old' }] }),
      project: { deny: [{ package: 'c' }] },
    });
    expect(deny).toEqual([
      { package: 'c', place: 'svc/pyproject.toml: tool.lockgen.deny[0]' },
      { package: 'a', place: '.lockgenrc: deny[0]' },
      { package: 'b', reason: 'old', place: '.lockgenrc: deny[1]' },
    ]);
    expect(policyOf({ root: root({ deny: [{ package: 'a' }] }), project: { deny: [] } }).deny).toHaveLength(
      1,
    );
  });
});

describe('requireHashes', () => {
  it('turns generateHashes on, and says by what', () => {
    const config = effectiveConfig({ root: root({ requireHashes: true }) }, declared);
    expect(config.policy.requireHashes).toBe('.lockgenrc: requireHashes');
    expect(config.targets.map(({ generateHashes }) => generateHashes)).toEqual([true]);
    expect(config.origins.get('generateHashes')).toBe('.lockgenrc: requireHashes');
    const off = effectiveConfig({ root: root({ requireHashes: false }) }, declared);
    expect(off.policy.requireHashes).toBeUndefined();
    expect(off.targets.map(({ generateHashes }) => generateHashes)).toEqual([false]);
  });

  it('may be asked for by one project alone, and in two places', () => {
    const project = { requireHashes: true };
    expect(policyOf({ root: root({ requireHashes: false }), project }).requireHashes).toBe(
      'svc/pyproject.toml: tool.lockgen.require-hashes',
    );
    expect(policyOf({ root: root({ requireHashes: true }), project }).requireHashes).toBe(
      '.lockgenrc: requireHashes',
    );
  });

  it.each<[string, ConfigLayers, string]>([
    [
      'a project that takes it back',
      { root: root({ requireHashes: true }), project: { requireHashes: false } },
      "svc/pyproject.toml: tool.lockgen.require-hashes: false can't take back .lockgenrc: requireHashes",
    ],
    [
      'no hashes beside it',
      { root: root({ requireHashes: true, generateHashes: false }) },
      '.lockgenrc: generateHashes: false contradicts .lockgenrc: requireHashes; leave it out, or set it to true',
    ],
    [
      'no hashes for one target',
      {
        root: root({ requireHashes: true }),
        project: { targets: { a: { output: 'a.txt' }, b: { output: 'b.txt', generateHashes: false } } },
      },
      'svc/pyproject.toml: tool.lockgen.targets.b.generate-hashes: false contradicts .lockgenrc: requireHashes; leave it out, or set it to true',
    ],
    [
      'a flag',
      { root: root({ requireHashes: true }), flags: { generateHashes: false } },
      '--generate-hashes: false contradicts .lockgenrc: requireHashes; leave it out, or set it to true',
    ],
  ])('refuses %s', (_, layers, message) => {
    expect(errorOf(layers)).toBe(message);
  });
});

describe('build', () => {
  const built = (layers: ConfigLayers) => effectiveConfig(layers, declared).neverBuilds;

  it('is allowed unless a layer says never, and then by the lowest that does', () => {
    expect(built({})).toBeUndefined();
    expect(built({ root: root({ build: 'allow' }) })).toBeUndefined();
    expect(built({ project: { build: 'never' }, root: root({ build: 'allow' }) })).toBe(
      'svc/pyproject.toml: tool.lockgen.build',
    );
    expect(built({ flags: { build: 'never' }, project: { build: 'allow' } })).toBe('--build');
    expect(built({ flags: { build: 'never' }, root: root({ build: 'never' }) })).toBe('.lockgenrc: build');
  });

  it.each<[string, ConfigLayers, string]>([
    [
      'by a project',
      { project: { build: 'allow' }, root: root({ build: 'never' }) },
      'svc/pyproject.toml: tool.lockgen.build: "allow" can\'t take back .lockgenrc: build',
    ],
    [
      'by a flag',
      { flags: { build: 'allow' }, project: { build: 'never' } },
      '--build: "allow" can\'t take back svc/pyproject.toml: tool.lockgen.build',
    ],
  ])('is not taken back %s', (_, layers, message) => {
    expect(errorOf(layers)).toBe(message);
  });
});

describe('hosts', () => {
  it('takes hosts and what is below a domain, in any case', async () => {
    expect(await read("hosts: [Git.Example.com, '*.Example.ORG', localhost, '[::1]', 10.0.0.1]")).toEqual({
      hosts: ['git.example.com', '*.example.org', 'localhost', '[::1]', '10.0.0.1'],
    });
  });

  it.each(['https://example.com', 'example.com:8080', 'example.com/simple', '*', 'a.*.com', '', 'a b'])(
    'refuses %j',
    async (host) => {
      await expect(projectOptions({ hosts: [host] }, 'pyproject.toml: tool.lockgen')).rejects.toThrow(
        /^pyproject\.toml: tool\.lockgen\.hosts\[0\]: .* allowed: a host .*, without scheme, port and path$/,
      );
    },
  );

  it('are at most those of the root file', () => {
    const stated = root({ hosts: ['a.example', '*.b.example'] });
    expect(policyOf({})).toEqual({ deny: [], requireHashes: undefined, hosts: undefined });
    expect(policyOf({ root: stated }).hosts).toEqual({
      allowed: ['a.example', '*.b.example'],
      place: '.lockgenrc: hosts',
    });
    const place = 'svc/pyproject.toml: tool.lockgen.hosts';
    expect(policyOf({ root: stated, project: { hosts: [] } }).hosts).toEqual({ allowed: [], place });
    expect(policyOf({ root: stated, project: { hosts: ['x.b.example'] } }).hosts?.allowed).toEqual([
      'x.b.example',
    ]);
    expect(policyOf({ project: { hosts: ['c.example'] } }).hosts?.allowed).toEqual(['c.example']);
    expect(errorOf({ root: stated, project: { hosts: ['a.example', 'b.example'] } })).toBe(
      'svc/pyproject.toml: tool.lockgen.hosts[1]: "b.example" is not among .lockgenrc: hosts, to which nothing can be added here',
    );
  });
});

test('no flag and no target states a policy', async () => {
  const targets = { base: { output: 'a.txt', deny: ['torch'] } };
  await expect(projectOptions({ targets }, 'pyproject.toml: tool.lockgen')).rejects.toThrow(
    'targets.base.deny: is an option of the whole project, not of one target',
  );
});
