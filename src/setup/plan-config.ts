import { isDeepStrictEqual } from 'node:util';
import { parse, stringify } from 'yaml';
import { kebabCase } from '../config/spelling.js';
import { parseToml, tableAt } from '../project/manifest.js';
import { inFolder } from '../project/paths.js';
import { type TomlSetting, withTomlKey } from './edit-pyproject.js';
import type { Facts } from './facts.js';
import { isObject } from './is-object.js';
import type { Migration } from './migrations/migrations.js';
import type { Unquoted } from './named-projects.js';
import type { Wishes } from './plan.js';
import type { FileEdit, Step } from './step.js';

const FILE = '.lockgenrc';
const INTRO = '# lockgen: every option is in .lockgenrc.example and docs/configuration.md of the package.\n';

/** The steps of a migration: its edits, then what lockgen's configuration has to say. */
export function migrationSteps(migrations: readonly Migration[], facts: Facts): readonly Step[] {
  return migrations
    .filter(({ refused }) => refused === undefined)
    .flatMap((migration): readonly Step[] => {
      const { folder, found, edits, from } = migration;
      const step = { settings: [], ofClone: false } as const;
      const manifest = inFolder(folder, 'pyproject.toml');
      return [
        ...edits.map((edit) => ({
          ...step,
          id: `migrate:${folder}:${edit.path}`,
          title: `${edit.path} ${edit.says}`,
          reason: found,
          edits: [{ ground: 'work-tree', path: edit.path, edit: edit.edit, byHand: edit.byHand } as const],
        })),
        ...configSteps(migration, facts).map((edit) => ({
          ...step,
          id: `configure:${folder}`,
          title: `say in ${edit.path} which lockfiles there are`,
          reason: `${from === 'uv' ? 'uv was' : `${from} was`} told so, and the defaults are others`,
          edits: [edit],
        })),
        // A project whose lockfiles were never compiled from its pyproject.toml is only managed where it says so.
        ...(folder !== '' && migration.targets === undefined && !isManaged(facts, folder)
          ? [
              {
                ...step,
                id: `manage:${folder}`,
                title: `let lockgen manage ${folder}`,
                reason: found,
                edits: [tableEdit(manifest)],
              },
            ]
          : []),
      ];
    });
}

const isManaged = ({ projects }: Facts, folder: string): boolean =>
  projects.some((one) => one.folder === folder && one.managed);

function configSteps({ folder, targets, options }: Migration, facts: Facts): readonly FileEdit[] {
  const said = { ...options, ...(targets === undefined ? {} : { targets }) };
  if (Object.keys(said).length === 0) return [];
  // The root's options are those of all projects.
  const isAlone = facts.projects.every((one) => one.folder === '');
  if (folder === '' && facts.rootFile === undefined && isAlone) return [rootEdit(said)];
  return [projectEdit(inFolder(folder, 'pyproject.toml'), said)];
}

/** The shared options, in a file of their own: written only where there is none. */
function rootEdit(said: Readonly<Record<string, unknown>>): FileEdit {
  const text = `${INTRO}${stringify(said, { lineWidth: 0 })}`;
  return { ground: 'work-tree', path: FILE, edit: (now) => now ?? text, byHand: stringify(said).trimEnd() };
}

/** Whether a text is a file of shared options as it is written here, whatever they are. */
export function isOwnConfig(text: string): boolean {
  if (!text.startsWith(INTRO)) return false;
  try {
    return `${INTRO}${stringify(parse(text), { lineWidth: 0 })}` === text;
  } catch {
    return false;
  }
}

/** The same in `[tool.lockgen]`, for one project. */
function projectEdit(path: string, { targets, ...options }: Readonly<Record<string, unknown>>): FileEdit {
  const table = ['tool', 'lockgen'];
  const settings: (readonly [readonly string[], string, unknown])[] = [
    ...Object.entries(options).map(([key, value]) => [table, kebabCase(key), value] as const),
    ...Object.entries(isObject(targets) ? targets : {}).flatMap(([name, target]) =>
      Object.entries(isObject(target) ? target : {}).map(
        ([key, value]) => [[...table, 'targets', name], kebabCase(key), value] as const,
      ),
    ),
  ];
  return {
    ground: 'work-tree',
    path,
    byHand: settings
      .map(([at, key, value]) => `[${at.join('.')}] ${key} = ${JSON.stringify(value)}`)
      .join('\n'),
    edit: (text) =>
      settings.reduce<string | undefined>(
        (now, [at, key, value]) =>
          now === undefined || !isSetting(value) ? undefined : withTomlKey(now, at, key, value),
        text,
      ),
  };
}

