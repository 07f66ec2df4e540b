// topic: lockfiles
import { expect, test } from 'vitest';
import { pyproject } from '../../helpers/projects.js';
import { type Busy, busy } from './busy.js';

const TWO = pyproject({ dependencies: ['alpha', 'delta'] });
const THREE = pyproject({ dependencies: ['alpha', 'delta', 'iota'] });

/** pyproject.toml is staged with one dependency more. */
async function started(): Promise<Busy> {
  const world = await busy({ 'pyproject.toml': pyproject({ dependencies: ['alpha'] }) });
  await world.repository.stage({ 'pyproject.toml': TWO });
  return world;
}

async function expectStaged({ repository, pins }: Busy): Promise<void> {
  expect(await pins('requirements.txt')).toEqual(['alpha==2.0.0', 'delta==2.0.0']);
  expect(await repository.show('HEAD:pyproject.toml')).toBe(TWO);
  expect(await repository.read('requirements.txt')).toBe(await repository.show('HEAD:requirements.txt'));
}

test.concurrent('edits of pyproject.toml that are not staged: the lockfile is that of what is staged, and they stay', async () => {
  const world = await started();
  await world.repository.write('pyproject.toml', THREE);
  await world.commits({ leaves: [' M pyproject.toml'] });
  await expectStaged(world);
  expect(await world.repository.read('pyproject.toml')).toBe(THREE);
});

test.concurrent('edits of pyproject.toml that are not staged and are no TOML: the lockfile is that of what is staged', async () => {
  const world = await started();
  await world.repository.write('pyproject.toml', '[project\n');
  await world.commits({ leaves: [' M pyproject.toml'] });
  await expectStaged(world);
  expect(await world.repository.read('pyproject.toml')).toBe('[project\n');
});

test.concurrent('pyproject.toml deleted in the work tree alone: the lockfile is that of what is staged', async () => {
  const world = await started();
  await world.repository.remove('pyproject.toml');
  await world.commits({ leaves: [' D pyproject.toml'] });
  await expectStaged(world);
});

test.concurrent('pyproject.toml moved in the work tree alone: the lockfile stays where what is staged has it', async () => {
  const world = await started();
  await world.repository.write('svc/pyproject.toml', TWO);
  await world.repository.remove('pyproject.toml');
  await world.commits({ leaves: [' D pyproject.toml', '?? svc/pyproject.toml'] });
  await expectStaged(world);
});

test.concurrent('edits of the configuration that are not staged: the lockfiles are those of what is staged', async () => {
  const world = await started();
  await world.repository.write('.lockgenrc', 'targets:\n  base: { output: other.txt }\n');
  await world.commits({ leaves: ['?? .lockgenrc'] });
  await expectStaged(world);
  expect(await world.repository.tryRead('other.txt')).toBeUndefined();
});
