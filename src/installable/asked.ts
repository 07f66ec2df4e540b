import { isPythonPlatform, PYTHON_PLATFORMS } from '../config/platforms.js';
import { Failure } from '../failure.js';
import type { AskedPairs } from './pairs.js';

/**
 * What a command line asks to be proved.
 *
 * @returns undefined where it asks for no proof
 * @throws Failure `usage`
 */
export function askedPairs(options: {
  readonly installable?: boolean;
  readonly python?: string;
  readonly platform?: string;
  readonly range?: string;
}): AskedPairs | undefined {
  const { installable, python, platform, range } = options;
  if (installable !== true) {
    const alone = python === undefined ? (platform === undefined ? undefined : '--platform') : '--python';
    if (alone === undefined) return undefined;
    throw new Failure('usage', `${alone} belongs to --installable`, {
      next: `lockgen check --installable ${alone} ${python ?? platform ?? ''}; of a resolution: --python-version, --python-platform`,
    });
  }
  if (range !== undefined) {
    throw new Failure(
      'usage',
      '--installable is about one state of the lockfiles, not each commit of a --range',
      {
        next: 'lockgen check --installable --rev REVISION',
      },
    );
  }
  const pythons = words(python, '--python');
  const platforms = words(platform, '--platform');
  const noPython = pythons?.find((word) => !/^3\.\d{1,3}(?:\.\d{1,3})?$/.test(word));
  if (noPython !== undefined) {
    throw new Failure('usage', `--python: ${noPython} is no version of Python`, {
      next: 'such as --python 3.10,3.14',
    });
  }
  const noPlatform = platforms?.find((word) => !isPythonPlatform(word));
  if (noPlatform !== undefined) {
    throw new Failure('usage', `--platform: ${noPlatform} is no platform of uv's`, {
      next: `one of ${PYTHON_PLATFORMS.slice(0, 12).join(', ')}, x86_64-manylinux_2_28…`,
    });
  }
  return { pythons, platforms };
}

function words(text: string | undefined, option: string): readonly string[] | undefined {
  if (text === undefined) return undefined;
  const found = new Set(
    text
      .split(',')
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  );
  if (found.size === 0) throw new Failure('usage', `${option} names nothing`, { next: `${option} A,B` });
  return [...found];
}
