// Rows of docs/comparison.md: what is in the lockfiles of each tool.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { realPython } from '../../helpers/environment.js';
import { type Neighbour, neighbour, TOOLS } from '../../helpers/neighbours.js';
import { openRow } from '../../helpers/pages/comparison.js';
import { scratchFolder } from '../../helpers/scratch.js';

const files = openRow('files');
const agree = openRow('agree');
const layers = openRow('layers');
const universal = openRow('universal');
const universalOption = openRow('universaloption');
const install = openRow('install');

const texts = ({ repository, lockfiles }: Neighbour): Promise<string[]> =>
  Promise.all(lockfiles.map((path) => repository.read(path)));

const releases = (text: string, name: string): number =>
  text.match(new RegExp(`^${name}==|name = "${name}"\nversion`, 'gm'))?.length ?? 0;

describe('the lockfiles of base and full', () => {
  test.each(TOOLS)('%s', async (tool) => {
    const world = await neighbour(tool);
    const before = await world.repository.files();
    await world.start({ base: ['alpha'], full: ['delta'] });
    const sources = Object.keys(world.sources({ base: [] }));
    const made = (await world.repository.files()).filter((path) => ![...before, ...sources].includes(path));
    expect(made.sort()).toEqual([...world.lockfiles].sort());
    expect(files.says(tool)).toBe(String(made.length));
  });
});

describe('base and full that disagree when they are resolved apart', () => {
  test.each(TOOLS)('%s', async (tool) => {
    const world = await neighbour(tool);
    await world.start({ base: ['sigma'], full: ['omega<2.3'] });
    const pinned = (await texts(world))
      .join('\n')
      .match(/(?:^omega==|name = "omega"\nversion = ")[\d.]+/gm)
      ?.map((text) => text.replace(/.*[="]/s, ''));
    expect(new Set(pinned).size === 1, String(pinned)).toBe(agree.isYes(tool));
    if (agree.says(tool).includes('`')) expect(agree.code(tool)).toBe('--autoresolve');
  });
});

describe('full constrained by base, where they disagree', () => {
  test.each(['uv-pre-commit', 'pip-tools'] as const)('%s', async (tool) => {
    const world = await neighbour(tool, { fullArgs: ['-c', 'requirements.txt'] });
    await world.start({ base: ['sigma'] });
    await world.repository.stage(world.sources({ base: ['sigma'], full: ['omega<2.3'] }));
    expect(layers.says(tool)).toBe('no, there is no solution');
    await expect(world.commits('Full')).rejects.toThrow(/No solution found|ResolutionImpossible|conflict/);
  });
});

describe('a package whose newest release is for newer Pythons than the project promises', () => {
  test.each(TOOLS)('%s', async (tool) => {
    const world = await neighbour(tool);
    await world.start({ base: ['beta'] });
    const [text = ''] = await texts(world);
    expect(releases(text, 'beta') === 2, text).toBe(universal.isYes(tool));
  });
});

describe('the same with the option that the page names', () => {
  test.each(['uv-pre-commit', 'pip-compile-multi'] as const)('%s', async (tool) => {
    const world = await neighbour(tool, { args: universalOption.code(tool).split(' ') });
    await world.start({ base: ['beta'] });
    const [text = ''] = await texts(world);
    expect(releases(text, 'beta') === 2, text).toBe(universalOption.isYes(tool));
  });
});

describe('pip installs what is locked', () => {
  test.each(TOOLS)('%s', async (tool) => {
    const world = await neighbour(tool);
    const { repository, index, run } = world;
    await world.start({ base: ['alpha<2'], full: ['delta'] });
    const exported = tool === 'uv lock' ? 'requirements.txt' : undefined;
    if (exported !== undefined) {
      const command = `${install.code(tool)} --frozen --no-emit-project --all-extras --output-file=${exported}`;
      expect((await run(command)).exitCode).toBe(0);
    } else {
      expect(install.isYes(tool)).toBe(true);
    }
    const path = exported ?? world.lockfiles.at(-1) ?? '';
    const target = join(await scratchFolder(), 'installed');
    const args = ['-m', 'pip', 'install', '--quiet', ...index.pipArgs, '--target', target, '-r', path];
    const { exitCode, stderr } = await repository.run(await realPython(), args, { env: world.env });
    expect(exitCode, stderr).toBe(0);
    expect((await run(`ls '${target}'`)).stdout).toMatch(/alpha-1\.1\.0.*delta-2\.0\.0/s);
  });
});
