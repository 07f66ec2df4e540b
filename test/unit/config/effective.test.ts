import { expect, test } from 'vitest';
import {
  type ConfigLayers,
  configuredOutputs,
  type Declared,
  effectiveConfig,
  type PartialOptions,
} from '../../../src/config/effective.js';
import { PINNED_UV } from '../../../src/uv/version.js';

const declared: Declared = { extras: ['full', 'test-all'], groups: ['dev'], place: 'svc/pyproject.toml' };
const root = (options: PartialOptions, file = '.lockgenrc.yaml') => ({
  file,
  projects: undefined,
  exclude: [],
  options,
});
const two = { a: { output: 'a.txt' }, b: { output: 'b.txt', extras: ['Test_All', 'test.all'] } };
const targetOf = (layers: ConfigLayers, name: string) =>
  effectiveConfig(layers, declared).targets.find((target) => target.name === name);
const errorOf = (layers: ConfigLayers, of = declared): string => {
  try {
    effectiveConfig(layers, of);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return 'nothing was wrong';
};

test('without configuration the defaults hold', () => {
  const config = effectiveConfig({}, declared);
  expect(
    config.targets.map(({ name, output, extras, explicit }) => [name, output, extras, explicit]),
  ).toEqual([
    ['base', 'requirements.txt', [], true],
    ['full', 'requirements-full.txt', ['full'], false],
  ]);
  expect(config.targets[0]).toMatchObject({
    groups: [],
    constraints: [],
    generateHashes: false,
    universal: true,
    pythonPlatform: undefined,
    pythonVersion: undefined,
    platforms: ['linux', 'macos', 'windows'],
    excludeNewer: undefined,
    torchBackend: 'cpu',
    agree: true,
    uvArgs: [],
  });
  expect([config.uvVersion, config.uvHashes]).toEqual([PINNED_UV, []]);
  expect(new Set(config.origins.values())).toEqual(new Set(['default']));
});

test('the default full is left out, without a word, where there is no extra full', () => {
  const names = (extras: readonly string[]) =>
    effectiveConfig({}, { ...declared, extras }).targets.map(({ name }) => name);
  expect(names([])).toEqual(['base']);
  expect(names(['fuller'])).toEqual(['base']);
  expect(names(['Full'])).toEqual(['base', 'full']);
});

test("a target of the root file is left out where the project lacks its extra, a project's own is not", () => {
  const targets = { base: { output: 'a.txt' }, full: { output: 'b.txt', extras: ['Full'] } };
  const names = (layers: ConfigLayers, extras: readonly string[]) =>
    effectiveConfig(layers, { ...declared, extras }).targets.map(({ name }) => name);
  expect(names({ root: root({ targets }) }, [])).toEqual(['base']);
  expect(names({ root: root({ targets }) }, ['full'])).toEqual(['base', 'full']);
  const lacks = 'targets.full.extras[0]: "Full" is no extra of svc/pyproject.toml; it declares no extra';
  expect(errorOf({ project: { targets } }, { ...declared, extras: [] })).toContain(lacks);
  // Nothing would be left.
  expect(errorOf({ root: root({ targets: { full: targets.full } }) }, { ...declared, extras: [] })).toContain(
    lacks,
  );
});

test.each<[string, ConfigLayers, boolean]>([
  ['the default', {}, false],
  ['the root file', { root: root({ generateHashes: true }) }, true],
  [
    'the project over the root file',
    { root: root({ generateHashes: true }), project: { generateHashes: false } },
    false,
  ],
  [
    'flags over all',
    {
      root: root({ generateHashes: false }),
      project: { generateHashes: false },
      flags: { generateHashes: true },
    },
    true,
  ],
  [
    'a target over its own layer',
    { root: root({ generateHashes: false, targets: { base: { output: 'a.txt', generateHashes: true } } }) },
    true,
  ],
  [
    "the project over the root file's target",
    {
      root: root({ targets: { base: { output: 'a.txt', generateHashes: true } } }),
      project: { generateHashes: false },
    },
    false,
  ],
  [
    "flags over the project's target",
    {
      project: { targets: { base: { output: 'a.txt', generateHashes: false } } },
      flags: { generateHashes: true },
    },
    true,
  ],
  [
    "not a root file's target that the project's targets replace",
    {
      root: root({ targets: { base: { output: 'a.txt', generateHashes: true } } }),
      project: { targets: { base: { output: 'a.txt' } } },
    },
    false,
  ],
])('precedence: %s', (_, layers, hashes) => {
  expect(targetOf(layers, 'base')?.generateHashes).toBe(hashes);
});

test('targets replace as a whole, are explicit, and have each extra once, as Python compares names', () => {
  const config = effectiveConfig(
    { root: root({ targets: { c: { output: 'c.txt' } } }), project: { targets: two } },
    declared,
  );
  expect(config.targets.map(({ name, extras, explicit }) => [name, extras, explicit])).toEqual([
    ['a', [], true],
    ['b', ['test-all'], true],
  ]);
});

test('none takes back what a lower layer states', () => {
  const below = root({
    excludeNewer: 'P7D',
    pythonVersion: '3.11',
    pythonPlatform: 'linux',
    universal: false,
  });
  const layers = {
    root: below,
    project: { excludeNewer: 'none', pythonVersion: 'none', pythonPlatform: 'none', universal: true },
  };
  expect(targetOf(layers, 'base')).toMatchObject({
    excludeNewer: undefined,
    pythonVersion: undefined,
    pythonPlatform: undefined,
    universal: true,
  });
});

const HASH = [`sha256:${'0'.repeat(64)}`];
test.each<[ConfigLayers, string, readonly string[]]>([
  [{ root: root({ uvVersion: '0.12.0', uvHashes: HASH }) }, '0.12.0', HASH],
  [{ root: root({ uvVersion: '0.12.0', uvHashes: HASH }), project: { uvVersion: '0.12.1' } }, '0.12.1', []],
  [{ root: root({ uvVersion: '0.12.0' }), project: { uvHashes: HASH } }, '0.12.0', HASH],
  [{ root: root({ uvHashes: HASH }) }, PINNED_UV, HASH],
])('of %j the uv is %s', (layers, version, hashes) => {
  const config = effectiveConfig(layers, declared);
  expect([config.uvVersion, config.uvHashes]).toEqual([version, hashes]);
});

test('each option says where it came from', () => {
  const { origins } = effectiveConfig(
    {
      root: root({ torchBackend: 'none', uvVersion: '0.12.0', agree: false }),
      project: { agree: true, targets: { base: { output: 'a.txt', universal: true, generateHashes: true } } },
      flags: { generateHashes: false },
    },
    declared,
  );
  expect(Object.fromEntries([...origins].filter(([, origin]) => origin !== 'default'))).toEqual({
    targets: 'svc/pyproject.toml [tool.lockgen]',
    'targets.base': 'svc/pyproject.toml [tool.lockgen]',
    'targets.base.output': 'svc/pyproject.toml [tool.lockgen]',
    'targets.base.universal': 'svc/pyproject.toml [tool.lockgen]',
    generateHashes: 'flag',
    torchBackend: '.lockgenrc.yaml',
    agree: 'svc/pyproject.toml [tool.lockgen]',
    uvVersion: '.lockgenrc.yaml',
  });
});

test.each<[string, ConfigLayers, string]>([
  [
    'an extra',
    { root: root({ targets: { dev: { output: 'a.txt', extras: ['full', 'fulll'] } } }) },
    '.lockgenrc.yaml: targets.dev.extras[1]: "fulll" is no extra of svc/pyproject.toml; allowed: full, test-all; did you mean "full"?',
  ],
  [
    'a group, of [tool.lockgen]',
    { project: { targets: { dev: { output: 'a.txt', groups: ['docs'] } } } },
    'svc/pyproject.toml: tool.lockgen.targets.dev.groups[0]: "docs" is no dependency group of svc/pyproject.toml; allowed: dev',
  ],
  [
    'two targets with one output',
    { root: root({ targets: { a: { output: 'x.txt' }, b: { output: '../svc/X.txt' } } }, 'package.json') },
    'package.json: lockgen.targets.b.output: "../svc/X.txt" is the output of the target a, too',
  ],
  [
    'an output outside the repository',
    { root: root({ targets: { a: { output: '../../x.txt' } } }) },
    '.lockgenrc.yaml: targets.a.output: "../../x.txt" is outside the repository',
  ],
  [
    'a constraint outside the repository',
    { root: root({ targets: { a: { output: 'x.txt', constraints: ['../../c.txt'] } } }) },
    '.lockgenrc.yaml: targets.a.constraints[0]: "../../c.txt" is outside the repository',
  ],
  [
    'its own output as a constraint',
    { root: root({ targets: { a: { output: 'x.txt', constraints: ['../svc/x.txt'] } } }) },
    '.lockgenrc.yaml: targets.a.constraints[0]: "../svc/x.txt" is the target\'s own output',
  ],
  [
    'one platform, for all platforms',
    {
      root: root(
        { pythonPlatform: 'linux', targets: { 'my-a': { output: 'x.txt', universal: false } } },
        '.lockgenrc.toml',
      ),
    },
    '.lockgenrc.toml: python-platform: "linux" names one platform, which needs a pythonVersion as well (target my-a)',
  ],
  [
    'one environment that is not named',
    { root: root({ universal: false, pythonVersion: '3.11', targets: { a: { output: 'x.txt' } } }) },
    '.lockgenrc.yaml: universal: false needs a pythonPlatform and a pythonVersion as well, or the lockfile depends on the machine that makes it (target a)',
  ],
  [
    'one platform by a flag',
    {
      flags: { pythonPlatform: 'linux', pythonVersion: '3.11' },
      project: { targets: { a: { output: 'x.txt' } } },
    },
    '--python-platform: "linux" names one platform, which needs universal = false as well (target a)',
  ],
])('refused: %s', (_, layers, message) => {
  expect(errorOf(layers)).toBe(message);
});

test('all errors of a project come at once', () => {
  const targets = { a: { output: 'x.txt', extras: ['x'] }, b: { output: 'x.txt', groups: ['y'] } };
  expect(errorOf({ project: { targets } }, { ...declared, extras: [], groups: [] })).toBe(
    [
      '3 errors in the configuration:',
      'svc/pyproject.toml: tool.lockgen.targets.a.extras[0]: "x" is no extra of svc/pyproject.toml; it declares no extra',
      'svc/pyproject.toml: tool.lockgen.targets.b.groups[0]: "y" is no dependency group of svc/pyproject.toml; it declares no dependency group',
      'svc/pyproject.toml: tool.lockgen.targets.b.output: "x.txt" is the output of the target a, too',
    ].join('\n  '),
  );
});

test('outputs are known before any project is read', () => {
  expect(configuredOutputs({})).toEqual(['requirements.txt', 'requirements-full.txt']);
  expect(configuredOutputs({ root: root({ targets: two }) })).toEqual(['a.txt', 'b.txt']);
  expect(
    configuredOutputs({ root: root({ targets: two }), flags: { targets: { c: { output: 'c.txt' } } } }),
  ).toEqual(['c.txt']);
});
