import { describe, expect, test } from 'vitest';
import { loadProject, type Project } from '../../../src/project/project.js';
import { assertTogether, inOrderOfNeed } from '../../../src/project/together.js';
import { treeOf } from './fake-tree.js';

const manifest = (name: string, output: string, constraints: readonly string[] = [], more = ''): string =>
  `[project]
name = "${name}"
version = "1"
requires-python = ">=3.10"
${more}
[tool.lockgen.targets]
base = { output = "${output}", constraints = ${JSON.stringify(constraints)} }
`;

/** The projects in these folders, in this order. */
async function projects(files: Readonly<Record<string, string>>): Promise<readonly Project[]> {
  const tree = treeOf(files);
  const folders = Object.keys(files).filter((path) => path.endsWith('/pyproject.toml'));
  return await Promise.all(
    folders.map((path) =>
      loadProject({ path, folder: path.split('/')[0] ?? '', managedBy: 'named' }, tree, undefined, undefined),
    ),
  );
}

/** The order, and whose lockfiles each needs of those before it. */
const order = (...asked: Parameters<typeof inOrderOfNeed>): string =>
  inOrderOfNeed(...asked)
    .map(({ project, needs }) => [project, ...needs].map(({ folder }) => folder).join(' after '))
    .join(', ');

describe('projects come after those whose lockfiles they read', () => {
  test('whether these are there or not, directly or by an include', async () => {
    const found = await projects({
      'c/pyproject.toml': manifest('c', 'r.txt', ['limits.in']),
      'c/limits.in': '-c ../b/r.txt\n',
      'b/pyproject.toml': manifest('b', 'r.txt', ['../a/r.txt']),
      'b/r.txt': '',
      'a/pyproject.toml': manifest('a', 'r.txt'),
    });
    expect(order(found)).toBe('a, b after a, c after b');
    const [c, b, a] = found;
    if (a === undefined || b === undefined || c === undefined) throw new Error('three projects');
    expect(order([a], [c, b])).toBe('a, b after a, c after b');
  });

  test('and are refused where they constrain each other, unless nobody asks for them', async () => {
    const found = await projects({
      'a/pyproject.toml': manifest('a', 'r.txt', ['../b/r.txt']),
      'b/pyproject.toml': manifest('b', 'r.txt', ['../a/r.txt']),
      'c/pyproject.toml': manifest('c', 'r.txt'),
    });
    const message = 'a/pyproject.toml, b/pyproject.toml: their lockfiles constrain each other';
    expect(() => inOrderOfNeed(found)).toThrow(message);
    const c = found.filter(({ folder }) => folder === 'c');
    const others = found.filter(({ folder }) => folder !== 'c');
    expect(order(c, others)).toMatch(/c/);
    expect(() => inOrderOfNeed(others.slice(0, 1), [...others.slice(1), ...c])).toThrow(message);
  });

  test('other inputs are over-inclusive, and no reason to refuse them', async () => {
    const found = await projects({
      'a/pyproject.toml': manifest(
        'a',
        'r.txt',
        [],
        'dynamic = ["dependencies"]\n[tool.uv]\ncache-keys = ["../**/*.txt"]',
      ),
      'b/pyproject.toml': manifest('b', 'r.txt', ['../a/r.txt']),
      'b/r.txt': '',
      'a/r.txt': '',
    });
    expect(found[0]?.inputs.files).toContain('b/r.txt');
    expect(inOrderOfNeed(found)).toHaveLength(2);
  });
});

describe('two projects with one output', () => {
  const files = {
    'a/pyproject.toml': manifest('a', '../requirements.txt'),
    'b/pyproject.toml': manifest('b', '../Requirements.txt'),
    'c/pyproject.toml': manifest('c', 'requirements.txt'),
  };

  test('are refused, both named, if one of them is asked for', async () => {
    const [a, b, c] = await projects(files);
    if (a === undefined || b === undefined || c === undefined) throw new Error('three projects');
    const message = 'a/pyproject.toml and b/pyproject.toml have the same output Requirements.txt';
    expect(() => assertTogether([a, b])).toThrow(message);
    expect(() => assertTogether([a], [c, b])).toThrow(message);
    expect(() => assertTogether([b], [a])).toThrow(/^b\/pyproject.toml and a\/pyproject.toml have/);
    expect(() => assertTogether([c], [a, b])).not.toThrow();
    expect(() => assertTogether([a, c])).not.toThrow();
  });
});

test('what a project reads must be there, or be the lockfile of another', async () => {
  const [a, b] = await projects({
    'a/pyproject.toml': manifest('a', 'r.txt'),
    'b/pyproject.toml': manifest('b', 'r.txt', ['../a/r.txt']),
  });
  if (a === undefined || b === undefined) throw new Error('two projects');
  expect(() => assertTogether([b])).toThrow("b/pyproject.toml names ../a/r.txt, which isn't there");
  expect(() => assertTogether([a, b])).not.toThrow();
});
