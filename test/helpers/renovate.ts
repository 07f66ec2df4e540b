import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { isolatedEnvironment, withPath } from './environment.js';
import { openRepository, type TestRepository } from './repository.js';
import { run, runOk } from './run.js';
import { scratchFolder } from './scratch.js';
import { exclusively, sharedFolder } from './shared.js';
import { sharedUv } from './uv.js';

/** The published package whose rules `src/lockfile/renovate.ts` has, and a node that runs it. */
const RENOVATE = { version: '44.121.2', node: '24.21.0' } as const;

const DRIVER = fileURLToPath(new URL('../fixtures/renovate/driver.mjs', import.meta.url));

/** Where Renovate and a node that runs it are. */
interface Installed {
  readonly folder: string;
  readonly node: string;
}

let installed: Promise<Installed> | undefined;

/** Installs Renovate, some 300 MB, and a node for it where this one is too old: once for all test files and runs. */
function renovate(): Promise<Installed> {
  installed ??= install();
  return installed;
}

async function install(): Promise<Installed> {
  const name = `renovate-${RENOVATE.version}-node-${RENOVATE.node}`;
  const folder = join(sharedFolder(), name);
  if (!existsSync(folder)) {
    await exclusively('renovate', async () => {
      if (!existsSync(folder)) await installInto(folder);
    });
  }
  return {
    folder: join(folder, 'renovate', 'node_modules', 'renovate'),
    node: join(folder, 'node', 'node_modules', 'node', 'bin', 'node'),
  };
}

async function installInto(folder: string): Promise<void> {
  const making = `${folder}.making`;
  // What a run left that was killed.
  await rm(making, { recursive: true, force: true });
  const env = isolatedEnvironment(join(making, 'home'), {}, { managedUv: false });
  const npm = async (place: string, ...args: string[]): Promise<void> => {
    const cwd = join(making, place);
    await mkdir(cwd, { recursive: true });
    await writeFile(join(cwd, 'package.json'), '{ "private": true }\n');
    // What was had once needn't be had again where one of a thousand packages makes the whole wait or fail.
    const patience = [`--cache=${join(sharedFolder(), 'npm')}`, '--fetch-timeout=45000', '--fetch-retries=5'];
    await runOk('npm', ['install', '--no-audit', '--no-fund', ...patience, ...args], { cwd, env });
  };
  await npm('node', `node@${RENOVATE.node}`);
  // Its optional packages are databases and native regular expressions, which it does without.
  await npm('renovate', '--ignore-scripts', '--omit=optional', `renovate@${RENOVATE.version}`);
  await rm(join(making, 'home'), { recursive: true, force: true });
  await rename(making, folder);
}

const Header = v.union([
  v.object({ refused: v.string() }),
  v.looseObject({
    argv: v.array(v.string()),
    commandType: v.string(),
    outputFile: v.string(),
    sourceFiles: v.array(v.string()),
  }),
]);

const Answer = v.object({
  headers: v.record(v.string(), Header),
  packageFiles: v.array(
    v.looseObject({
      packageFile: v.string(),
      lockFiles: v.array(v.string()),
      deps: v.array(
        v.looseObject({ depName: v.optional(v.string()), lockedVersion: v.optional(v.string()) }),
      ),
    }),
  ),
  rules: v.object({ allowed: v.array(v.string()), withValue: v.array(v.string()) }),
  written: v.optional(v.array(v.string()), []),
  errors: v.optional(v.array(v.object({ fileName: v.string(), stderr: v.string() })), []),
});

/** What is to be raised. */
export interface Bump {
  readonly depName: string;
  /** The requirement as it is to be in `pyproject.toml`; without it, the lockfiles alone are updated. */
  readonly newValue?: string;
  readonly newVersion: string;
  /** Lockfiles are made anew instead ("lock file maintenance"). */
  readonly refresh?: true;
}

/** What Renovate made of a repository, and the clone that it made it in. */
export type Renovated = v.InferOutput<typeof Answer> & { readonly clone: TestRepository };

/**
 * Has Renovate's pip-compile manager clone a repository's `main`, read its lockfiles, and update them.
 *
 * @param files the lockfiles that its `managerFilePatterns` match, in the order of git's list
 * @throws Error with its log where it fails
 */
export async function renovated(
  { root, home, env }: TestRepository,
  files: readonly string[],
  update?: Bump,
): Promise<Renovated> {
  const { folder, node } = await renovate();
  const work = await scratchFolder();
  await mkdir(join(work, 'clone'));
  // Renovate hands down little of its environment; `customEnvVariables` is the setting for more.
  const customEnv = Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('UV_')));
  const input = JSON.stringify({
    origin: `file://${root}`,
    files: [...files].sort(),
    customEnv: { ...customEnv, UV_PYTHON_DOWNLOADS: 'never' },
    update,
  });
  const uv = dirname(await sharedUv());
  const { exitCode, stdout, stderr } = await run(node, [DRIVER, folder, work], {
    cwd: work,
    env: { ...withPath(env, uv), LOG_LEVEL: 'warn' },
    input,
  });
  if (exitCode !== 0) throw new Error(`Renovate failed (${exitCode}):\n${stderr}\n${stdout}`);
  const answer = v.parse(Answer, JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? ''));
  return { ...answer, clone: openRepository(join(work, 'clone'), home, env) };
}

/**
 * Has Renovate's own validator read a `renovate.json`.
 *
 * @throws Error with its words where something is wrong with it
 */
export async function validRenovateConfig(config: Readonly<Record<string, unknown>>): Promise<void> {
  const { folder, node } = await renovate();
  const place = await scratchFolder();
  const file = join(place, 'renovate.json');
  await writeFile(file, JSON.stringify(config));
  const env = { ...isolatedEnvironment(join(place, 'home')), RENOVATE_CONFIG_FILE: '' };
  const program = join(folder, 'dist', 'config-validator.js');
  const { exitCode, stdout, stderr } = await run(node, [program, '--strict', '--no-global', file], {
    cwd: place,
    env,
  });
  if (exitCode !== 0) throw new Error(`${stdout}${stderr}`);
}
