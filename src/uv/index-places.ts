import { isTable, type Table } from './user-config.js';

/** A place that uv would ask for packages. */
export interface IndexPlace {
  readonly kind: 'index' | 'find-links';
  /** Undefined for the default that uv has of its own. */
  readonly url: string | undefined;
  /** As `[[index]]` has it, with the options that decide how uv asks; of a place that is named otherwise its URL alone. */
  readonly table: Table;
}

/**
 * The places that `uv pip compile` asks, or may ask, by the order in which uv's settings count (uv documentation,
 * "Package indexes"): arguments, the environment, the project's settings, the user's.
 *
 * @param tables - `[tool.uv]` or `uv.toml`, the nearest first
 */
export function indexPlaces(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  tables: readonly Table[],
): readonly IndexPlace[] {
  const named = (names: readonly string[]): readonly string[] =>
    args.flatMap((arg) => {
      const end = arg.indexOf('=');
      return end > 0 && names.includes(arg.slice(0, end)) ? [arg.slice(end + 1)] : [];
    });
  // `[tool.uv.pip]` goes before `[tool.uv]`, for `uv pip` alone.
  const layers = tables.flatMap((table) => (isTable(table.pip) ? [table.pip, table] : [table]));
  const ofKey = (key: string): readonly string[] => layers.flatMap((layer) => textsOf(layer[key]));
  const tabled = layers.flatMap((layer) => (Array.isArray(layer.index) ? layer.index.filter(isTable) : []));

  const links = [...named(['--find-links', '-f']), ...split(env.UV_FIND_LINKS, ','), ...ofKey('find-links')];
  const places = links.map((url): IndexPlace => ({ kind: 'find-links', url, table: {} }));
  if (args.includes('--no-index') || layers.some((layer) => layer['no-index'] === true))
    return unique(places);
  const [chosen] = [
    ...named(['--default-index', '--index-url', '-i']).map(asTable),
    ...[env.UV_DEFAULT_INDEX, env.UV_INDEX_URL].flatMap((text) => split(text, ' ')).map(asTable),
    ...tabled.filter((table) => table.default === true),
    ...ofKey('index-url').map(asTable),
  ];
  const others = [
    ...[
      ...named(['--index', '--extra-index-url']),
      ...split(env.UV_INDEX, ' '),
      ...split(env.UV_EXTRA_INDEX_URL, ' '),
    ].map(asTable),
    ...tabled.filter((table) => table.default !== true),
    ...ofKey('extra-index-url').map(asTable),
  ];
  return unique([
    { kind: 'index', url: textOf(chosen?.url), table: chosen ?? {} },
    ...others.map((table): IndexPlace => ({ kind: 'index', url: textOf(table.url), table })),
    ...places,
  ]);
}

/** `NAME=URL`, or a URL alone. */
function asTable(text: string): Table {
  const [, name, url] = /^([A-Za-z0-9._-]+)=(.+)$/.exec(text) ?? [];
  return name === undefined ? { url: text } : { name, url };
}

function split(text: string | undefined, by: string): readonly string[] {
  return (text ?? '').split(by).filter((part) => part !== '');
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function unique(places: readonly IndexPlace[]): readonly IndexPlace[] {
  const seen = new Map(places.toReversed().map((place) => [`${place.kind} ${place.url}`, place]));
  return [...seen.values()].toReversed();
}
