import { expect, test } from 'vitest';
import { parseLockfile } from '../../src/lockfile/parse.js';
import { installableEverywhere, places } from '../helpers/installable.js';
import type { PackageOptions } from '../helpers/local-index.js';
import { pyproject } from '../helpers/projects.js';
import { sharedUv } from '../helpers/uv.js';
import { wired } from '../helpers/wired.js';

/** One release of `steps` for each Python: the newest for the newest. */
const STEPS: readonly PackageOptions[] = [
  { name: 'steps', version: '1.0', requiresPython: '>=3.8' },
  { name: 'steps', version: '2.0', requiresPython: '>=3.9' },
  { name: 'steps', version: '3.0', requiresPython: '>=3.10' },
  { name: 'steps', version: '4.0', requiresPython: '>=3.11' },
];

function pinsOf(text: string): string[] {
  return parseLockfile(text).pins.map(
    ({ key, version, markerText }) => `${key}==${version}${markerText === '' ? '' : ` ; ${markerText}`}`,
  );
}

test.each([
  ['>=3.10,<3.13', '3.10', '3.10'],
  ['>=3.10, <4', '3.10', '3.10'],
  ['~=3.10', '3.10', '3.10'],
  ['~=3.10.2', '3.10.2', '3.10.2'],
  ['==3.11.*', '3.11', '3.11'],
  ['>3.9', '3.9', '3.10'],
  ['>=3.8.1', '3.8.1', '3.8.1'],
  ['>=3.9,!=3.9.*', '3.10', '3.10'],
  ['>=3.10,!=3.9.1', '3.10', '3.10'],
])('requires-python = "%s" is locked from %s on', async (requiresPython, floor, lowest) => {
  const { repository, commit } = await wired({ packages: STEPS });
  await repository.stage({ 'pyproject.toml': pyproject({ requiresPython, dependencies: ['steps'] }) });
  const result = await commit();
  expect(result.exitCode, result.stderr).toBe(0);
  const text = await repository.show('HEAD:requirements.txt');
  expect(text).toContain(` --python-version=${floor} `);
  const options = { uv: await sharedUv(), env: repository.env };
  const everywhere = places([lowest, '3.11', '3.14'], ['linux']);
  expect(await installableEverywhere(repository.path('requirements.txt'), everywhere, options)).toEqual([]);
});

/** Impossible for one Python, for which uv resolves all the same. */
const impossible = (marker: string): readonly PackageOptions[] => [
  {
    name: 'pi',
    version: '1.0',
    requires: [`delta>=9 ; ${marker}`, `delta>=1 ; ${marker.replace('>=', '<').replace('==', '!=')}`],
  },
  { name: 'delta', version: '1.0' },
];

test.each([
  ['>=3.10,<3.13', "python_version >= '3.13'", "python_version < '3.13'"],
  ['>=3.10,<=3.12.4', "python_version >= '3.13'", "python_full_version < '3.12.5'"],
  ['==3.12.*', "python_version >= '3.13'", "python_version < '3.13'"],
  ['~=3.12.1', "python_version >= '3.13'", "python_version < '3.13'"],
  ['>=3.10,!=3.12.*', "python_version == '3.12'", "python_version != '3.12'"],
  [
    '>=3.10,!=3.12.*,<3.14',
    "python_version == '3.12'",
    "python_version != '3.12' and python_version < '3.14'",
  ],
])('a failure outside of "%s" names the line that mends it', async (requiresPython, marker, environments) => {
  const { repository, commit, lockgen } = await wired({ packages: impossible(marker) });
  const project = { requiresPython, dependencies: ['pi'] };
  await repository.stage({ 'pyproject.toml': pyproject(project) });
  const blocked = await commit();
  expect(blocked.exitCode, blocked.stderr).toBe(1);
  expect(blocked.stderr).toContain(`which requires-python = "${requiresPython}" doesn't promise`);
  const line = /^lockgen: next: .* add under \[tool\.uv\] in pyproject\.toml: +(environments = .*)$/m.exec(
    blocked.stderr,
  )?.[1];
  expect(line, blocked.stderr).toBe(`environments = ["${environments}"]`);
  expect(await repository.tryRead('requirements.txt')).toBeUndefined();

  await repository.stage({ 'pyproject.toml': pyproject({ ...project, more: `[tool.uv]\n${line}` }) });
  const passed = await commit();
  expect(passed.exitCode, passed.stderr).toBe(0);
  const pins = pinsOf(await repository.show('HEAD:requirements.txt'));
  expect(pins.map((pin) => pin.replace(/ ;.*/, ''))).toEqual(['delta==1.0', 'pi==1.0']);
  expect(await lockgen(['check'])).toMatchObject({ exitCode: 0 });
});

test('a failure inside of the range names no such line', async () => {
  const { repository, commit } = await wired({ packages: impossible("python_version >= '3.12'") });
  await repository.stage({
    'pyproject.toml': pyproject({ requiresPython: '>=3.10,<3.13', dependencies: ['pi'] }),
  });
  const blocked = await commit();
  expect(blocked.exitCode).toBe(1);
  expect(blocked.stderr).not.toContain('environments =');
  expect(blocked.stderr).toContain('pyproject.toml:6 "pi"');
});

test('a requirement that is for newer Pythons only says so', async () => {
  const { repository, commit } = await wired({ packages: STEPS });
  await repository.stage({ 'pyproject.toml': pyproject({ dependencies: ['steps>=4'] }) });
  const blocked = await commit();
  expect(blocked.exitCode).toBe(1);
  expect(blocked.stderr).toContain(
    'no version fits the whole of requires-python = ">=3.10"; see pyproject.toml:6',
  );
  expect(blocked.stderr).toContain('next: raise requires-python or loosen the requirement in pyproject.toml');
});
