import { kebabCase } from '../config/spelling.js';
import { parseToml, tableAt } from '../project/manifest.js';
import { inFolder } from '../project/paths.js';
import { type TomlSetting, withTomlKey } from './edit-pyproject.js';
import type { Facts } from './facts.js';
import { isObject } from './is-object.js';
import type { Migration } from './migrations/migrations.js';
import { rootEdit } from './plan-config.js';
import type { FileEdit, Step } from './step.js';

/** One edit of a migration, in words that go behind its path. */
interface Said {
  readonly says: string;
  readonly edit: FileEdit;
  /** A step of its own kind, where nothing else is done to the file. */
  readonly alone?: Pick<Step, 'title' | 'reason' | 'many'>;
}

/** The steps of a migration, one for each file: its edits, then what lockgen's configuration has to say. */
export function migrationSteps(migrations: readonly Migration[], facts: Facts): readonly Step[] {
  return migrations
    .filter(({ refused }) => refused === undefined)
    .flatMap((migration): readonly Step[] => {
      const byPath = new Map<string, Said[]>();
      for (const one of editsOf(migration, facts))
        byPath.set(one.edit.path, [...(byPath.get(one.edit.path) ?? []), one]);
      return [...byPath].map(([path, all]) => {
        const [first] = all;
        const words = all.map(({ says }) => says);
        return {
          id: `${first?.alone === undefined ? 'migrate' : 'configure'}:${path}`,
          title:
            words.length === 1
              ? `${path} ${words[0]}`
              : `${facts.paths.has(path) ? 'edit' : 'write'} ${path}`,
          // What was found is said above all steps.
          reason: '',
          ...(words.length === 1 ? first?.alone : { details: words }),
          edits: all.map(({ edit }) => edit),
          settings: [],
          ofClone: false,
        };
      });
    });
}

function editsOf(migration: Migration, facts: Facts): readonly Said[] {
  const { folder, found, edits, from, targets } = migration;
  return [
    ...edits.map(({ path, says, edit, byHand }) => ({
      says,
      edit: { ground: 'work-tree', path, edit, byHand } as const,
    })),
    ...configSteps(migration, facts).map((edit) => ({
      says: 'says which lockfiles there are, for lockgen',
      edit,
      alone: {
        title: `say in ${edit.path} which lockfiles there are`,
        reason: `${from === 'hand-written' ? 'the file written by hand says so' : `${from} was told so`}, and the defaults are others`,
      },
    })),
    // A project whose lockfiles were never compiled from its pyproject.toml is only managed where it says so.
    ...(folder !== '' && targets === undefined && !isManaged(facts, folder)
      ? [
          {
            says: 'lets lockgen manage it',
            edit: tableEdit(inFolder(folder, 'pyproject.toml')),
            alone: {
              title: `let lockgen manage ${folder}`,
              reason: found,
              many: (count: number) => ({
                title: `let lockgen manage ${count} projects`,
                reason: 'their lockfiles are there, and nothing else tells that they are meant',
              }),
            },
          },
        ]
      : []),
  ];
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

function isSetting(value: unknown): value is TomlSetting {
  if (typeof value === 'string' || typeof value === 'boolean') return true;
  if (Array.isArray(value)) return value.every((item) => typeof item === 'string');
  return isObject(value) && Object.values(value).every(isSetting);
}
