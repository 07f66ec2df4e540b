import { quoted } from '../report/typed.js';
import type { Facts } from './facts.js';
import { listed } from './listed.js';
import type { Manager } from './manager.js';
import type { Migration } from './migrations/migrations.js';
import { packageManagerOf } from './package-manager.js';
import { ciOf } from './plan-ci.js';
import { listsLockgen } from './wiring/package-json.js';

const CI_NAMES = { github: 'GitHub Actions', gitlab: 'GitLab', azure: 'Azure Pipelines' } as const;

/** What was found, in a few lines. */
export function foundText(facts: Facts, manager: Manager, migrations: readonly Migration[]): string {
  const managed = facts.projects.filter((one) => one.managed);
  const lockfiles = managed.flatMap(({ outputs }) => outputs.filter((path) => facts.paths.has(path)));
  const ci = ciOf(facts).map((name) => CI_NAMES[name]);
  const { add } = packageManagerOf(facts.paths);
  const rows: readonly (readonly [string, string])[] = [
    ...(facts.installed && !listsLockgen(facts.texts.get('package.json'))
      ? [
          [
            'lockgen',
            `installed, but package.json doesn't list it, so other clones don't get it: ${add}`,
          ] as const,
        ]
      : []),
    ['hooks', `${hooksText(facts, manager)} (${manager.because})`],
    [
      'projects',
      projectsText(
        managed.map(({ folder }) => folder),
        facts.projects.length,
      ),
    ],
    ...lockfileRows(facts, lockfiles, migrations),
    ['CI', ci.length === 0 ? 'none that lockgen knows' : ci.join(', ')],
  ];
  return `found\n${rows.map(([name, text]) => `  ${name.padEnd(10)} ${text}`).join('\n')}\n`;
}

function hooksText({ hooksPath }: Facts, { name }: Manager): string {
  if (name !== 'plain' && name !== 'hooks-path') return name;
  if (hooksPath === undefined) return name === 'plain' ? "git's own" : 'a folder of the repository';
  if (hooksPath.folder !== undefined) return 'a folder of the repository';
  return hooksPath.of === 'user'
    ? 'a folder of yours, for all repositories'
    : 'a folder outside of the repository';
}

/** The lockfiles that are lockgen's, else what is there in their place. */
function lockfileRows(
  { paths }: Facts,
  lockfiles: readonly string[],
  migrations: readonly Migration[],
): readonly (readonly [string, string])[] {
  const isAlone = lockfiles.length === 0 && migrations.length === 1;
  const [named, others] = [migrations.slice(0, MOST), migrations.slice(MOST)];
  const rows = [
    ...named.map(({ folder, found }): readonly [string, string] => [
      isAlone ? 'lockfiles' : folder === '' ? 'made by' : quoted(folder),
      quoted(found),
    ]),
    ...(others.length === 0
      ? []
      : [['', `and so in ${listed(others.map(({ folder }) => folder || 'the root'))}`] as const]),
  ];
  if (lockfiles.length > 0) return [['lockfiles', listed(lockfiles)], ...rows];
  if (isAlone) return rows;
  const loose = [...paths].filter((path) => /(?:^|\/)[^/]*requirements[^/]*\.(?:txt|in)$/.test(path));
  const there =
    migrations.length > 0
      ? "none of lockgen's yet, but these:"
      : loose.length === 0
        ? 'none yet'
        : `none of lockgen's yet; ${listed(loose)} ${loose.length === 1 ? 'is' : 'are'} there`;
  return [['lockfiles', there], ...rows];
}

/** More migrations than these are counted. */
const MOST = 4;

function projectsText(folders: readonly string[], all: number): string {
  if (folders.length === 0)
    return all === 0 ? 'none with [project] yet' : `${all} with [project], none managed yet`;
  const names = folders.map((folder) => (folder === '' ? 'the one at the root' : folder));
  const others = all - folders.length;
  return `${listed(names)}${others === 0 ? '' : `; ${others} more with [project] not managed (lockgen status)`}`;
}
