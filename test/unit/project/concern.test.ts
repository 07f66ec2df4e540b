import { describe, expect, test } from 'vitest';
import { isConcerned, mayConcern } from '../../../src/project/concern.js';
import { projectOf } from './fake-tree.js';

const head = (name: string, more = ''): string =>
  `[project]\nname = "${name}"\nversion = "1"\nrequires-python = ">=3.10"\n${more}`;

const FILES = {
  'svc/pyproject.toml': `${head('app')}[project.optional-dependencies]\nfull = []\n[tool.lockgen]\n[tool.uv.sources]\nlib = { path = "../lib" }\n`,
  'lib/pyproject.toml': head('lib'),
  'other/pyproject.toml': head('other'),
};

describe('what concerns a project', () => {
  test.each([
    ['svc/pyproject.toml', true],
    ['svc/requirements.txt', true],
    ['svc/requirements-full.txt', true],
    ['svc/requirements-dev.txt', false],
    ['requirements.txt', false],
    ['svc/uv.toml', true],
    ['uv.toml', true],
    ['pyproject.toml', true],
    ['svc/sub/uv.toml', false],
    ['other/uv.toml', false],
    ['other/pyproject.toml', false],
    ['lib/pyproject.toml', true],
    ['lib/setup.py', true],
    ['library/setup.py', false],
    ['svc/setup.py', false],
    ['.lockgenrc', true],
    ['.lockgenrc.json', true],
    ['package.json', true],
    ['svc/package.json', false],
    ['svc/src/app.py', false],
  ])('%s: %s', async (path, expected) => {
    const project = await projectOf(FILES, undefined, 'svc');
    expect(isConcerned(project, new Set([path, 'README.md']))).toBe(expected);
  });

  test.each([
    ['svc/setup.py', true],
    ['svc/src/app.py', true],
    ['other/setup.py', false],
  ])('where its requirements are dynamic, %s: %s', async (path, expected) => {
    const files = { 'svc/pyproject.toml': `${head('app', 'dynamic = ["dependencies"]\n')}[tool.lockgen]\n` };
    expect(isConcerned(await projectOf(files), new Set([path]))).toBe(expected);
  });
});

describe('what may concern a project that cannot be read', () => {
  test.each([
    ['svc/anything', true],
    ['svc/sub/anything', false],
    ['uv.toml', false],
    ['.lockgenrc', true],
    ['other/pyproject.toml', false],
    ['notes.txt', false],
  ])('%s: %s', (path, expected) => {
    expect(mayConcern('svc', new Set([path]))).toBe(expected);
  });
});
