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
    ['a @ http:/host.example/a.whl?token=abc', 'a @ http:/host.example/a.whl?token=***'],
    [
      'a @ https://h.example/?next=https://g.example/?token=abc',
      'a @ https://h.example/?next=https://g.example/?token=***',
    ],
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
    'a @ http:/host.example/a@1.0/b.whl',
    'a @ file:/srv/a@1.0/b.whl',
    'a @ file:///srv/a@1.0/b.whl',
    'a @ git+http:/host.example/a@main',
    `--index-url http:/\${USER}:\${TOKEN}@index.example/simple`,
    '-e git@github.com:org/repo',
    'git+https:git@github.com/org/repo',
    '# name: text@example.org at 12:30',
    '# http: me@example.org, https:',
    '# xhttp:me@example.org',
    '--hash=sha256:0f@1',
    'urls=["https://host.example","me@example.org"]',
    'urls=["a@https://host.example","b@https://host.example"]',
    "{'https://host.example':'me@example.org'}",
    '{"https://host.example":"me@example.org"}',
  ])('finds none in %s', (line) => {
    expect(credentialLines(line)).toEqual([]);
    expect(withoutCredentials(line)).toBe(line);
  });

  // With the rules of browsers, which uv has, these are URLs of the same host.
  const forms = [
    'http:/',
    'http:',
    'http:\\\\',
    'http:\\',
    'http:/\\',
    'http:///',
    'HTTPS:/',
    'git+https:/',
    'git+http:',
    'ftp:',
    'wss:/',
  ];
  const users = [
    'user:sekrit',
    'sekrit',
    ':sekrit',
    'user:se/sekrit',
    'me@corp:sekrit',
    "us'er:sekrit",
    'us"er:sekrit',
    "us':sekrit",
    "user:'sekrit'",
  ];
  const places = [
    'a @ URL',
    'a@URL',
    '--index-url URL',
    '--extra-index-url=URL',
    '#    uv pip compile --default-index=URL',
    '# `URL`',
    'x = "URL"',
    '(URL)',
  ];
  it.each([...forms, 'http://', 'git+https://'].map((form) => [form]))('finds a secret behind %s', (form) => {
    for (const user of users) {
      for (const place of places) {
        const line = place.replace('URL', () => `${form}${user}@host.example/simple/a.whl`);
        expect([line, credentialLines(`six==1\n${line}\n`)]).toEqual([line, [2]]);
        expect(withoutCredentials(line)).not.toContain('sekrit');
        expect(withoutCredentials(line)).toContain('***@host.example/simple/a.whl');
      }
    }
  });

  it('hides it in what uv says of it', () => {
    const said = [
      'error: does not match `nothing` in the distribution filename: http:/user:sekrit@host.example/a.whl',
      'error: ambiguous user/pass authority\n  alpha @ git+http:/user:sekrit@host.example/a',
    ];
    for (const text of said) expect(withoutCredentials(text)).not.toContain('sekrit');
  });

  it.each([
    'http:',
    'http:/',
    'http:\\',
    'http:a:',
    "http:'::",
    "http:'a",
    'http:@',
    ':',
    '\\',
    '/',
    "'",
    "'a:",
    '@',
    '@a',
    '?a=',
    '?token=',
    '&x-api-key=http:',
  ])('takes its time for no more than the length of %j, over and over', (piece) => {
    const text = (before: string, length: number): string => before + piece.repeat(length / piece.length);
    for (const before of ['', 'http:', '"a:b', 'http://a:']) {
      const started = performance.now();
      withoutCredentials(text(before, 300_000));
      credentialLines(text(before, 300_000));
      // A time that grows with the square would be minutes.
      expect(performance.now() - started).toBeLessThan(5_000);
    }
  });

  it.each([
    ['`user:sekrit@x:99999`', '`***@x:99999`'],
    ["'user:sekrit@host.example'", "'***@host.example'"],
    ['"user:p@sekrit@host.example/simple"', '"***@host.example/simple"'],
    ['`me.corp:sekrit@[::1]:80`', '`***@[::1]:80`'],
  ])(
    'hides %s in a message, a URL without its scheme, which makes no line of a lockfile a finding',
    (said, hidden) => {
      expect(withoutCredentials(`Invalid value ${said} for UV_INSECURE_HOST`)).toBe(
        `Invalid value ${hidden} for UV_INSECURE_HOST`,
      );
      expect(credentialLines(`# ${said}`)).toEqual([]);
    },
  );

  it.each([
    '`git@github.com:org/repo`',
    '`name @ file:///srv/a`',
    '"alpha @ lib:a@1"',
    '"mailto:me@host.example"',
    '"npm:name@1.0"',
    '"python:3.12@sha256:0f"',
    '`me@host.example`',
    'user:name@host',
    `'user:\${TOKEN}@host'`,
  ])('hides nothing in %s', (said) => {
    expect(withoutCredentials(said)).toBe(said);
  });

  it.each([
    'x-api-key',
    'X_API_KEY',
    'apikey',
    'api-key',
    'ApiKey',
    'x-auth-token',
    'X-Access-Token',
    'x-token',
    'accessKey',
    'secret_key',
    'subscription-key',
    'Ocp-Apim-Subscription-Key',
    'PRIVATE-TOKEN',
    'job_token',
    'passphrase',
    'jwt',
  ])('takes a parameter %s for a secret', (name) => {
    expect(credentialLines(`a @ https://h.example/a.whl?v=1&${name}=sekrit`)).toEqual([1]);
    expect(withoutCredentials(`https://h.example/?${name}=sekrit&v=1`)).toBe(
      `https://h.example/?${name}=***&v=1`,
    );
  });

  it.each([
    'key',
    'id',
    'code',
    'auth',
    'x-key',
    'apikeys',
    'api-key-id',
    'keyword',
    'monkey',
    'tokens',
    'tokenize',
    'sigma',
    'design',
    'v',
    'X-Amz-Credential',
    'X-Amz-Date',
    'se',
    'sv',
    'x-api-version',
    'secretary',
    'passwordless',
    '-',
    '_',
  ])('takes a parameter %s for none', (name) => {
    expect(credentialLines(`a @ https://h.example/a.whl?${name}=1`)).toEqual([]);
    expect(withoutCredentials(`https://h.example/?${name}=1`)).toBe(`https://h.example/?${name}=1`);
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
