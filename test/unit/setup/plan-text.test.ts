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
      [],
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
