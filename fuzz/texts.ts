import fc from 'fast-check';
import type { Kind, Reader } from './readers.js';
import { seedsOf } from './seeds.js';

/** What readers stumble over, whatever they read. */
export const PIECES = [
  ...[
    '\\',
    '\\\n',
    '"',
    "'",
    '"""',
    '`',
    '#',
    ' #',
    ' # via ',
    '    # via\n',
    '    #   ',
    '@',
    ' @ ',
    '://',
    ';',
    ' ; ',
  ],
  ...[
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    `\${X}`,
    '%',
    '%zz',
    '*',
    '.*',
    ',',
    '=',
    '==',
    '===',
    '~=',
    '!=',
    '<',
    '>',
    '!',
    '+',
    '-',
  ],
  ...[
    '--hash=sha256:aa',
    '--find-links ',
    '-e ',
    '-r ',
    '-c ',
    'git+ssh://git@',
    'https://a:b@c/',
    'file:///box/',
    './',
  ],
  ...[
    'and ',
    'or ',
    'not in ',
    'extra',
    'python_version',
    "'3.10'",
    '1!2.0.post1',
    '1e9',
    '99999999999999999999',
    'v',
  ],
  ...[
    '<<<<<<< ours\n',
    '||||||| base\n',
    '=======\n',
    '>>>>>>> theirs\n',
    'error: ',
    '  × ',
    'hint: ',
    '  cause: ',
  ],
  ...[
    '\0',
    '\uFEFF',
    '\u2028',
    '\u0085',
    '\u00a0',
    '\ud800',
    '\r',
    '\r\n',
    '\n',
    '\n\n',
    '\t',
    ' ',
    '     ',
    '\u001b[1m',
  ],
  ...[
    'constructor',
    '__proto__',
    'toString',
    'null',
    'true',
    '&a ',
    '*a',
    '<<: ',
    '? ',
    '- ',
    '!!js/function ',
    '---\n',
  ],
];

interface Change {
  readonly kind: 'drop' | 'double' | 'insert' | 'swap' | 'repeat' | 'cut';
  readonly at: number;
  readonly to: number;
  readonly piece: string;
}

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('drop', 'double', 'insert', 'swap', 'repeat', 'cut'),
  at: fc.nat(),
  to: fc.nat(),
  piece: fc.constantFrom(...PIECES),
});

/** Texts for a reader: any characters at all, pieces of its grammar in any order, and real texts with some changes. */
export function textsFor({ texts }: Reader): fc.Arbitrary<string> {
  const seeds = texts.flatMap((kind: Kind) => seedsOf(kind));
  const tokens = [...PIECES, ...new Set(seeds.flatMap((seed) => tokensOf(excerpt(seed, 0, 40))))];
  const changed = fc
    .tuple(
      fc.constantFrom(...seeds),
      fc.tuple(fc.nat(), fc.integer({ min: 1, max: 60 })),
      fc.array(change, { maxLength: 6 }),
      fc.constantFrom('as it is', 'CRLF', 'BOM'),
    )
    .map(([seed, [from, length], changes, form]) => {
      const text = changes.reduce(apply, tokensOf(excerpt(seed, from, length))).join('');
      return form === 'CRLF' ? text.replace(/\n/g, '\r\n') : form === 'BOM' ? `\uFEFF${text}` : text;
    });
  return fc.oneof(
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary-ascii', maxLength: 300 }) },
    {
      weight: 2,
      arbitrary: fc.array(fc.constantFrom(...tokens), { maxLength: 60 }).map((all) => all.join('')),
    },
    { weight: 4, arbitrary: changed },
  );
}

/** Some lines of a text; all of them where there are few. */
function excerpt(text: string, from: number, length: number): string {
  const lines = text.split(/(?<=\n)/);
  if (lines.length <= length) return text;
  const start = from % lines.length;
  return lines.slice(start, start + length).join('');
}

function tokensOf(text: string): string[] {
  return text.match(/[\w.-]+|\s+|[^\w\s.-]/g) ?? [];
}

function apply(tokens: readonly string[], { kind, at, to, piece }: Change): string[] {
  const index = tokens.length === 0 ? 0 : at % tokens.length;
  const other = tokens.length === 0 ? 0 : to % tokens.length;
  const [before, here, after] = [tokens.slice(0, index), tokens[index] ?? '', tokens.slice(index + 1)];
  switch (kind) {
    case 'drop':
      return [...before, ...after];
    case 'double':
      return [...before, here, here, ...after];
    case 'insert':
      return [...before, piece, here, ...after];
    case 'swap':
      return tokens.map(
        (token, place) => tokens[place === index ? other : place === other ? index : place] ?? token,
      );
    case 'repeat':
      return [...before, piece.repeat(2 + (to % 200)), here, ...after];
    case 'cut':
      return [...before, here.slice(0, to % (here.length + 1))];
  }
}
