import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isolatedEnvironment } from '../helpers/environment.js';
import { run } from '../helpers/run.js';
import { scratchFolder } from '../helpers/scratch.js';
import { sharedUv } from '../helpers/uv.js';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

test('zizmor finds no way into the action and the workflows, and finds one that is made', async () => {
  const folder = await scratchFolder();
  await mkdir(join(folder, '.github'));
  await cp(join(REPOSITORY, 'action.yml'), join(folder, 'action.yml'));
  await cp(join(REPOSITORY, '.github/workflows'), join(folder, '.github/workflows'), { recursive: true });
  const uv = await sharedUv();
  const env = isolatedEnvironment(await scratchFolder());
  const audit = () =>
    run(uv, ['tool', 'run', 'zizmor@1.32.0', '--offline', '--min-severity=medium', '.'], {
      cwd: folder,
      env,
    });
  const { exitCode, stdout, stderr } = await audit();
  expect(exitCode, `${stdout}${stderr}`).toBe(0);
  expect(stderr + stdout).toContain('action.yml');

  const path = join(folder, 'action.yml');
  const text = await readFile(path, 'utf8');
  // What a user gives becomes a part of the script.
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the action's
  await writeFile(path, text.replace('mkdir -p "$INPUT_FOLDER"', 'mkdir -p "${{ inputs.version }}"'));
  const found = await audit();
  expect(found.exitCode).not.toBe(0);
  expect(found.stdout).toContain('template-injection');
});
