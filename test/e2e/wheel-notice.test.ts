import { expect, test } from 'vitest';
import { selectProjects } from '../../src/commands/select.js';
import { diskSource } from '../../src/commands/source.js';
import { newPinsWithoutWheels } from '../../src/commands/wheel-notice.js';
import { openWorkspace } from '../../src/commands/workspace.js';
import { diffPins } from '../../src/lockfile/diff.js';
import { parseLockfile } from '../../src/lockfile/parse.js';
import { contextIn } from '../helpers/context.js';
import { hooked } from '../helpers/hooked.js';
import type { PackageOptions } from '../helpers/local-index.js';
import { pyproject } from '../helpers/projects.js';

const PLATFORMS = ['manylinux_2_17_x86_64', 'win_amd64'];
const PACKAGES: readonly PackageOptions[] = [
  { name: 'alpha', version: '1.0.0' },
  { name: 'eta', version: '1.0.0', platformTags: ['manylinux_2_17_x86_64'] },
  { name: 'tau', version: '1.0', pythonTags: ['cp310'], platformTags: PLATFORMS, sdist: 'also' },
  { name: 'torch', version: '2.0', pythonTags: ['cp310'], platformTags: PLATFORMS },
  { name: 'xi', version: '1.0.0', sdist: 'only' },
];
const NAMES = PACKAGES.map(({ name }) => name);

/** What the hook tells of a lockfile with all of these, where some of them are new, and time is no matter. */
async function told(): Promise<
  (
    taken: readonly string[],
    options?: { budget?: number; gone?: string; signal?: AbortSignal },
  ) => Promise<string>
> {
  const { repository, commit, index } = await hooked({ packages: PACKAGES });
  await commit({
    'pyproject.toml': pyproject({
      requiresPython: '>=3.10,<3.14',
      dependencies: NAMES,
      more: '[tool.lockgen]\ntorch-backend = "none"\nplatforms = ["linux", "windows"]',
    }),
  });
  const context = contextIn({ cwd: repository.root, env: repository.env, home: repository.home });
  const { snapshot } = await diskSource(context);
  const workspace = await openWorkspace(snapshot, undefined);
  const selection = { arguments: [], start: '', flags: undefined };
  const [project] = await selectProjects(workspace, selection, false);
  const [target] = project?.config.targets ?? [];
  const text = await repository.read('requirements.txt');
  const lockfile = parseLockfile(text);
  expect(lockfile.pins.map(({ name }) => name)).toEqual(NAMES);
  if (project === undefined || target === undefined) throw new Error('no project');
  return async (taken, { budget = 60_000, gone, signal } = {}) => {
    if (gone !== undefined) await index.remove(gone, '1.0.0');
    const pins = lockfile.pins.filter(({ name }) => !taken.includes(name));
    const changes = diffPins({ ...lockfile, pins }, lockfile);
    const made = {
      target,
      path: 'requirements.txt',
      before: '',
      text,
      lockfile,
      changes,
      settled: true,
      warnings: [],
    };
    const resolved = [{ project, notices: [], lockfiles: [made] }];
    const now = signal === undefined ? context : { ...context, signal };
    return await newPinsWithoutWheels(now, workspace, resolved, budget);
  };
}

test('only new pins, and only what is certain', async () => {
  const say = await told();
  const more = '; lockgen check --installable tells more\n';
  expect(await say(['eta'])).toBe(
    `lockgen: note: eta 1.0.0 has no wheel for Python 3.10, 3.13 on windows${more}`,
  );
  expect(await say(['alpha', 'xi', 'tau'])).toBe(
    `lockgen: note: tau 1.0 has no wheel for Python 3.13 on linux, windows (1 more pin lacks one somewhere)${more}`,
  );
  // It is built everywhere alike.
  expect(await say(['alpha', 'xi'])).toBe(
    `lockgen: note: xi 1.0.0 has no wheel for any promised Python and platform, so it is built from source${more}`,
  );
  expect(await say(['alpha'])).toBe('');
  expect(await say([])).toBe('');
  // Its wheels may be on a page that isn't in the cache.
  expect(await say(['torch'])).toBe('');
  // No time is left, or the commit was interrupted.
  expect(await say(['eta'], { budget: 0 })).toBe('');
  expect(await say(['eta'], { signal: AbortSignal.abort() })).toBe('');
  // What is missing altogether may be anywhere.
  expect(await say(['alpha'], { gone: 'alpha' })).toBe('');
});
