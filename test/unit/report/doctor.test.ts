import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { doctorExitCode, type Finding, found } from '../../../src/doctor/finding.js';
import { doctorReport } from '../../../src/report/doctor.js';
import { NO_PAINT, paintFor } from '../../../src/report/paint.js';
import { rendered } from '../../../src/report/render.js';
import { readReport } from '../../helpers/report-schemas.js';

const FINE = found('git')('ok', '2.39.5 (/usr/bin/git)');
const NOTE = found('merge-driver')('note', 'not wired');
const BROKEN = found('pre-commit')('not ok', '.git/hooks/pre-commit is not executable', {
  mend: ['chmod +x .git/hooks/pre-commit'],
});
const BY_HAND = found('index')('not ok', 'company: refuses', { byHand: 'check the credentials' });
const DARK = found('repository')('unknown', '/tmp is in no git repository');

const textOf = (findings: readonly Finding[], elsewhere?: string): string =>
  rendered(doctorReport({ findings, elsewhere }), 'text', NO_PAINT);

test.each<[string, readonly Finding[], 0 | 1 | 2]>([
  ['nothing at all', [], 0],
  ['all ok', [FINE], 0],
  ['a note', [FINE, NOTE], 0],
  ['one that could not be told', [FINE, NOTE, DARK], 2],
  ['one that is not ok', [FINE, BROKEN], 1],
  ['both', [DARK, BROKEN], 1],
])('%s: the exit code', (_, findings, expected) => {
  expect(doctorExitCode(findings)).toBe(expected);
});

describe('the text', () => {
  test('has columns, and what mends it below each line', () => {
    expect(textOf([FINE, BROKEN, NOTE, BY_HAND])).toBe(
      `ok      git           2.39.5 (/usr/bin/git)
not ok  pre-commit    .git/hooks/pre-commit is not executable
       mend: chmod +x .git/hooks/pre-commit
note    merge driver  not wired
not ok  index         company: refuses
       how:  check the credentials

2 not ok, 1 note: docs/doctor.md says what each line means
`,
    );
  });

  test('says that all is well', () => {
    expect(textOf([FINE, NOTE, NOTE])).toMatch(/\n\nall is well, 2 notes: docs\/doctor\.md /);
  });

  test('says what could not be told', () => {
    expect(textOf([FINE, DARK])).toMatch(/\n\n1 could not be told: /);
  });

  test('names the folder for which the commands are', () => {
    expect(textOf([BROKEN], '/home/ada/service')).toMatch(/; the commands are for \/home\/ada\/service\n$/);
  });

  test('shows no letter that steers a terminal', () => {
    const odd = found('projects')('not ok', 'a\nb\u001b[2J', { mend: ['rm c\nd'] });
    expect(textOf([odd])).toContain('a\\nb\\u001b[2J\n       mend: rm c\\nd\n');
  });

  test('has colours of the same width', () => {
    const report = doctorReport({ findings: [FINE, BROKEN], elsewhere: undefined });
    const coloured = rendered(report, 'text', paintFor({ FORCE_COLOR: '1' }, true));
    expect(coloured).toContain('\u001b[31mnot ok\u001b[39m  pre-commit  ');
    expect(coloured).toContain('\u001b[32mok\u001b[39m      git         ');
  });
});

test('the Markdown is a table whose cells have no bar of their own', () => {
  const odd = found('index')('not ok', 'a|b `c`', { mend: ['x | y'], byHand: 'either|or' });
  const report = doctorReport({ findings: [FINE, odd], elsewhere: undefined });
  const lines = rendered(report, 'markdown', NO_PAINT).trimEnd().split('\n');
  expect(lines[0]).toBe('### lockgen doctor: not-ok');
  for (const line of lines.slice(2)) expect(line.replaceAll('\\|', '').match(/\|/g)).toHaveLength(5);
});

test('docs/reports.md has the text and the JSON of it, by the schema', () => {
  const page = readFileSync(new URL('../../../docs/reports.md', import.meta.url), 'utf8');
  const section = page.split(/^## /m).find((text) => text.startsWith('`lockgen doctor`\n')) ?? '';
  const examples = [...section.matchAll(/^```\w+\n(.*?)^```$/gms)].map((match) => match[1]);
  const findings = [FINE, BROKEN, BY_HAND];
  const json = rendered(doctorReport({ findings, elsewhere: undefined }), 'json', NO_PAINT);
  readReport(json);
  expect(examples).toEqual([textOf(findings), json]);
});
