import { describe, expect, it } from 'vitest';
import { parseLockfile } from '../../../src/lockfile/parse.js';
import { asConstraints, asPreferences } from '../../../src/lockfile/preferences.js';
import { fixture } from './fixture.js';

const MIXED = `# header
--find-links https://x.example/
-e ./lib
../sib ; sys_platform == 'win32'
six==1.16.0 \\
    --hash=sha256:aa
    # via x
six==1.17.0
Uvicorn[standard]==0.1 ; python_version < '3.11'
Uvicorn[standard]==0.2 ; python_version >= '3.11'
idna @ https://host.example/idna-3.20-py3-none-any.whl ; sys_platform == 'linux'
tool @ git+https://host.example/tool@0123
loose>=1
odd===not-a-version
<<<<<<< a
`;

describe('asPreferences', () => {
  it('keeps versions and markers only, the first of two that say the same', () => {
    expect(asPreferences(parseLockfile(MIXED))).toBe(
      "six==1.16.0\nuvicorn==0.1 ; python_version < '3.11'\nuvicorn==0.2 ; python_version >= '3.11'\n",
    );
  });

  it('keeps the forks of a real lockfile', () => {
    const lines = asPreferences(parseLockfile(fixture('hashes-constrained.txt')))
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(parseLockfile(fixture('hashes-constrained.txt')).pins.length);
    expect(lines).toContain("exceptiongroup==1.3.2 ; python_full_version < '3.11'");
  });

  it('is empty where there is nothing to prefer', () => {
    expect(asPreferences(parseLockfile('-e ./lib\n'))).toBe('');
  });
});

describe('asConstraints', () => {
  it('has direct URLs, too, but no unnamed entries and no repositories', () => {
    expect(asConstraints(parseLockfile(MIXED))).toBe(
      "six==1.16.0\nuvicorn==0.1 ; python_version < '3.11'\nuvicorn==0.2 ; python_version >= '3.11'\n" +
        "idna @ https://host.example/idna-3.20-py3-none-any.whl ; sys_platform == 'linux'\n",
    );
  });
});
