import { pathToFileURL } from 'node:url';
import type { TargetConfig } from '../config/options.js';
import { Failure } from '../failure.js';
import { type Lockfile, parseLockfile } from '../lockfile/parse.js';
import { withoutConstraintVia } from '../lockfile/rewrite.js';
import { inFolder } from '../project/paths.js';
import type { Project } from '../project/project.js';
import type { PromisedRange } from '../python/environments.js';
import type { ProgramRun } from '../report/replay-line.js';
import { isOn, saysOffline } from '../uv/environment.js';
import type { Surroundings, Uv } from '../uv/find.js';
import { readUvFailure, type UvFailure, undatedPackages, withoutWheels } from '../uv/messages.js';
import { runUv } from '../uv/run.js';
import { followLog, type Waiting, withoutLog } from '../uv/waiting.js';
import type { Budget } from './budget.js';
import { YOUR_UV_TOML } from './failures.js';
import { finished } from './finish.js';
import { prepare } from './invocation.js';
import {
  assertToolUv,
  assertTorch,
  damagedFile,
  passesOverNew,
  pinnedNames,
  uvWarnings,
} from './left-out.js';
import type { Sandbox } from './sandbox.js';
import type { AskInTurn } from './turns.js';
import { budgetSpent } from './unavailable.js';

/** A run of uv, and what is known of it. */
export interface UvRun extends ProgramRun {
  /** Where the sandbox's tree stands. */
  readonly tree: string;
  readonly offline: boolean;
  readonly target: string;
  /** The lockfile, as seen from the project's folder; `''` where none is made. */
  readonly output: string;
}

/** What a resolution asks of the machine. */
export interface Machine {
  readonly uv: Uv;
  readonly surroundings: Surroundings;
  /** A real interpreter, so that uv searches for none. */
  readonly python: string | undefined;
  /** Hears of each run before it starts. */
  readonly onRun?: (run: UvRun) => void | Promise<void>;
  readonly signal?: AbortSignal;
  /** The time that uv may take, in this run and all others of one command. Default: ten minutes each. */
  readonly budget?: Budget;
  /** Hears for whom uv waits, each time that this may have changed. */
  readonly onWaiting?: (waiting: Waiting & { readonly packages: number }) => void;
  /** What there is to do while uv works; called with each run. */
  readonly meanwhile?: () => void;
  /** What this command has found out about the network. */
  readonly reach?: Reach;
  /** How the index may be asked. Default: at once. */
  readonly inTurn?: AskInTurn;
}

/** What is known of the network. */
export interface Reach {
  /** The failure of whoever found that a host can't be reached. */
  lost: Failure | undefined;
}

/** What to upgrade; `all` forgets the old pins. */
export interface Upgrade {
  readonly all: boolean;
  readonly packages: readonly string[];
}

/** One run of uv for one target. */
export interface Request {
  readonly target: TargetConfig;
  /** Pins to prefer, as the text of the output file before the run. */
  readonly seed?: string;
  /** Requirements, a line each, that are resolved instead of the target's: a question, and no lockfile of it. */
  readonly instead?: string;
  /** Lockfiles that constrain this one, named in the header. */
  readonly agreement?: readonly string[];
  /** Constraints that the lockfile must not mention. */
  readonly hidden?: string;
  readonly offline: boolean;
  readonly upgrade?: Upgrade;
  /** Packages about which the index is asked even where uv's cache would do without it. Default: none. */
  readonly refresh?: readonly string[] | 'all';
  /** Hears what uv logs, which is asked to log much then. */
  readonly onLog?: (log: string) => void;
  /** Offline: only a result for which nothing is lacking in uv's cache, and which so is what the index gave last. */
  readonly complete?: boolean;
}

/** How a run ended: a lockfile, or uv's failure. */
export type Compilation =
  | {
      readonly ok: true;
      readonly text: string;
      readonly lockfile: Lockfile;
      readonly warnings: readonly string[];
      /** uv gives other pins each time that it is compiled from its own. */
      readonly unsettled?: true;
      /** The index could not be asked: it is what it gave last. */
      readonly fromCache?: true;
    }
  | { readonly ok: false; readonly failure: UvFailure };

/** A project in its sandbox, with the uv that compiles it. */
export interface Session {
  readonly project: Project;
  readonly sandbox: Sandbox;
  readonly range: PromisedRange;
  readonly upgrade: Upgrade;
  /** Whether an offline attempt is worth while: a verdict with `--no-cache` asks the index at once. */
  readonly offlineFirst: boolean;
  /** Requirements that stand for all others of their packages, a line each. The lockfiles don't tell of them. */
  readonly overrides: string;
  readonly reach: Reach;
  readonly inTurn: AskInTurn;
  /** Whether the user keeps uv from the network. */
  readonly staysOffline: boolean;
  /** Whether what one run of uv fetches is there for the next. */
  readonly hasCache: boolean;
  compile(request: Request): Promise<Compilation>;
}

/** How long a run may take that needs no network, after the time for all was spent on waiting for it. */
const CACHE_PATIENCE_MS = 5000;

