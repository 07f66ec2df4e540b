import type { Facts, ManagerName } from './facts.js';
import { chooseManager, letsOthersMerge, type Manager } from './manager.js';
import type { Migration } from './migrations/migrations.js';
import type { Unquoted } from './named-projects.js';
import { packageManagerOf } from './package-manager.js';
import { ciNotes, ciSteps } from './plan-ci.js';
import { projectsStep } from './plan-config.js';
import { hookSteps } from './plan-hooks.js';
import { migrationSteps } from './plan-migrations.js';
import { pyprojectSteps } from './plan-pyproject.js';
import type { FileEdit, Plan, Step } from './step.js';
import { listsLockgen, prepareEdit } from './wiring/package-json.js';

/** What the user asked `lockgen init` for. */
export interface Wishes {
  /** The hook manager to use; undefined: the one that is found. */
  readonly manager: ManagerName | undefined;
  /** Add the CI job. */
  readonly ci: boolean;
  /** Patterns of the projects to manage; none: as they are found. */
  readonly projects: readonly string[];
  /** Those of them that a shell had made names of. Default: none. */
  readonly unquoted?: readonly Unquoted[];
}

/** How git merges a lockfile package by package, as docs/merges.md has it. */
export const MERGE_SETTINGS = [
  { key: 'merge.lockgen.name', value: 'lockfiles, package by package' },
  { key: 'merge.lockgen.driver', value: 'node_modules/.bin/lockgen merge-driver %O %A %B %P %L' },
] as const;

/** The steps that decide which projects there are and which lockfiles they have; what else is to be done depends on these. */
export function projectSteps(
  facts: Facts,
  wishes: Pick<Wishes, 'projects' | 'unquoted'>,
  migrations: readonly Migration[],
): readonly Step[] {
  return [...migrationSteps(migrations, facts), ...projectsStep(facts, wishes)];
}

/**
 * What else has to be done in a repository for lockgen to work there, from what was found. Steps that would change nothing
 * are among them: who folds them over the files sees that.
 *
 * @param facts with the projects as they are after `projectSteps`
 * @throws Failure `configuration` where `package.json` can't be read
 */
export function planFor(
  facts: Facts,
  wishes: Wishes,
  migrations: readonly Migration[],
): { readonly manager: Manager; readonly plan: Plan } {
  const manager = chooseManager(facts, wishes.manager);
  const text = facts.texts.get('package.json');
  const hasOwn = listsLockgen(text);
  const needsPrepare = hasOwn || (text !== undefined && facts.installed);
  const steps = [
    ...pyprojectSteps(facts),
    ...hookSteps(facts, manager),
    ...(facts.installed ? [modulesIgnored(facts), ...mergeSteps(facts)] : []),
    ...(needsPrepare ? [prepareStep(manager)] : []),
    ...programsStep(facts),
    ...(wishes.ci ? ciSteps(facts, hasOwn) : []),
  ].flat();
  return {
    manager,
    plan: {
      steps,
      notes: [
        ...migrationNotes(migrations),
        ...notesOn(facts, manager),
        ...mergeNotes(facts),
        ...ciNotes(facts, wishes.ci),
      ],
      cloneCommands: cloneCommands(manager, needsPrepare ? packageManagerOf(facts.paths).install : undefined),
    },
  };
}

function migrationNotes(migrations: readonly Migration[]): readonly string[] {
  return migrations.flatMap(({ refused, found, notes }) =>
    refused === undefined ? notes : [`${found}; it stays so: ${refused}`],
  );
}

/** Programs with a window start git without the PATH of a terminal. */
function programsStep({ node, uv }: Facts): readonly Step[] {
  const settings = [
    ...(node === undefined ? [] : [{ key: 'lockgen.node', value: node }]),
    ...(uv === undefined ? [] : [{ key: 'lockgen.uv', value: uv }]),
  ];
  return [
    {
      id: 'programs',
      title: 'note where node is in this clone',
      reason: 'a commit from a program with a window has another PATH than your terminal',
      edits: [],
      settings,
      ofClone: true,
    },
  ];
}

