import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderSnapshot } from '../../src/git/folder-snapshot.js';
import { overlaySnapshot } from '../../src/git/overlay-snapshot.js';
import { overlayTree } from '../../src/project/overlay-tree.js';
import { openTree } from '../../src/project/tree.js';
import { scratchFolder } from '../helpers/scratch.js';

const NEW = new Map([
  ['a/requirements.txt', 'new\n'],
  ['b/c/requirements.txt', 'added\n'],
]);

test('what is to be written stands over what is there, and the rest as it was', async () => {
  const root = await scratchFolder();
  const into = await scratchFolder();
  await mkdir(join(root, 'a'));
  await writeFile(join(root, 'a/requirements.txt'), 'old\n');
  await writeFile(join(root, 'a/pyproject.toml'), 'as it was\n');
  const below = folderSnapshot(root);
  const snapshot = overlaySnapshot(below, NEW);
  const paths = ['a/pyproject.toml', 'a/requirements.txt', 'b/c/requirements.txt'];

  expect(await snapshot.list()).toEqual(paths);
  expect(await snapshot.entry('b/c/requirements.txt')).toEqual({
    path: 'b/c/requirements.txt',
    mode: '100644',
  });
  expect(await Promise.all(['gone', ...paths].map((path) => snapshot.read(path)))).toEqual([
    undefined,
    'as it was\n',
    'new\n',
    'added\n',
  ]);
  const texts = [...(await snapshot.readMany(paths))].map(([path, bytes]) => [path, bytes.toString()]);
  expect(Object.fromEntries(texts)).toEqual({
    'a/pyproject.toml': 'as it was\n',
    ...Object.fromEntries(NEW),
  });
  await snapshot.materialise(paths, into);
  for (const [path, text] of NEW) expect(await readFile(join(into, path), 'utf8')).toBe(text);

  const tree = overlayTree(await openTree(below), NEW);
  expect([...tree.paths].sort()).toEqual(paths);
  await tree.prefetch(paths);
  expect(await tree.read('a/requirements.txt')).toBe('new\n');
  expect(await tree.read('a/pyproject.toml')).toBe('as it was\n');
  expect(await tree.describe('a')).toBe('a folder');
});
