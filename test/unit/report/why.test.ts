import { describe, expect, test } from 'vitest';
import { lockfileGraph } from '../../../src/lockfile/graph.js';
import { pathsTo } from '../../../src/lockfile/graph-paths.js';
import { parseLockfile } from '../../../src/lockfile/parse.js';
import { NO_METADATA } from '../../../src/lockfile/stated.js';
import { parseRequirement } from '../../../src/python/requirement.js';
import { NO_PAINT } from '../../../src/report/paint.js';
import {
  type WhyAnswer,
  type WhyLockfile,
  whyExitCode,
  whyMermaid,
  whyReport,
} from '../../../src/report/why.js';
import { mermaidText } from '../../../src/report/why-mermaid.js';
import { treeLines } from '../../../src/report/why-tree.js';
import { ODD_PATHS } from './verdicts.js';

/** Why `name` is in a lockfile of a project that asks for a>=1 in line 4. */
function lockfile(path: string, text: string, name: string): WhyLockfile {
  const graph = lockfileGraph({
    pins: parseLockfile(text).pins,
    direct: [
      { requirement: parseRequirement('a>=1'), place: 'pyproject.toml [project] dependencies', line: 4 },
      {
        requirement: parseRequirement("b ; os_name == 'nt'"),
        place: 'pyproject.toml [dependency-groups] dev',
        line: undefined,
      },
    ],
    localNames: new Map(),
    ownName: 'sample',
    manifest: { path: 'pyproject.toml', isDynamic: false },
    metadata: NO_METADATA,
    overridden: new Set(),
    meet: () => true,
  });
  const wanted = graph.nodes.flatMap((node) =>
    node.kind === 'package' && node.key === name ? [node.id] : [],
  );
  return {
    project: '',
    target: path,
    path,
    wanted,
    paths: pathsTo(graph, new Set(wanted), 1000, () => true),
  };
}

const answer = (more: Partial<WhyAnswer>): WhyAnswer => ({
  name: 'b',
  lockfiles: [],
  without: [],
  missing: [],
  meant: undefined,
  project: undefined,
  elsewhere: [],
  asking: [],
  notes: [],
  ...more,
});

const ONE =
  'a==1.0\n    # via sample (pyproject.toml)\nb==2.0 ; sys_platform == "win32"\n    # via\n    #   sample (pyproject.toml:dev)\n    #   a\n';
const OTHER = 'b==3.0\n    # via sample (pyproject.toml:dev)\n';

