import { posix } from 'node:path';
import { isForeign } from '../../lockfile/foreign.js';
import { stringsOf, tableAt } from '../../project/manifest.js';
import { inFolder } from '../../project/paths.js';
import { editsOf } from './edits.js';
import { type Facts, factsOf } from './facts.js';
import type { CompileHook } from './hooks.js';
import { withoutHooks } from './hooks.js';
import { type Layers, layersOf } from './layers.js';
import type { Compile, Files, Migration, MigrationEdit } from './migration.js';
import { movesOf } from './moves.js';
import { listed } from './names.js';
import { commentNotes, lossNotes, torchOf, useNotes } from './notes.js';
import { optionNotes } from './place-edits.js';
import type { Mention } from './script-compiles.js';
import { floorOf, targetsOf } from './targets.js';

/** What makes the lockfiles of one project. */
export interface Found {
  readonly folder: string;
  readonly compiles: readonly Compile[];
  readonly hooks: readonly CompileHook[];
  readonly mentions: readonly Mention[];
  /** For a `[project]` that isn't there. */
  readonly name: string;
}

/** The migration of one project from commands that compile its lockfiles; undefined where there is nothing to do. */
export function projectMigration(files: Files, found: Found): Migration | undefined {
  const { folder, hooks, mentions } = found;
  const facts = factsOf(files, folder);
  const isConfigured = facts.configured.targets !== undefined;
  const compiles = isConfigured ? [] : found.compiles;
  if (compiles.length === 0 && hooks.length === 0) return undefined;
  const sources = (lockfile: string): readonly string[] =>
    compiles.find(({ output }) => output === lockfile)?.inputs ?? [];
  const inputs = compiles.flatMap((compile) => compile.inputs).filter((input) => !MANIFEST.test(input));
  const layers = layersOf(files, inputs, sources, facts.hasDependencies);
  const told = { ...found, compiles };
  const about = { from: origin(told), folder, found: foundLine(told) };
  const refused = facts.refused ?? (compiles.length > 0 ? cantMove(facts, layers, compiles) : undefined);
  if (refused !== undefined)
    return { ...about, targets: undefined, options: {}, edits: [], adopt: [], refused, notes: [] };
  const moves = movesOf(facts, layers);
  const floor = floorOf(facts, compiles);
  const { targets, options, notes } = targetsOf(files, facts, compiles, layers, moves, floor);
  const torch = torchOf(files, compiles, { ...facts.configured, ...options });
  const edits = [
    ...(compiles.length === 0
      ? []
      : editsOf(files, facts, compiles, layers, moves, { name: found.name, floor })),
    ...hookEdits(hooks),
  ];
  const adopt = compiles
    .map(({ output }) => output)
    .filter((output) => isForeign(files.get(output) ?? '', posix.relative(folder, output)));
  const said = [
    ...notes,
    ...moves.notes,
    ...optionNotes(layers),
    ...torch.notes,
    ...lossNotes(files, compiles),
    ...commentNotes(layers, moves),
    ...useNotes(files, moves, compiles),
    ...mentions.map(({ path, line }) => `${path}:${line} is needless now: lockgen makes what it made`),
  ];
  const wantsHashes = [...layers.files.values()].some((file) =>
    file.options.some((one) => one.name === '--require-hashes'),
  );
  const hashes = wantsHashes && facts.configured.generateHashes === undefined ? { generateHashes: true } : {};
  const all = { ...hashes, ...options, ...torch.options };
  const isNothing = targets === undefined && edits.length === 0 && adopt.length === 0 && said.length === 0;
  if (isNothing && Object.keys(all).length === 0 && compiles.every(({ tool }) => tool === 'uv'))
    return undefined;
  return { ...about, targets, options: all, edits, adopt, refused: undefined, notes: [...new Set(said)] };
}

const MANIFEST = /(?:^|\/)(?:pyproject\.toml|setup\.(?:py|cfg))$/;