function modulesIgnored({ ignoresModules }: Facts): readonly Step[] {
  if (ignoresModules) return [];
  return [
    {
      id: 'gitignore',
      title: 'add node_modules to .gitignore',
      reason: 'npm installs lockgen there, and each clone does so for itself',
      edits: [lineEdit('.gitignore', 'node_modules/', () => false)],
      settings: [],
      ofClone: false,
    },
  ];
}

function mergeSteps(facts: Facts): readonly Step[] {
  const outputs = facts.projects.flatMap((project) => project.outputs);
  const names = new Set(outputs.map((path) => path.slice(path.lastIndexOf('/') + 1)));
  const patterns = [...names].map((name) =>
    /^requirements.*\.txt$/.test(name) ? 'requirements*.txt' : name,
  );
  const lines = [...new Set(patterns.length === 0 ? ['requirements*.txt'] : patterns)].sort();
  return [
    {
      id: 'merge-driver',
      title: 'merge lockfiles package by package',
      reason: 'two branches that add different packages are then no conflict (docs/merges.md)',
      edits: lines.map((pattern) =>
        lineEdit('.gitattributes', `${attributePattern(pattern)} merge=lockgen`, (line) =>
          isMerged(line, pattern),
        ),
      ),
      settings: [],
      ofClone: false,
    },
    {
      id: 'merge-settings',
      title: 'tell git which program merges them',
      reason: 'git takes no programs from a commit, so each clone has this setting of its own',
      edits: [],
      settings: MERGE_SETTINGS,
      ofClone: true,
    },
  ];
}

/** The driver is wired by its file in `node_modules`; where there is none, npx can start it, which is a person's choice. */
function mergeNotes({ installed, settings, version }: Facts): readonly string[] {
  if (installed || settings.has('merge.lockgen.driver')) return [];
  return [
    `the merge driver isn't wired, as lockgen isn't in node_modules here: git merges lockfiles line by line. To wire it all the same (docs/merges.md): echo 'requirements*.txt merge=lockgen' >>.gitattributes, and in each clone: git config merge.lockgen.driver "${driverByNpx(version)}"`,
  ];
}

/** What git runs to merge a lockfile where lockgen isn't installed. */
const driverByNpx = (version: string): string => `npx --yes lockgen@${version} merge-driver %O %A %B %P %L`;

/** A name with blanks stands in quotes (gitattributes(5)). */
const attributePattern = (pattern: string): string =>
  /\s/.test(pattern) ? JSON.stringify(pattern) : pattern;

/** Whether a line says already how files of that pattern are merged. */
function isMerged(line: string, pattern: string): boolean {
  return line.startsWith(`${attributePattern(pattern)} `) && /\s-?merge\b/.test(line);
}

/** One line more at the end of a file of lines, unless a line says it already. */
function lineEdit(path: string, line: string, says: (line: string) => boolean): FileEdit {
  return {
    ground: 'work-tree',
    path,
    byHand: line,
    edit: (text = '') => {
      if (text.split(/\r?\n/).some((one) => one === line || says(one))) return text;
      const end = text.includes('\r\n') ? '\r\n' : '\n';
      return `${text}${text === '' || text.endsWith('\n') ? '' : end}${line}${end}`;
    },
  };
}

function prepareStep(manager: Manager): Step {
  const own = manager.name === 'husky' || manager.name === 'simple-git-hooks' ? manager.name : undefined;
  return {
    id: 'prepare',
    title: 'add lockgen init --clone to the script prepare in package.json',
    reason: 'npm runs it in each clone, which gets what no commit carries',
    edits: [prepareEdit(own)],
    settings: [],
    ofClone: false,
  };
}

function notesOn(facts: Facts, manager: Manager): readonly string[] {
  const { others } = manager;
  return [
    ...(others.length === 0
      ? []
      : [
          `${others.join(' and ')} ${others.length > 1 ? 'are' : 'is'} configured here as well; to use that one: lockgen init --manager ${others[0]}`,
        ]),
    ...(letsOthersMerge(facts, manager)
      ? ['your other hooks run in merges, too, unless the configuration says default_stages: [pre-commit]']
      : []),
  ];
}

/** What somebody types in a new clone. */
function cloneCommands({ name }: Manager, install: string | undefined): readonly string[] {
  const npm = install === undefined ? [] : [install];
  if (name === 'pre-commit' || name === 'prek' || name === 'lefthook') return [...npm, `${name} install`];
  return npm;
}
