import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { realPython } from '../helpers/environment.js';
import { type Hooked, hooked, startedWith } from '../helpers/hooked.js';
import { pyproject } from '../helpers/projects.js';
import { readReport } from '../helpers/report-schemas.js';
import { scratchFolder } from '../helpers/scratch.js';
import { standing } from '../helpers/wired.js';

const MORE = `[tool.lockgen.targets.base]
output = "requirements.txt"
constraints = ["limits.in"]

[tool.lockgen.targets.later]
output = "later.lock"
`;

/** The commands that print a report. */
const COMMANDS: readonly (readonly [string, readonly string[]])[] = [
  ['check', ['check']],
  ['check --range', ['check', '--range', 'HEAD..HEAD']],
  ['diff', ['diff']],
  ['why', ['why', 'gamma']],
  ['validate', ['validate', 'requirements.txt', '--python', realPython()]],
];

let world: Hooked;

beforeAll(async () => {
  const pyprojectText = pyproject({ dependencies: ['gamma'], more: MORE });
  world = await startedWith({
    'pyproject.toml': pyprojectText,
    'limits.in': '# none\n',
    '.lockgenrc': '{}\n',
  });
  const { repository } = world;
  await repository.remove('later.lock');
  await repository.write('lib/old.txt', 'delta==1\n');
  await repository.write('lib/uv.toml', '');
  await repository.write('lib/asked.in', 'delta>=1\n');
  await symlink('requirements.txt', join(repository.root, 'link'));
});

describe.each(COMMANDS)('lockgen %s', (_name, args) => {
  test.each([
    ['requirements.txt', 'a lockfile'],
    ['./lib/../requirements.txt', 'a lockfile'],
    ['later.lock', 'a lockfile'],
    ['lib/old.txt', 'a lockfile'],
    ['lib/asked.in', 'a requirements file'],
    ['link', 'a lockfile'],
    ['pyproject.toml', 'an input of lockfiles'],
    ['limits.in', 'an input of lockfiles'],
    ['.lockgenrc', 'an input of lockfiles'],
    ['lib/uv.toml', 'an input of lockfiles'],
  ])("takes no other file's place: --output %s is refused as %s", async (output, what) => {
    const before = await standing(world.repository);
    const result = await world.lockgen([...args, '--format', 'json', '--output', output]);
    expect(result).toMatchObject({ exitCode: 2, stdout: '' });
    expect(result.stderr).toBe(
      `lockgen: --output ${output}: that is ${what}, which no report takes the place of\nlockgen: next: name another file, as in --output report.json\n`,
    );
    expect(await standing(world.repository)).toBe(before);
  });

  test('writes any other file, over and over', async () => {
    const file = join(await scratchFolder(), 'made', 'report.json');
    const printed = await world.lockgen([...args, '--format', 'json']);
    for (let time = 0; time < 2; time += 1) {
      const { exitCode, stdout } = await world.lockgen([...args, '--format', 'json', '--output', file]);
      expect(exitCode).toBe(printed.exitCode);
      expect(stdout).toBe((await world.lockgen([...args, '--format', 'text'])).stdout);
    }
    const written = await world.repository.run('cat', [file]);
    readReport(written.stdout);
    expect(written.stdout).toBe(printed.stdout);
  });
});

test('from a sub-folder, a file is named as seen from there', async () => {
  const args = ['diff', '--format', 'json', '--output'];
  const refused = await world.lockgen([...args, '../requirements.txt'], { from: 'lib' });
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toContain('that is a lockfile');
  expect(await world.lockgen([...args, 'requirements.txt'], { from: 'lib' })).toMatchObject({ exitCode: 0 });
  readReport(await world.repository.read('lib/requirements.txt'));
});

test("where projects can't be read, a file is judged by what it has", async () => {
  const other = await hooked();
  const { repository } = other;
  await repository.write('.lockgenrc', '{ no JSON\n');
  await repository.write('old.txt', 'delta==1\n');
  await repository.write('new.txt', 'delta==2\n');
  const args = ['diff', 'old.txt', 'new.txt', '--format', 'json', '--output'];
  expect(await other.lockgen([...args, 'new.txt'])).toMatchObject({ exitCode: 2, stdout: '' });
  expect(await other.lockgen([...args, 'new.json'])).toMatchObject({ exitCode: 0 });
});

describe('why', () => {
  test('writes a picture, and prints the text', async () => {
    const picture = await world.lockgen(['why', 'gamma', '--format', 'mermaid']);
    const file = join(await scratchFolder(), 'why.mmd');
    const env = { GITHUB_ACTIONS: 'true' };
    const { exitCode, stdout } = await world.lockgen(
      ['why', 'gamma', '--format', 'mermaid', '--output', file],
      { env },
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^gamma 1\.0\.0 in requirements\.txt: 1 path\n/);
    expect((await world.repository.run('cat', [file])).stdout).toBe(picture.stdout);
  });

  test('asks for the format of a file', async () => {
    const { exitCode, stderr } = await world.lockgen(['why', 'gamma', '--output', 'x']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--output x doesn't say in which format");
    expect(stderr).toContain('|mermaid\n');
  });
});
