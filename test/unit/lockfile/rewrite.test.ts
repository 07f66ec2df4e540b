import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withFindLinks, withHeaderCommand, withoutConstraintVia } from '../../../src/lockfile/rewrite.js';
import { fixture } from './fixture.js';

const crlf = (text: string): string => text.replaceAll('\n', '\r\n');

/** The header's command of a fixture. */
const command = (text: string): string => (text.split('\n')[1] ?? '').slice(5);

describe('withHeaderCommand', () => {
  it('gives the header that uv writes, and nothing else', () => {
    const text = fixture('forks-unconstrained.txt');
    const other = withHeaderCommand(text, 'uv pip compile other.in');
    expect(other.split('\n')[1]).toBe('#    uv pip compile other.in');
    expect(withHeaderCommand(other, command(text))).toBe(text);
  });

  it('keeps CRLF', () => {
    const text = crlf(fixture('forks-unconstrained.txt'));
    expect(withHeaderCommand(text, 'x').split('\r\n')[1]).toBe('#    x');
    expect(withHeaderCommand(text, 'x').replaceAll('\r\n', '')).not.toContain('\n');
  });

  it('leaves a text without header alone', () => {
    expect(withHeaderCommand('six==1\n', 'x')).toBe('six==1\n');
  });
});

describe('withFindLinks', () => {
  const bare = fixture('forks-unconstrained.txt');

  it("puts the lines where uv's --emit-find-links does", () => {
    const expected = fixture('find-links.txt');
    expect(withFindLinks(withHeaderCommand(bare, command(expected)), ['wheels'])).toBe(expected);
  });

  it('puts them above the build options, as uv does', () => {
    const expected = fixture('find-links-and-build.txt');
    const text = withHeaderCommand(fixture('build.txt'), command(expected));
    expect(withFindLinks(text, ['wheels', 'more'])).toBe(expected);
  });

  it('adds what is missing to what is there', () => {
    const expected = fixture('find-links-and-build.txt').replace('--no-binary foo\n', '');
    const text = withHeaderCommand(fixture('find-links.txt'), command(expected));
    expect(withFindLinks(text, ['wheels', 'more'])).toBe(expected);
  });

  it('puts them below index URLs', () => {
    expect(withFindLinks('--index-url https://i.example\n--no-binary a\n\nsix==1\n', ['u'])).toBe(
      '--index-url https://i.example\n--find-links u\n--no-binary a\n\nsix==1\n',
    );
  });

  it('leaves a text alone that has them, or where there are none', () => {
    expect(withFindLinks(bare, [])).toBe(bare);
    expect(withFindLinks(fixture('find-links.txt'), ['wheels'])).toBe(fixture('find-links.txt'));
  });

  it('keeps CRLF', () => {
    const expected = fixture('find-links.txt');
    expect(withFindLinks(crlf(withHeaderCommand(bare, command(expected))), ['wheels'])).toBe(crlf(expected));
  });

  it('works on no header and on no pins', () => {
    expect(withFindLinks('six==1\n', ['u'])).toBe('--find-links u\n\nsix==1\n');
    expect(withFindLinks('# header', ['u'])).toBe('# header\n--find-links u\n\n');
  });

  it('is idempotent', () => {
    const lines = fc.constantFrom(
      '# a\n',
      '--find-links x\n',
      '--no-binary y\n',
      '\n',
      'six==1\n',
      '    # via z\n',
    );
    fc.assert(
      fc.property(fc.array(lines), fc.array(fc.constantFrom('u', 'x', 'w')), (parts, urls) => {
        const once = withFindLinks(parts.join(''), urls);
        expect(withFindLinks(once, urls)).toBe(once);
      }),
    );
  });
});

describe('withoutConstraintVia', () => {
  it.each([
    ['forks-constrained.txt', 'forks-unconstrained.txt'],
    ['hashes-constrained.txt', 'hashes-unconstrained.txt'],
    ['line-constrained.txt', 'line-unconstrained.txt'],
  ])('turns %s into what uv writes without the constraint', (constrained, unconstrained) => {
    const expected = fixture(unconstrained);
    const text = withHeaderCommand(fixture(constrained), command(expected));
    expect(withoutConstraintVia(text, 'forks-full.txt')).toBe(expected);
    expect(withoutConstraintVia(crlf(text), 'forks-full.txt')).toBe(crlf(expected));
  });

  it('leaves other constraint files in', () => {
    const text = 'a==1\n    # via\n    #   -c x.txt\n    #   -c y.txt\n    #   z\n';
    expect(withoutConstraintVia(text, 'y.txt')).toBe('a==1\n    # via\n    #   -c x.txt\n    #   z\n');
    expect(withoutConstraintVia(text, 'txt')).toBe(text);
  });

  it('removes an annotation of which nothing is left', () => {
    expect(withoutConstraintVia('a==1\n    # via -c x.txt\nb==1\n', 'x.txt')).toBe('a==1\nb==1\n');
    expect(withoutConstraintVia('a==1                      # via -c x.txt\n', 'x.txt')).toBe('a==1\n');
  });

  it('leaves a text without it byte for byte', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('#', ' ', 'via', '\n', '\r', 'a', '-c', '    # via\n', '    #   a\n'),
        }),
        (text) => {
          expect(withoutConstraintVia(text, 'nowhere.txt')).toBe(text);
        },
      ),
    );
  });
});
