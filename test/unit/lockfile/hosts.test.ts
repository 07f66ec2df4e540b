import { describe, expect, it, test } from 'vitest';
import { hostMatches, hostsIn } from '../../../src/lockfile/hosts.js';

describe('hostsIn', () => {
  it.each<[string, readonly string[]]>([
    ['https://example.com/simple', ['example.com']],
    ['HTTPS://Example.COM:8443/simple', ['example.com']],
    ['https://example.com.', ['example.com']],
    ['https://user:secret@example.com/simple', ['example.com']],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as pip and uv read it
    ['https://${TOKEN}@example.com/simple', ['example.com']],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as pip and uv read it
    ['https://${HOST}/simple', ['${host}']],
    ['https://a@b@example.com', ['example.com']],
    ['https://[::1]:8080/simple', ['[::1]']],
    ['https://example.com?x=https://other.example', ['example.com']],
    ['https://example.com#egg=https://other.example', ['example.com']],
    ['git+https://git.example/a/b@main', ['git.example']],
    ['git+ssh://git@git.example:22/a/b.git', ['git.example']],
    ['ssh://git@git.example/a/b.git', ['git.example']],
    ['--extra-index-url=https://example.com/simple', ['example.com']],
    ['-fhttps://example.com/wheels', ['example.com']],
    ['--find-links "https://example.com/wheels"', ['example.com']],
    ['https://one.example http://two.example https://one.example/x', ['one.example', 'two.example']],
    // As browsers, and so uv, read them.
    ['https:example.com/simple', ['example.com']],
    ['https:/\\/example.com/simple', ['example.com']],
    ['git+https:example.com/simple', ['example.com']],
    ['file:///srv/wheels', []],
    ['file:./lib', []],
    ['../lib', []],
    ['C:\\wheels', []],
    ['name==1.0', []],
    ['https://', []],
    ['see https: it is there', []],
  ])('%s', (text, hosts) => {
    expect(hostsIn(text)).toEqual(hosts);
  });

  it('takes what programs read in different ways for no host that is known', () => {
    expect(hostsIn('https://evil.example\\@good.example/')).toEqual(['evil.example\\@good.example']);
    expect(hostsIn('https://%67ood.example/')).toEqual(['%67ood.example']);
  });

  it.each(['a', ':', '/', '@', '.', 'https:', '://', 'https://a@', 'https:\\'])(
    'takes linear time on a long row of %j',
    (piece) => {
      const text = piece.repeat(Math.ceil(2_000_000 / piece.length));
      const started = performance.now();
      hostsIn(text);
      expect(performance.now() - started).toBeLessThan(2_000);
    },
  );
});

test.each([
  ['example.com', 'example.com', true],
  ['example.com', 'a.example.com', false],
  ['example.com', 'badexample.com', false],
  ['*.example.com', 'a.example.com', true],
  ['*.example.com', 'a.b.example.com', true],
  ['*.example.com', 'example.com', false],
  ['*.example.com', 'badexample.com', false],
  ['*.example.com', '*.example.com', true],
  ['*.example.com', '*.a.example.com', true],
  ['*.a.example.com', '*.example.com', false],
  ['a.example.com', '*.example.com', false],
])('%s stands for %s: %s', (pattern, host, expected) => {
  expect(hostMatches(pattern, host)).toBe(expected);
});
