import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readRootConfig } from '../../../src/config/root.js';
import { EXIT_CODES } from '../../../src/exit-codes.js';
import { openPage } from '../../helpers/pages/page.js';

const root = new URL('../../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const readmePage = openPage('README.md');
const contributing = openPage('CONTRIBUTING.md');

describe('README.md', () => {
  const readme = read('README.md');

  it('has an options file that lockgen reads', async () => {
    const example = readmePage.block('Which lockfiles', { language: 'yaml' });
    const config = await readRootConfig((path) => (path === '.lockgenrc' ? example : undefined));
    expect(config?.options.targets).toMatchObject({
      dev: { output: 'requirements-dev.txt', groups: ['dev'] },
    });
  });

  it('names every command', () => {
    const commands = [
      ...(read('src/command-line.ts') + read('src/command-line-reports.ts')).matchAll(
        /command\(\s*'([a-z]+)/g,
      ),
    ].map((match) => match[1]);
    expect(commands.length).toBeGreaterThanOrEqual(10);
    for (const command of commands) expect(readme).toContain(`\`lockgen ${command}`);
  });

  it('names every exit code', () => {
    for (const code of new Set([0, ...Object.values(EXIT_CODES)])) expect(readme).toContain(`\n| ${code} |`);
  });

  it('has the two commands that package.json knows', () => {
    const scripts = JSON.parse(read('package.json')).scripts;
    const commands = readmePage.blocks({ section: 'See it work', language: 'sh' }).map(({ text }) => text);
    expect(commands).toEqual(['npm ci && npm run demo\n', 'npm ci && npm test\n']);
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(['demo', 'test']));
  });
});

it('the map of CONTRIBUTING.md has each folder of the sources, and no other', () => {
  const named = contributing
    .block('The map')
    .split('\n')
    .flatMap((line) => /^(\S+)/.exec(line)?.[1] ?? []);
  const missing = named.filter((path) => !existsSync(new URL(path.replace(/\*\.ts$/, '.ts'), root)));
  expect(missing).toEqual([]);
  const folders = readdirSync(new URL('src/', root), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `src/${name}/`);
  expect(contributing.block('The map')).toMatch(/src\/api\//);
  expect(folders.filter((folder) => folder !== 'src/api/' && !named.includes(folder))).toEqual([]);
});

it('docs/hook-managers.md has no section that no test follows', () => {
  const folder = new URL('test/e2e/managers/', root);
  const tests = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const followed = tests.flatMap((text) =>
    [...text.matchAll(/section: '([^']*)'/g)].map((match) => match[1]),
  );
  // Of no manager: test/git/shim.test.ts, test/git/find-node.test.ts and test/e2e/gui-clients.test.ts.
  const general = ['To commit without lockgen once', 'Programs with a window'];
  const sections = [...read('docs/hook-managers.md').matchAll(/^## (.*)/gm)]
    .map((match) => match[1] ?? '')
    .filter((title) => !general.includes(title));
  expect(sections.sort()).toEqual(followed.sort());
});

it('package-lock.json names no registry', () => {
  expect(read('package-lock.json')).not.toMatch(/"resolved":/);
});
