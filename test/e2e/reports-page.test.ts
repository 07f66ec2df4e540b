import { dirname } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { FORMATS } from '../../src/report/report.js';
import { realPython, withPath } from '../helpers/environment.js';
import { type Hooked, hooked } from '../helpers/hooked.js';
import { openPage } from '../helpers/pages/page.js';
import { pyproject } from '../helpers/projects.js';
import { readReport } from '../helpers/report-schemas.js';

const page = openPage('docs/reports.md');

/** The examples of a section, by its heading, the languages of their blocks apart. */
function examplesOf(heading: string): readonly string[] {
  return page
    .blocks({ section: `\`${heading}\`` })
    .filter(({ language }) => language !== 'yaml')
    .map(({ text }) => text);
}

const PACKAGES = ['1.26.4', '2.3.5'].map((version) => ({ name: 'numpy', version }));
const requiring = (dependency: string): string =>
  pyproject({ name: 'service', dependencies: [dependency], more: '[tool.lockgen]' });

/** What differs from run to run, as the page has it. */
function settled(text: string): string {
  return text
    .replace(/"semanticVersion": ".*"/, '"semanticVersion": "0.1.0"')
    .replace(/\b[0-9a-f]{40}\b/g, `3d17a29e28ef${'0'.repeat(28)}`)
    .replace(/\b[0-9a-f]{12}\b/g, '3d17a29e28ef');
}

let world: Hooked;

beforeAll(async () => {
  world = await hooked({ packages: PACKAGES });
  await world.commit({ 'pyproject.toml': requiring('numpy<2') });
  await world.repository.write('pyproject.toml', requiring('numpy>=2'));
});

/** The same project, in which a commit past the hook was mended afterwards in the work tree. */
async function mended(): Promise<Hooked> {
  const there = await hooked({ packages: PACKAGES });
  await there.commit({ 'pyproject.toml': requiring('numpy<2') });
  await there.repository.stage({ 'pyproject.toml': requiring('numpy>=2') });
  await there.repository.commit('Newer numpy', { args: ['--no-verify'] });
  expect(await there.lockgen(['generate'])).toMatchObject({ exitCode: 0 });
  return there;
}

describe('docs/reports.md has an example of', () => {
  test.each(FORMATS)('%s', async (format) => {
    const { exitCode, stdout } = await world.lockgen(['check', '--format', format]);
    expect(exitCode).toBe(1);
    expect(examplesOf(format)).toHaveLength(1);
    expect(settled(examplesOf(format)[0] ?? '')).toBe(settled(stdout));
  });

  test('the job for GitLab, which writes the report that it names, and prints the text', async () => {
    const { lockfiles } = parse(page.block('`gitlab`', { language: 'yaml' }));
    const { repository, installed } = world;
    const env = withPath(repository.env, dirname(installed.bin));
    const { exitCode, stdout } = await repository.run('sh', ['-c', lockfiles.script], { env });
    expect(exitCode).toBe(1);
    expect([settled(stdout)]).toEqual(examplesOf('text'));
    const report = await repository.read(lockfiles.artifacts.reports.codequality);
    expect([settled(report)]).toEqual(examplesOf('gitlab'));
    await repository.remove(lockfiles.artifacts.reports.codequality);
  });

  test.each<[string, readonly string[], number]>([
    ['lockgen check --range', ['check', '--range', 'HEAD~1..HEAD'], 1],
    ['lockgen check --installable', ['check', '--installable'], 0],
    ['lockgen diff', ['diff', 'HEAD~1'], 0],
    ['lockgen why', ['why', 'numpy'], 0],
  ])('%s, as text and as JSON', async (heading, args, expected) => {
    const there = await mended();
    const printed = async (format: string): Promise<string> => {
      const { exitCode, stdout } = await there.lockgen([...args, '--format', format]);
      expect(exitCode, stdout).toBe(expected);
      return settled(stdout);
    };
    const json = await printed('json');
    readReport(json);
    expect(examplesOf(heading)).toEqual([await printed('text'), json]);
    for (const format of FORMATS) await printed(format);
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
