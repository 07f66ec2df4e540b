import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { PackageOptions } from '../test/helpers/local-index.js';
import { type RunResult, run, runOk } from '../test/helpers/run.js';
import { count, homeOf, type Worker } from './stage.js';
import { STARTS } from './starts.js';
import { blobName } from './state.js';
import type { Sequence, Start } from './steps.js';
import { LOCKFILES } from './taken.js';
import { Violation } from './violation.js';

/** The repository of one sequence, and what the model knows of it beside what can be seen. */
export interface Play {
  readonly worker: Worker;
  readonly root: string;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** Releases on the index beside PACKAGES. */
  readonly released: Map<string, PackageOptions>;
  /** `name==version` of all that any lockfile has pinned so far. */
  readonly everPinned: Set<string>;
  /** Names of the bytes of lockfiles that lockgen has written. */
  readonly own: Set<string>;
  /** Keys of the projects whose lockfiles were proved in a commit. */
  readonly proved: Set<string>;
  /** Folders in which a killed run may have left temporary files, and no run has written a lockfile since. */
  readonly littered: Set<string>;
  /** What was run, and what it said: for the report of a violation. */
  readonly log: string[];
  /** Makes what is written different each time. */
  counter: number;
  git(...args: readonly string[]): Promise<string>;
  tryGit(...args: readonly string[]): Promise<RunResult>;
  /** Bytes by git's name for them. */
  blob(oid: string): Promise<string>;
  path(path: string): string;
  write(path: string, text: string): Promise<void>;
  tryRead(path: string): Promise<string | undefined>;
  /** Removes a file from the work tree. */
  remove(path: string): Promise<void>;
}

/** Nothing here takes a tenth of that. */
const PATIENCE_MILLISECONDS = 120_000;

/** Runs a program in a play's environment. @throws Violation where it doesn't end */
export async function runIn(
  play: Pick<Play, 'env'>,
  cwd: string,
  command: string,
  args: readonly string[],
): Promise<RunResult> {
  const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
  const result = await run(command, args, { cwd, env: play.env, signal });
  if (signal.aborted) throw new Violation('ends', `${[command, ...args].join(' ')} didn't end`);
  return result;
}

/** Begins a play in a copy of a repository that was made once. */
export async function openPlay(
  worker: Worker,
  { start, driver }: Pick<Sequence, 'start' | 'driver'>,
  name: string,
): Promise<Play> {
  const from = await template(worker, start);
  const folder = join(worker.folder, name);
  await rm(folder, { recursive: true, force: true });
  const copied = { recursive: true, verbatimSymlinks: true, preserveTimestamps: true };
  await cp(from, folder, copied);
  const play = await playIn(worker, folder);
  await play.tryGit('update-index', '-q', '--refresh');
  // Those that it begins with were made by lockgen, too.
  for (const path of LOCKFILES) {
    const text = await play.tryRead(path);
    if (text !== undefined) noteOwn(play, text);
  }
  await wire(play);
  if (driver) await wireDriver(play);
  return play;
}

export async function closePlay(play: Play): Promise<void> {
  const { index, stage } = play.worker;
  const merged = await readFile(driverLog(play), 'utf8').catch(() => '');
  for (const line of merged.split('\n').slice(0, -1)) count(stage, `lockfiles merged by the driver: ${line}`);
  for (const { name, version } of play.released.values()) await index.remove(name, version);
  await rm(dirname(play.root), { recursive: true, force: true, maxRetries: 3 });
}

async function playIn(worker: Worker, folder: string): Promise<Play> {
  const root = join(folder, 'repository');
  const home = join(folder, 'home');
  const env = await homeOf(home, worker.index);
  const blobs = new Map<string, string>();
  return {
    worker,
    root,
    home,
    env,
    released: new Map(),
    everPinned: new Set(),
    own: new Set(),
    proved: new Set(),
    littered: new Set(),
    log: [],
    counter: 0,
    git: async (...args) => (await runOk('git', args, { cwd: root, env })).stdout,
    tryGit: (...args) => runIn({ env }, root, 'git', args),
    async blob(oid) {
      const known = blobs.get(oid);
      if (known !== undefined) return known;
      const { stdout } = await runOk('git', ['cat-file', 'blob', oid], { cwd: root, env });
      blobs.set(oid, stdout);
      return stdout;
    },
    path: (path) => join(root, path),
    async write(path, text) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    },
    tryRead: (path) => readFile(join(root, path), 'utf8').catch(() => undefined),
    remove: (path) => rm(join(root, path), { force: true }),
  };
}

/** Where a hook tells that it ran, and how it ended. */
export const hookLog = ({ home }: Pick<Play, 'home'>): string => join(home, 'hooks.log');

async function wire(play: Play): Promise<void> {
  const { shim, mergeShim } = play.worker.stage;
  const log = hookLog(play);
  const hooks = join(play.root, '.git', 'hooks');
  await mkdir(hooks, { recursive: true });
  for (const [name, script] of [
    ['pre-commit', shim],
    ['pre-merge-commit', mergeShim],
  ] as const) {
    if (script === undefined) continue;
    // One that is to be killed is this very process, whose number is in the log.
    const text = `#!/bin/sh
echo "${name} $$" >>'${log}'
[ -n "\${SOAK_KILL-}" ] && exec '${script}' "$@"
'${script}' "$@"
code=$?
echo "exit $code" >>'${log}'
exit $code
`;
    await writeFile(join(hooks, name), text, { mode: 0o755 });
  }
}

const driverLog = ({ home }: Pick<Play, 'home'>): string => join(home, 'driver.log');

/** Has git merge lockfiles package by package, as docs/merges.md says. */
async function wireDriver(play: Play): Promise<void> {
  await mkdir(join(play.root, '.git', 'info'), { recursive: true });
  await writeFile(join(play.root, '.git', 'info', 'attributes'), 'requirements*.txt merge=lockgen\n');
  const command = `'${play.worker.stage.bin}' merge-driver %O %A %B %P %L`;
  const logged = `${command}; code=$?; echo "exit $code" >>'${driverLog(play)}'; exit $code`;
  await play.git('config', 'merge.lockgen.driver', logged);
}

const templates = new Map<string, Promise<string>>();

function template(worker: Worker, start: Start): Promise<string> {
  const folder = join(worker.folder, `template-${start}`);
  const known = templates.get(folder) ?? makeTemplate(worker, start, folder);
  templates.set(folder, known);
  return known;
}

async function makeTemplate(worker: Worker, start: Start, folder: string): Promise<string> {
  await mkdir(join(folder, 'repository'), { recursive: true });
  const play = await playIn(worker, folder);
  await play.git('init', '--quiet', '--template=');
  if (start === 'unborn') return folder;
  for (const [path, text] of Object.entries(STARTS[start])) await play.write(path, text);
  // By the package's own command, whatever the hook is.
  if (start !== 'readme') await runOk(worker.stage.bin, ['generate'], { cwd: play.root, env: play.env });
  await play.git('add', '--all');
  await play.git('commit', '--quiet', '--message', 'Start');
  return folder;
}

/** The releases of the moment, as a text that is the same for the same index. */
export function indexState({ released }: Play): string {
  return [...released.keys()].sort().join(' ');
}

/** Notes that lockgen wrote a lockfile. */
export function noteOwn(play: Play, text: string): void {
  play.own.add(blobName(text));
  for (const [, pin] of text.matchAll(/^([\w.-]+==[^\s;]+)/gm))
    if (pin !== undefined) play.everPinned.add(pin);
}
