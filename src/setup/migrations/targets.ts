import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { compilesProject, readHeader } from '../../lockfile/header.js';
import { folderOf } from '../../project/manifest.js';
import { inFolder, within } from '../../project/paths.js';
import { pythonFloor } from '../../python/requires-python.js';
import { compareVersions, isVersion } from '../../python/version.js';
import type { Facts } from './facts.js';
import { EXTRAS_NOTE, hasExtras, withExtras } from './kept-extras.js';
import type { Layers } from './layers.js';
import type { Compile, Files } from './migration.js';
import type { Moves } from './moves.js';
import { purposeOf, targetName } from './names.js';

type Target = Readonly<Record<string, unknown>>;

/** A project's lockfiles as lockgen's configuration has them. */
export interface Targets {
  /** Undefined where the defaults are these. */
  readonly targets: Readonly<Record<string, Target>> | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
}

/** What the compiles of one project are to lockgen. */
export function targetsOf(
  files: Files,
  facts: Facts,
  compiles: readonly Compile[],
  layers: Layers,
  moves: Moves,
  floor: string | undefined,
): Targets {
  const notes: string[] = [];
  const made = new Set(compiles.map(({ output }) => output));
  const named = new Map<string, Target>();
  const keepsExtras = hasExtras(files, compiles);
  if (keepsExtras) notes.push(EXTRAS_NOTE);
  for (const compile of compiles) {
    const { target: plain, name } = targetOf(files, facts, compile, layers, moves, floor, made, notes);
    const target = keepsExtras ? withExtras(plain) : plain;
    let unique = targetName(name);
    for (let next = 2; named.has(unique); next += 1) unique = `${targetName(name)}-${next}`;
    named.set(unique, target);
  }
  const { shared, each } = hoisted([...named.values()]);
  const targets = Object.fromEntries([...named.keys()].map((name, index) => [name, each[index] ?? {}]));
  const ordered = 'base' in targets ? { base: targets.base ?? {}, ...targets } : targets;
  const options = Object.fromEntries(
    Object.entries(shared).filter(([key, value]) => !isDeepStrictEqual(facts.configured[key], value)),
  );
  const isNone = compiles.length === 0 || (isDefault(ordered, facts) && isManaged(files, facts, compiles));
  return { targets: isNone ? undefined : ordered, options, notes };
}

function targetOf(
  files: Files,
  facts: Facts,
  compile: Compile,
  layers: Layers,
  moves: Moves,
  floor: string | undefined,
  made: ReadonlySet<string>,
  notes: string[],
): { readonly target: Target; readonly name: string } {
  const { stated, output, cwd } = compile;
  const extras = new Set(stated.allExtras ? facts.extras : stated.extras);
  const groups = new Set(stated.groups);
  const constraints = new Set<string>();
  const constrain = (from: string, name: string): void => {
    if (/^https?:/i.test(name)) constraints.add(name);
    else {
      const path = within(from, name);
      // That what one lockfile has another one has, too, is what lockgen sees to by itself.
      if (path === undefined || made.has(path) || layers.files.has(path)) return;
      if (files.has(path)) constraints.add(posix.relative(facts.folder, path));
      else notes.push(`${output} was constrained by ${path}, which isn't there`);
    }
  };
  let hasBase = compile.inputs.some((input) => /(?:^|\/)pyproject\.toml$/.test(input));
  for (const input of compile.inputs) {
    for (const path of layers.closure(input)) {
      const home = moves.homes.get(path);
      const read = layers.files.get(path);
      if (home?.kind === 'dependencies' || (home?.kind === 'build' && home.extra === '')) hasBase = true;
      if (home?.kind === 'group') groups.add(home.name);
      if (home?.kind === 'extra') extras.add(home.name);
      if (home?.kind === 'build' && home.extra !== '') extras.add(home.extra);
      for (const extra of read?.self ?? []) extras.add(extra);
      if (read?.self !== undefined) hasBase = true;
      for (const name of read?.constraints ?? []) constrain(folderOf(path), name);
    }
  }
  for (const name of stated.constraints) constrain(cwd, name);
  const ownDependencies = facts.hasDependencies || layers.base !== undefined;
  if (!hasBase && ownDependencies)
    notes.push(
      `${output} had only its own packages; it has the project's dependencies as well now, so that both fit together`,
    );
  const name = extras.size + groups.size === 0 ? 'base' : nameOf(compile, [...extras], [...groups]);
  const target = {
    output: posix.relative(facts.folder, output),
    ...(extras.size > 0 ? { extras: [...extras] } : {}),
    ...(groups.size > 0 ? { groups: [...groups] } : {}),
    ...(constraints.size > 0 ? { constraints: [...constraints] } : {}),
    ...optionsOf(compile, facts.folder, floor),
  };
  return { target, name };
}

