import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPython } from '../../src/uv/python.js';
import { usualPythons } from '../../src/uv/python-folders.js';
import type { Surroundings } from '../../src/uv/surroundings.js';
import {
  layOutPythons,
  OTHER_PYTHON_FOLDERS,
  SYSTEM_PYTHON_FOLDERS,
  USUAL_PYTHON_FOLDERS,
} from '../helpers/python-folders.js';
import { scratchFolder } from '../helpers/scratch.js';

interface World {
  readonly home: string;
  readonly system: string;
  readonly surroundings: Surroundings;
}

async function world(more: Partial<Surroundings> = {}): Promise<World> {
  const [home, system] = await Promise.all([scratchFolder(), scratchFolder()]);
  return { home, system, surroundings: { env: { PATH: home }, platform: 'linux', home, ...more } };
}

async function all({ surroundings, system }: World): Promise<string[]> {
  const found: string[] = [];
  for await (const path of usualPythons(surroundings, system)) found.push(path);
  return found;
}

describe('a Python that PATH has no way to', () => {
  it.each([...USUAL_PYTHON_FOLDERS, ...OTHER_PYTHON_FOLDERS])('is $name’s', async (folders) => {
    const here = await world();
    await layOutPythons(here.home, folders);
    expect((await all(here))[0]).toBe(join(here.home, folders.taken));
    expect(await findPython(here.surroundings)).toMatchObject({
      offPath: true,
      version: expect.stringMatching(/^3\./),
    });
  });

  it.each(SYSTEM_PYTHON_FOLDERS)('is $name’s', async (folders) => {
    const here = await world();
    await layOutPythons(here.system, folders);
    expect((await all(here))[0]).toBe(join(here.system, folders.taken));
  });

  it.each([
    ['PYENV_ROOT', 'versions/3.12.4/bin/python3'],
    ['MISE_DATA_DIR', 'installs/python/3.12.4/bin/python3'],
    ['ASDF_DATA_DIR', 'installs/python/3.12.4/bin/python3'],
    ['MAMBA_ROOT_PREFIX', 'bin/python3'],
    ['HOMEBREW_PREFIX', 'bin/python3'],
    ['UV_PYTHON_INSTALL_DIR', 'cpython-3.12.4-linux-x86_64-gnu/bin/python3'],
  ])('is where %s says', async (name, path) => {
    const folder = await scratchFolder();
    const here = await world({ env: { [name]: folder } });
    await layOutPythons(folder, { pythons: [path] });
    expect(await all(here)).toEqual([join(folder, path)]);
    // A relative one would be in the repository.
    expect(await all({ ...here, surroundings: { ...here.surroundings, env: { [name]: '.' } } })).toEqual([]);
  });

  it('is none that a commit can have brought, be it by a link', async () => {
    const here = await world();
    const tree = await scratchFolder();
    const untrusted = { ...here, surroundings: { ...here.surroundings, untrusted: [tree] } };
    await layOutPythons(tree, { pythons: ['bin/python3'] });
    await mkdir(join(here.home, '.local/bin'), { recursive: true });
    await symlink(join(tree, 'bin/python3'), join(here.home, '.local/bin/python3'));
    expect(await all(here)).toHaveLength(1);
    // The link's own target lies outside again.
    expect(await all(untrusted)).toHaveLength(1);
    await rm(join(tree, 'bin/python3'));
    await writeFile(join(tree, 'bin/python3'), '#!/bin/sh\n', { mode: 0o755 });
    expect(await all(untrusted)).toEqual([]);
    await layOutPythons(here.home, { pythons: ['.pyenv/versions/3.12.4/bin/python3'] });
    expect(
      await all({ ...here, surroundings: { ...here.surroundings, untrusted: [dirname(here.home)] } }),
    ).toEqual([]);
  });

  it('is asked for only where PATH has none, and then the one on record comes first', async () => {
    const here = await world();
    await layOutPythons(here.home, {
      pythons: ['.pyenv/versions/3.12.4/bin/python3', 'own/python3', 'bin/python3'],
    });
    const recorded = async () => ({ python: join(here.home, 'own/python3') });
    const asked: string[] = [];
    const noting = () => {
      asked.push('asked');
      return recorded();
    };
    const onPath = { ...here.surroundings, env: { PATH: join(here.home, 'bin') }, recorded: noting };
    expect((await findPython(onPath))?.offPath).toBeUndefined();
    expect(asked).toEqual([]);
    await writeFile(join(here.home, 'own/answer'), '');
    await rm(join(here.home, 'own/python3'));
    const says = `#!/bin/sh\necho ${join(here.home, 'own/answer')}\necho 3.9.1\n`;
    await writeFile(join(here.home, 'own/python3'), says, { mode: 0o755 });
    expect(await findPython({ ...here.surroundings, recorded })).toMatchObject({ version: '3.9.1' });
    // Gone, it isn't on record: found anew.
    const gone = { ...here.surroundings, recorded: async () => ({}) };
    expect((await findPython(gone))?.version).not.toBe('3.9.1');
  });

  it('is looked for in no folder on Windows, which has one PATH for all', async () => {
    const here = await world({ platform: 'win32' });
    await layOutPythons(here.home, { pythons: ['.pyenv/versions/3.12.4/bin/python3'] });
    expect(await all(here)).toEqual([]);
  });
});
