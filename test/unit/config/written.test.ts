// What is written down about the options, beside the code: the example, the JSON schema, the page.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configurationPage } from '../../../scripts/configuration-page.js';
import {
  optionSchemas,
  pyprojectSchema,
  rootSchema,
  schemaText,
  tomlSchema,
} from '../../../scripts/json-schema.js';
import { reportSchema } from '../../../scripts/report-schema.js';
import { reportsPage } from '../../../scripts/reports-page.js';
import { DEFAULTS } from '../../../src/config/defaults.js';
import { effectiveConfig } from '../../../src/config/effective.js';
import { readRootConfig } from '../../../src/config/root.js';
import { openPage } from '../../helpers/pages/page.js';

const page = openPage('docs/configuration.md');
const fileText = (name: string): string => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');
const EXAMPLE = fileText('.lockgenrc.example');
const readExample = () => readRootConfig((path) => (path === '.lockgenrc' ? EXAMPLE : undefined));

test('the example states every option with its default', async () => {
  const root = await readExample();
  const { targets, ...defaults } = DEFAULTS;
  expect({ exclude: root?.exclude, ...root?.options }).toEqual({
    targets,
    ...Object.fromEntries(Object.entries(defaults).map(([key, value]) => [key, value ?? 'none'])),
  });
  for (const option of optionSchemas().keys()) {
    if (option !== '$schema') expect(EXAMPLE).toMatch(new RegExp(`^(?:# )?${option}:`, 'm'));
  }
});

test.each([
  ['an extra full', ['full']],
  ['none', []],
])('a project with %s and the example has the effective options of one without it', async (_, extras) => {
  const root = await readExample();
  const declared = { extras, groups: [], place: 'pyproject.toml' };
  const plain = (config: ReturnType<typeof effectiveConfig>) => ({
    ...config,
    targets: config.targets.map(({ explicit: _, ...target }) => target),
    origins: undefined,
  });
  expect(root).toBeDefined();
  expect(plain(effectiveConfig(root === undefined ? {} : { root }, declared))).toEqual(
    plain(effectiveConfig({}, declared)),
  );
});

test.each([
  ['docs/schema.json', () => schemaText(rootSchema())],
  ['docs/schema.toml.json', () => schemaText(tomlSchema())],
  ['docs/schema.pyproject.json', () => schemaText(pyprojectSchema())],
  ['docs/configuration.md', configurationPage],
  ['docs/report.schema.json', reportSchema],
  ['docs/reports.md', () => reportsPage(fileText('docs/reports.md'))],
])('%s is what `npx tsx scripts/write-schema.ts` writes', (file, made) => {
  expect(fileText(file)).toBe(made());
});

test('each example of the page states that option in each of its languages, and all state the same', async () => {
  const sections = configurationPage().split('\n### ').slice(1);
  expect(sections).toHaveLength(optionSchemas().size - 1);
  for (const section of sections) {
    const option = section.split('\n')[0] ?? '';
    expect(section, option).toMatch(/^(?:Root file only\. )?Type: \S.*\. Default: \S.*\.$/m);
    const block = (language: string) => page.block(option, { language });
    const read = async (file: string, text: string) => {
      const { file: _, ...rest } = (await readRootConfig((path) => (path === file ? text : undefined))) ?? {};
      return rest;
    };
    const json = await read('.lockgenrc.json', block('json'));
    expect(json, option).not.toEqual({ projects: undefined, exclude: [], options: {} });
    expect(await read('.lockgenrc.yaml', block('yaml')), option).toEqual(json);
    expect(await read('.lockgenrc.toml', block('toml')), option).toEqual(json);
  }
});
