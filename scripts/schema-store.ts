import { readFileSync } from 'node:fs';
import { stringify } from 'smol-toml';
import {
  isTable,
  kebab,
  optionSchemas,
  rootSchema,
  schemaText,
  tomlSchema,
  toolSchema,
} from './json-schema.js';

/** Each breaks one rule, so that each shows that the rule is there. */
const WRONG: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'unknown-option': { generateHash: true },
  'wrong-type': { generateHashes: 'yes' },
  'unknown-word': { build: 'sometimes' },
  'target-without-output': { targets: { base: { extras: ['full'] } } },
  'output-of-another-kind': { targets: { base: { output: 'requirements.lock.yaml' } } },
  'target-name': { targets: { '1st': { output: 'requirements.txt' } } },
  'python-as-a-number': { pythonVersion: 3.1 },
  'python-range': { pythonVersion: '>=3.10' },
  platform: { platforms: ['bsd'] },
  'no-platform': { platforms: [] },
  'two-words-in-one': { uvArgs: ['--prerelease allow'] },
  'torch-backend': { torchBackend: 'gpu' },
  'hash-of-another-kind': { uvHashes: ['md5:0123'] },
  'uv-range': { uvVersion: '>=0.13' },
  'denial-without-package': { deny: [{ reason: 'no' }] },
  'host-with-a-scheme': { hosts: ['https://example.com'] },
};

/** Options of the root file, which a project has not. */
const ROOT_ONLY = ['$schema', 'projects', 'exclude', 'timeout', 'onUnavailable'];

/** Entries for SchemaStore's catalog. */
const CATALOG = [
  {
    name: 'lockgen',
    description: 'Configuration of lockgen, which keeps lockfiles of Python projects up to date',
    fileMatch: ['.lockgenrc', '.lockgenrc.json', '.lockgenrc.yaml', '.lockgenrc.yml'],
    url: 'https://www.schemastore.org/lockgenrc.json',
  },
  {
    name: 'lockgen (TOML)',
    description: 'Configuration of lockgen, which keeps lockfiles of Python projects up to date',
    fileMatch: ['.lockgenrc.toml'],
    url: 'https://www.schemastore.org/lockgenrc-toml.json',
  },
];

/** To be merged into files that SchemaStore has: `pyproject.json` and `schema-validation.jsonc`. */
const PYPROJECT = {
  lockgen: {
    $ref: 'partial-lockgen.json',
    title: 'Lockfile Generator',
    description: 'Keeps requirements.txt and its kin what pyproject.toml gives.',
  },
};
const VALIDATION = {
  missingCatalogUrl: ['partial-lockgen.json'],
  options: { 'pyproject.json': { externalSchema: ['partial-lockgen.json'] } },
};

/** What goes to SchemaStore, by path below its `src`. */
export function schemaStoreFiles(): ReadonlyMap<string, string> {
  const all = Object.fromEntries(
    [...optionSchemas()].flatMap(([name, { examples }]) =>
      Array.isArray(examples) ? [[name, examples.at(-1)]] : [],
    ),
  );
  const own = Object.fromEntries(Object.entries(all).filter(([name]) => !ROOT_ONLY.includes(name)));
  const example = readFileSync(new URL('../.lockgenrc.example', import.meta.url), 'utf8');
  const files = new Map<string, string>([
    ['schemas/json/lockgenrc.json', schemaText(rootSchema())],
    ['schemas/json/lockgenrc-toml.json', schemaText(tomlSchema())],
    ['schemas/json/partial-lockgen.json', schemaText(toolSchema())],
    ['api/json/catalog.fragment.json', schemaText({ schemas: CATALOG })],
    ['schemas/json/pyproject.fragment.json', schemaText({ properties: { tool: { properties: PYPROJECT } } })],
    ['schema-validation.fragment.json', schemaText(VALIDATION)],
    ['test/lockgenrc/defaults.yaml', example],
    [
      'test/lockgenrc/options.json',
      schemaText({ $schema: 'https://www.schemastore.org/lockgenrc.json', ...all }),
    ],
    ['test/lockgenrc-toml/options.toml', toml(all)],
    ['test/pyproject/lockgen.toml', toml({ project: PROJECT, tool: { lockgen: own } })],
  ]);
  for (const [name, wrong] of Object.entries(WRONG)) {
    files.set(`negative_test/lockgenrc/${name}.json`, schemaText(wrong));
    files.set(`negative_test/lockgenrc-toml/${name}.toml`, toml(wrong));
    files.set(
      `negative_test/pyproject/lockgen-${name}.toml`,
      toml({ project: PROJECT, tool: { lockgen: wrong } }),
    );
  }
  for (const name of ROOT_ONLY.filter((one) => one in all)) {
    const wrong = { project: PROJECT, tool: { lockgen: { [name]: all[name] } } };
    files.set(`negative_test/pyproject/lockgen-root-${name.toLowerCase()}.toml`, toml(wrong));
  }
  return files;
}

const PROJECT = { name: 'sample', version: '1.0.0' };

function toml(table: Readonly<Record<string, unknown>>): string {
  const spelled = kebab(table);
  return `${stringify(isTable(spelled) ? spelled : {}).trim()}\n`;
}
