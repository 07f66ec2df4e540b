import { existsSync } from 'node:fs';
import { chmod, lstat, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Canary, makeCanary } from './canary.js';
import { realPython, withPath } from './environment.js';
import { type HttpIndex, type HttpIndexOptions, startHttpIndex } from './http-index.js';
import { STANDARD_PACKAGES } from './local-index.js';
import { type InstalledLockgen, installedLockgen } from './package.js';
import { makeRepository, type TestRepository } from './repository.js';
import { type RunResult, run, runOk } from './run.js';
import { scratchFolder } from './scratch.js';
import { sharedUv } from './uv.js';

/** A place that a credential comes from. */
export interface Place {
  /** What a person would call it. */
  readonly name: string;
  /** Whom the index answers, given the secret. Default: everybody, since the secret is for something else. */
  readonly admits?: (canary: Canary) => HttpIndexOptions['admits'];
  /** A folder that the index gives below `/static/`, made before. */
  readonly serves?: () => Promise<string>;
  /** Variables that hold it, or lead to it. */
  readonly env?: (about: Setting) => NodeJS.ProcessEnv;
  /** Files of the user's that hold it, by their path in the home. */
  readonly home?: (about: Setting) => Readonly<Record<string, string>>;
  /** Files of the repository that hold it. A `pyproject.toml` is made with these dependencies. */
  readonly files?: (about: Setting, dependencies: readonly string[]) => Readonly<Record<string, string>>;
  /** Arguments of git that put it into the repository's own configuration. */
  readonly git?: (about: Setting) => readonly string[];
  /** What the hook says, where it refuses the place or what would come of it. */
  readonly refused?: RegExp;
  /** There is no uv yet, so that pip is to install it. */
  readonly installs?: true;
  /** The index can't be had by this way. */
  readonly fails?: boolean;
  /** The requirement that a plain project has. Default `alpha`. */
  readonly requires?: (about: Setting) => string;
}

/** What a place is filled with. */
export interface Setting {
  readonly canary: Canary;
  readonly index: HttpIndex;
  readonly home: string;
}

/** A repository with a credential in one place. */
export interface SecretWorld {
  readonly place: Place;
  readonly setting: Setting;
  readonly repository: TestRepository;
  readonly installed: InstalledLockgen;
  /** The files of the repository in which the secret may be, since they are the place. */
  readonly own: ReadonlySet<string>;
  /** Writes the place's files with a manifest of these dependencies, and stages them. */
  stage(dependencies: readonly string[]): Promise<void>;
  /** Writes and stages any files; those with the secret are places from then on. */
  put(files: Readonly<Record<string, string>>): Promise<void>;
  lockgen(args: readonly string[], env?: NodeJS.ProcessEnv): Promise<RunResult>;
  /** Makes each uv that resolves wait, until it is released. */
  hold(): Promise<Held>;
  /** Where the secret is though it may not be: a line each, that says what and where. */
  leaks(): Promise<readonly string[]>;
}

/** A uv that waits. */
export interface Held {
  /** Resolves once it is there. */
  readonly started: () => Promise<{
    readonly sandbox: string;
    readonly lockgen: number;
    readonly uv: number;
  }>;
  /** Lets it go on, and all later ones. */
  readonly release: () => Promise<void>;
}

