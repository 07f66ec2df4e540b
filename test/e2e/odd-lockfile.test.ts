import { beforeAll, expect, test } from 'vitest';
import { realPython } from '../helpers/environment.js';
import { type Hooked, startedWith } from '../helpers/hooked.js';
import { standardProject } from '../helpers/projects.js';

/** What a terminal obeys, in each part of a lockfile that can hold it. */
const ODD = `gamma==1.0.0
    # via \u001b[35mmother
nu @ https://x.example/\u202enu-1.0.zip
-e ./\u001b[33mlib
qux @ file:///\u001b]0;title\u0007q
    # via gamma
mu==2 ; python_version >= "3.1\u001b[34m"
    # via \u001b[36mgamma
`;

let world: Hooked;

beforeAll(async () => {
  world = await startedWith({ 'pyproject.toml': standardProject() });
  const { repository } = world;
  const header = (await repository.read('requirements.txt'))
    .split('\n')
    .filter((line) => line.startsWith('#'));
  await repository.write('requirements.txt', `${header.join('\n')}\n${ODD}`);
  await repository.write('odd.txt', ODD);
  await repository.write('broken.txt', 'six==1\u001b[31m\n');
  await repository.write('old.txt', 'six==1\n');
});

test.concurrent.each([
  [['diff'], '\\u202enu-1.0.zip'],
  [['diff', '--format', 'markdown'], '\\\\u202enu-1.0.zip'],
  [['diff', 'old.txt', 'odd.txt'], '\\u001b]0;title\\u0007'],
  [['diff', 'old.txt', 'broken.txt'], 'broken.txt:1: no entry of a lockfile: six==1\\u001b[31m'],
  [['diff', '\u001b[31mnowhere'], '\\u001b[31mnowhere names no commit'],
  [['why', 'gamma'], 'gamma 1.0.0'],
  [['why', 'gamma', '--target', 'base', '--format', 'mermaid'], 'flowchart TD'],
  [['why', 'nu'], 'nu'],
  [['why', 'mu', '--format', 'markdown'], 'mu 2'],
  [['why', 'qux'], 'qux'],
  [['why', '\u001b[31m'], '\\u001b[31m'],
  [['why', 'gamma', '--target', '\u001b[31m'], 'no target \\u001b[31m'],
  [['check'], 'stale'],
  [['check', '--format', 'github'], 'stale'],
  [['validate', 'requirements.txt', '--python', realPython()], ''],
])('%j shows what a terminal would obey', async (args, shown) => {
  const { stdout, stderr, exitCode } = await world.lockgen(args, { env: { NO_COLOR: '1' } });
  expect([0, 1, 2]).toContain(exitCode);
  expect(stdout + stderr).toContain(shown);
  expect((stdout + stderr).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
});
