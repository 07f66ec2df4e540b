import { ignoredBy } from '../../git/attributes.js';
import { readIndex } from '../../git/index-entries.js';
import { lookAt } from '../../git/paths.js';
import { outputsOf, type Project } from '../../project/project.js';
import { folderOperand, pathWord } from '../../shell-word.js';
import { type Finding, found } from '../finding.js';
import type { World } from '../world.js';

const say = found('lockfiles');
/** A command with more paths is none to be typed. */
const AT_ONCE = 8;

/** Whether each managed project's lockfiles are there, and git tracks them. */
export async function checkLockfiles({ projects, git, source }: World): Promise<readonly Finding[]> {
  const [{ loaded }, where, { root }] = await Promise.all([projects(), git(), source()]);
  const paths = loaded.flatMap(outputsOf);
  if (paths.length === 0) return [];
  const [tracked, ignored] =
    where === undefined
      ? [new Set(paths), new Map<string, string>()]
      : await Promise.all([
          readIndex(where, paths).then((entries) => new Set(entries.map(({ path }) => path))),
          ignoredBy(where, paths),
        ]);
  const there = await Promise.all(paths.map(async (path) => (await lookAt(root, path)).kind !== 'absent'));
  const missing = paths.filter((path, at) => !there[at] && !ignored.has(path));
  const untracked = paths.filter((path, at) => there[at] && !tracked.has(path) && !ignored.has(path));
  const folders = loaded
    .filter((project) => outputsOf(project).some((path) => missing.includes(path)))
    .map(({ folder }) => folder);
  const findings: Finding[] = [];
  for (const [path, by] of ignored) {
    findings.push(
      say('not ok', `${path} is ignored by git (${by}), which blocks each commit that needs it`, {
        mend: [
          `lockgen generate${folderOperand(folderFor(loaded, path))}`,
          `git add --force ${pathWord(path)}`,
        ],
        byHand: `or take that line out of ${by.replace(/:\d+$/, '')}`,
      }),
    );
  }
  if (missing.length > 0) {
    const operands = folders
      .slice(0, AT_ONCE)
      .map((folder) => (folder === '' ? ' .' : folderOperand(folder)));
    const all =
      folders.length > AT_ONCE || (folders.length === 1 && folders[0] === '') ? '' : operands.join('');
    findings.push(
      say('not ok', `${listed(missing)} ${missing.length === 1 ? 'is' : 'are'} not there`, {
        mend: [`lockgen generate${all}`, addition(missing)],
      }),
    );
  }
  if (untracked.length > 0) {
    findings.push(
      say('not ok', `${listed(untracked)} ${untracked.length === 1 ? 'is' : 'are'} not tracked by git`, {
        mend: [addition(untracked)],
      }),
    );
  }
  return findings.length > 0 ? findings : [say('ok', `${paths.length} there and tracked`)];
}

function addition(paths: readonly string[]): string {
  return paths.length > AT_ONCE ? 'git add --all' : `git add ${paths.map(pathWord).join(' ')}`;
}

function listed(paths: readonly string[]): string {
  const [first = '', second = ''] = paths;
  if (paths.length < 3) return [first, second].filter((path) => path !== '').join(' and ');
  return `${first} and ${paths.length - 1} others`;
}

function folderFor(loaded: readonly Project[], path: string): string {
  return loaded.find((project) => outputsOf(project).includes(path))?.folder ?? '';
}
