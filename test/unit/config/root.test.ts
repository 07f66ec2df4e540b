import { expect, test } from 'vitest';
import { readRootConfig } from '../../../src/config/root.js';

const rootOf = (files: Readonly<Record<string, string>>) => readRootConfig((path) => files[path]);
const failing = (message: string | RegExp) =>
  expect.objectContaining({
    reason: 'configuration',
    message: typeof message === 'string' ? message : expect.stringMatching(message),
  });

const YAML = `projects: ['.', services/*]
exclude: [services/old]
generateHashes: true
excludeNewer: 7 days
targets:
  base: { output: ./requirements.txt, pythonVersion: '3.11' }
`;
const JSON_TEXT = `{
  "$schema": "docs/schema.json",
  "projects": [".", "services/*"], "exclude": ["services/old"], "generateHashes": true, "excludeNewer": "7 days",
\t"targets": { "base": { "output": "./requirements.txt", "pythonVersion": "3.11" } }
}`;
const TOML = `projects = [".", "services/*"]
exclude = ["services/old"]
generate-hashes = true
exclude-newer = "7 days"
[targets.base]
output = "./requirements.txt"
python-version = "3.11"
`;
const READ = {
  projects: ['.', 'services/*'],
  exclude: ['services/old'],
  options: {
    generateHashes: true,
    excludeNewer: 'P7D',
    targets: { base: { output: 'requirements.txt', pythonVersion: '3.11' } },
  },
};

test.each([
  ['.lockgenrc', YAML],
  ['.lockgenrc', JSON_TEXT],
  ['.lockgenrc.json', JSON_TEXT],
  ['.lockgenrc.json', `\uFEFF${JSON_TEXT}`],
  ['.lockgenrc.yaml', YAML],
  ['.lockgenrc.yml', YAML.replaceAll('\n', '\r\n')],
  [
    '.lockgenrc.yaml',
    YAML.replace('generateHashes', 'generate-hashes').replace('pythonVersion', 'python-version'),
  ],
  ['.lockgenrc.toml', TOML],
  ['.lockgenrc.toml', TOML.replace('generate-hashes', 'generateHashes')],
  ['package.json', `{ "name": "x", "lockgen": ${JSON_TEXT} }`],
])('%s states the same in its own way', async (file, text) => {
  expect(await rootOf({ [file]: text })).toEqual({ file, ...READ });
});

test.each([
  ['.lockgenrc', ''],
  ['.lockgenrc', '# nothing yet\n'],
  ['.lockgenrc.json', ' \n'],
  ['.lockgenrc.yaml', '---\n'],
  ['.lockgenrc.toml', '# nothing yet\n'],
  ['.lockgenrc.json', '{}'],
])('%s with %j states nothing', async (file, text) => {
  expect(await rootOf({ [file]: text })).toEqual({ file, projects: undefined, exclude: [], options: {} });
});

test.each<[string, Readonly<Record<string, string>>]>([
  ['no file at all', {}],
  ['a package.json that has nothing to do with it', { 'package.json': '{ "name": "x" }' }],
  ['a package.json that only installs it', { 'package.json': '{ "devDependencies": { "lockgen": "1" } }' }],
  ['a package.json that is broken elsewhere', { 'package.json': '{ "name": ' }],
])('there is no configuration in %s', async (_, files) => {
  expect(await rootOf(files)).toBeUndefined();
});

test('two files are an error that names both', async () => {
  await expect(rootOf({ '.lockgenrc': '', '.lockgenrc.toml': 'broken' })).rejects.toThrow(
    failing(/there are 2: \.lockgenrc and \.lockgenrc\.toml$/),
  );
  await expect(rootOf({ '.lockgenrc.json': '{}', 'package.json': '{ "lockgen": {} }' })).rejects.toThrow(
    failing(/there are 2: \.lockgenrc\.json and package\.json \(key lockgen\)$/),
  );
  const beside = await rootOf({
    '.lockgenrc.json': '{}',
    'package.json': '{ "devDependencies": { "lockgen": "1" } }',
  });
  expect(beside?.file).toBe('.lockgenrc.json');
});