function origin({ compiles, hooks, mentions }: Found): Migration['from'] {
  if (hooks.some(({ of }) => of === 'uv-pre-commit')) return 'uv-pre-commit';
  if (compiles.some(({ tool }) => tool === 'pip-compile-multi')) return 'pip-compile-multi';
  if (compiles.some(({ tool }) => tool === 'pip-compile')) return 'pip-compile';
  return mentions.length > 0 ? 'script' : hooks.length > 0 ? 'pip-compile' : 'uv';
}

function foundLine({ compiles, hooks }: Found): string {
  if (compiles.length === 0) return `${listed(filesOf(hooks))} has a hook that makes lockfiles`;
  const tool = compiles.some((one) => one.tool === 'pip-compile-multi')
    ? 'pip-compile-multi'
    : (compiles[0]?.tool ?? 'uv');
  const inputs = [...new Set(compiles.flatMap((one) => one.inputs))];
  const by = hooks.length > 0 ? `, by a hook in ${listed(filesOf(hooks))}` : '';
  return `${listed(compiles.map(({ output }) => output))}: compiled from ${listed(inputs)} by ${tool === 'uv' ? 'uv pip compile' : tool}${by}`;
}

/** Why the requirements of a project's files can't be moved, all lines at once. */
function cantMove(facts: Facts, layers: Layers, compiles: readonly Compile[]): string | undefined {
  const setup = compiles.flatMap(({ inputs }) => inputs).find((input) => /setup\.(?:py|cfg)$/.test(input));
  if (setup !== undefined && !facts.hasProject)
    return `${setup} has the requirements, and lockgen locks what [project] of a pyproject.toml says: move name, version and dependencies there, then run lockgen init again`;
  const stuck = [...layers.files].flatMap(([path, { unmovable }]) =>
    facts.readByBuild.has(path)
      ? []
      : unmovable.map(({ line, text, why }) => `${path}:${line}: ${text}: ${why}`),
  );
  const gone = layers.missing.map(({ from, name }) => `${from}: -r ${name}: no such file`);
  if (stuck.length + gone.length > 0)
    return `not every line can be moved into ${facts.path}:\n${[...stuck, ...gone].map((line) => `  ${line}`).join('\n')}\nmend or drop these, then run lockgen init again`;
  const { base } = layers;
  const dynamic = stringsOf(tableAt(facts.document, 'project').dynamic);
  if (base !== undefined && dynamic.includes('dependencies') && facts.readByBuild.get(base) !== '')
    return `${facts.path} says that a build computes the dependencies (dynamic = ["dependencies"]), and ${base} has some, too: make them one, in [project] dependencies or in what the build reads, then run lockgen init again`;
  if (facts.requiresPython === undefined && floorOf(facts, compiles) === undefined)
    return `nothing says which Pythons the lockfiles are for: write your lowest one into ${inFolder(facts.folder, '.python-version')} (such as 3.10)${facts.hasProject ? `, or requires-python = ">=3.10" under [project] in ${facts.path}` : ''}, then run lockgen init again`;
  return undefined;
}

const filesOf = (hooks: readonly CompileHook[]): readonly string[] => [
  ...new Set(hooks.map(({ path }) => path)),
];

function hookEdits(all: readonly CompileHook[]): readonly MigrationEdit[] {
  return filesOf(all).map((file) => {
    const hooks = all.filter(({ path }) => path === file);
    const lines = hooks.map(({ line }) => line);
    return {
      path: file,
      says: `loses ${hooks.length === 1 ? 'the hook' : 'the hooks'} on ${lines.length === 1 ? 'line' : 'lines'} ${listed(lines.map(String))}, since lockgen makes what ${hooks.length === 1 ? 'it' : 'they'} made`,
      edit: (text) =>
        text === undefined
          ? undefined
          : withoutHooks(file, text, new Set(hooks.map(({ identity }) => identity))),
      byHand: `take the hook on line ${lines.join(', ')} out of ${file}`,
    };
  });
}
