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
    ['--index-url https://user:a/b@c@index.example/', '--index-url https://***@index.example/'],
    ["--index-url https://user:it's@index.example/", '--index-url https://***@index.example/'],
    ['a @ https://user:****@host.example/a.whl', 'a @ https://***@host.example/a.whl'],
    ['a @ https://user%3Apw@host.example/a.whl', 'a @ https://***@host.example/a.whl'],
    ['a @ https://host.example/a.whl?token=abc', 'a @ https://host.example/a.whl?token=***'],
    [
      'a @ https://host.example/a.whl?v=1&private_token=abc#egg=a',
      'a @ https://host.example/a.whl?v=1&private_token=***#egg=a',
    ],
    [
      '--find-links https://host.example/?access_token=abc',
      '--find-links https://host.example/?access_token=***',
    ],
    ['--find-links https://host.example/?api_key=abc', '--find-links https://host.example/?api_key=***'],
    ['--find-links https://host.example/?apikey=abc', '--find-links https://host.example/?apikey=***'],
    [
      'a @ https://s.example/a.whl?sv=2024&sig=x%2Fy%3D ; a == 1',
      'a @ https://s.example/a.whl?sv=2024&sig=*** ; a == 1',
    ],
    [
      'a @ https://s.example/a.whl?X-Amz-Date=1&X-Amz-Signature=0f',
      'a @ https://s.example/a.whl?X-Amz-Date=1&X-Amz-Signature=***',
    ],
    ['a @ https://s.example/a.whl?X-Goog-Signature=0f', 'a @ https://s.example/a.whl?X-Goog-Signature=***'],
    [
      '#    uv pip compile --find-links=https://s.example/?client_secret=0f',
      '#    uv pip compile --find-links=https://s.example/?client_secret=***',
    ],
    ['# via https://host.example/?password=0f', '# via https://host.example/?password=***'],
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
    'a @ https://host.example:8080/a@1.0/b.whl',
    'a @ http://[::1]:8080/a@1.0/b.whl',
    'a @ file://C:/a@1.0/b.whl',
    '--find-links https://host:/a@1.0/',
    'a @ https://host.example/a.whl?tokens=1&sign=2&design=3&key=4&id=5&author=me',
    'a @ https://host.example/a.whl?sig=',
    `a @ https://host.example/a.whl?token=\${TOKEN}`,
    'a @ https://host.example/token=1/sig=2.whl',
    'a @ git+https://host.example/a@token',
    'a @ https://host.example/a.whl#sha256=0f',
  ])('finds none in %s', (line) => {
    expect(credentialLines(line)).toEqual([]);
    expect(withoutCredentials(line)).toBe(line);
  });

  it('hides a parameter in a message that has a part of a URL, which makes no line of a lockfile a finding', () => {
    expect(credentialLines('# GET /simple/?token=abc')).toEqual([]);
    expect(withoutCredentials('GET /simple/?token=abc 401')).toBe('GET /simple/?token=*** 401');
  });

  it('names each line once, in order', () => {
    const text = 'a @ https://h.example/?token=a&sig=b\nb==1\n--index-url https://u:p@h.example/?token=a\n';
    expect(credentialLines(text)).toEqual([1, 3]);
  });
});
