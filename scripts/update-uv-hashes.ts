/**
 * Writes src/uv/hashes.ts: the hashes of every file of the pinned uv, as the package index has them today.
 * To move to another uv: change PINNED_UV in src/uv/version.ts, then `npx tsx scripts/update-uv-hashes.ts`.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { uvEnvironment } from '../src/uv/environment.js';
import { installedUv } from '../src/uv/find.js';
import { runUv } from '../src/uv/run.js';
import { writeConfigFolder } from '../src/uv/user-config.js';
import { PINNED_UV } from '../src/uv/version.js';

const surroundings = { env: process.env, platform: process.platform, home: homedir() };
const uv = await installedUv({ version: PINNED_UV, hashes: [] }, surroundings);
if (uv === undefined) throw new Error('put a uv on PATH first');

const folder = await mkdtemp(join(tmpdir(), 'uv-hashes-'));
try {
  await writeConfigFolder(folder, surroundings);
  const { env } = uvEnvironment({
    env: process.env,
    platform: process.platform,
    configFolder: folder,
    offline: false,
    noBuild: false,
    patient: true,
  });
  const args = ['pip', 'compile', '-', '--generate-hashes', '--universal', '--no-header'];
  const result = await runUv(uv, args, { cwd: folder, env, input: `uv==${PINNED_UV}\n` });
  const hashes = [...result.stdout.matchAll(/--hash=(sha256:[0-9a-f]{64})/g)].map((match) => match[1]);
  if (result.exitCode !== 0 || hashes.length === 0) throw new Error(result.stderr);
  const text = `// Written by scripts/update-uv-hashes.ts.

/** The SHA-256 of every file of the pinned uv on the package index, all platforms'. */
export const PINNED_UV_HASHES: readonly string[] = [
${hashes.map((hash) => `  '${hash}',\n`).join('')}];
`;
  await writeFile(fileURLToPath(new URL('../src/uv/hashes.ts', import.meta.url)), text);
  console.log(`${hashes.length} hashes of uv ${PINNED_UV}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
