/**
 * Writes src/uv/hashes.ts: the hashes of every file of the pinned uv, as the package index has them today.
 * To move to another uv: change PINNED_UV in src/uv/version.ts, then `npm run uv-hashes`, with a uv on PATH.
 */
import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { installedUv } from '../src/uv/find.js';
import { askRelease } from '../src/uv/release.js';
import { PINNED_UV } from '../src/uv/version.js';

const surroundings = { env: process.env, platform: process.platform, home: homedir() };
const uv = await installedUv({ version: PINNED_UV, hashes: [] }, surroundings);
if (uv === undefined) throw new Error('put a uv on PATH first');
const { hashes } = await askRelease(uv, PINNED_UV, surroundings);
const text = `// Written by scripts/update-uv-hashes.ts.

/** The SHA-256 of every file of the pinned uv on the package index, all platforms'. */
export const PINNED_UV_HASHES: readonly string[] = [
${hashes.map((hash) => `  '${hash}',\n`).join('')}];
`;
await writeFile(fileURLToPath(new URL('../src/uv/hashes.ts', import.meta.url)), text);
console.log(`${hashes.length} hashes of uv ${PINNED_UV}`);