function nameOf(compile: Compile, extras: readonly string[], groups: readonly string[]): string {
  const [input = ''] = compile.inputs;
  const isManifest = /\.(?:toml|py|cfg)$/.test(input);
  const purpose = isManifest ? purposeOf(compile.output) : purposeOf(input);
  if (purpose !== '' && purpose !== 'base') return purpose;
  return compile.stated.allExtras ? 'all' : [...extras, ...groups].join('-');
}

function optionsOf({ stated, cwd }: Compile, folder: string, floor: string | undefined): Target {
  const { pythonVersion, uvArgs, ...options } = stated.options;
  const isFloor =
    typeof pythonVersion === 'string' &&
    floor !== undefined &&
    options.universal !== false &&
    isVersion(pythonVersion) &&
    isVersion(floor) &&
    compareVersions(pythonVersion, floor) === 0;
  const args = (Array.isArray(uvArgs) ? uvArgs : []).flatMap((arg: unknown) =>
    typeof arg !== 'string' || EXEMPTION.test(arg) ? [] : [withPath(arg, cwd, folder)],
  );
  return {
    ...options,
    ...(pythonVersion === undefined || isFloor ? {} : { pythonVersion }),
    ...(args.length === 0 ? {} : { uvArgs: args }),
  };
}

/** What lockgen adds by itself for an index without dates. */
const EXEMPTION = /^--exclude-newer-package=[^=]*=false$/;

/** An option's file as seen from the project's folder. */
function withPath(arg: string, cwd: string, folder: string): string {
  const [, option = '', path = ''] =
    /^(--(?:overrides?|excludes?|build-constraints?)=)([^:]+)$/.exec(arg) ?? [];
  return path === '' ? arg : `${option}${posix.relative(folder, inFolder(cwd, path))}`;
}

const OF_TARGET = new Set(['output', 'extras', 'groups', 'constraints']);

/** Options that all targets have alike, which are the project's. */
function hoisted(targets: readonly Target[]): { readonly shared: Target; readonly each: readonly Target[] } {
  const [first = {}] = targets;
  const shared = Object.fromEntries(
    Object.entries(first).filter(
      ([key, value]) => !OF_TARGET.has(key) && targets.every((one) => isDeepStrictEqual(one[key], value)),
    ),
  );
  return {
    shared,
    each: targets.map((target) =>
      Object.fromEntries(Object.entries(target).filter(([key]) => !(key in shared))),
    ),
  };
}

function isDefault(targets: Readonly<Record<string, Target>>, { extras }: Facts): boolean {
  const full = extras.some((extra) => extra.toLowerCase() === 'full');
  return isDeepStrictEqual(targets, {
    base: { output: 'requirements.txt' },
    ...(full ? { full: { output: 'requirements-full.txt', extras: ['full'] } } : {}),
  });
}

/** Whether lockgen takes a project without a word about it: the one at the root, or one that its lockfile names. */
function isManaged(files: Files, { folder, configured }: Facts, compiles: readonly Compile[]): boolean {
  if (folder === '') return configured.projects === undefined;
  return compiles.some(({ output }) => {
    const seen = posix.relative(folder, output);
    return seen === 'requirements.txt' && compilesProject(readHeader(files.get(output) ?? ''), seen);
  });
}

/** The lowest Python that a project's lockfiles are to be made for; undefined where nothing says so. */
export function floorOf(facts: Facts, compiles: readonly Compile[]): string | undefined {
  const own = facts.requiresPython === undefined ? undefined : floorIn(facts.requiresPython);
  if (own !== undefined) return own;
  const packaged = facts.requiresPython === undefined ? facts.packagedPython : undefined;
  if (packaged !== undefined) return floorIn(packaged.requires);
  const found = compiles.flatMap(({ stated, madeWith }) => {
    const { pythonVersion } = stated.options;
    return typeof pythonVersion === 'string' ? [pythonVersion] : (madeWith ?? []);
  });
  return found.filter(isVersion).sort(compareVersions)[0] ?? facts.pinnedPython;
}

function floorIn(specifiers: string): string | undefined {
  try {
    return pythonFloor(specifiers);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
