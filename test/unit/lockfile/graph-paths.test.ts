import { describe, expect, test } from 'vitest';
import { lockfileGraph } from '../../../src/lockfile/graph.js';
import { pathsTo } from '../../../src/lockfile/graph-paths.js';
import { direct, idsOf, meet, paths, source } from './graph-source.js';

describe('many paths', () => {
  const layers = (width: number, depth: number): string =>
    Array.from({ length: depth }, (_, layer) =>
      Array.from({ length: width }, (__, index) => {
        const via =
          layer === 0
            ? '    # via sample (pyproject.toml)'
            : `    # via\n${Array.from({ length: width }, (___, one) => `    #   p${layer - 1}x${one}`).join('\n')}`;
        return `p${layer}x${index}==1\n${via}\n`;
      }).join(''),
    ).join('');

  test('are counted, and the first of them found at once', () => {
    const from = source(layers(10, 12), {
      direct: direct(...Array.from({ length: 10 }, (_, index) => `p0x${index}`)),
    });
    const graph = lockfileGraph(from);
    const before = performance.now();
    const found = pathsTo(graph, idsOf(graph, 'p11x3'), 50, meet);
    expect(performance.now() - before).toBeLessThan(500);
    expect(found.paths).toHaveLength(50);
    expect(found.total).toBe(10 ** 11);
    expect(new Set(found.paths.map((edges) => edges.length))).toEqual(new Set([12]));
  });

  test('with cycles end, no node twice on one', () => {
    const text =
      'a==1\n    # via\n    #   sample (pyproject.toml)\n    #   b\nb==1\n    # via\n    #   a\n    #   c\nc==1\n    # via b\n';
    expect(paths(source(text), 'c')).toEqual(['pyproject.toml -a>=1-> a 1 --> b 1 --> c 1']);
    expect(paths(source(text), 'a')).toEqual(['pyproject.toml -a>=1-> a 1']);
    const everyone = Array.from({ length: 30 }, (_, index) => `p${index}`);
    const all = everyone
      .map(
        (name) =>
          `${name}==1\n    # via\n    #   sample (pyproject.toml)\n${everyone
            .filter((one) => one !== name)
            .map((one) => `    #   ${one}\n`)
            .join('')}`,
      )
      .join('');
    const from = source(all, { direct: direct(...everyone) });
    const graph = lockfileGraph(from);
    const found = pathsTo(graph, idsOf(graph, 'p3'), 1000, meet);
    expect(found.paths).toHaveLength(1000);
    expect(found.total).toBeUndefined();
    expect(found.paths.every((edges) => new Set(edges.map(({ to }) => to)).size === edges.length)).toBe(true);
  });
});
