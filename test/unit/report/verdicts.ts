import type { Asked } from '../../../src/report/mend.js';
import { type LockfileVerdict, plainVerdict, type Reason } from '../../../src/verdict/verdict.js';

/** A check of the work tree from its root, without flags. */
export const PLAINLY: Asked = { start: '', flags: [], read: 'worktree' };

/** A verdict about one lockfile; fresh, `requirements.txt` at the root, where nothing else is said. */
export function verdictOf(more: Partial<LockfileVerdict> = {}): LockfileVerdict {
  return {
    ...plainVerdict({ project: '', target: 'base', path: 'requirements.txt' }, 'fresh'),
    ...more,
  };
}

/** A reason with a code of its own choice. */
export function reasonOf(message: string, more: Partial<Reason> = {}): Reason {
  return { code: 'pin', message, line: undefined, name: undefined, ...more };
}

/** Names that git allows and people have. */
export const ODD_PATHS: readonly string[] = [
  'a b/it\'s "here".txt',
  'new\nline\rreturn.txt',
  '\u001b[31mred.txt',
  'größe/名前.txt',
  '100%/50%25.txt',
  'a:b,c;d=e.txt',
  '::error::x.txt',
  '##[error]x.txt',
  'C:/x.txt',
  'a|b`c<d>&e@f#1.txt',
  '-rf.txt',
  '\u202etxt.exe',
];
