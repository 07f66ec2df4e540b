import { parse } from 'smol-toml';
import type { Play } from './play.js';
import type { Files } from './state.js';
import type { Folder, LockfileName } from './steps.js';

/** A project in a commit, and all that its lockfiles depend on. */
export interface Subject {
  readonly folder: Folder;
  /** Everything that could matter to any project of the commit, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** What the lockfiles depend on, and the lockfiles; the same text is the same project. */
  readonly key: string;
  readonly targets: readonly Target[];
  readonly python: string;
  /** Names of constraint files. */
  readonly constraints: readonly string[];
}

export interface Target {
  readonly name: 'base' | 'full';
  readonly lockfile: LockfileName;
  readonly requirements: readonly string[];
}

const RELEVANT =
  /(?:^|\/)(?:pyproject\.toml|uv\.toml|constraints\.txt|requirements(?:-full)?\.txt)$|^\.lockgenrc/;
const PROSE = new Set(['description', 'readme', 'authors', 'keywords']);

/** Path of a file of a project. */
export const inside = (folder: Folder, name: string): string => (folder === '' ? name : `${folder}/${name}`);

/**
 * The project in a folder of a commit, or of an index.
 *
 * @returns undefined where there is none that lockgen manages, or none that can be read
 */
export async function subjectIn(play: Play, files: Files, folder: Folder): Promise<Subject | undefined> {
  const manifestPath = inside(folder, 'pyproject.toml');
  const texts = new Map<string, string>();
  for (const [path, oid] of files) if (RELEVANT.test(path)) texts.set(path, await play.blob(oid));
  const manifest = texts.get(manifestPath);
  const document = manifest === undefined ? undefined : tableOf(manifest);
  const project = document === undefined ? undefined : table(document.project);
  if (document === undefined || project === undefined) return undefined;
  const tool = table(document.tool) ?? {};
  if (folder !== '' && tool.lockgen === undefined) return undefined;
  const optional = table(project['optional-dependencies']) ?? {};
  const base = stringsOf(project.dependencies);
  const targets: Target[] = [{ name: 'base', lockfile: 'requirements.txt', requirements: base }];
  if (optional.full !== undefined) {
    const requirements = [...base, ...stringsOf(optional.full)];
    targets.push({ name: 'full', lockfile: 'requirements-full.txt', requirements });
  }
  const configured = table(table(table(tool.lockgen)?.targets)?.base);
  const constraints = stringsOf(configured?.constraints);
  const above =
    folder === '' ? undefined : table(table(tableOf(texts.get('pyproject.toml') ?? '')?.tool)?.uv);
  const key = JSON.stringify([
    folder,
    Object.entries(project).filter(([name]) => !PROSE.has(name)),
    tool.uv ?? null,
    tool.lockgen ?? null,
    above ?? null,
    constraints.map((name) => texts.get(inside(folder, name)) ?? null),
    targets.map(({ lockfile }) => texts.get(inside(folder, lockfile)) ?? null),
  ]);
  const python = typeof project['requires-python'] === 'string' ? project['requires-python'] : '';
  return { folder, files: texts, key, targets, python, constraints };
}

type Table = Readonly<Record<string, unknown>>;

/** A text as TOML; undefined where it is none. */
export function tableOf(text: string): Table | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function table(value: unknown): Table | undefined {
  return isTable(value) ? value : undefined;
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
