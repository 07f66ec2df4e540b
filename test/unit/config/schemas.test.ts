// The schemas that editors use, and what goes to SchemaStore: as its own checks hold them, and against all that is
// written down anywhere.
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { optionSchemas } from '../../../scripts/json-schema.js';
import { schemaStoreFiles } from '../../../scripts/schema-store.js';
import { validateProjectLayer } from '../../../src/config/project-layer.js';
import { readRootConfig } from '../../../src/config/root.js';
import { kebabCase } from '../../../src/config/spelling.js';

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

type Table = Readonly<Record<string, unknown>>;
const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const tableOf = (value: unknown): Table => (isTable(value) ? value : {});

/** As SchemaStore's `cli.js` makes it for draft 7. */
function strict(schema: unknown): ValidateFunction {
  const ajv = new Ajv({ strict: true, allErrors: true });
  formats.default(ajv);
  return ajv.compile(tableOf(schema));
}

const SCHEMAS = ['docs/schema.json', 'docs/schema.toml.json', 'docs/schema.pyproject.json'] as const;
const [camel, kebab, pyproject] = SCHEMAS.map((path) => strict(JSON.parse(read(path))));
if (camel === undefined || kebab === undefined || pyproject === undefined) throw new Error('no schemas');

function holds(validate: ValidateFunction, value: unknown, what: string): void {
  validate(value);
  expect(validate.errors ?? [], what).toEqual([]);
}

describe.each(SCHEMAS)('%s', (path) => {
  const schema: unknown = JSON.parse(read(path));

  it('tells of every key what it means', () => {
    const silent: string[] = [];
    const walk = (value: unknown, place: string): void => {
      if (Array.isArray(value)) for (const [index, one] of value.entries()) walk(one, `${place}[${index}]`);
      if (!isTable(value)) return;
      for (const [name, one] of Object.entries(tableOf(value.properties))) {
        const isPlace = place === '' && path.includes('pyproject') && name === 'tool';
        const isTool = place === '.tool' && name === 'lockgen';
        if (!isPlace && !isTool && typeof tableOf(one).description !== 'string')
          silent.push(`${place}.${name}`);
        walk(one, `${place}.${name}`);
      }
      for (const key of ['items', 'additionalProperties', 'anyOf']) walk(value[key], place);
    };
    walk(schema, '');
    expect(silent.filter((place) => !place.endsWith('.tool.lockgen'))).toEqual([]);
  });

  it('has defaults and examples that it takes itself', () => {
    const options = path.includes('pyproject')
      ? tableOf(tableOf(tableOf(tableOf(tableOf(schema).properties).tool).properties).lockgen)
      : tableOf(schema);
    let count = 0;
    for (const [name, option] of Object.entries(tableOf(options.properties))) {
      const { default: standing, examples } = tableOf(option);
      const given = [
        ...(standing === undefined ? [] : [standing]),
        ...(Array.isArray(examples) ? examples : []),
      ];
      if (name !== '$schema') expect(given, name).not.toEqual([]);
      const validate = strict({ $schema: 'http://json-schema.org/draft-07/schema#', ...tableOf(option) });
      for (const value of given) holds(validate, value, name);
      count += given.length;
    }
    expect(count).toBeGreaterThan(20);
  });
});

test('.lockgenrc.example is valid', () => {
  holds(camel, parseYaml(read('.lockgenrc.example')), '.lockgenrc.example');
});

test('every configuration in the documents is valid', () => {
  const known = new Set(optionSchemas().keys());
  const kebabKnown = new Set([...known].map(kebabCase));
  const isOf = (value: unknown, keys: ReadonlySet<string>): value is Table =>
    isTable(value) && Object.keys(value).length > 0 && Object.keys(value).every((key) => keys.has(key));
  const pages = readdirSync(new URL('docs/', root)).filter((name) => name.endsWith('.md'));
  const found = { json: 0, yaml: 0, toml: 0, tool: 0 };
  for (const page of ['README.md', ...pages.map((name) => `docs/${name}`)]) {
    for (const [, language = '', text = ''] of read(page).matchAll(/^```(json|ya?ml|toml)\n(.*?)^```/gms)) {
      if (language === 'toml') {
        const value: unknown = parseToml(text);
        if (isOf(value, kebabKnown)) {
          holds(kebab, value, `${page}:\n${text}`);
          found.toml += 1;
        } else if ('lockgen' in tableOf(tableOf(value).tool)) {
          holds(pyproject, value, `${page}:\n${text}`);
          found.tool += 1;
        }
        continue;
      }
      const value: unknown = parseYaml(text);
      if (!isOf(value, known)) continue;
      holds(camel, value, `${page}:\n${text}`);
      found[language === 'json' ? 'json' : 'yaml'] += 1;
    }
  }
  const options = known.size - 1;
  expect(found.json).toBeGreaterThanOrEqual(options);
  expect(found.yaml).toBeGreaterThanOrEqual(options);
  expect(found.toml).toBeGreaterThanOrEqual(options);
  expect(found.tool).toBeGreaterThan(0);
});

