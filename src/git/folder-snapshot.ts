import { readdir } from 'node:fs/promises';
import { diskSnapshot } from './disk-snapshot.js';
import { onDisk } from './paths.js';
import type { Snapshot } from './snapshot.js';

/** Folders that hold what tools made, never a project's own files. */
const SKIPPED: readonly string[] = [
  '.git',
  '.hg',
  '.mypy_cache',
  '.nox',
  '.pytest_cache',
  '.ruff_cache',
  '.tox',
  '.venv',
  '__pycache__',
  'node_modules',
  'venv',
];

/** A plain folder, for a project that is in no repository. Symbolic links to folders aren't followed. */
export function folderSnapshot(root: string): Snapshot {
  return diskSnapshot('folder', root, async () => (await filesBelow(root, '')).sort());
}

async function filesBelow(root: string, folder: string): Promise<string[]> {
  const files: string[] = [];
  for (const found of await readdir(onDisk(root, folder), { withFileTypes: true })) {
    const path = folder === '' ? found.name : `${folder}/${found.name}`;
    if (!found.isDirectory()) files.push(path);
    else if (!SKIPPED.includes(found.name)) files.push(...(await filesBelow(root, path)));
  }
  return files;
}
