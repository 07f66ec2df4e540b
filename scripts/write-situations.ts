// Writes docs/git-situations.md from the titles of the tests in test/git/situations: npx tsx scripts/write-situations.ts
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { situationsPage } from './situations-page.js';

const folder = new URL('../test/git/situations/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
const page = situationsPage(
  new Map(files.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')])),
);
for (const problem of page.problems) console.error(problem);
writeFileSync(new URL('../docs/git-situations.md', import.meta.url), page.text);
console.log(`${page.rows} situations`);
if (page.problems.length > 0) process.exitCode = 1;
