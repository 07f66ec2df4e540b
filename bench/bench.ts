import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkRows } from './check.js';
import { commitRows, repository, SMALL } from './commits.js';
import { clone, scratch } from './surroundings.js';
import { table } from './table.js';

// Times lockgen beside what a user would run instead: same machine, same project, in turn, so that a slow moment
// hits both. Writes docs/performance.md. `npm run bench -- --quick` takes fewer rounds, `-- check` and `-- commits` one part.
const quick = process.argv.includes('--quick');
const parts = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));
const isAsked = (part: string): boolean => parts.length === 0 || parts.includes(part);

try {
  const rows = [
    ...(isAsked('commits') ? commitRows(quick) : []),
    ...(isAsked('check') ? await checkRows(repository(SMALL, 'checked', true), quick) : []),
  ];
  const text = table(rows);
  console.log(text);
  const page = join(clone, 'docs', 'performance.md');
  const [before = ''] = readFileSync(page, 'utf8').split('<!-- table -->');
  if (!quick && parts.length === 0) writeFileSync(page, `${before}<!-- table -->\n\n${text}`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