test.each([
  [
    '.lockgenrc.json',
    '{\n  "agree": true,\n  universal: false\n}',
    /^\.lockgenrc\.json:3:3: not JSON: Expected /,
  ],
  ['.lockgenrc.json', '{\n  "agree": tru\n}', /^\.lockgenrc\.json:2:15: not JSON: /],
  ['.lockgenrc.json', '{\n  "agree": ', /^\.lockgenrc\.json:2:12: not JSON: Unexpected end of JSON input$/],
  ['.lockgenrc.json', '{\n  "agree": #\n}', /^\.lockgenrc\.json:2:12: not JSON: Unexpected token '#'$/],
  ['package.json', '{\n  "lockgen": {,}\n}', /^package\.json:2:15: not JSON: /],
  [
    '.lockgenrc.yaml',
    'agree: true\n universal: false\n',
    /^\.lockgenrc\.yaml:2:11: not YAML: bad indentation/,
  ],
  ['.lockgenrc', 'agree: true\nagree: false\n', /^\.lockgenrc:2:1: not YAML: duplicated mapping key$/],
  ['.lockgenrc.yaml', 'agree: !!js/function x\n', /^\.lockgenrc\.yaml:1:\d+: not YAML: unknown tag/],
  [
    '.lockgenrc.toml',
    'agree = true\nuniversal = = false\n',
    /^\.lockgenrc\.toml:2:\d+: not TOML: invalid value$/,
  ],
  ['.lockgenrc.toml', 'agree = true\nagree = false\n', /^\.lockgenrc\.toml:2:\d+: not TOML: /],
])('%s with %j says where it is malformed', async (file, text, message) => {
  await expect(rootOf({ [file]: text })).rejects.toThrow(failing(message));
});

test.each([
  ['.lockgenrc', 'just a word', '.lockgenrc: "just a word" is not allowed; allowed: a table of options'],
  ['.lockgenrc.json', '[]', '.lockgenrc.json: [] is not allowed; allowed: a table of options'],
  [
    'package.json',
    '{ "lockgen": true }',
    'package.json: lockgen: true is not allowed; allowed: a table of options',
  ],
  [
    'package.json',
    '{ "lockgen": { "agree": 1 } }',
    'package.json: lockgen.agree: 1 is not allowed; allowed: true or false',
  ],
])('%s with %j is no table of options', async (file, text, message) => {
  await expect(rootOf({ [file]: text })).rejects.toThrow(failing(message));
});

test.each([
  ['.lockgenrc.yaml', 'excludeNewer: 2026-10-07', '2026-10-08T00:00:00Z'],
  ['.lockgenrc.yaml', 'excludeNewer: 2026-10-07 # a day', '2026-10-08T00:00:00Z'],
  ['.lockgenrc.yaml', '{ excludeNewer: 2026-10-07 }', '2026-10-08T00:00:00Z'],
  ['.lockgenrc.yaml', 'excludeNewer: 2026-10-07T00:00:00Z', '2026-10-07T00:00:00Z'],
  ['.lockgenrc.yaml', 'excludeNewer: 2026-10-07 02:00:00 +2', '2026-10-07T00:00:00Z'],
  ['.lockgenrc.yaml', 'excludeNewer: 2026-10-06T22:00:00-02:00', '2026-10-07T00:00:00Z'],
  ['.lockgenrc.yaml', "excludeNewer: '2026-10-07'", '2026-10-08T00:00:00Z'],
  ['.lockgenrc.toml', 'exclude-newer = 2026-10-07', '2026-10-08T00:00:00Z'],
  ['.lockgenrc.toml', 'exclude-newer = 2026-10-07T00:00:00Z', '2026-10-07T00:00:00Z'],
  ['.lockgenrc.toml', 'exclude-newer = 2026-10-07T02:00:00+02:00', '2026-10-07T00:00:00Z'],
])('%s: a date without quotes, %s, is %s', async (file, text, uv) => {
  expect((await rootOf({ [file]: text }))?.options.excludeNewer).toBe(uv);
});

test.each([
  ['excludeNewer: 2025-13-01', '1:15: not YAML: 2025-13-01 is no date'],
  ['agree: true\nexcludeNewer: 2026-02-29 # a day', '2:15: not YAML: 2026-02-29 is no date'],
  ['{ excludeNewer: 2026-04-31 }', '1:17: not YAML: 2026-04-31 is no date'],
  ['excludeNewer: 2026-10-07T25:00:00Z', '1:15: not YAML: 2026-10-07T25:00:00Z is no date'],
  ['excludeNewer: 2026-10-32 02:00:00 +2', '1:15: not YAML: 2026-10-32 is no date'],
])('.lockgenrc: %j has a date that no calendar has, and is refused', async (text, message) => {
  await expect(rootOf({ '.lockgenrc': text })).rejects.toThrow(
    expect.objectContaining({ reason: 'configuration', message: expect.stringContaining(message) }),
  );
});

test('a date in a comment is nobody’s', async () => {
  const text = '# 2025-13-01\nexcludeNewer: 2026-01-01 # not 2025-12-32\n';
  expect((await rootOf({ '.lockgenrc': text }))?.options.excludeNewer).toBe('2026-01-02T00:00:00Z');
});

test('a local time is refused, since it is another moment elsewhere', async () => {
  await expect(rootOf({ '.lockgenrc.toml': 'exclude-newer = 2026-10-07T00:00:00' })).rejects.toThrow(
    failing(/^\.lockgenrc\.toml: exclude-newer: .* a timestamp with its time zone/),
  );
});
