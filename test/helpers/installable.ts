import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from './run.js';
import { sharedFolder } from './shared.js';

export interface InstallOptions {
  /** Path of uv. */
  readonly uv: string;
  /** The whole environment, with the index to ask. */
  readonly env: NodeJS.ProcessEnv;
  /**
   * Whether the lockfile must have everything that its packages need (default). Off for one that leaves something
   * out on purpose.
   */
  readonly complete?: boolean;
  /** Whether source distributions may be built, or for which packages alone. Default off: only wheels count. */
  readonly build?: boolean | readonly string[];
}

/** A Python and a platform, as `uv pip install` names them. */
export interface Place {
  readonly pythonVersion: string;
  /** `linux`, `macos`, `windows`, `x86_64-manylinux_2_28`… */
  readonly platform: string;
}

/** What installing a lockfile would do in one place. */
export interface Installation {
  readonly ok: boolean;
  /** Name → version, or the URL of a direct one. */
  readonly installed: ReadonlyMap<string, string>;
  readonly stderr: string;
}

/** Asks uv what it would install from a lockfile, without installing anything. */
export async function installable(lockfile: string, options: InstallOptions & Place): Promise<Installation> {
  const alone = await dryRun(lockfile, options, ['--no-deps']);
  if (!alone.ok || options.complete === false) {
    return alone;
  }
  const whole = await dryRun(lockfile, options, []);
  const missing = [...whole.installed.keys()].filter((name) => !alone.installed.has(name));
  return whole.ok && missing.length > 0
    ? {
        ...whole,
        ok: false,
        stderr: `not in the lockfile, but needed: ${missing.join(', ')}\n${whole.stderr}`,
      }
    : whole;
}

async function dryRun(
  lockfile: string,
  options: InstallOptions & Place,
  more: readonly string[],
): Promise<Installation> {
  const target = await mkdtemp(join(sharedFolder(), 'target-'));
  try {
    const result = await run(
      options.uv,
      [
        ...['pip', 'install', '--dry-run', '--target', target, '--no-progress', '--color', 'never'],
        ...['--python-version', options.pythonVersion, '--python-platform', options.platform],
        ...(options.build === true ? [] : ['--only-binary', ':all:']),
        ...(Array.isArray(options.build) ? options.build.map((name) => `--no-binary=${name}`) : []),
        ...more,
        ...['-r', lockfile],
      ],
      { cwd: dirname(lockfile), env: { ...options.env, UV_PYTHON_DOWNLOADS: 'never' } },
    );
    return { ok: result.exitCode === 0, installed: additions(result.stderr), stderr: result.stderr };
  } finally {
    await rm(target, { recursive: true, force: true });
  }
}

// ` + name==1.0`, ` + name==1.0 (from file:///…)`, ` + name @ https://…`
function additions(stderr: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [, name, version, from, url] of stderr.matchAll(
    /^ \+ ([^\s=]+)(?:==(\S+))?(?: \(from (.+)\))?(?: @ (\S+))?$/gm,
  )) {
    if (name !== undefined) {
      found.set(name, from ?? url ?? version ?? '');
    }
  }
  return found;
}

/** Every combination of these Pythons and platforms; by default the three that lockfiles are promised for. */
export function places(
  pythons: readonly string[],
  platforms: readonly string[] = ['linux', 'macos', 'windows'],
): Place[] {
  return pythons.flatMap((pythonVersion) => platforms.map((platform) => ({ pythonVersion, platform })));
}

/**
 * Asks for every place, two at a time.
 *
 * @returns one line for each place where the lockfile can't be installed; none is what a test wants.
 */
export async function installableEverywhere(
  lockfile: string,
  everywhere: readonly Place[],
  options: InstallOptions,
): Promise<string[]> {
  const results = await twoAtATime(everywhere, async (place) => {
    const { ok, stderr } = await installable(lockfile, { ...options, ...place });
    return ok ? [] : [`${placeName(place)}: ${stderr}`];
  });
  return results.flat();
}

/**
 * Compares what two lockfiles install.
 *
 * @returns one line for each package and place where `narrow` installs something that `wide` doesn't.
 */
export async function disagreementsBetween(
  narrow: string,
  wide: string,
  everywhere: readonly Place[],
  options: InstallOptions,
): Promise<string[]> {
  const results = await twoAtATime(everywhere, async (place) => {
    const one = await installable(narrow, { ...options, ...place });
    const other = await installable(wide, { ...options, ...place });
    const failed = [one, other].filter(({ ok }) => !ok).map(({ stderr }) => `${placeName(place)}: ${stderr}`);
    const different = [...one.installed].filter(([name, version]) => other.installed.get(name) !== version);
    return [
      ...failed,
      ...different.map(
        ([name, version]) =>
          `${placeName(place)}: ${name} ${version} and ${other.installed.get(name) ?? 'not at all'}`,
      ),
    ];
  });
  return results.flat();
}

function placeName(place: Place): string {
  return `Python ${place.pythonVersion} on ${place.platform}`;
}

async function twoAtATime<T, R>(items: readonly T[], body: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of queue) {
      results[index] = await body(item);
    }
  };
  await Promise.all([work(), work()]);
  return results;
}