describe('in words', () => {
  test.each<[string, Partial<WhyAnswer>, string, number]>([
    [
      'paths, those of two lockfiles once where they are the same',
      {
        lockfiles: [lockfile('x.txt', ONE, 'b'), lockfile('y.txt', OTHER, 'b'), lockfile('z.txt', ONE, 'b')],
      },
      `b 2.0 in x.txt and z.txt: 2 paths
pyproject.toml [dependency-groups] dev
└─ b ; os_name == 'nt'  → b 2.0 ; sys_platform == "win32"
pyproject.toml [project] dependencies
└─ a>=1 (line 4)  → a 1.0
   └─ b 2.0 ; sys_platform == "win32"

b 3.0 in y.txt: 1 path
pyproject.toml [dependency-groups] dev
└─ b ; os_name == 'nt'  → b 3.0
`,
      0,
    ],
    [
      'what else is known',
      {
        lockfiles: [lockfile('y.txt', OTHER, 'b')],
        without: ['x.txt'],
        missing: ['z.txt'],
        notes: ['no uv'],
      },
      `b 3.0 in y.txt: 1 path
pyproject.toml [dependency-groups] dev
└─ b ; os_name == 'nt'  → b 3.0

not in x.txt
z.txt: missing; lockgen generate writes it
note: no uv
`,
      0,
    ],
    [
      'nobody who asks',
      { lockfiles: [lockfile('x.txt', 'b==1\na==1\n    # via z\n', 'b')] },
      'b 1 in x.txt: nothing tells who asks for it\n',
      2,
    ],
    ['absence', { without: ['x.txt'] }, 'b is not in x.txt\n', 1],
    [
      'absence from one target, and where it is',
      {
        without: ['x.txt'],
        elsewhere: ['y', 'z'].map((target) => ({ project: '', target, path: `${target}.txt` })),
      },
      'b is not in x.txt, but in y.txt (--target y) and z.txt (--target z)\n',
      1,
    ],
    [
      'absence from a target that asks for it',
      {
        without: ['x.txt'],
        elsewhere: [{ project: '', target: 'y', path: 'y.txt' }],
        asking: ['pyproject.toml [project] dependencies has b>=3'],
      },
      'b is not in x.txt, but in y.txt (--target y); pyproject.toml [project] dependencies has b>=3: lockgen check tells whether the lockfile is fresh\n',
      1,
    ],
    [
      'absence, and what was meant',
      { without: ['x.txt', 'y.txt'], meant: 'bb' },
      'b is in none of x.txt and y.txt; did you mean bb?\n',
      1,
    ],
    [
      'absence of what is asked for',
      { without: ['x.txt'], asking: ['p has b'], meant: 'bb' },
      'b is not in x.txt; p has b: lockgen check tells whether the lockfile is fresh\n',
      1,
    ],
    [
      'the project itself',
      { without: ['x.txt'], project: 'pyproject.toml' },
      'b is the project of pyproject.toml itself: all pins are there for it\n',
      0,
    ],
  ])('%s', (_, more, text, exitCode) => {
    expect(whyReport(answer(more)).text(NO_PAINT)).toBe(text);
    expect(whyExitCode(answer(more))).toBe(exitCode);
  });

  test('no more than thirty paths, and how many there are', () => {
    const names = Array.from({ length: 40 }, (_, index) => `p${index}`);
    const middle = names.map((name) => `${name}==1\n    # via a\n`).join('');
    const text = `a==1\n    # via sample (pyproject.toml)\n${middle}c==1\n    # via\n${names.map((name) => `    #   ${name}\n`).join('')}`;
    const { text: told, data } = whyReport(answer({ lockfiles: [lockfile('x.txt', text, 'c')] }));
    expect(told(NO_PAINT)).toMatch(/^c 1 in x\.txt: 40 paths\n/);
    expect(told(NO_PAINT)).toMatch(/\n… and 10 more paths\n$/);
    expect(JSON.stringify(data).match(/"to":"c 1"/g)).toHaveLength(40);
  });
});

test('for machines: paths, graph and places', () => {
  expect(
    JSON.parse(JSON.stringify(whyReport(answer({ lockfiles: [lockfile('y.txt', OTHER, 'b')] })).data)),
  ).toEqual({
    package: 'b',
    answer: 'found',
    lockfiles: [
      {
        project: '.',
        target: 'y.txt',
        path: 'y.txt',
        pathCount: 1,
        paths: [
          [
            {
              from: 'pyproject.toml [dependency-groups] dev',
              requirements: ["b ; os_name == 'nt'"],
              to: 'b 3.0',
            },
          ],
        ],
        nodes: [
          { id: 0, kind: 'package', name: 'b', version: '3.0', asked: true, entries: [{ line: 1 }] },
          { id: 1, kind: 'root', label: 'pyproject.toml [dependency-groups] dev' },
        ],
        edges: [{ from: 1, to: 0, requirements: [{ text: "b ; os_name == 'nt'" }] }],
      },
    ],
    without: [],
    missing: [],
    notes: [],
  });
});

test('an absent package is a problem of each lockfile, and no other answer is one', () => {
  expect(whyReport(answer({ without: ['x.txt'], meant: 'bb' })).problems).toEqual([
    {
      severity: 'error',
      code: 'absent',
      path: 'x.txt',
      name: 'b',
      line: undefined,
      message: 'b is not in x.txt; did you mean bb?',
      next: 'lockgen why bb',
    },
  ]);
  expect(
    whyReport(answer({ lockfiles: [lockfile('y.txt', OTHER, 'b')], without: ['x.txt'] })).problems,
  ).toEqual([]);
});

