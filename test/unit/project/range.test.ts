import { describe, expect, it } from 'vitest';
import { effectiveConfig } from '../../../src/config/effective.js';
import { readManifest } from '../../../src/project/manifest.js';
import type { Project } from '../../../src/project/project.js';
import { promisedRange } from '../../../src/project/range.js';
import { markerText } from '../../../src/python/marker.js';

function projectOf(project: string, toolUv = ''): Project {
  const text = `[project]\nname = "p"\n${project}\n[tool.uv]\n${toolUv}\n`;
  const manifest = readManifest(text, 'pyproject.toml');
  return {
    folder: '',
    manifest,
    config: effectiveConfig({}, { extras: [], groups: [], place: 'pyproject.toml' }),
    managedBy: 'root',
    inputs: {
      files: [],
      manifests: [manifest],
      sandbox: [],
      built: [],
      localPaths: [],
      settings: [],
      needsHistory: false,
      constraints: { files: [], missing: [], layers: new Map() },
    },
  };
}

describe('promisedRange', () => {
  it('is what requires-python and the platforms say', () => {
    expect(promisedRange(projectOf('requires-python = ">=3.10,<3.13"'))).toEqual({
      requiresPython: '>=3.10,<3.13',
      floor: '3.10',
      platforms: ['linux', 'macos', 'windows'],
    });
  });

  it('takes the environments of [tool.uv] along', () => {
    const { environments } = promisedRange(
      projectOf('requires-python = ">=3.10"', `environments = ["python_version < '3.13'"]`),
    );
    expect(environments?.map(markerText)).toEqual(["python_version < '3.13'"]);
  });

  it.each([
    ['an empty range', 'requires-python = ">=3.12,<3.11"', ''],
    [
      'environments beside the range',
      'requires-python = ">=3.12"',
      `environments = ["python_version < '3.11'"]`,
    ],
  ])('refuses %s', (_what, project, toolUv) => {
    expect(() => promisedRange(projectOf(project, toolUv))).toThrow(
      /pyproject\.toml: there is no Python to lock for/,
    );
  });
});