describe('what goes to SchemaStore', () => {
  const files = schemaStoreFiles();
  const folders = new Map([
    ['lockgenrc', strict(JSON.parse(read('schemastore/src/schemas/json/lockgenrc.json')))],
    ['lockgenrc-toml', strict(JSON.parse(read('schemastore/src/schemas/json/lockgenrc-toml.json')))],
    ['pyproject', pyproject],
  ]);
  const parsed = (path: string, text: string): unknown =>
    path.endsWith('.toml') ? parseToml(text) : path.endsWith('.json') ? JSON.parse(text) : parseYaml(text);
  const tests = [...files].flatMap(([path, text]) => {
    const [, kind, folder = ''] = /^(test|negative_test)\/([^/]+)\//.exec(path) ?? [];
    return kind === undefined ? [] : [{ path, text, kind, folder }];
  });

  it('is what `npm run schema` writes', () => {
    const there = readdirSync(new URL('schemastore/src/', root), { recursive: true, withFileTypes: true });
    expect(there.filter((entry) => entry.isFile())).toHaveLength(files.size);
    for (const [path, text] of files) expect(read(`schemastore/src/${path}`), path).toBe(text);
  });

  it('names its schemas by their files, in draft 7', () => {
    for (const [path, text] of files) {
      const [, name] = /^schemas\/json\/([\w-]+)\.json$/.exec(path) ?? [];
      if (name === undefined) continue;
      expect(JSON.parse(text)).toMatchObject({
        $schema: 'http://json-schema.org/draft-07/schema#',
        $id: `https://www.schemastore.org/${name}.json`,
      });
      strict(JSON.parse(text));
    }
    const { schemas } = JSON.parse(files.get('api/json/catalog.fragment.json') ?? '');
    const urls = schemas.map(({ url }: { readonly url: string }) => url.replace(/^.*\//, ''));
    expect(urls).toEqual(['lockgenrc.json', 'lockgenrc-toml.json']);
  });

  it.each(tests.filter(({ kind }) => kind === 'test'))(
    'takes $path, and lockgen does',
    async ({ path, text, folder }) => {
      const value = parsed(path, text);
      holds(folders.get(folder) ?? camel, value, path);
      await taken(folder, path, text);
    },
  );

  it.each(tests.filter(({ kind }) => kind === 'negative_test'))(
    'refuses $path, and lockgen does',
    async ({ path, text, folder }) => {
      expect((folders.get(folder) ?? camel)(parsed(path, text)), path).toBe(false);
      await expect(taken(folder, path, text)).rejects.toMatchObject({ reason: 'configuration' });
    },
  );

  it('tries every option', () => {
    for (const folder of ['lockgenrc', 'lockgenrc-toml'] as const) {
      const all = tests.filter((one) => one.folder === folder && one.kind === 'test');
      const keys = new Set(all.flatMap(({ path, text }) => Object.keys(tableOf(parsed(path, text)))));
      for (const name of optionSchemas().keys())
        if (name !== '$schema' || folder === 'lockgenrc')
          expect(keys, folder).toContain(folder === 'lockgenrc' ? name : kebabCase(name));
    }
  });
});

/** Has lockgen itself read it. */
async function taken(folder: string, path: string, text: string): Promise<void> {
  if (folder === 'pyproject') {
    const { lockgen } = tableOf(parseToml(text).tool);
    validateProjectLayer(lockgen, 'pyproject.toml: tool.lockgen');
    return;
  }
  const name = `.lockgenrc.${path.replace(/^.*\./, '')}`;
  await readRootConfig((one) => (one === name ? text : undefined));
}
