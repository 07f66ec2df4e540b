import { hostsIn } from '../lockfile/hosts.js';
import { parseLockfile } from '../lockfile/parse.js';
import { type EmittedLine, hostsOf } from '../lockfile/policy-rules.js';
import { TORCH_INDEX } from '../lockfile/torch.js';
import { isDynamic } from './inputs.js';
import { isTable, type Manifest, parseToml, type Table, tableAt, type Value } from './manifest.js';
import { isUvSettings } from './paths.js';
import type { Project } from './project.js';

/** Files that a build of the project can read requirements from. What else is among the inputs is packages. */
const TEXT = /\.(?:txt|in|lock|toml|cfg|py)$/i;

/**
 * The hosts that a project's own files name: where its packages may come from if nothing else is said. Rather too many
 * than too few, since what is foreign blocks a commit.
 *
 * @param read - the text of one of the project's input files
 */
export function ownHosts(project: Project, read: (path: string) => string | undefined): readonly string[] {
  const { inputs, config } = project;
  const texts = [
    TORCH_INDEX,
    ...inputs.manifests.flatMap(requirementTexts),
    ...config.targets.flatMap((target) => target.uvArgs),
  ];
  const named = inputs.files
    .filter((path) => TEXT.test(path))
    .flatMap((path) => hostsOfFile(path, read(path) ?? ''));
  return [...new Set([...texts.flatMap(hostsIn), ...named])].sort();
}

/** The lines that uv writes for the places it is configured for, the machine's among them, as its settings ask for. */
export function emittedLines(
  project: Project,
  read: (path: string) => string | undefined,
): ReadonlySet<EmittedLine> {
  const settings = project.inputs.files.filter(isUvSettings);
  const tables = [
    ...project.inputs.manifests.map(({ toolUv }) => toolUv),
    ...settings.map((path) => tableOf(path, read(path) ?? '')),
  ].map((table) => tableAt(table, 'pip'));
  const kinds = ['emit-index-url', 'emit-find-links'] as const;
  return new Set(kinds.filter((kind) => tables.some((table) => table[kind] === true)));
}

/** What a manifest says about where packages are; all of it where a build back-end has a table of its own for it. */
function requirementTexts(manifest: Manifest): readonly string[] {
  const { document, toolUv } = manifest;
  if (isDynamic(manifest) || !manifest.hasProject) return stringsIn(document);
  const project = tableAt(document, 'project');
  return [
    project.dependencies,
    project['optional-dependencies'],
    document['dependency-groups'],
    toolUv,
  ].flatMap(stringsIn);
}

function hostsOfFile(path: string, text: string): readonly string[] {
  if (/\.toml$/i.test(path)) return stringsIn(tableOf(path, text)).flatMap(hostsIn);
  return /\.(?:txt|in|lock)$/i.test(path) ? hostsOf(parseLockfile(text)) : hostsIn(text);
}

function tableOf(path: string, text: string): Table {
  try {
    return parseToml(text, path);
  } catch {
    // uv says what is wrong with it when it reads the file.
    return {};
  }
}

function stringsIn(value: Value | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(stringsIn);
  return isTable(value) ? Object.values(value).flatMap(stringsIn) : [];
}
