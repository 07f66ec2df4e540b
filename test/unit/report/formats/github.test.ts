import { describe, expect, test } from 'vitest';
import { checkReport } from '../../../../src/report/check.js';
import { NO_PAINT } from '../../../../src/report/paint.js';
import { rendered } from '../../../../src/report/render.js';
import type { LockfileVerdict, ReasonCode } from '../../../../src/verdict/verdict.js';
import { ODD_PATHS, PLAINLY, reasonOf, verdictOf } from '../verdicts.js';

/** What the runner makes of a line ("Workflow commands", and `ActionCommand.TryParseV2` of the runner). */
interface Annotation {
  readonly severity: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly message: string;
}

function read(output: string): { readonly annotations: readonly Annotation[]; readonly log: string } {
  const annotations: Annotation[] = [];
  const log: string[] = [];
  for (const line of output.split(/\r\n|\r|\n/)) {
    if (!line.trimStart().startsWith('::')) {
      if (line.includes('##[')) throw new Error(`a command of the old form: ${line}`);
      log.push(line);
      continue;
    }
    const [, severity, properties = '', message = ''] = /^::(\S+) (.*?)::(.*)$/.exec(line) ?? [];
    if (severity === undefined) throw new Error(`no annotation: ${line}`);
    annotations.push({
      severity,
      properties: Object.fromEntries(
        properties.split(',').map((property) => {
          const [name = '', ...value] = property.split('=');
          return [name, unescaped(value.join('=').replaceAll('%3A', ':').replaceAll('%2C', ','))];
        }),
      ),
      message: unescaped(message),
    });
  }
  return { annotations, log: log.join('\n') };
}

const unescaped = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');

const github = (verdicts: readonly LockfileVerdict[]) =>
  rendered(checkReport(verdicts, PLAINLY), 'github', NO_PAINT);

test('an annotation at the line, and the text', () => {
  const verdict = verdictOf({
    verdict: 'stale',
    reasons: [
      reasonOf('numpy is 1.0, and "numpy>=2" is 100% required', { code: 'outside-specifier', line: 3 }),
    ],
  });
  expect(github([verdict])).toBe(
    '::error file=requirements.txt,line=3,title=lockgen check%3A outside-specifier::numpy is 1.0, and "numpy>=2" is 100%25 required%0Anext: lockgen generate .\n' +
      'stale    requirements.txt: line 3: numpy is 1.0, and "numpy>=2" is 100% required\n' +
      'to mend: lockgen generate .\n   then: git add requirements.txt && git commit\n',
  );
});

test('nothing beside the text where all is fresh', () => {
  expect(github([verdictOf()])).toBe('fresh    requirements.txt\n');
});

test.each(ODD_PATHS)('the path %j, and nothing of it is a command', (path) => {
  const verdict = verdictOf({ verdict: 'stale', path, project: path, reasons: [reasonOf(`see ${path}`)] });
  const { annotations, log } = read(github([verdict, verdictOf({ path })]));
  expect(annotations).toHaveLength(1);
  expect(annotations[0]?.properties).toEqual({ file: path, line: '1', title: 'lockgen check: pin' });
  expect(log.trimEnd().split('\n')).toHaveLength(4);
});

test("another program's words are no commands", () => {
  const detail = ['::add-mask::e', '  ::error::x', '##[group]x', '##vso[task.setvariable variable=A]b'];
  const verdict = verdictOf({ verdict: 'unknown', reasons: [reasonOf('uv failed')], detail });
  const { annotations, log } = read(github([verdict]));
  expect(annotations.map(({ message }) => message)).toEqual(['uv failed']);
  expect(log.replaceAll('\u200b', '')).toContain('##vso[task.setvariable variable=A]b');
  expect(log).not.toContain('##vso[');
});

test('each line has its own annotation, where there is room for all', () => {
  const reasons = [2, 3, 3].map((line, index) => reasonOf(`pin ${index}`, { line }));
  const { annotations } = read(github([verdictOf({ verdict: 'stale', reasons })]));
  expect(annotations.map(({ properties, message }) => [properties.line, message])).toEqual([
    ['2', 'pin 0\nnext: lockgen generate .'],
    ['3', 'pin 1\npin 2\nnext: lockgen generate .'],
  ]);
});

test('what mends one of many is not told of all', () => {
  const problems = Array.from({ length: 11 }, (_, index) => ({
    ...({ severity: 'error', code: 'no-wheel', path: 'requirements.txt', name: undefined } as const),
    ...{ line: index + 1, message: `pin ${index}`, next: `mend ${index}` },
  }));
  const report = { command: 'check', data: {}, problems, text: () => '', markdown: () => '' } as const;
  const { annotations } = read(rendered(report, 'github', NO_PAINT));
  expect(annotations).toHaveLength(1);
  expect(annotations[0]?.message).not.toContain('mend');
});

test('where there are too many, one annotation for all reasons of one kind in one file', () => {
  const reasons = Array.from({ length: 14 }, (_, index) => reasonOf(`pin ${index}`, { line: index + 2 }));
  const { annotations } = read(github([verdictOf({ verdict: 'stale', reasons })]));
  expect(annotations).toEqual([
    {
      severity: 'error',
      properties: { file: 'requirements.txt', line: '2', title: 'lockgen check: pin' },
      message: [
        'pin 0',
        ...Array.from({ length: 9 }, (_, index) => `line ${index + 3}: pin ${index + 1}`),
        '… and 4 more in requirements.txt',
        'next: lockgen generate .',
      ].join('\n'),
    },
  ]);
});

describe('GitHub shows ten of each severity', () => {
  const codes: readonly ReasonCode[] = ['pin', 'marker', 'hash', 'option'];
  const verdicts = Array.from({ length: 8 }, (_, index) =>
    verdictOf({
      verdict: index % 2 === 0 ? 'stale' : 'unknown',
      path: `p${index}.txt`,
      reasons: codes.map((code) => reasonOf(`${code} of ${index}`, { code })),
      notices: ['n'],
    }),
  );
  const { annotations } = read(github(verdicts));
  const of = (wanted: string) => annotations.filter(({ severity }) => severity === wanted);

  test('so there are no more, errors first', () => {
    expect(annotations.map(({ severity }) => severity)).toEqual([
      ...Array.from({ length: 10 }, () => 'error'),
      ...Array.from({ length: 10 }, () => 'warning'),
      ...Array.from({ length: 8 }, () => 'notice'),
    ]);
  });

  test('what matters most about each file comes first', () => {
    expect(
      of('error')
        .slice(0, 5)
        .map(({ message }) => message.split('\n')[0]),
    ).toEqual(['pin of 0', 'pin of 2', 'pin of 4', 'pin of 6', 'marker of 0']);
  });

  test('and the last one counts the others', () => {
    expect(of('error').at(-1)?.message).toContain('… and 6 more, which the job’s log has'.replace('’', "'"));
    expect(of('error').filter(({ message }) => message.includes('… and'))).toHaveLength(1);
    expect(of('notice').some(({ message }) => message.includes('… and'))).toBe(false);
  });
});
