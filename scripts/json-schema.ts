import { toJsonSchema } from '@valibot/to-json-schema';
import { DEFAULTS } from '../src/config/defaults.js';
import { PYTHON_PLATFORMS } from '../src/config/platforms.js';
import { ProjectSchema, RootSchema } from '../src/config/schema.js';
import { kebabCase } from '../src/config/spelling.js';

type Table = Readonly<Record<string, unknown>>;

/** Each with what it means, as SchemaStore would have it. */
const told = (meanings: Readonly<Record<string, string>>): Table => ({
  oneOf: Object.entries(meanings).map(([value, description]) => ({ const: value, description })),
});

/** One of these, or another one: editors offer them, and take any. */
const suggested = (values: readonly string[]): Table => ({
  anyOf: [{ enum: values }, { type: 'string' }],
});

/**
 * What the definition can't say, by option: checks of its own code that JSON schema has words for, and what values mean.
 * Instead of the definition's `enum`, where there is a `oneOf`.
 */
const HINTS: Readonly<Record<string, Table>> = {
  $schema: { description: 'The address of this schema, for editors.' },
  output: { pattern: '^(?:.*\\.(?:txt|in|lock)|(?:.*/)?pylock\\.(?:[^./]+\\.)?toml)$' },
  pythonPlatform: suggested(['none', ...PYTHON_PLATFORMS]),
  pythonVersion: { pattern: '^(?:none|\\d+\\.\\d+(?:\\.\\d+)?(?:(?:a|b|rc)\\d+)?)$' },
  package: { description: 'The name of a package, or a pattern of names.' },
  build: told({
    allow: 'uv may build what it needs to learn what is required.',
    never: 'Nothing is built; what can not be told without blocks the commit.',
  }),
  onUnavailable: told({
    block: 'The commit is blocked.',
    warn: 'The commit passes with the lockfiles that it has, which lockgen check then finds stale.',
  }),
};

/** Patterns for the items of lists. */
const ITEMS: Readonly<Record<string, Table>> = {
  uvArgs: { pattern: '^--[a-z][^\\s]*$' },
};

/** Each option of the root file: its JSON schema, with its default. */
export function optionSchemas(): ReadonlyMap<string, Table> {
  return optionsOf(toJsonSchema(RootSchema, { errorMode: 'ignore', typeMode: 'input' }).properties ?? {});
}

/** The same of `[tool.lockgen]`. */
function projectSchemas(): ReadonlyMap<string, Table> {
  return optionsOf(toJsonSchema(ProjectSchema, { errorMode: 'ignore', typeMode: 'input' }).properties ?? {});
}

// Checks that JSON schema has no words for (uvArgs, outputs) are lockgen's own and left out of it.
function optionsOf(properties: Readonly<Record<string, unknown>>): ReadonlyMap<string, Table> {
  const defaults = new Map<string, unknown>(Object.entries(DEFAULTS));
  return new Map(
    Object.entries(hinted(properties)).map(([name, schema]) => [
      name,
      { ...schema, ...(defaults.has(name) ? { default: defaults.get(name) ?? 'none' } : {}) },
    ]),
  );
}

/** Properties with their hints, those of tables inside of them included. */
function hinted(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, Table>> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => {
      const { enum: values, ...rest } = within(isTable(schema) ? schema : {});
      const hint = HINTS[name] ?? {};
      const items = isTable(rest.items) ? { items: { ...rest.items, ...ITEMS[name] } } : {};
      return [
        name,
        { ...rest, ...(values === undefined || 'oneOf' in hint ? {} : { enum: values }), ...items, ...hint },
      ];
    }),
  );
}

function within(schema: Table): Table {
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => [
      key,
      key === 'properties' && isTable(value)
        ? hinted(value)
        : key === 'anyOf' && Array.isArray(value)
          ? value.map((one: unknown) => (isTable(one) ? within(one) : one))
          : isTable(value) && (key === 'items' || key === 'additionalProperties')
            ? within(value)
            : value,
    ]),
  );
}

/** What a schema of a whole file says of itself. */
function headOf(name: string, title: string, description: string): Table {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: `https://www.schemastore.org/${name}.json`,
    title,
    description,
    type: 'object',
  };
}

/** What editors check `.lockgenrc`, `.lockgenrc.json` and `.lockgenrc.yaml` against. */
export const rootSchema = (): Table => ({
  ...headOf('lockgenrc', 'lockgen configuration', 'The options that all projects of a repository share.'),
  properties: Object.fromEntries(optionSchemas()),
  additionalProperties: false,
});

/** The same of `.lockgenrc.toml`, whose keys are in kebab-case. */
export const tomlSchema = (): Table => ({
  ...headOf(
    'lockgenrc-toml',
    'lockgen configuration',
    'The options that all projects of a repository share.',
  ),
  properties: kebabProperties(Object.fromEntries(optionSchemas())),
  additionalProperties: false,
});

/** The same of the table `[tool.lockgen]`. */
export const toolSchema = (): Table => ({
  ...headOf(
    'partial-lockgen',
    'lockgen project configuration',
    'The options of one project, over those of the root file.',
  ),
  properties: kebabProperties(Object.fromEntries(projectSchemas())),
  additionalProperties: false,
});

/** A whole `pyproject.toml`, of which nothing but `[tool.lockgen]` is judged. */
export function pyprojectSchema(): Table {
  const { $schema, $id: _, ...table } = toolSchema();
  const open = (name: string, schema: Table): Table => ({ type: 'object', properties: { [name]: schema } });
  return { $schema, title: 'pyproject.toml with [tool.lockgen]', ...open('tool', open('lockgen', table)) };
}

/** A schema's text. */
export const schemaText = (schema: Table): string => `${JSON.stringify(schema, null, 2)}\n`;

function kebabProperties(properties: Readonly<Record<string, Table>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [kebabCase(name), kebabSchema(schema)]),
  );
}

/** A schema whose tables have kebab-case keys, in its examples, its default and its words, too. */
function kebabSchema(schema: Table): Table {
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]): [string, unknown] => {
      if (key === 'properties' && isTable(value)) {
        const tables = Object.entries(value).map(([name, one]): [string, Table] => [
          name,
          isTable(one) ? one : {},
        ]);
        return [key, kebabProperties(Object.fromEntries(tables))];
      }
      if (key === 'required' && Array.isArray(value))
        return [key, value.map((name) => kebabCase(String(name)))];
      if (key === 'examples' || key === 'default') return [key, kebab(value)];
      if (key === 'description') return [key, kebabWords(String(value))];
      if ((key === 'items' || key === 'additionalProperties') && isTable(value))
        return [key, kebabSchema(value)];
      if (key === 'anyOf' && Array.isArray(value))
        return [key, value.map((one: unknown) => (isTable(one) ? kebabSchema(one) : one))];
      return [key, value];
    }),
  );
}

/** Keys as TOML has them; names of targets are the user's, and have no capitals in any example. */
export function kebab(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(kebab);
  if (!isTable(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [kebabCase(key), kebab(inner)]));
}

const kebabWords = (text: string): string => text.replace(/`[a-z]+[A-Z]\w*`/g, (option) => kebabCase(option));

/** Whether a value is an object. */
export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
