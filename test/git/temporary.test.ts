import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, symlink, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import {
  makeTemporaryFolder,
  sweepTemporaries,
  sweepTemporaryFolders,
  temporaryName,
} from '../../src/git/temporary.js';
import { scratchFolder } from '../helpers/scratch.js';

/** Above what any system gives to a process. */
const DEAD = '4194305';
/** How a name says that its process was one of another machine or container. */
const ELSEWHERE = 'ffffff';

function ago(milliseconds: number): Date {
  return new Date(Date.now() - milliseconds);
}

it('temporary folders of dead runs are swept, and nothing else', async () => {
  const folder = await scratchFolder();
  const space = basename(await makeTemporaryFolder(folder)).split('-')[1] ?? '';
  const [own = ''] = await readdir(folder);
  const made = async (name: string, time = new Date()): Promise<string> => {
    await mkdir(join(folder, name, 'tree'), { recursive: true });
    await writeFile(join(folder, name, 'tree', 'pyproject.toml'), '');
    await utimes(join(folder, name), time, time);
    return name;
  };
  const hours = 3_600_000;
  await made(`lockgen-${space}-${DEAD}-abcDEF`);
  await made(`lockgen-${space}-${DEAD}-abcDE1`, ago(-2 * hours));
  await made(`lockgen-${ELSEWHERE}-${DEAD}-abcDE2`, ago(2 * hours));
  await made(`lockgen-${ELSEWHERE}-${DEAD}-abcDE4`, ago(-2 * hours));
  const kept = [
    own,
    await made(`lockgen-${ELSEWHERE}-${DEAD}-abcDE3`),
    await made(`lockgen-${space}-${process.pid}-abcDEF`, ago(2 * hours)),
    await made(`lockgen-${space}-${DEAD}`, ago(2 * hours)),
    await made(`lockgen-${space}-${DEAD}-abcDEF.orig`, ago(2 * hours)),
    await made(`other-${space}-${DEAD}-abcDEF`, ago(2 * hours)),
  ];
  const linked = `lockgen-${space}-${DEAD}-linked`;
  await symlink(own, join(folder, linked));
  await sweepTemporaryFolders(folder);
  expect((await readdir(folder)).sort()).toEqual([...kept, linked].sort());
});

it('a run that ended, and that nobody has collected, is dead', async () => {
  const folder = await scratchFolder();
  const space = basename(await makeTemporaryFolder(folder)).split('-')[1] ?? '';
  const [own = ''] = await readdir(folder);
  // A shell would collect its child before another program takes its place.
  const program = 'import os, time\npid = os.fork() or os._exit(0)\nprint(pid, flush=True)\ntime.sleep(600)';
  const parent = spawn('python3', ['-c', program], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void parent.kill('SIGKILL'));
  const [printed] = await once(parent.stdout, 'data');
  const pid = String(printed).trim();
  const state = (): string => execFileSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' });
  await vi.waitFor(() => expect(state()).toMatch(/^Z/), { timeout: 30_000 });
  await mkdir(join(folder, `lockgen-${space}-${pid}-abcDEF`));
  // Elsewhere a process in this state can't be told from one that runs.
  if (process.platform !== 'linux') parent.kill('SIGKILL');
  await vi.waitFor(async () => {
    await sweepTemporaryFolders(folder);
    expect(await readdir(folder)).toEqual([own]);
  });
});

it('temporary files of dead runs are swept, and nothing else', async () => {
  const folder = await scratchFolder();
  const own = basename(temporaryName(folder));
  const of = (owner: string, space?: string): string => {
    const [start = '', here = '', , ...rest] = own.split('-');
    return [start, space ?? here, owner, ...rest].join('-');
  };
  const made = async (name: string, time: Date): Promise<string> => {
    await writeFile(join(folder, name), '');
    await utimes(join(folder, name), time, time);
    return name;
  };
  await made(of(DEAD), ago(-3_600_000));
  await made(of('4194306', ELSEWHERE), ago(120_000));
  // Of a clock that ran ahead.
  await made(of('4194307', ELSEWHERE), ago(-120_000));
  const kept = [
    await made(own, ago(120_000)),
    await made(of(DEAD, ELSEWHERE), ago(0)),
    await made(`${of(DEAD)}.orig`, ago(120_000)),
    await made('.lockgenrc', ago(120_000)),
  ];
  await sweepTemporaries(folder);
  expect((await readdir(folder)).sort()).toEqual(kept.sort());
});

it('a new temporary folder has a name that the sweep knows once its process is dead', async () => {
  const folder = await scratchFolder();
  const name = basename(await makeTemporaryFolder(folder));
  expect(name).toMatch(new RegExp(`^lockgen-[0-9a-f]{6}-${process.pid}-\\w{6}$`));
  await sweepTemporaryFolders(folder);
  expect(await readdir(folder)).toEqual([name]);
});

it('a folder that is not there needs no sweep', async () => {
  await expect(sweepTemporaryFolders(join(await scratchFolder(), 'none'))).resolves.toBeUndefined();
  await expect(sweepTemporaries(join(await scratchFolder(), 'none'))).resolves.toBeUndefined();
});
