import { expect, test } from 'vitest';
import { Failure } from '../../../src/failure.js';
import { diffPins } from '../../../src/lockfile/diff.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';
import { checkReport } from '../../../src/report/check.js';
import { diffReport } from '../../../src/report/diff.js';
import { mergeConflict } from '../../../src/report/merge.js';
import { NO_PAINT } from '../../../src/report/paint.js';
import {
  failureText,
  generateSummary,
  hookSummary,
  leftAloneNotice,
  mergeStopped,
  poetryNotice,
} from '../../../src/report/text.js';
import type { ResolvedProject } from '../../../src/resolve/project.js';
import { projectOf } from '../project/fake-tree.js';
import { target } from '../resolve/target.js';
import { PLAINLY, reasonOf, verdictOf } from './verdicts.js';

const OLD = 'numpy==2.3.1\nsix==1.17.0\n';
const NEW = 'h5py==3.16.0\nnumpy==2.4.6\n';
const changes = diffPins(parseLockfile(OLD), parseLockfile(NEW));

async function resolved(
  before: string | undefined,
  notices: readonly string[] = [],
): Promise<ResolvedProject> {
  const project = await projectOf({ 'pyproject.toml': '[project]\nname = "a"\nversion = "1"\n' });
  const path = 'requirements.txt';
  const made = { target: target(path), path, before, text: NEW, lockfile: parseLockfile(NEW), settled: true };
  const moved =
    before === undefined ? diffPins(undefined, parseLockfile(NEW)) : before === NEW ? [] : changes;
  return { project, lockfiles: [{ ...made, changes: moved, warnings: [] }], notices };
}

const stale = verdictOf({
  verdict: 'stale',
  reasons: [
    reasonOf("'h5py>=3' has no pin on every environment"),
    reasonOf('six==1.17.0 is pinned, but nothing asks for it any more', { line: 7 }),
  ],
  cause: 'h5py was added, after 1f0c2d4 (Plot the results) made it',
  changes,
});
const unknown = verdictOf({
  verdict: 'unknown',
  path: 'web/requirements.txt',
  project: 'web',
  reasons: [reasonOf('the index could not be asked')],
  next: 'try again with a network',
  detail: ['error: Failed to fetch: `https://pypi.example/simple/h5py/`'],
});
const impossible = new Failure('unsatisfiable', "requirements.txt can't be resolved; see pyproject.toml:6", {
  next: 'change the requirements in pyproject.toml',
  detail: 'No solution found when resolving dependencies:\nBecause there is no version of h5py>=9, …',
});

test('what people read, with sample values, in one file', async () => {
  const says: readonly (readonly [string, string])[] = [
    ['a commit with new pins', hookSummary([await resolved(OLD)], 2900)],
    ['a first commit', hookSummary([await resolved(undefined)], 2900)],
    ['a commit whose lockfiles are right', hookSummary([await resolved(NEW)], 240)],
    [
      'a commit with a note',
      hookSummary([await resolved(OLD, ['h5py 3.16.0 has no wheel for Python 3.15'])], 2900),
    ],
    ['a commit of what is not managed', leftAloneNotice(['tools/pyproject.toml'])],
    ['the same, of many', leftAloneNotice(['a/pyproject.toml', 'b/pyproject.toml', 'c/pyproject.toml'])],
    ["a commit of Poetry's", poetryNotice(['pyproject.toml'])],
    ['a commit that is blocked', failureText(impossible, true)],
    ['a merge that is stopped', mergeStopped('requirements.txt', "'h5py>=3' has no pin")],
    ['a merge with a conflict', mergeConflict('requirements.txt', [])],
    ['generate', generateSummary([await resolved(OLD)], 2900)],
    ['generate --dry-run', generateSummary([await resolved(OLD)], 2900, { dryRun: true })],
    ['generate that fails', failureText(impossible, false)],
    ['check of what is fresh', checkReport([verdictOf()], PLAINLY).text(NO_PAINT)],
    [
      'check of what is stale, and of what could not be told',
      checkReport([stale, unknown], PLAINLY).text(NO_PAINT),
    ],
    ['check, in a comment', checkReport([stale, unknown], PLAINLY).markdown()],
    [
      'diff without a difference',
      diffReport([], { from: 'HEAD', to: 'the work tree' }, ['requirements.txt']).text(NO_PAINT),
    ],
  ];
  const page = says.map(([what, text]) => `── ${what}\n\n${text}\n`).join('');
  await expect(page).toMatchFileSnapshot('../../fixtures/report/catalogue.txt');
});
