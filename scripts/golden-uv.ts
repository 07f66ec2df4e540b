/**
 * Tries a uv: asks it what `test/helpers/golden-uv.ts` has, writes what it says into `test/fixtures/uv-golden/VERSION`,
 * and shows how that differs from what the pinned uv says. `npm run golden-uv -- --version X.Y.Z`
 */
import { spawnSync } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findUv } from '../src/uv/find.js';
import { findPython } from '../src/uv/python.js';
import { askRelease } from '../src/uv/release.js';
import { PINNED_UV } from '../src/uv/version.js';
import { goldenAnswers } from '../test/helpers/golden-uv.js';

const { values } = parseArgs({ options: { version: { type: 'string' } } });
const surroundings = {
  env: process.env,
  platform: process.platform,
  home: homedir(),
  onProgress: console.log,
};
const pinned = await findUv({ version: PINNED_UV, hashes: [] }, surroundings);
const wanted = await askRelease(pinned, values.version, surroundings);
const uv = await findUv(wanted, surroundings);
if (uv.version !== wanted.version) throw new Error(uv.warning);
const python = await findPython(surroundings);
if (python === undefined) throw new Error('there is no Python');

const fixtures = fileURLToPath(new URL('../test/fixtures/uv-golden/', import.meta.url));
const folder = join(fixtures, uv.version);
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
for (const [name, text] of await goldenAnswers(uv, process.env, python.path)) {
  await writeFile(join(folder, `${name}.txt`), text);
}
console.log(`wrote what uv ${uv.version} says; against ${PINNED_UV}:`);
spawnSync('git', ['--no-pager', 'diff', '--no-index', PINNED_UV, uv.version], {
  cwd: fixtures,
  stdio: 'inherit',
});