/** Opens a session over a sandbox that already holds the project's inputs. */
export function openSession(
  setting: Omit<Session, 'compile' | 'reach' | 'inTurn' | 'staysOffline' | 'hasCache'> & {
    readonly machine: Machine;
  },
): Session {
  const { machine, project, sandbox } = setting;
  const { reach = { lost: undefined }, inTurn = (ask) => ask() } = machine;
  let runs = 0;
  // Without them a project with one such package would never be settled offline.
  const mayBuild = new Set<string>();

  const plain = (waiting: Waiting | undefined): Waiting | undefined =>
    waiting && { ...waiting, what: withoutTree(waiting.what, sandbox.tree) };

  const compile = async (request: Request, undated: readonly string[] = []): Promise<Compilation> => {
    const { target, seed, agreement = [], hidden, offline, onLog, complete = false } = request;
    const output = inFolder(project.folder, outputOf(project, request));
    runs += 1;
    const invocation = await prepare(setting, request, { run: runs, undated, mayBuild });
    const { args, words, cwd, env, hiddenFile, mayGiveWay } = invocation;
    await machine.onRun?.({
      ...{ program: machine.uv.path, args: words, cwd, env, tree: sandbox.tree },
      ...{ offline, target: target.name, output: target.output },
    });
    const following = followLog();
    const { budget, onWaiting } = machine;
    // What needs no network is worth some seconds more.
    const spare = offline && reach.lost !== undefined ? CACHE_PATIENCE_MS : 0;
    const patience = budget === undefined ? undefined : Math.max(budget.left(), spare);
    if (patience === 0 && budget !== undefined) throw budgetSpent(project, target, budget, undefined);
    const ran = await runUv(machine.uv, words, {
      cwd,
      env,
      mark: `TMPDIR=${sandbox.temporaryFolder}`,
      ...(machine.meanwhile === undefined ? {} : { onStarted: machine.meanwhile }),
      ...(patience === undefined ? {} : { patience }),
      onStderr(piece) {
        following.read(piece);
        const waiting = plain(following.waiting());
        if (waiting !== undefined) onWaiting?.({ ...waiting, packages: following.packages() });
      },
      ...(machine.signal === undefined ? {} : { signal: machine.signal }),
    });
    // uv's words are about the project's files, not about where they were copied to.
    const said = onLog === undefined ? withoutLog(ran.stderr) : ran.stderr;
    const named = said
      .replaceAll(`${sandbox.tree}/`, '')
      .replaceAll(`${sandbox.configFolder}/uv/uv.toml`, YOUR_UV_TOML);
    const result = { ...ran, stderr: named };
    onLog?.(result.stderr);
    if (machine.signal?.aborted === true)
      throw new Failure('interrupted', 'interrupted; nothing was written');
    if (result.timedOut && budget !== undefined)
      throw budgetSpent(project, target, budget, plain(following.waiting()));
    assertToolUv(project, machine.uv.version, result.stderr);
    const newlyUndated = undatedPackages(result.stderr).filter((name) => !undated.includes(name));
    // Whoever asked for the cut-off: lockgen's option, or `[tool.uv]`.
    if (newlyUndated.length > 0) {
      assertTorch(project, target, newlyUndated);
      return await compile(request, [...undated, ...newlyUndated].sort());
    }
    const damaged = offline ? undefined : damagedFile(following.damaged(), [seed, hidden]);
    if (damaged !== undefined) {
      const failure = readUvFailure(result, following);
      return { ok: false, failure: { ...failure, kind: 'unavailable', host: damaged.host, damaged } };
    }
    if (result.exitCode !== 0) {
      const failure = readUvFailure(result, following);
      const constraining = agreement.map((file) => sandbox.read(inFolder(project.folder, file)));
      const pinned = mayGiveWay
        ? pinnedNames([seed, hidden, ...(await Promise.all(constraining))])
        : new Set<string>();
      const more = withoutWheels(failure.message).filter((name) => pinned.has(name) && !mayBuild.has(name));
      if (more.length === 0) return { ok: false, failure };
      for (const name of more) mayBuild.add(name);
      return await compile(request, undated);
    }
    if (!(await sandbox.isWritten(output))) throw nothingWritten(machine.uv, output);
    if (complete && (following.lacks() || passesOverNew(following.passedOver(), [seed, hidden]))) {
      return { ok: false, failure: { ...readUvFailure(result), kind: 'unavailable' } };
    }
    const raw = await sandbox.read(output);
    const warnings = uvWarnings(result.stderr);
    if (request.instead !== undefined) return { ok: true, text: raw, lockfile: parseLockfile(raw), warnings };
    const unhidden = hiddenFile === undefined ? raw : withoutConstraintVia(raw, hiddenFile);
    const configured = target.constraints.filter((file) => !/^https?:/i.test(file));
    const constraining = await Promise.all(
      [...configured, ...agreement].map((file) => sandbox.read(inFolder(project.folder, file))),
    );
    const text = finished(unhidden, {
      target,
      args,
      project,
      tree: sandbox.tree,
      constrainedBy: constraining.map(parseLockfile),
      machineLinks: (machine.surroundings.env.UV_FIND_LINKS ?? '').split(',').filter((link) => link !== ''),
    });
    return { ok: true, text, lockfile: parseLockfile(text), warnings };
  };

  const { env } = machine.surroundings;
  const said = { staysOffline: saysOffline(env), hasCache: !isOn(env.UV_NO_CACHE) };
  return { ...setting, reach, inTurn, ...said, compile };
}

/** Where uv writes the answer, as seen from the project's folder: that of a question beside the tree, where no build sees it. */
export function outputOf(
  { folder }: Pick<Project, 'folder'>,
  { target, instead }: Pick<Request, 'target' | 'instead'>,
): string {
  if (instead === undefined) return target.output;
  return `${'../'.repeat(folder === '' ? 1 : folder.split('/').length + 1)}aside/answer.txt`;
}

/** The seed would be taken for uv's answer. */
function nothingWritten({ version, path }: Uv, output: string): Failure {
  return new Failure('uv-failed', `uv ${version} (${path}) ended without an error, and wrote no ${output}`, {
    next: `is it uv? ${path} --version`,
  });
}

/** What uv's words are about, and not where it was copied to. */
function withoutTree(text: string, tree: string): string {
  return text.replaceAll(`${pathToFileURL(tree).href}/`, '').replaceAll(`${tree}/`, '');
}
