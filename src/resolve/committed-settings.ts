import { stringify } from 'smol-toml';
import { isTable, parseToml, type Table } from '../project/manifest.js';
import { isUvSettings } from '../project/paths.js';

/**
 * Settings of uv that are a machine's, not a project's: which program to start as Python, where to write, and through
 * whose machine to send what goes to an index, its credentials included. A commit must not choose them.
 */
const MACHINE = new Set([
  'cache-dir',
  'http-proxy',
  'https-proxy',
  'no-proxy',
  'python-install-mirror',
  'pypy-install-mirror',
  'python-downloads-json-url',
]);
/** What could stand against `--no-build`, or says less than it. */
const OF_BUILDS = ['no-binary', 'no-binary-package', 'no-build', 'no-build-package', 'only-binary'];
const MACHINE_OF_PIP = new Set(['python', 'system', 'target', 'prefix', 'break-system-packages']);

/** Whether uv may take a file's content for settings. */
export function mayHaveSettings(path: string): boolean {
  return isUvSettings(path) || /(?:^|\/)pyproject\.toml$/.test(path);
}

/**
 * A committed `uv.toml` or `pyproject.toml` without the settings of uv that a commit must not choose; byte for byte the
 * same where it has none.
 *
 * @param neverBuilds - whether nothing may be built: what is about builds is left out as well
 * @throws Failure `project` for a `uv.toml` that is no TOML: uv could read it otherwise
 */
export function withoutMachineSettings(text: string, path: string, neverBuilds: boolean): string {
  if (isUvSettings(path)) {
    const kept = keptOf(parseToml(text, path), neverBuilds);
    return kept === undefined ? text : `${stringify(kept)}\n`;
  }
  // Of the manifests that uv takes settings from, none is unreadable: they were read before.
  const document = parsedOrNone(text, path);
  const tool = document?.tool;
  if (document === undefined || !isTable(tool) || !isTable(tool.uv)) return text;
  const kept = keptOf(tool.uv, neverBuilds);
  return kept === undefined ? text : `${stringify({ ...document, tool: { ...tool, uv: kept } })}\n`;
}

/** Undefined where all is kept. */
function keptOf(settings: Table, neverBuilds: boolean): Table | undefined {
  const left = new Set([...MACHINE, ...(neverBuilds ? OF_BUILDS : [])]);
  const kept = without(settings, left);
  const pip = isTable(settings.pip)
    ? without(settings.pip, new Set([...left, ...MACHINE_OF_PIP]))
    : undefined;
  const all = pip === undefined ? kept : { ...kept, pip };
  return keysOf(all) === keysOf(settings) ? undefined : all;
}

function without(table: Table, keys: ReadonlySet<string>): Table {
  return Object.fromEntries(Object.entries(table).filter(([key]) => !keys.has(key)));
}

function keysOf(table: Table): number {
  return Object.keys(table).length + (isTable(table.pip) ? Object.keys(table.pip).length : 0);
}

function parsedOrNone(text: string, path: string): Table | undefined {
  try {
    return parseToml(text, path);
  } catch {
    return undefined;
  }
}
