import { expect, it } from 'vitest';
import type { ChangedFile, Kept } from '../../../src/setup/record.js';
import { hookBack, renamedHooks } from '../../../src/setup/renamed-hook.js';
import { chainedHook } from '../../../src/setup/wiring/hook-script.js';

const script = (text: string): Kept => ({ bytes: Buffer.from(text).toString('base64'), mode: 0o755 });

const OWN = script('own\n');
const CALLER = script(chainedHook('pre-commit', 'npm ci'));
const EDITED = script(chainedHook('pre-commit', 'npm ci').replace('\n', '\n# mine\n'));
const OTHER = script('#!/bin/sh\nother\n');
const file = (path: string, before: Kept | null, after: Kept): ChangedFile => ({
  kind: 'file',
  ground: 'git',
  path,
  before,
  after,
});
const MOVED = file('hooks/pre-commit.before-lockgen', null, OWN);
const CALLING = file('hooks/pre-commit', OWN, CALLER);

it('belongs to the script that calls it', () => {
  const alone = file('hooks/pre-merge-commit', null, OTHER);
  expect([...renamedHooks([MOVED, CALLING, alone])]).toEqual([[CALLING, MOVED]]);
});

it.each([
  ['as init left both', CALLER, OWN, [OWN, 'as before', null, 'renamed']],
  ['the hook was edited', CALLER, OTHER, [OTHER, 'moved back', null, 'renamed']],
  ['the hook was removed', CALLER, null, [OWN, 'as before', null, undefined]],
  ['the caller was edited', EDITED, OWN, [EDITED, 'by hand', OWN, 'own hook']],
  ['another hook is there', OTHER, OWN, [OTHER, undefined, OWN, 'own hook']],
  ['the caller was removed', null, OWN, [null, undefined, OWN, 'own hook']],
  ['both were removed', null, null, [null, undefined, null, undefined]],
  ['init ended between the two', OWN, OWN, [OWN, undefined, null, 'removed']],
  ['never done', OWN, null, [OWN, undefined, null, undefined]],
  ['moved back by hand, and another in its place', OWN, OTHER, [OWN, undefined, OTHER, 'own hook']],
] as const)('%s', (_, caller, own, wanted) => {
  const [first, second] = hookBack({ change: CALLING, now: caller }, { change: MOVED, now: own });
  expect([first.to, first.how, second.to, second.how]).toEqual(wanted);
});