/** An empty `[tool.lockgen]`. */
function tableEdit(path: string): FileEdit {
  return {
    ground: 'work-tree',
    path,
    byHand: '[tool.lockgen]',
    edit: (text) => {
      if (text === undefined) return undefined;
      if (tableAt(parseToml(text, path), 'tool').lockgen !== undefined) return text;
      const end = text.includes('\r\n') ? '\r\n' : '\n';
      return `${text}${text.endsWith('\n') ? '' : end}${end}[tool.lockgen]${end}`;
    },
  };
}

/** Folders of projects that are no part of what a team ships. */
const ASIDE =
  /(?:^|\/)(?:tests?|testdata|fixtures|examples?|templates?|samples?|docs?|vendor|third_party|\.[^/]+)(?:\/|$)/i;

/**
 * Which projects to manage, where none is: without a project at the root nothing says which ones are meant.
 *
 * @param wishes with the patterns that the user named
 */
export function projectsStep(
  facts: Facts,
  { projects: wanted, unquoted = [] }: Pick<Wishes, 'projects' | 'unquoted'>,
): readonly Step[] {
  if (facts.rootFile !== undefined && wanted.length === 0) return [];
  if (wanted.length === 0 && facts.projects.some((one) => one.managed)) return [];
  const patterns = wanted.length > 0 ? wanted : patternsFor(facts.projects.map(({ folder }) => folder));
  if (patterns.length === 0) return [];
  const edit = rootEdit({ projects: patterns });
  return [
    {
      id: 'projects',
      title: `say in ${FILE} which projects are managed`,
      reason: whyThese(wanted, unquoted),
      edits: [facts.rootFile === undefined ? edit : inRootFile(edit, facts.rootFile, patterns)],
      settings: [],
      ofClone: false,
    },
  ];
}

function whyThese(wanted: readonly string[], unquoted: readonly Unquoted[]): string {
  if (wanted.length === 0)
    return "the root has no project of its own; to choose others: lockgen init --projects 'PATTERN'";
  if (unquoted.length === 0) return 'as --projects says';
  const names = unquoted.reduce((sum, one) => sum + one.names, 0);
  const patterns = unquoted.map(({ pattern }) => pattern).join(' and ');
  return `your shell made ${names} names of ${patterns} (quotes keep it from that); as a pattern it holds for projects that come later, too`;
}

/** A person's own file stays theirs: it is left as it is where it says this, and named where it doesn't. */
function inRootFile(edit: FileEdit, path: string, patterns: readonly string[]): FileEdit {
  return {
    ...edit,
    path,
    edit: (text = '') => {
      try {
        const said: unknown = parse(text);
        return isObject(said) && isDeepStrictEqual(said.projects, patterns) ? text : undefined;
      } catch {
        return undefined;
      }
    },
  };
}

/** Few patterns for many folders: `services/*` where all projects right below a folder are meant. */
export function patternsFor(folders: readonly string[]): readonly string[] {
  const chosen = folders.filter((folder) => folder !== '' && !ASIDE.test(folder));
  const parents = new Map<string, string[]>();
  for (const folder of chosen) {
    const parent = folder.includes('/') ? folder.slice(0, folder.lastIndexOf('/')) : '';
    parents.set(parent, [...(parents.get(parent) ?? []), folder]);
  }
  const isAll = (parent: string, children: readonly string[]): boolean =>
    children.length > 1 &&
    folders.every(
      (folder) =>
        !folder.startsWith(`${parent}/`) ||
        folder.slice(parent.length + 1).includes('/') ||
        children.includes(folder),
    );
  return [...parents]
    .flatMap(([parent, children]) => (parent !== '' && isAll(parent, children) ? [`${parent}/*`] : children))
    .sort();
}

function isSetting(value: unknown): value is TomlSetting {
  if (typeof value === 'string' || typeof value === 'boolean') return true;
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return isObject(value) && Object.values(value).every(isSetting);
}
