import { describe, expect, it } from 'vitest';
import { RENOVATE_OPTIONS, refusedByRenovate } from '../../../src/lockfile/renovate.js';

describe('refusedByRenovate', () => {
  it('takes what lockgen writes', () => {
    const command =
      'uv pip compile pyproject.toml --universal --python-version=3.10 --extra=full --group=dev --constraints=requirements-full.txt --generate-hashes --exclude-newer=P7D --exclude-newer-package=torch=false --no-emit-package=x --output-file=requirements.txt';
    expect(refusedByRenovate(command.split(' '))).toEqual([]);
  });

  it.each([
    '-o',
    '--torch-backend=cpu',
    '--find-links=x',
    '--emit-find-links',
    '--python-platform=linux',
    '-c',
    '--no-header',
    '--no-annotate',
  ])('names %s', (option) => {
    expect(refusedByRenovate(['pyproject.toml', '--universal', option])).toEqual([option]);
  });

  it('names an option whose value stands apart', () => {
    expect(refusedByRenovate(['--extra', 'full', '--output-file=x'])).toEqual(['--extra']);
  });

  it('is a sorted table without doubles', () => {
    expect(RENOVATE_OPTIONS).toEqual([...new Set(RENOVATE_OPTIONS)].sort());
  });
});