/** Makes a repository whose user, or whose files, hold a credential in one place. */
export async function secretWorld(place: Place): Promise<SecretWorld> {
  const canary = makeCanary();
  const [installed, uv, folder, scratch] = await Promise.all([
    installedLockgen(),
    sharedUv(),
    place.serves?.(),
    scratchFolder(),
  ]);
  const admits = place.admits?.(canary);
  const index = await startHttpIndex(STANDARD_PACKAGES, {
    ...(admits === undefined ? {} : { admits }),
    ...(folder === undefined ? {} : { folder }),
  });
  const made = await makeRepository({
    managedUv: false,
    env: { ...index.env, UV_CACHE_DIR: join(scratch, 'cache'), UV_HTTP_RETRIES: '0' },
  });
  const setting: Setting = { canary, index, home: made.home };
  const bin = join(scratch, 'bin');
  const held = join(scratch, 'held');
  if (place.installs) await recordingPython(bin, join(scratch, 'seen'), canary);
  else await recordingUv({ bin, uv, seen: join(scratch, 'seen'), held }, canary);
  const env = withPath(defined({ ...made.env, ...place.env?.(setting) }), bin);
  const repository = withEnvironment(made, env);
  await repository.wireHook(installed.shim);
  for (const [path, text] of Object.entries(place.home?.(setting) ?? {})) {
    await mkdir(dirname(join(made.home, path)), { recursive: true });
    await writeFile(join(made.home, path), text, { mode: 0o600 });
  }
  const configuration = place.git?.(setting);
  if (configuration !== undefined) await run('git', configuration, { cwd: made.root, env: made.env });
  const own = new Set<string>();
  const written = new Set<string>();
  const put = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [path, text] of Object.entries(files)) {
      if (!canary.isIn(text)) continue;
      own.add(path);
      written.add(text);
    }
    await repository.stage(files);
  };
  return {
    place,
    setting,
    repository,
    installed,
    own,
    put,
    stage: (dependencies) => put(place.files?.(setting, dependencies) ?? {}),
    lockgen: (args, more) => repository.run(installed.bin, args, { env: { ...env, ...more } }),
    async hold() {
      await writeFile(held, '');
      return {
        release: () => rm(held, { force: true }),
        async started() {
          while (!existsSync(`${held}.by`)) await setTimeout(20);
          const { sandbox, lockgen, uv: pid } = JSON.parse(await readFile(`${held}.by`, 'utf8'));
          return { sandbox: String(sandbox), lockgen: Number(lockgen), uv: Number(pid) };
        },
      };
    },
    async leaks() {
      const homes = new Set(Object.keys(place.home?.(setting) ?? {}));
      const [files, user, objects, seen] = await Promise.all([
        filesWith(
          canary,
          made.root,
          (path) =>
            own.has(path) ||
            path.startsWith('.git/objects/') ||
            (configuration !== undefined && path === '.git/config'),
        ),
        filesWith(canary, made.home, (path) => homes.has(path)),
        objectsWith(canary, repository, written),
        readFile(join(scratch, 'seen'), 'utf8').catch(() => ''),
      ]);
      const allowed = new Set([...own].map((path) => `tree/${path}`));
      return [
        ...files.map((path) => `the repository's ${path}`),
        ...user.map((path) => `the home's ${path}`),
        ...objects.map((id) => `git's object ${id}`),
        ...new Set(
          seen.split('\n').filter((line) => {
            const [what, path = ''] = line.split(' ', 2);
            // Beside the tree are copies of a lockfile's pins, under the mode of the sandbox.
            const isCopy = own.size > 0 && path.startsWith('aside/');
            if (what === 'file') return path !== 'config/uv/uv.toml' && !allowed.has(path) && !isCopy;
            return line !== '';
          }),
        ),
      ];
    },
  };
}

function withEnvironment(made: TestRepository, env: NodeJS.ProcessEnv): TestRepository {
  const tryGit = (...args: readonly string[]): Promise<RunResult> =>
    run('git', args, { cwd: made.root, env });
  return {
    ...made,
    env,
    tryGit,
    run: (command, args = [], options = {}) => run(command, args, { cwd: made.root, env, ...options }),
    commit: (message, options = {}) =>
      runOk('git', ['commit', '-m', message, ...(options.args ?? [])], {
        cwd: made.root,
        env: { ...env, ...options.env },
      }),
    tryCommit: (message, options = {}) =>
      run('git', ['commit', '-m', message, ...(options.args ?? [])], {
        cwd: made.root,
        env: { ...env, ...options.env },
      }),
  };
}

function defined(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
}

/**
 * Puts a uv on PATH that looks around before it does what it is asked for: at its own arguments and those of what started
 * it, and, where it resolves, at the sandbox and whoever may read that.
 */
