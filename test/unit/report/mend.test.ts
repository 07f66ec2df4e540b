import { describe, expect, test } from 'vitest';
import { type Asked, mendCommand } from '../../../src/report/mend.js';
import type { LockfileVerdict } from '../../../src/verdict/verdict.js';
import { PLAINLY, verdictOf } from './verdicts.js';

const at = (project: string, verdict: LockfileVerdict['verdict'], more: Partial<LockfileVerdict> = {}) =>
  verdictOf({ project, path: `${project === '' ? '' : `${project}/`}requirements.txt`, verdict, ...more });
const [root, svc, fresh] = [at('', 'stale'), at('svc', 'stale'), at('web', 'fresh')];

describe('the command that mends', () => {
  test.each<[string, readonly LockfileVerdict[], Partial<Asked>, string | undefined]>([
    ['nothing, where nothing is stale', [fresh, at('', 'unknown')], {}, undefined],
    ['the projects that are stale', [root, svc, fresh], {}, 'lockgen generate . svc'],
    ['as they are seen from a folder', [root, svc], { start: 'svc' }, 'lockgen generate .. .'],
    ['as they are seen from a folder that is none', [svc], { start: 'docs/x' }, 'lockgen generate ../../svc'],
    [
      'with the flags of the check',
      [root],
      { flags: ['--generate-hashes', '--exclude-newer=7 days'] },
      "lockgen generate --generate-hashes '--exclude-newer=7 days' .",
    ],
    [
      'in the index, where the lockfiles have to be staged',
      [svc, at('svc', 'fresh', { path: 'svc/full.txt' }), fresh],
      { read: 'index', start: 'web' },
      'lockgen generate ../svc && git add ../svc/requirements.txt ../svc/full.txt',
    ],
    [
      'of a commit that is not checked out',
      [svc],
      { read: { revision: "it's" } },
      `git checkout 'it'"'"'s' && lockgen generate svc`,
    ],
    ['a folder that looks like an option', [at('-x', 'stale')], {}, 'lockgen generate ./-x'],
    ['all, where a name can not be typed', [at('a\nb', 'stale'), svc], {}, 'lockgen generate'],
    [
      'all, where a name can not be typed, in the index',
      [at('a\nb', 'stale')],
      { read: 'index' },
      'lockgen generate && git add --update',
    ],
    ['nothing that has another next step', [at('', 'stale', { next: 'x' }), svc], {}, 'lockgen generate svc'],
  ])('%s', (_, verdicts, asked, command) => {
    expect(mendCommand(verdicts, { ...PLAINLY, ...asked })).toBe(command);
  });
});