describe('drawn', () => {
  test('one lockfile is a flowchart, several that differ are frames in one', () => {
    const one = answer({ lockfiles: [lockfile('y.txt', OTHER, 'b')] });
    expect(whyMermaid(one)).toBe(`flowchart TD
  n0[["b 3.0"]]
  n1(["pyproject.toml #91;dependency-groups#93; dev"])
  n1 -->|"b #59; os_name == 'nt'"| n0
`);
    expect(whyReport(one).markdown()).toContain(`\`\`\`mermaid\n${whyMermaid(one)}\`\`\`\n`);
    const both = whyMermaid(
      answer({ lockfiles: [lockfile('x.txt', ONE, 'b'), lockfile('y.txt', OTHER, 'b')] }),
    );
    expect(both).toContain('  subgraph g0["x.txt"]\n    g0n0["a 1.0"]\n');
    expect(both).toContain('  subgraph g1["y.txt"]\n');
    expect(both.match(/^ {2}end$/gm)).toHaveLength(2);
  });

  test('several requirements of one edge stand below each other', () => {
    const graph = lockfile('x.txt', ONE, 'b').paths.graph;
    const label = { line: undefined, note: undefined, marker: undefined, extras: [], forExtra: undefined };
    const labels = [
      { ...label, text: 'b>1' },
      { ...label, text: 'b<9', note: 'an override' },
    ];
    const edges = graph.edges.map((edge) => ({ ...edge, labels }));
    const drawn = mermaidText([{ title: '', graph: { ...graph, edges }, wanted: [] }]);
    expect(drawn).toContain('|"b#62;1<br/>b#60;9 (an override)"|');
    expect(treeLines(graph, [[...edges].slice(0, 1)], NO_PAINT)).toEqual([
      expect.stringMatching(/^pyproject/),
      '└─ b>1',
      expect.stringMatching(/^ {3}b<9 \(an override\) {2}→ [ab] /),
    ]);
  });

  test.each([
    ['"quoted"', '#34;quoted#34;'],
    ['<b>&amp;`x`|#;', '#60;b#62;#38;amp#59;#96;x#96;#124;#35;#59;'],
    ['a\nb', 'a b'],
    ['%%{init}%%', '#37;#37;#123;init#125;#37;#37;'],
    ['größe 1.0+cpu', 'größe 1.0#43;cpu'],
  ])('the title %j is %j', (title, expected) => {
    expect(mermaidText([{ title, graph: { nodes: [], edges: [] }, wanted: [] }])).toBe(
      `flowchart TD\n  none["${expected}"]\n`,
    );
  });

  test('what is absent is said, too', () => {
    expect(whyMermaid(answer({ without: ['x.txt'] }))).toBe('flowchart TD\n  none["b is not in x.txt"]\n');
  });
});

test.each(ODD_PATHS)('names and requirements of a lockfile called %j are shown, not obeyed', (name) => {
  const one = lockfile(name, ONE, 'b');
  const graph = {
    nodes: one.paths.graph.nodes.map((node) => (node.kind === 'root' ? { ...node, label: name } : node)),
    edges: one.paths.graph.edges.map((edge) => ({
      ...edge,
      labels: [
        { text: `b ; ${name}`, line: 1, note: name, marker: undefined, extras: [], forExtra: undefined },
      ],
    })),
  };
  const odd = whyReport(
    answer({
      lockfiles: [{ ...one, paths: pathsTo(graph, new Set(one.wanted), 9, () => true) }],
      without: [name],
      missing: [name],
      notes: [name],
    }),
  );
  for (const text of [
    odd.text(NO_PAINT),
    odd.markdown(),
    whyReport(answer({ without: [name] })).text(NO_PAINT),
  ])
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  expect(odd.text(NO_PAINT).split('\n')).toHaveLength(11);
});
