import { expect, it } from 'vitest';
import { typed } from '../../../src/report/typed.js';
import { foldSteps } from '../../../src/setup/fold.js';
import { planText } from '../../../src/setup/plan-text.js';
import type { Step } from '../../../src/setup/step.js';
import { prepareEdit } from '../../../src/setup/wiring/package-json.js';

const STEP: Step = {
  id: 'x',
  title: 'add lockgen init --clone to the script prepare',
  reason: 'npm runs it',
  edits: [prepareEdit(undefined)],
  settings: [{ key: 'merge.lockgen.driver', value: 'lockgen merge-driver %O' }],
  ofClone: false,
};

/** What a user sees who has to type `npx lockgen`. */
function seen(text: string | undefined): string {
  const standing = text === undefined ? undefined : { text, executable: false };
  return typed(
    planText(
      foldSteps([STEP], () => standing, new Map()),
      { paths: [], isAnew: false },
    ),
    () => 'npx lockgen',
  );
}

it('edits and settings are shown as they are written, however lockgen is typed here', () => {
  const shown = seen('{}\n');
  expect(shown).toContain('  1. add lockgen init --clone to the script prepare: npm runs it\n');
  expect(shown).toContain('"prepare": "lockgen init --clone || true"');
  expect(shown).toContain("git config merge.lockgen.driver 'lockgen merge-driver %O'");
  expect(shown).not.toMatch(/npx|\0/);
});

it('so are the lines that a person puts somewhere', () => {
  const shown = seen(undefined);
  expect(shown).toContain('by hand: package.json');
  expect(shown).toContain('       "prepare": "lockgen init --clone || true"\n');
});

/** A step for a file of each of several projects. */
const alike = (count: number, line = (_: number): string => '[tool.lockgen]'): readonly Step[] =>
  Array.from({ length: count }, (_, at) => ({
    id: `manage:s${at}`,
    title: `let lockgen manage s${at}`,
    reason: 'nothing else does',
    many: (many: number) => ({ title: `let lockgen manage ${many} projects`, reason: 'nothing else does' }),
    edits: [
      {
        ground: 'work-tree',
        path: `s${at}/pyproject.toml`,
        edit: (text = '') => `${text}${line(at)}\n`,
        byHand: '',
      },
    ],
    settings: [],
    ofClone: false,
  }));

const shownOf = (steps: readonly Step[], paths: readonly string[] = [], verbose = false): string =>
  typed(
    planText(
      foldSteps(steps, (edit) => ({ text: `# ${edit.path}\n`, executable: false }), new Map()),
      { paths, isAnew: false },
      verbose,
    ),
    () => 'npx lockgen',
  );

it('many steps that change the same in other files are one, unless all is asked for', () => {
  const shown = shownOf(
    alike(30),
    [...Array(30).keys()].map((at) => `s${at}/requirements.txt`),
  );
  expect(shown).toBe(
    [
      'to do',
      '  1. let lockgen manage 30 projects: nothing else does',
      '       s0/pyproject.toml, s1/pyproject.toml, s2/pyproject.toml and 27 more, in each (--verbose shows them all)',
      '         + [tool.lockgen]',
      '  2. make 30 lockfiles: s0/requirements.txt, s1/requirements.txt, s2/requirements.txt and 27 more',
      '',
    ].join('\n'),
  );
  const all = shownOf(alike(30), [], true);
  expect(all).toContain(' 30. let lockgen manage s29: nothing else does\n       s29/pyproject.toml\n');
});

it('few, and those that change something else, are shown by themselves', () => {
  expect(shownOf(alike(3))).toContain('  3. let lockgen manage s2');
  expect(shownOf(alike(5, (at) => `x = ${at}`))).toContain('  5. let lockgen manage s4');
});

it('several edits of a file in one step are one change', () => {
  const [first] = alike(1);
  const shown = shownOf(
    first === undefined
      ? []
      : [{ ...first, edits: [...first.edits, ...first.edits], details: ['says a', 'says b'] }],
  );
  expect(shown).toBe(
    [
      'to do',
      '  1. let lockgen manage s0: nothing else does',
      '       - says a',
      '       - says b',
      '       s0/pyproject.toml',
      '         @@ -1 +1,3 @@',
      '           # s0/pyproject.toml',
      '         + [tool.lockgen]',
      '         + [tool.lockgen]',
      '',
    ].join('\n'),
  );
});
