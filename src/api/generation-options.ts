import type { PartialOptions } from '../config/options.js';
import { outputProblem } from '../config/paths.js';
import { FlagsSchema } from '../config/schema.js';
import { validate } from '../config/validate.js';
import { Failure } from '../failure.js';
import type { Manifest } from '../project/manifest.js';
import { promisedPython } from '../project/requirements.js';

/**
 * How a lockfile is made. An option that isn't given (or is `''`) is what the project's lockgen configuration
 * says, if it says anything, and else its default.
 */
export interface GenerationOptions {
  /**
   * Where to write, as seen from the current folder; inside the repository, ending in `.txt`, `.in` or `.lock`.
   * Default: `requirements.txt` in the folder of the `pyproject.toml`.
   */
  readonly outputPath?: string;
  /** Extras (`[project.optional-dependencies]`) to include. Default none. */
  readonly extras?: readonly string[];
  /** Write SHA-256 hashes of every file of every pin. Default `false`. */
  readonly generateHashes?: boolean;
  /**
   * Resolve for every platform, and every Python that `requires-python` allows. `false`: for this machine's
   * platform and `pythonVersion` alone. Default `true`.
   */
  readonly universal?: boolean;
  /** The lowest Python to resolve for, `X.Y` or `X.Y.Z`. Default `''`: the lower bound of `requires-python`. */
  readonly pythonVersion?: string;
  /**
   * Take no release that is newer: a date (`YYYY-MM-DD`, the whole day in UTC counts), a timestamp with its time
   * zone, or a duration before now (`7 days`, `P7D`). Default `''`: no limit.
   */
  readonly excludeNewer?: string;
}

/** uv's names of the platforms that lockgen itself runs on. */
const PLATFORM_NAMES: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux',
  darwin: 'macos',
  win32: 'windows',
};

/**
 * The options as the highest layer of lockgen's configuration, without the targets.
 *
 * @param manifest - whose floor names the Python where `universal` is off
 * @param platform - this machine's
 * @throws Failure `configuration` for an option that isn't allowed, `project` for a manifest without a floor
 */
export function optionLayer(
  options: Omit<GenerationOptions, 'outputPath' | 'extras'>,
  manifest: Manifest,
  platform: NodeJS.Platform,
): PartialOptions {
  const { generateHashes, universal, pythonVersion = '', excludeNewer = '' } = options;
  const given = {
    ...(generateHashes === undefined ? {} : { generateHashes }),
    ...(universal === undefined ? {} : { universal }),
    ...(pythonVersion === '' ? {} : { pythonVersion }),
    ...(excludeNewer === '' ? {} : { excludeNewer }),
  };
  const layer = validate(FlagsSchema, given, {
    kind: 'flags',
    spelling: 'camel',
    place: ([name = '']) => String(name),
  });
  if (layer.universal !== false) return layer;
  const pythonPlatform = PLATFORM_NAMES[platform];
  if (pythonPlatform === undefined) {
    throw new Failure(
      'configuration',
      `universal: false names this machine's platform, and uv has no ${platform}`,
      {
        next: 'leave universal at true',
      },
    );
  }
  const { floor } = promisedPython(manifest, layer.pythonVersion);
  return { ...layer, pythonPlatform, pythonVersion: floor };
}

/**
 * Checks where a lockfile is to be written.
 *
 * @param output - as seen from the project's folder, with `/`
 * @param written - as the caller wrote it
 * @throws Failure `configuration`
 */
export function assertOutput(output: string, written: string): void {
  const problem = outputProblem(output);
  if (problem === undefined) return;
  throw new Failure(
    'configuration',
    `outputPath: ${JSON.stringify(written)} is not allowed; it must be ${problem}`,
    { next: 'name another output, such as requirements.txt' },
  );
}
