import type { TargetConfig } from '../config/options.js';
import { Failure } from '../failure.js';
import type { Lockfile } from '../lockfile/parse.js';
import { asConstraints } from '../lockfile/preferences.js';
import { inFolder, upward } from '../project/paths.js';
import type { Project } from '../project/project.js';
import { deniedBuilds, type UvFailure } from '../uv/messages.js';
import { keyForBuilds, lineForBuilds } from './asked-builds.js';
import type { Sandbox } from './sandbox.js';
import type { Session } from './session.js';

// What can't be told where `build` is `never`.

/** Options of `uv pip compile` that say less than `--no-build`, beside which uv takes none of them. */
const WEAKER = /^--(?:no-build|no-build-package=.*|only-binary=.*)$/;
/** Those that ask for builds. */
const CONTRARY = /^--(?:build|no-binary(?:=.*)?|no-binary-package=.*)$/;

/**
 * The arguments without those of `uvArgs` that `--no-build` stands for. The header keeps them.
 *
 * @throws Failure `build-denied` for one that asks for builds
 */
export function withoutBuildArguments(
  args: readonly string[],
  project: Project,
  target: TargetConfig,
): readonly string[] {
  const contrary = args.find((arg) => CONTRARY.test(arg));
  if (contrary !== undefined) {
    const output = inFolder(project.folder, target.output);
    throw denied(project, `${output} is made with ${contrary}, which asks for builds`);
  }
  return args.filter((arg) => !WEAKER.test(arg));
}

/**
 * Makes sure that nothing which is committed for uv asks for builds: of a package that is named there, uv takes it for
 * more than `--no-build`. What the lockfile would be with such a setting can't be told without it either.
 *
 * @throws Failure `build-denied`
 */
export async function assertNoBuildsAsked(
  project: Project,
  target: TargetConfig,
  sandbox: Sandbox,
  lockfiles: readonly string[],
): Promise<void> {
  const { manifests, settings, constraints } = project.inputs;
  for (const table of settings) {
    const manifest = manifests.find(({ toolUv }) => toolUv === table);
    // Of a path dependency or another member, uv takes no settings.
    if (manifest !== undefined && !upward(project.folder).includes(manifest.folder)) continue;
    const key = keyForBuilds(table);
    if (key === undefined) continue;
    const place = manifest === undefined ? 'uv.toml' : `${manifest.path}: [tool.uv]`;
    throw denied(project, `${place} ${key} asks for builds`);
  }
  const overrides = target.uvArgs.flatMap((arg) => /^--overrides?=(.*)/.exec(arg)?.[1] ?? []);
  const address = overrides.find((name) => /^https?:/i.test(name));
  if (address !== undefined)
    throw denied(project, `${project.manifest.path} names ${address}, which could ask for builds`);
  for (const file of new Set([...constraints.files, ...lockfiles])) {
    const line = lineForBuilds(await sandbox.read(file).catch(() => ''));
    if (line !== undefined) throw denied(project, `${file} has ${line}, which asks for builds or could`);
  }
}

/** What uv's failure says of packages that it would have to build; undefined where that isn't why it failed. */
export function buildDenied(project: Project, target: TargetConfig, failure: UvFailure): Failure | undefined {
  if (project.config.neverBuilds === undefined) return undefined;
  const names = deniedBuilds(failure.message);
  if (names === undefined) return undefined;
  return deniedFor(project, target, names.length === 0 ? [project.manifest.path] : names, failure.message);
}

/**
 * Makes sure that pins moved for another reason than that what they pin has no wheels: uv passes over such versions
 * without a word, and another one would be a change that nobody asked for, or a lockfile stale that is not.
 *
 * @param free - packages whose pins have to move, or may
 * @throws Failure `build-denied`
 */
export async function assertNoneDenied(
  session: Session,
  target: TargetConfig,
  old: Lockfile,
  now: Lockfile,
  free: ReadonlySet<string>,
): Promise<void> {
  if (session.project.config.neverBuilds === undefined) return;
  const places = new Set(now.pins.map(({ key, version }) => `${key} ${version}`));
  const names = new Set(now.pins.map(({ key }) => key));
  const pins = old.pins.filter(
    ({ key, version }) =>
      version !== undefined && names.has(key) && !free.has(key) && !places.has(`${key} ${version}`),
  );
  if (pins.length === 0) return;
  const held = await session.compile({ target, hidden: asConstraints({ ...old, pins }), offline: false });
  if (held.ok) return;
  const without = new Set(deniedBuilds(held.failure.message));
  const lacking = pins.filter(({ key }) => without.has(key));
  if (lacking.length === 0) return;
  const named = lacking.map(({ name, version }) => `${name}==${version}`);
  throw deniedFor(session.project, target, named, held.failure.message);
}

function deniedFor(
  project: Project,
  target: TargetConfig,
  names: readonly string[],
  detail: string,
): Failure {
  const output = inFolder(project.folder, target.output);
  return denied(
    project,
    `${output}: ${names.join(', ')} would have to be built to learn what it requires`,
    detail,
  );
}

function denied({ config, manifest, folder }: Project, what: string, detail?: string): Failure {
  const place = config.neverBuilds ?? '';
  const allow = place.startsWith('--')
    ? `if you trust that code, leave out ${place}=never`
    : `if you trust that code, take ${place} back`;
  return new Failure('build-denied', `${what}, and ${place} is never`, {
    next: `${allow}; or state what it requires, so that nothing is built: static metadata, a version with wheels, or [tool.uv] dependency-metadata in ${manifest.path}`,
    ...(detail === undefined ? {} : { detail, folder }),
  });
}
