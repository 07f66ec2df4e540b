import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { PINNED_UV } from '../../src/uv/version.js';
import { isolatedEnvironment, realPython } from '../helpers/environment.js';
import { goldenAnswers } from '../helpers/golden-uv.js';
import { scratchFolder } from '../helpers/scratch.js';
import { sharedUv } from '../helpers/uv.js';

it('the pinned uv says what is kept of it: if not, npm run golden-uv', async () => {
  const folder = new URL(`../fixtures/uv-golden/${PINNED_UV}/`, import.meta.url);
  const uv = { path: await sharedUv(), version: PINNED_UV, origin: 'managed', warning: undefined } as const;
  const answers = await goldenAnswers(uv, isolatedEnvironment(await scratchFolder()), realPython());
  const kept = new Map<string, string>();
  for (const file of (await readdir(folder)).sort()) {
    kept.set(file.replace(/\.txt$/, ''), await readFile(new URL(file, folder), 'utf8'));
  }
  expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(kept));
});
