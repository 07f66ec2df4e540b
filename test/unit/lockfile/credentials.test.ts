import { describe, expect, it } from 'vitest';
import { credentialLines, withoutCredentials } from '../../../src/lockfile/credentials.js';

describe('credentials', () => {
  it.each([
    ['--index-url https://user:pw@index.example/simple', '--index-url https://***@index.example/simple'],
    ['a @ https://token@host.example/a.whl', 'a @ https://***@host.example/a.whl'],
    ['-e git+https://x-token:ghp_1@host.example/a', '-e git+https://***@host.example/a'],
    ['--index-url https://me@corp.example:pw@host.example/', '--index-url https://***@host.example/'],
    ['--index-url https://:pw@host.example/', '--index-url https://***@host.example/'],
    ['git+ssh://git:pw@host.example/a', 'git+ssh://***@host.example/a'],
  ])('finds %s', (line, hidden) => {
    expect(credentialLines(`six==1\r\n${line}\r\n`)).toEqual([2]);
    expect(withoutCredentials(line)).toBe(hidden);
  });

  it.each([
    'six==1',
    'a @ git+ssh://git@host.example/a@main',
    'a @ git+ssh://me@host.example/a',
    'a @ https://host.example/a@1.0/b.whl',
    'a @ git+https://host.example/a@main',
    `--index-url https://\${USER}:\${TOKEN}@index.example/simple`,
    `--index-url https://\${TOKEN}@index.example/simple`,
    '--index-url https://host.example/?mail=a@b',
    '# mail me@host.example',
  ])('finds none in %s', (line) => {
    expect(credentialLines(line)).toEqual([]);
    expect(withoutCredentials(line)).toBe(line);
  });
});
