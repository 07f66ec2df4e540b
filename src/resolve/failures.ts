import type { TargetConfig } from '../config/options.js';
import { Failure, type FailureReason } from '../failure.js';
import { remedyFor } from '../git/errors.js';
import { inFolder } from '../project/paths.js';
import type { Project } from '../project/project.js';
import { type PromisedRange, promises } from '../python/environments.js';
import { parseMarker } from '../python/marker.js';
import { environmentsLine } from '../python/requires-python.js';
import { absentPackages, emptyPackages } from '../uv/absent.js';
import { RECORD_PYTHON } from '../uv/instructions.js';
import type { UvFailure } from '../uv/messages.js';
import { buildDenied } from './build-denied.js';
import { namedConstraint, namedRequirement } from './named-requirement.js';
import { unavailability } from './unavailable.js';

/** What uv calls the copy of the user's `uv.toml`. */
export const YOUR_UV_TOML = 'your uv.toml';

/**
 * Turns uv's failure for a target into one that names the requirement's line and the next step.
 *
 * @param constraints - texts of the files of constraints, by path
 */
export function uvFailed(
  project: Project,
  target: TargetConfig,
  range: PromisedRange,
  failure: UvFailure,
  pinned: ReadonlySet<string> = new Set(),
  constraints: ReadonlyMap<string, string> = new Map(),
): Failure {
  const { manifest } = project;
  const output = inFolder(project.folder, target.output);
  const detail = failure.message;
  const made = (reason: FailureReason, message: string, next: string): Failure =>
    new Failure(reason, message, { next, detail, folder: project.folder });
  const unbuilt = buildDenied(project, target, failure);
  if (unbuilt !== undefined) return unbuilt;
  const split = failure.split;
  const environments = environmentsLine(manifest.requiresPython ?? '');
  if (split !== undefined && environments !== undefined && outsidePromise(split, range)) {
    return made(
      'unsatisfiable',
      `${output} can't be resolved for ${split}, which requires-python = "${manifest.requiresPython}" doesn't promise`,
      `uv ignores upper bounds unless told; add under [tool.uv] in ${manifest.path}:  ${environments}`,
    );
  }
  // uv's own, not those of a build back-end: a program in Rust adds the number.
  const system = /.* \(os error \d+\)/.exec(detail)?.[0];
  const remedy = system === undefined ? undefined : remedyFor(system);
  if (remedy !== undefined) return made('files', `${output}: uv could not write a file`, remedy);
  const line = namedRequirement(project, target, failure);
  const at = line === undefined ? '' : `; see ${line}`;
  const hidden = [...absentPackages(detail)].filter((name) => pinned.has(name));
  const index = failure.absentFrom ?? 'the index';
  if (hidden.length > 0 && failure.host === undefined) {
    return made(
      'network',
      `${output}: ${index} has no ${hidden.join(', no ')}, which the lockfile pins`,
      `check the index settings and credentials, which may hide it; if it is gone, take it out of ${manifest.path}; then lockgen generate`,
    );
  }
  const empty = failure.absentFrom === undefined ? [] : [...emptyPackages(detail)];
  if (empty.length > 0) {
    return made(
      'network',
      `${output}: ${index} answers for ${empty.join(', ')} without a single release${at}`,
      `check the name, and the index settings and credentials: a login page, or a proxy's, is such an answer; then lockgen generate`,
    );
  }
  switch (failure.kind) {
    case 'unsatisfiable': {
      const limit = namedConstraint(project, target, constraints, failure);
      if (limit === undefined)
        return made(
          'unsatisfiable',
          `${output} can't be resolved${at}`,
          `change the requirements in ${manifest.path}`,
        );
      return made(
        'unsatisfiable',
        `${output} can't be resolved; see ${limit.path}:${limit.line} "${limit.text}"${line === undefined ? '' : `, and ${line}`}`,
        `change the constraint in ${limit.path}, or the requirements in ${manifest.path}`,
      );
    }
    case 'unavailable': {
      if (failure.timedOut === true) {
        return made(
          'network',
          `${output}: uv took too long, and was ended`,
          'try again: what it has fetched is in its cache; lockgen generate --verbose shows the command, uv alone what it waits for',
        );
      }
      // A name that no index has is a slip of the pen rather than of the network.
      if (failure.status === 404 && failure.host === undefined) {
        const names = failure.packages.join(', ');
        const index =
          failure.absentFrom === undefined ? 'no index' : `no index (asked: ${failure.absentFrom})`;
        return made(
          'unsatisfiable',
          `${output} can't be resolved: ${index} has ${names === '' ? 'a package that it needs' : names}${at}`,
          `correct the name in ${manifest.path} (or name its index under [tool.uv])`,
        );
      }
      const { message, next } = unavailability(project, target, failure);
      return new Failure('network', message, {
        next,
        detail,
        folder: project.folder,
        unreachable: failure.unreachable === true,
        host: failure.host,
      });
    }
    case 'project':
      if (failure.message.includes(YOUR_UV_TOML)) {
        return made(
          'configuration',
          `${output}: uv can't use your own uv.toml, or the system's`,
          'mend it (~/.config/uv/uv.toml, /etc/uv/uv.toml; on Windows %APPDATA%\\uv\\uv.toml)',
        );
      }
      return made('project', `${output}: uv can't use ${manifest.path}`, `mend ${manifest.path}`);
    case 'python-range':
      return made(
        'unsatisfiable',
        `${output}: no version fits the whole of requires-python = "${manifest.requiresPython}"${at}`,
        `raise requires-python or loosen the requirement in ${manifest.path}`,
      );
    case 'no-python':
      return made(
        'uv-failed',
        `uv found no Python for ${output}`,
        `install a Python 3.8 or later, or, where a terminal has one, record it for this clone: ${RECORD_PYTHON}`,
      );
    case 'build':
      return made(
        'project',
        `${output}: a package had to be built to learn its requirements, and that failed`,
        'see its words; a version with wheels, or [tool.uv] dependency-metadata, avoids the build',
      );
    case 'killed':
      return made(
        'uv-failed',
        `uv was killed while it resolved ${output}`,
        'try again; if it happens again, look at the memory limit',
      );
    case 'missing':
      return made(
        'uv-missing',
        `uv could not be started for ${output}`,
        'try again, or install uv: python3 -m pip install uv',
      );
    default:
      return made(
        'uv-failed',
        `uv failed for ${output}`,
        "see uv's words; `lockgen generate --verbose` shows the command",
      );
  }
}

/** Whether uv failed for a part of the world that the project doesn't promise to work in. */
function outsidePromise(split: string, range: PromisedRange): boolean {
  try {
    return !promises(parseMarker(split), range);
  } catch {
    return false;
  }
}
