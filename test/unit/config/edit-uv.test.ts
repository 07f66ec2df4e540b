import { describe, expect, it } from 'vitest';
import { settingLines, uvSettings, withSettings } from '../../../src/config/edit-uv.js';
import { parseRootFile } from '../../../src/config/root-file.js';

const A = `sha256:${'a'.repeat(64)}`;
const B = `sha256:${'b'.repeat(64)}`;
const edited = (file: string, text: string | undefined): string | undefined =>
  withSettings(file, text, uvSettings(file, '0.13.9', [A, B]));

describe('withSettings', () => {
  it.each<[string, string, string | undefined, string]>([
    [
      'a file that is not there',
      '.lockgenrc',
      undefined,
      `uvVersion: "0.13.9"\nuvHashes:\n  - "${A}"\n  - "${B}"\n`,
    ],
    [
      'YAML: values, comments and order stay',
      '.lockgenrc.yaml',
      `# ours\nuvVersion: '0.12.0' # since May\nuvHashes:\n- ${B}\n- ${A}\n\n# the rest\ngenerateHashes: true\n`,
      `# ours\nuvVersion: "0.13.9" # since May\nuvHashes:\n  - "${A}"\n  - "${B}"\n\n# the rest\ngenerateHashes: true\n`,
    ],
    [
      'YAML: a list in brackets over lines, and no last newline',
      '.lockgenrc.yml',
      `uvHashes: [\n  ${B},\n]\nexclude: [a]`,
      `uvHashes:\n  - "${A}"\n  - "${B}"\nexclude: [a]\nuvVersion: "0.13.9"\n`,
    ],
    [
      'YAML with Windows’ newlines',
      '.lockgenrc',
      'generateHashes: true\r\n',
      `generateHashes: true\r\nuvVersion: "0.13.9"\r\nuvHashes:\r\n  - "${A}"\r\n  - "${B}"\r\n`,
    ],
    [
      'JSON: indentation as it is',
      '.lockgenrc.json',
      `{\n\t"uvVersion": "0.12.0",\n\t"targets": { "a": { "output": "x.txt" } }\n}\n`,
      `{\n\t"uvVersion": "0.13.9",\n\t"targets": { "a": { "output": "x.txt" } },\n\t"uvHashes": [\n\t\t"${A}",\n\t\t"${B}"\n\t]\n}\n`,
    ],
    [
      'JSON in one line',
      '.lockgenrc',
      '{"generateHashes": true}',
      `{"generateHashes": true, "uvVersion": "0.13.9", "uvHashes": ["${A}","${B}"]}`,
    ],
    [
      'an empty object',
      '.lockgenrc.json',
      '{}\n',
      `{\n  "uvVersion": "0.13.9",\n  "uvHashes": [\n    "${A}",\n    "${B}"\n  ]\n}\n`,
    ],
    [
      'an empty JSON file',
      '.lockgenrc.json',
      '\n',
      `{\n  "uvVersion": "0.13.9",\n  "uvHashes": [\n    "${A}",\n    "${B}"\n  ]\n}\n`,
    ],
    [
      'package.json: only the key lockgen',
      'package.json',
      `{\n  "name": "x",\n  "uvVersion": "not ours",\n  "lockgen": {\n    "uvHashes": ["${B}"],\n    "generateHashes": true\n  },\n  "scripts": { "a": "echo \\"}\\"" }\n}\n`,
      `{\n  "name": "x",\n  "uvVersion": "not ours",\n  "lockgen": {\n    "uvHashes": [\n      "${A}",\n      "${B}"\n    ],\n    "generateHashes": true,\n    "uvVersion": "0.13.9"\n  },\n  "scripts": { "a": "echo \\"}\\"" }\n}\n`,
    ],
    [
      'TOML: above the tables and their comments',
      '.lockgenrc.toml',
      '# ours\ngenerate-hashes = true # yes\n\n# the lockfiles\n[targets.base]\noutput = "a.txt"\n',
      `# ours\ngenerate-hashes = true # yes\nuv-version = "0.13.9"\nuv-hashes = [\n  "${A}",\n  "${B}",\n]\n\n# the lockfiles\n[targets.base]\noutput = "a.txt"\n`,
    ],
    [
      'TOML: a list over lines',
      '.lockgenrc.toml',
      `uv-hashes = [\n  "${B}",\n]\nuv-version = '0.12.0' # since May\nexclude = ["a"]\n`,
      `uv-hashes = [\n  "${A}",\n  "${B}",\n]\nuv-version = "0.13.9" # since May\nexclude = ["a"]\n`,
    ],
    [
      'JSON with Windows’ newlines',
      '.lockgenrc.json',
      '{\r\n  "generateHashes": true\r\n}\r\n',
      `{\r\n  "generateHashes": true,\r\n  "uvVersion": "0.13.9",\r\n  "uvHashes": [\r\n    "${A}",\r\n    "${B}"\r\n  ]\r\n}\r\n`,
    ],
    [
      'TOML with tables alone',
      '.lockgenrc.toml',
      '[targets.base]\noutput = "a.txt"\n',
      `uv-version = "0.13.9"\nuv-hashes = [\n  "${A}",\n  "${B}",\n]\n\n[targets.base]\noutput = "a.txt"\n`,
    ],
  ])('%s', (_, file, before, after) => {
    expect(edited(file, before)).toBe(after);
    expect(edited(file, after)).toBe(after);
  });

  it.each([
    ['YAML: a comment between hashes', '.lockgenrc', `uvHashes:\n  - ${B}\n  # one of Linux\n  - ${A}\n`],
    ['YAML: a comment behind a hash', '.lockgenrc', `uvHashes:\n  - ${B} # one of Linux\n`],
    ['YAML: a comment behind the key', '.lockgenrc', `uvHashes: # of May\n  - ${B}\n`],
    ['TOML: a comment in the list', '.lockgenrc.toml', `uv-hashes = [ # of Linux ]\n  "${B}",\n]\n`],
    ['TOML: a comment behind the list', '.lockgenrc.toml', `uv-hashes = ["${B}"] # of May\n`],
    ['TOML: a comment with a quote', '.lockgenrc.toml', 'uv-version = "0.12.0" # it\'s why\n'],
    ['newlines of both kinds', '.lockgenrc', 'generateHashes: true\r\nagree: true\n'],
    ['bytes that are no UTF-8', '.lockgenrc', 'generateHashes: true # caf\uFFFD\n'],
  ])('%s would be lost: it is left to a person', (_, file, before) => {
    expect(edited(file, before)).toBeUndefined();
  });

  it.each<[string, string, string]>([
    ['YAML in braces', '.lockgenrc', '{generateHashes: true}\n'],
    ['a YAML alias', '.lockgenrc', `uvHashes: &all\n  - ${A}\nexclude: *all\n`],
    ['YAML that ends a document', '.lockgenrc', 'generateHashes: true\n...\n'],
    ['JSON with a comment', '.lockgenrc.json', '{ // ours\n}\n'],
    ['a package.json without the key', 'package.json', '{ "name": "x" }\n'],
    ['a table that has the name', '.lockgenrc.toml', '[uv-version]\na = 1\n'],
  ])('leaves alone what it cannot edit for sure: %s', (_, file, text) => {
    expect(edited(file, text)).toBeUndefined();
  });

  it.each([
    ['.lockgenrc', '{generateHashes: false}\n'],
    ['.lockgenrc.yaml', '# ours\n---\n{ generateHashes: false }\n'],
    ['.lockgenrc.json', '{ // ours\n}\n'],
  ])('gives members that fit between the braces of %s: %j', (file, text) => {
    const lines = settingLines(file, text, uvSettings(file, '0.13.9', [A]));
    expect(lines).toBe(`"uvVersion": "0.13.9",\n"uvHashes": ["${A}"]`);
    const whole = file.endsWith('.json') ? `{${lines}}` : text.replace('{', `{${lines}, `);
    expect(parseRootFile(file, whole)).toMatchObject({ uvVersion: '0.13.9', uvHashes: [A] });
  });

  it.each(['.lockgenrc', '.lockgenrc.yaml', '.lockgenrc.toml'])('gives the lines for %s', (file) => {
    const settings = uvSettings(file, '0.13.9', [A]);
    const version = file.endsWith('.toml') ? 'uv-version' : 'uvVersion';
    expect(parseRootFile(file, settingLines(file, '', settings))).toMatchObject({ [version]: '0.13.9' });
  });
});
