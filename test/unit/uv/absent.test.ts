import { expect, test } from 'vitest';
import { absentPackages } from '../../../src/uv/absent.js';

test.each<[string, readonly string[]]>([
  [
    'Because Kappa.Core was not found in the package registry and a depends on kappa-core, we',
    ['kappa-core'],
  ],
  ['Because there are no versions of attrs and a depends on attrs, we can conclude', ['attrs']],
  [
    'Because a was not found in the package registry\n     and there are no versions of\n     b, we',
    ['a', 'b'],
  ],
  ['Because there are no versions of attrs>=30 and a depends on attrs>=30, we can conclude', []],
  ['Because there are no versions of attrs >= 30 and', []],
  ['Because there is no version of attrs==30 and', []],
  ['Because there are no versions of attrs and …\n  hint: `attrs` was filtered by `exclude-newer`', []],
  [
    'Because there are no versions of pre and …\n  hint: Pre-releases are available for `pre` in the requested range',
    [],
  ],
])('%s', (message, names) => {
  expect([...absentPackages(message)]).toEqual(names);
});
