import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { FORMATS } from '../../src/report/report.js';
import { realPython } from '../helpers/environment.js';
import { type Hooked, hooked } from '../helpers/hooked.js';
import { pyproject } from '../helpers/projects.js';
import { readReport } from '../helpers/report-schemas.js';

const page = readFileSync(new URL('../../docs/reports.md', import.meta.url), 'utf8');

/** The examples of a section, by its heading, the languages of their blocks apart. */
function examplesOf(heading: string): readonly string[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(`\`${heading}\`\n`)) ?? '';
  return [...section.matchAll(/^```(?!yaml)\w+\n(.*?)^```$/gms)].map((match) => match[1] ?? '');
}

let world: Hooked;

beforeAll(async () => {
  world = await hooked({
    packages: ['1.26.4', '2.3.5'].map((version) => ({ name: 'numpy', version })),
  });
  const requiring = (dependency: string) =>
    pyproject({ name: 'service', dependencies: [dependency], more: '[tool.lockgen]' });
  await world.commit({ 'pyproject.toml': requiring('numpy<2') });
  await world.repository.write('pyproject.toml', requiring('numpy>=2'));
});

describe('docs/reports.md has an example of', () => {
  test.each(FORMATS)('%s', async (format) => {
    const { exitCode, stdout } = await world.lockgen(['check', '--format', format]);
    expect(exitCode).toBe(1);
    const settled = (text: string) => text.replace(/"semanticVersion": ".*"/, '"semanticVersion": "0.1.0"');
    expect(examplesOf(format)).toHaveLength(1);
    expect(settled(examplesOf(format)[0] ?? '')).toBe(settled(stdout));
  });

  test('validate, as text and as JSON', async () => {
    await world.repository.write('requirements-dev.txt', 'no-such-package==1.4.2\n');
    const printed = async (format: string) => {
      const args = ['validate', 'requirements-dev.txt', '--python', realPython(), '--format', format];
      const { exitCode, stdout } = await world.lockgen(args);
      expect(exitCode).toBe(1);
      return stdout;
    };
    const json = await printed('json');
    const { path, version } = readReport(json).python;
    const settled = (text: string) => text.replace(path, '/usr/bin/python3').replace(version, '3.12.1');
    expect(examplesOf('lockgen validate')).toEqual([settled(await printed('text')), settled(json)]);
  });
});
