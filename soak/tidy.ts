import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isAlive } from '../src/git/processes.js';
import type { HookedRun } from './hooked.js';
import type { Play } from './play.js';
import type { State } from './state.js';
import { FOLDERS, type Folder } from './steps.js';
import { assertNone, Violation } from './violation.js';

/** What git's own words ask of a person after a kill, and the processes of what is left are gone. */
export async function tidyAfterKill(play: Play, run: HookedRun): Promise<void> {
  if (run.killed === undefined) return;
  for (const name of await readdir(join(play.root, '.git'))) {
    if (/^(?:index|HEAD|next-index-\d+)\.lock$|\.lock$/.test(name)) {
      if (run.killed.whom === 'hook' || run.killed.signal !== 'SIGKILL') {
        throw new Violation('no lock', `${name} is left after ${run.command}`);
      }
      await rm(join(play.root, '.git', name));
    }
  }
  for (const name of await readdir(join(play.home, 'tmp'))) {
    await untilGone(Number(/^lockgen-[0-9a-f]+-(\d+)-/.exec(name)?.[1]));
  }
}

async function untilGone(pid: number): Promise<void> {
  for (let patience = 500; patience > 0; patience -= 1) {
    if (!isAlive(pid)) return;
    await setTimeout(20);
  }
  throw new Error(`process ${pid}, which was killed, is still there`);
}

/** No file of lockgen's, beside those that a killed run left and no later one has swept. */
export async function assertTidy(play: Play, run: HookedRun, after: State): Promise<void> {
  const temporaries = [...after.work.keys()].filter((path) => path.includes('.lockgen-'));
  const folders = await readdir(join(play.home, 'tmp'));
  if (run.killed?.signal === 'SIGKILL') {
    for (const folder of FOLDERS) play.littered.add(folder);
    play.littered.add('tmp');
    return;
  }
  const staged = /^lockgen: (?:staged|.* already right)/m.test(run.stderr);
  if (staged) {
    play.littered.delete('tmp');
    const swept = FOLDERS.filter((folder) => stagedIn(run.stderr, folder));
    for (const folder of swept) play.littered.delete(folder);
  }
  const folderOf = (path: string): Folder =>
    FOLDERS.find((one) => one !== '' && path.startsWith(`${one}/`)) ?? '';
  assertNone(
    'no leftovers',
    [
      ...temporaries.filter((path) => !play.littered.has(folderOf(path))),
      ...(play.littered.has('tmp') ? [] : folders.map((name) => `TMPDIR/${name}`)),
    ],
    run.command,
  );
}

function stagedIn(stderr: string, folder: Folder): boolean {
  return new RegExp(
    `^lockgen: staged [^\\n]*${folder === '' ? '(?<!/)' : `${folder}/`}requirements`,
    'm',
  ).test(stderr);
}