async function recordingUv(
  { bin, uv, seen, held }: Readonly<Record<'bin' | 'uv' | 'seen' | 'held', string>>,
  canary: Canary,
): Promise<void> {
  const script = `#!/usr/bin/env node
const { appendFileSync, existsSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { spawnSync } = require('node:child_process');
const forms = ${JSON.stringify(canary.forms)};
const has = (text) => forms.some((form) => text.includes(form));
const say = (line) => appendFileSync(${JSON.stringify(seen)}, line + '\\n');
const words = (pid) => { try { return readFileSync('/proc/' + pid + '/cmdline', 'utf8'); } catch { return ''; } };
if (has(process.argv.join(' '))) say('argument of uv');
let pid = process.ppid;
for (let depth = 0; depth < 6 && pid > 1; depth += 1) {
  if (has(words(pid))) say('argument of ' + words(pid).split('\\0')[0]);
  try { pid = Number(/^PPid:\\s*(\\d+)/m.exec(readFileSync('/proc/' + pid + '/status', 'utf8'))[1]); } catch { break; }
}
const config = process.env.XDG_CONFIG_HOME || '';
const root = /^.*\\/lockgen-[0-9a-f]{6}-\\d+-\\w{6}(?=\\/|$)/.exec(config)?.[0];
if (root !== undefined) {
  if ((statSync(root).mode & 0o777) !== 0o700) say('mode of the sandbox');
  if ((statSync(join(config, 'uv', 'uv.toml')).mode & 0o777) !== 0o600) say('mode of uv.toml');
  const walk = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (entry.isFile() && has(readFileSync(path, 'latin1'))) say('file ' + path.slice(root.length + 1));
    }
  };
  walk(root);
  const held = ${JSON.stringify(held)};
  if (existsSync(held)) {
    writeFileSync(held + '.new', JSON.stringify({ sandbox: root, lockgen: process.ppid, uv: process.pid }));
    renameSync(held + '.new', held + '.by');
    while (existsSync(held)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
}
const { status } = spawnSync(${JSON.stringify(uv)}, process.argv.slice(2), { stdio: 'inherit' });
process.exitCode = status === null ? 1 : status;
`;
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'uv'), script);
  await chmod(join(bin, 'uv'), 0o755);
}

/** Puts a Python on PATH that looks at its own arguments, pip's among them. */
async function recordingPython(bin: string, seen: string, canary: Canary): Promise<void> {
  const patterns = canary.forms.map((form) => `*${form}*`).join('|');
  const script = `#!/bin/sh
case "$*" in ${patterns}) echo 'argument of python3' >>'${seen}';; esac
exec '${realPython()}' "$@"
`;
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, 'python3'), script, { mode: 0o755 });
}

/** Files below a folder that hold the secret, by their paths in it. */
async function filesWith(
  canary: Canary,
  root: string,
  isOwn: (path: string) => boolean,
): Promise<readonly string[]> {
  const found: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      const inside = relative(root, path).split(sep).join('/');
      const stats = await lstat(path);
      if (stats.isDirectory()) await walk(path);
      else if (stats.isFile() && !isOwn(inside) && canary.isIn(await readFile(path))) found.push(inside);
    }
  };
  await walk(root);
  return found;
}

/** Objects of git, decompressed, that hold the secret, but those that are texts which the test wrote. */
async function objectsWith(
  canary: Canary,
  { run: runIn }: TestRepository,
  written: ReadonlySet<string>,
): Promise<readonly string[]> {
  const listed = await runIn('git', [
    'cat-file',
    '--batch-all-objects',
    '--batch-check=%(objectname) %(objecttype)',
  ]);
  const found: string[] = [];
  for (const line of listed.stdout.split('\n')) {
    const [id = '', type = ''] = line.split(' ');
    if (id === '' || type === 'tree') continue;
    const { stdout } = await runIn('git', ['cat-file', type, id]);
    if (canary.isIn(stdout) && !written.has(stdout)) found.push(id);
  }
  return found;
}
