import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { parse, parseDocument } from 'yaml';
import { fromCiPage, githubJob, recipesOfCiPage } from '../../helpers/ci-page.js';
import { openPage } from '../../helpers/pages/page.js';

const root = new URL('../../../', import.meta.url);
const bots = openPage('docs/bots.md');
describe.each([...recipesOfCiPage(), ...bots.blocks({ language: 'yaml' })])(
  'the recipe under "$section"',
  ({ text }) => {
    it('is YAML without a slip', () => {
      const { errors, warnings } = parseDocument(text, { uniqueKeys: true });
      expect([...errors, ...warnings]).toEqual([]);
    });

    it('pins what it uses to a version', () => {
      const used = [...text.matchAll(/^\s*(?:- )?(?:uses|task|image): (.*)$/gm)].map(([, name]) => name);
      expect(used.filter((name) => !/^[\w/.-]+(?:@v?|:)\d+(?:\.\d+)*$/.test(name ?? ''))).toEqual([]);
    });

    it('lets the CI put nothing into a shell script but by variables', () => {
      const scripts: string[] = [];
      const collect = (value: unknown, key: string): void => {
        if (typeof value === 'string') {
          if (/^(?:run|script|before_script)$/.test(key)) scripts.push(value);
        } else if (Array.isArray(value)) {
          for (const item of value) collect(item, key);
        } else if (typeof value === 'object' && value !== null) {
          for (const [name, item] of Object.entries(value)) collect(item, name);
        }
      };
      collect(parse(text), '');
      expect(scripts.filter((script) => /\$\{\{|\$\([A-Z]\w*\.\w+\)/.test(script))).toEqual([]);
    });
  },
);

test('what a GitHub job keeps is what it fills', () => {
  const text = fromCiPage('GitHub Actions');
  const kept = [...text.matchAll(/^ +(~\/\.cache\/\S+)$/gm)].map(([, path]) => path);
  for (const name of ['pull-request', 'push']) {
    const scripts = githubJob(text, name).steps.map(({ script }) => script);
    const filled = [...scripts.join('\n').matchAll(/--cache-dir (\S+)/g)].map(([, path]) => path);
    expect(filled.length).toBeGreaterThan(0);
    expect(kept).toEqual(expect.arrayContaining(filled));
  }
});

test('what pre-commit.ci leaves out is the hook of docs/hook-managers.md', () => {
  const { ci } = parse(fromCiPage('Without a network', 1));
  const page = readFileSync(new URL('docs/hook-managers.md', root), 'utf8');
  expect(page).toContain(`- id: ${ci.skip[0]}\n`);
});
