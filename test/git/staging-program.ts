import { readFileSync } from 'node:fs';
import { Failure } from '../../src/failure.js';
import { blockers } from '../../src/git/blockers.js';
import { stageLockfiles } from '../../src/git/staging.js';

// What a hook does once it has its lockfiles: `staging-program.ts FILE`, where FILE has `{"path": "text"}`.
async function main(): Promise<number> {
  const wanted: unknown = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
  const writes = Object.entries(wanted ?? {}).map(([path, text]) => ({
    path,
    text: typeof text === 'string' ? text : undefined,
  }));
  const context = { cwd: process.cwd(), env: process.env };
  const failures = await blockers(context, writes);
  for (const failure of failures) console.error(failure.message);
  if (failures.length > 0) return 1;
  for (const warning of (await stageLockfiles(context, writes)).warnings) console.error(warning);
  return 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Failure ? `${error.message}\n${error.detail ?? ''}` : error);
    process.exitCode = 2;
  },
);
