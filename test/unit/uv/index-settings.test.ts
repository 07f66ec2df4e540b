import { parse } from 'smol-toml';
import { expect, it } from 'vitest';
import { indexSettings } from '../../../src/uv/index-settings.js';

it('where packages are and how they are chosen among indexes, nothing of which versions', () => {
  const table = parse(`
override-dependencies = ["alpha==2"]
constraint-dependencies = ["alpha<1"]
exclude-newer = "2024-01-01T00:00:00Z"
find-links = ["wheels"]
index-strategy = "unsafe-best-match"
index = [{ name = "own", url = "https://example.org/simple", explicit = true }]
workspace = { members = ["packages/*"] }
[pip]
require-hashes = true
no-binary = ["alpha"]
find-links = ["more"]
`);
  expect(indexSettings(table)).toEqual({
    'find-links': ['wheels'],
    'index-strategy': 'unsafe-best-match',
    index: [{ name: 'own', url: 'https://example.org/simple', explicit: true }],
    workspace: { members: ['packages/*'] },
    pip: { 'find-links': ['more'] },
  });
});

it('an index that only sources lead to is asked for the pins, as these have no source', () => {
  const table = parse(`
index = [
  { name = "torch", url = "https://example.org/cpu", explicit = true },
  { name = "other", url = "https://example.org/other", explicit = true },
]
[sources]
torch = [{ index = "torch", marker = "sys_platform == 'linux'" }, { git = "https://example.org/t.git" }]
`);
  expect(indexSettings(table)).toEqual({
    'index-strategy': 'unsafe-best-match',
    index: [
      { name: 'torch', url: 'https://example.org/cpu', explicit: false },
      { name: 'other', url: 'https://example.org/other', explicit: true },
    ],
  });
});
