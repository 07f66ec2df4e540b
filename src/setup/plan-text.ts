import { quoted } from '../report/typed.js';
import { pathWord, shellWord } from '../shell-word.js';
import type { Facts } from './facts.js';
import type { Doing, FileChange, Folded } from './fold.js';
import { hunks } from './hunks.js';
import type { Manager } from './manager.js';
import type { Migration } from './migrations/migrations.js';
import { packageManagerOf } from './package-manager.js';
import { ciOf } from './plan-ci.js';
import type { Plan } from './step.js';
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
    [
      'hooks',
      `${manager.name === 'plain' ? "git's own" : manager.name === 'hooks-path' ? 'a folder of the repository' : manager.name} (${manager.because})`,
    ],
    [
      'projects',
      projectsText(
        managed.map(({ folder }) => folder),
        facts.projects.length,
      ),
    ],
    ['lockfiles', lockfiles.length === 0 ? 'none yet' : listed(lockfiles)],
    ...migrations.map(
      ({ folder, found }) => [folder === '' ? 'made by' : quoted(folder), quoted(found)] as const,
    ),
    ['CI', ci.length === 0 ? 'none that lockgen knows' : ci.join(', ')],
  ];
  return `found\n${rows.map(([name, text]) => `  ${name.padEnd(10)} ${text}`).join('\n')}\n`;
}

function projectsText(folders: readonly string[], all: number): string {
  const names = folders.map((folder) => (folder === '' ? 'the one at the root' : folder));
  const others = all - folders.length;
  const rest = others === 0 ? '' : `; ${others} more with [project] not managed (lockgen status)`;
  return `${names.length === 0 ? 'none managed' : listed(names)}${rest}`;
}

/** A list that stays one line. */
function listed(names: readonly string[]): string {
  if (names.length <= 4) return names.join(', ');
  return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}

/**
 * What would be done, step by step, with the lines that files get: those are shown as they are written, whatever a user has
 * to type before the name of a command.
 */
export function planText({ doing, byHand }: Folded, lockfiles: readonly string[]): string {
  const steps = [
    ...doing.map(doingText),
    ...(lockfiles.length === 0
      ? []
      : [`make ${listed(lockfiles)}, with the pins that are there kept where they can be\n`]),
  ].map((text, at) => `${String(at + 1).padStart(3)}. ${text}`);
  const hand = byHand.map(
    ({ path, lines, why = "can't be edited safely; put this there" }) =>
      `  by hand: ${path} ${why}:\n${quoted(lines)
        .split('\n')
        .map((line) => `       ${line}`)
        .join('\n')}\n`,
  );
  return `to do\n${steps.join('')}${hand.join('')}`;
}

/** What a person should know before saying yes. */
export function notesText({ notes }: Plan): string {
  return notes.map((note) => `note: ${note}\n`).join('');
}

function doingText({ step, changes, settings }: Doing): string {
  const { command } = step;
  const by =
    command !== undefined && command.program === undefined ? ' (by you: its program was not found)' : '';
  return [
    `${quoted(step.title)}${by}: ${step.reason}`,
    ...changes.flatMap(changeLines),
    ...settings.map(({ key, value }) => quoted(`       git config ${key} ${shellWord(value)}`)),
    '',
  ].join('\n');
}

function changeLines(
  { path, ground, before, after, copyOf }: FileChange,
  _: number,
  all: readonly FileChange[],
): readonly string[] {
  const name = nameOf({ path, ground });
  const same = all.find((one) => after !== undefined && one.path !== path && one.before === after);
  if (copyOf !== undefined) return [`       ${name} (new): a copy of ${copyOf}`];
  if (before === undefined && same !== undefined)
    return [quoted(`       ${name} (new): what is in ${nameOf(same)} now`)];
  const lines = hunks(before ?? '', after ?? '');
  return [
    quoted(`       ${name}${before === undefined ? ' (new)' : after === undefined ? ' (goes)' : ''}`),
    // Of a new file there is only one place.
    ...lines.slice(before === undefined ? 1 : 0).map((line) => quoted(`         ${line}`.trimEnd())),
  ];
}

const nameOf = ({ ground, path }: Pick<FileChange, 'ground' | 'path'>): string =>
  ground === 'git' ? `.git/${path}` : path;

/**
 * What comes next: what to commit, and what others do.
 *
 * @param top the way to the folder that the paths are of; `''` where the user is there
 */
export function nextText(
  paths: readonly string[],
  { cloneCommands }: Plan,
  commands: readonly string[],
  top: string,
): string {
  const commit =
    paths.length === 0
      ? []
      : [quoted(`git add ${paths.map(pathWord).join(' ')} && git commit -m "Lock with lockgen"`)];
  return [
    ...(commands.length + commit.length === 0
      ? []
      : [
          'next\n',
          ...[...(top === '' ? [] : [`cd ${pathWord(top)}`]), ...commands, ...commit].map(
            (line) => `  ${line}\n`,
          ),
        ]),
    ...(cloneCommands.length === 0 ? [] : [`in every other clone, once: ${cloneCommands.join(' && ')}\n`]),
    'to take it back: lockgen uninstall\n',
  ].join('');
}
