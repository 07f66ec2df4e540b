import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'smol-toml';
import { Failure } from '../failure.js';
import type { Snapshot } from '../git/snapshot.js';
import { isUvSettings } from '../project/paths.js';
import type { Project } from '../project/project.js';
import { openSandbox, type Sandbox } from '../resolve/sandbox.js';
import type { Machine } from '../resolve/session.js';
import { saysOffline, uvEnvironment } from '../uv/environment.js';
import { indexSettings } from '../uv/index-settings.js';
import { type InstallAnswer, type Lack, type PinName, readInstallAnswer } from '../uv/install-messages.js';
import { runUv } from '../uv/run.js';
import { parsed, writeConfigFolder } from '../uv/user-config.js';
import type { PairAnswer } from './judge.js';
import type { Pair } from './pairs.js';
import { type Question, questionText } from './question.js';

/** uv names one package at a time; a lockfile with more than these is better judged by its first ones. */
const NAMED_AT_MOST = 40;

/** A place where uv can be asked about a project's lockfiles, side by side. */
export interface Asker {
  /** Asks for one pair until uv has named all pins that have nothing to install there. */
  ask(question: Question, pair: Pair): Promise<PairAnswer>;
  /** Asks for one pair once, without pins that uv has named already: it names another one, or says that there is none. */
  askOnce(question: Question, without: readonly PinName[], pair: Pair): Promise<InstallAnswer>;
  close(): Promise<void>;
}

/**
 * Opens a sandbox with the project's index settings and nothing else of its configuration.
 *
 * @param how - offline, only what uv's cache has counts; `signal` ends it before the machine's own does
 * @throws Failure `files`, `configuration`
 */
export async function openAsker(
  project: Project,
  snapshot: Snapshot,
  machine: Machine,
  how: { readonly offline: boolean; readonly signal?: AbortSignal },
): Promise<Asker> {
  const manifests = new Set(project.inputs.manifests.map(({ path }) => path));
  const settings = project.inputs.files.filter(isUvSettings);
  const others = project.inputs.files.filter((path) => !manifests.has(path));
  const sandbox = await openSandbox(snapshot, others, project.config.neverBuilds !== undefined);
  let offline = how.offline;
  try {
    const { text } = await writeConfigFolder(sandbox.configFolder, machine.surroundings);
    offline = how.offline || saysOffline(machine.surroundings.env) || /^offline = true$/m.test(text);
    for (const { path, name = 'project', toolUv } of project.inputs.manifests) {
      const uv = indexSettings(toolUv);
      await sandbox.write(path, `${stringify({ project: { name, version: '0' }, tool: { uv } })}\n`);
    }
    for (const path of settings) {
      const table = await parsed(await sandbox.read(path), path);
      await sandbox.write(path, `${stringify(indexSettings(table))}\n`);
    }
    await mkdir(join(sandbox.tree, project.folder), { recursive: true });
  } catch (error) {
    await sandbox.close();
    throw error;
  }
  const run = running(project, sandbox, machine, { ...how, offline });
  return {
    ask: asking(run),
    askOnce: (question, without, pair) => run(questionText(question, without), pair),
    close: sandbox.close,
  };
}

/** One run of uv. */
type Run = (text: string, pair: Pair) => Promise<InstallAnswer>;

function running(
  project: Project,
  sandbox: Sandbox,
  machine: Machine,
  { offline, signal = machine.signal }: { readonly offline: boolean; readonly signal?: AbortSignal },
): Run {
  const { env, platform } = machine.surroundings;
  const setting = uvEnvironment({
    env,
    platform,
    configFolder: sandbox.configFolder,
    temporaryFolder: sandbox.temporaryFolder,
    ...(machine.python === undefined ? {} : { pythonPath: machine.python }),
    offline,
    noBuild: false,
  });
  let runs = 0;
  return async (text, { python, platform: place }) => {
    runs += 1;
    const words = [
      ...['pip', 'install', '--dry-run', '--no-deps', '--only-binary=:all:'],
      ...[`--python-version=${python}`, `--python-platform=${place}`],
      // What is installed on this machine doesn't count. uv makes the folder.
      ...[`--target=${join(sandbox.temporaryFolder, `target-${runs}`)}`, '-r', '-'],
    ];
    // Relative places are counted from there.
    const cwd = join(sandbox.tree, project.folder);
    await machine.onRun?.({
      ...{ program: machine.uv.path, args: words, cwd, env: setting.env, input: text, tree: sandbox.tree },
      ...{ offline, target: `Python ${python} on ${place}`, output: '' },
    });
    const result = await runUv(machine.uv, words, {
      cwd,
      env: setting.env,
      input: text,
      ...(machine.budget === undefined ? {} : { patience: Math.max(1, machine.budget.left()) }),
      ...(signal === undefined ? {} : { signal }),
    });
    if (signal?.aborted === true) throw new Failure('interrupted', 'interrupted; nothing was written');
    const answer = readInstallAnswer(result);
    // uv passes over pages that aren't in its cache: then a version is missing that is on one of them.
    if (!offline || answer.kind !== 'lacks' || answer.why !== 'release') return answer;
    const reason = `uv is offline, and its cache has no ${answer.name} ${answer.version}`;
    return { kind: 'unknown', reason, unreachable: false };
  };
}

function asking(run: Run): Asker['ask'] {
  // A package that lacks a wheel somewhere often does elsewhere: asked apart, only the few are asked again and again.
  const suspects = new Set<string>();
  let unreachable: string | undefined;
  return async (question, pair) => {
    const lacks: Lack[] = [];
    const installs: PinName[] = [];
    const answer = (more: Omit<PairAnswer, 'pair' | 'lacks' | 'installs'>): PairAnswer => ({
      pair,
      lacks,
      installs,
      ...more,
    });
    if (unreachable !== undefined) return answer({ unknown: unreachable });
    for (const part of parted(question, new Set(suspects))) {
      for (;;) {
        const found = await run(questionText(part, lacks), pair);
        if (found.kind === 'installs') {
          installs.push(...found.packages);
          break;
        }
        if (found.kind === 'refused') return answer({ refused: found.reason });
        if (found.kind === 'unknown') {
          if (found.unreachable) unreachable = found.reason;
          return answer({ unknown: found.reason });
        }
        const { kind: _, ...lack } = found;
        if (lacks.some(({ name, version }) => name === lack.name && version === lack.version)) {
          return answer({ unknown: `uv goes on naming ${lack.name} ${lack.version}` });
        }
        suspects.add(lack.name);
        lacks.push(lack);
        if (lacks.length >= NAMED_AT_MOST)
          return answer({ unknown: `uv was asked no further after ${lacks.length} packages` });
      }
    }
    return answer({});
  };
}

/** All pins of a name stay together, so that what excludes each other does so still. */
function parted(question: Question, suspects: ReadonlySet<string>): readonly Question[] {
  const parts = [false, true].map((suspected) => ({
    ...question,
    pins: question.pins.filter(({ key }) => suspects.has(key) === suspected),
  }));
  return parts.filter(({ pins }) => pins.length > 0);
}
