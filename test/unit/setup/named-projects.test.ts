import { describe, expect, it } from 'vitest';
import { Failure } from '../../../src/failure.js';
import { asPatterns, assertNamed } from '../../../src/setup/named-projects.js';

const ENTRIES: Readonly<
  Record<string, { readonly folders: readonly string[]; readonly others: readonly string[] }>
> = {
  '': { folders: ['services', 'libs', '.git'], others: ['README.md'] },
  services: { folders: ['api', 'jobs', '.cache'], others: [] },
  libs: { folders: ['a', 'b'], others: ['README.md'] },
};
const entries = async (folder: string) => ENTRIES[folder] ?? { folders: [], others: [] };

describe('names that a shell made of a pattern', () => {
  it.each([
    [['services/api', 'services/jobs'], ['services/*']],
    [
      ['services/api/', 'services/jobs/', 'libs/a'],
      ['services/*', 'libs/a'],
    ],
    [['services/api'], ['services/api']],
    [['libs/a', 'libs/b', 'libs/README.md'], ['libs/*']],
    [['libs/a/', 'libs/b/'], ['libs/*']],
    [['README.md', 'libs', 'services'], ['*']],
    [
      ['libs/a', 'libs/c'],
      ['libs/a', 'libs/c'],
    ],
    [
      ['services/*', '.'],
      ['services/*', '.'],
    ],
  ])('%j', async (words, patterns) => {
    expect((await asPatterns(words, entries)).patterns).toEqual(patterns);
  });

  it('are counted', async () => {
    const { unquoted } = await asPatterns(['services/api', 'services/jobs'], entries);
    expect(unquoted).toEqual([{ pattern: 'services/*', names: 2 }]);
  });
});

describe('a pattern that names no project', () => {
  const projects = ['services/api', 'services/jobs', 'services/jobs/worker', 'libs/common'];
  const paths = new Set([
    'README.md',
    'docs/a.md',
    'tools/pyproject.toml',
    ...projects.map((one) => `${one}/pyproject.toml`),
  ]);
  const said = (patterns: readonly string[], start = ''): readonly (string | undefined)[] => {
    try {
      assertNamed(patterns, { projects, paths, start }, (all) => `init ${all.join(' ')}`);
      return [];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return [error.message, error.next];
    }
  };

  it.each([
    [
      'services',
      'there is no services/pyproject.toml, but 3 projects below it',
      'init libs/common services/**',
    ],
    ['libs', 'there is no libs/pyproject.toml, but a project below it', 'init libs/common libs/*'],
    ['libs/comon', 'there is no such folder', 'init libs/common libs/common'],
    [
      'servces/*',
      'no folder with a pyproject.toml that has [project] is named so',
      'init libs/common services/*',
    ],
    ['README.md', 'that is a file, and no folder of a project', expect.stringContaining('root: ')],
    ['docs', 'there is no docs/pyproject.toml', expect.stringContaining("libs/common, 'services/*'")],
    ['tools', 'tools/pyproject.toml has no [project] table', expect.stringContaining('root: ')],
  ])('%s', (pattern, why, next) => {
    expect(said(['libs/common', pattern])).toEqual([`--projects ${pattern}: ${why}`, next]);
  });

  it('seen from the folder that it is typed in, it may be one', () => {
    expect(said(['api'], 'services')).toEqual([
      '--projects api: there is no such folder',
      'init services/api',
    ]);
  });

  it('others are right', () => {
    expect(said(['services/*', 'libs/common'])).toEqual([]);
  });
});
