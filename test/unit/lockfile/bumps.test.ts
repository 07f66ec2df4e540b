import { expect, test } from 'vitest';
import { bumpsOf, hasBump, haveOtherVersions, withBumps } from '../../../src/lockfile/bumps.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';

const standing = (now: string, committed?: string) => ({
  now: parseLockfile(now),
  committed: committed === undefined ? undefined : parseLockfile(committed),
});

const FORKED = "a==1 ; python_version < '3.11'\na==2 ; python_version >= '3.11'\n";

test.each([
  ['the newer, where no history tells', ['a==1\n'], [['a==2\n']], ['a 1 → 2']],
  ['not the older', ['a==2\n'], [['a==1\n']], []],
  ['the same in another spelling is no bump', ['a==1.0\n'], [['a==1\n']], []],
  ['the newest of several', ['a==1\n'], [['a==3\n'], ['a==2\n']], ['a 1 → 3']],
  ['what was moved, be it to an older one', ['a==2\n', 'a==2\n'], [['a==1\n', 'a==2\n']], ['a 2 → 1']],
  ['not what the widest was moved away from', ['a==1\n', 'a==2\n'], [['a==2\n', 'a==2\n']], []],
  ['the newer, where both were moved', ['a==2\n', 'a==1\n'], [['a==3\n', 'a==1\n']], ['a 2 → 3']],
  ['the newer, where the package is new to both', ['a==1\n', 'b==1\n'], [['a==2\n', 'b==1\n']], ['a 1 → 2']],
  ['at its own marker', [FORKED], [[FORKED.replace('==2', '==3')]], ['a 2 → 3']],
  ['the only pin, whatever its marker', ['a==1\n'], [["a==2 ; sys_platform == 'linux'\n"]], ['a 1 → 2']],
  ['not one of several at another marker', [FORKED], [['a==3\n']], []],
  ['not what only one has', ['a==1\n'], [['b==2\n']], []],
  ['not a URL', ['a @ https://example.com/a.zip\n'], [['a==2\n']], []],
  ['not what is no version', ['a==1\n'], [['a==2.*\n']], []],
] as const)('%s', (_, [now, committed], others, expected) => {
  const widest = standing(now, committed);
  const found = bumpsOf(
    widest,
    others.map(([text, before]) => standing(text, before)),
  );
  expect(found.map(({ instead, version }) => `${instead.key} ${instead.version} → ${version}`)).toEqual(
    expected,
  );
  const bumped = withBumps(widest.now, found);
  expect(found.every((bump) => hasBump(bumped, bump))).toBe(true);
  expect(bumped.pins).toHaveLength(widest.now.pins.length);
  if (found.length > 0) expect(haveOtherVersions(widest.now, bumped)).toBe(true);
});
