import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chart, type Line } from './chart.js';
import { checkRows } from './check.js';
import { commits } from './commits.js';
import { many } from './many.js';
import { installNeighbours } from './neighbours.js';
import { nothingToDo } from './nothing-to-do.js';
import { LARGE, LOCKFILES, lockedRepository, SMALL } from './repositories.js';
import { clone, scratch } from './surroundings.js';
import { type Field, fieldTables, goalsTable, type Row } from './table.js';

// Times lockgen beside what a user would run instead: same machine, same project, in turn, so that a slow moment
// hits both. Writes docs/performance.md. `npm run bench -- --quick` takes fewer rounds and only prints; `-- check`,
// `-- commits`, `-- nothing` and `-- many` are one part.
const quick = process.argv.includes('--quick');
const parts = process.argv.slice(2).filter((arg) => !arg.startsWith('-'));
const isAsked = (part: string): boolean => parts.length === 0 || parts.includes(part);

try {
  await installNeighbours(quick);
  const rows: Row[] = [];
  const fields: Field[] = [];
  const lines: Line[] = [];
  const small = lockedRepository(SMALL, 'locked');
  const lockfilesOf = (folder: string): readonly string[] =>
    LOCKFILES.map((path) => readFileSync(join(folder, path), 'utf8'));
  const take = (more: { readonly rows: readonly Row[]; readonly fields: readonly Field[] }): void => {
    rows.push(...more.rows);
    fields.push(...more.fields);
  };
  if (isAsked('nothing')) take(nothingToDo(lockfilesOf(small), quick));
  if (isAsked('commits')) {
    take(commits(SMALL, lockfilesOf(small), quick));
    if (!quick) take(commits(LARGE, lockfilesOf(lockedRepository(LARGE, 'locked')), quick));
  }
  if (isAsked('check')) rows.push(...checkRows(small, quick));
  if (isAsked('many')) {
    const more = await many(SMALL, lockfilesOf(small), quick);
    rows.push(...more.rows);
    lines.push(...more.lines);
  }
  const text = `${goalsTable(rows)}\n${fieldTables(fields)}`;
  console.log(text);
  const page = join(clone, 'docs', 'performance.md');
  const [before = ''] = readFileSync(page, 'utf8').split('<!-- table -->');
  if (!quick && parts.length === 0) {
    writeFileSync(page, `${before}<!-- table -->\n\n${text}`);
    writeFileSync(join(clone, 'docs', 'pictures', 'performance.svg'), chart(fields, lines));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
