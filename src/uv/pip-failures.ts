import { Failure } from '../failure.js';
import { withoutCredentials } from '../lockfile/credentials.js';
import { indexInstructions, pipInstructions, uvInstructions } from './instructions.js';
import { refusalIn } from './pip-refusal.js';
import type { PythonCommand } from './python.js';
import type { UvResult } from './run.js';
import type { Surroundings } from './surroundings.js';

/**
 * What a failed run of pip means; `final`: another Python would end the same way.
 *
 * @param refused - what its log says of pages that it didn't get
 */
export function pipFailure(
  version: string,
  python: PythonCommand,
  result: UvResult,
  refused: string,
  surroundings: Surroundings,
): { failure: Failure; final: boolean } {
  const said = withoutCredentials([refused, result.stderr.trim()].filter((one) => one !== '').join('\n'));
  const next = uvInstructions(version);
  const of = (reason: 'uv-missing' | 'network', what: string, more = next, final = false) => ({
    failure: new Failure(reason, what, { next: more, detail: lastLines(said) }),
    final,
  });
  if (surroundings.signal?.aborted) {
    return { failure: interrupted(version), final: true };
  }
  if (result.timedOut) {
    return of('network', `uv ${version} could not be downloaded in five minutes`, next, true);
  }
  if (result.signal !== undefined)
    return of('uv-missing', `pip was ended by ${result.signal} while it installed uv`);
  // A shim that has one pip to look for and another to run.
  if (/No module named '?pip\b/.test(said)) return { failure: withoutPip(version, python), final: false };
  if (/DO NOT MATCH THE HASHES/.test(said)) {
    return of(
      'uv-missing',
      `the index serves a uv ${version} whose hash is none of the expected ones`,
      next,
      true,
    );
  }
  const refusal = refusalIn(said);
  const index = indexInstructions([python.command, ...python.args].join(' '), version);
  const answered = `uv ${version} could not be downloaded: ${refusal?.host ?? 'the index'} answered ${refusal?.status}`;
  // Of the proxy a 407 is.
  if (refusal !== undefined && ![404, 407].includes(refusal.status)) return of('network', answered, index);
  if (/Retrying \(|Max retries exceeded|timed out|ProxyError|\b407 Client Error/.test(said)) {
    return of(
      'network',
      `uv ${version} could not be downloaded`,
      `try again with a network, or ${next}`,
      true,
    );
  }
  if (refusal !== undefined) return of('network', answered, index);
  if (/No matching distribution found/.test(said))
    return of('uv-missing', `the index that pip asks has no uv ${version} for this machine`, index);
  return of('uv-missing', `${python.command} -m pip could not install uv ${version}`);
}

/** The end of a Python without pip. */
export function withoutPip(version: string, python: PythonCommand): Failure {
  return new Failure(
    'uv-missing',
    `uv ${version} is not installed, and ${python.command} has no pip to install it with`,
    { next: pipInstructions(python.command, version) },
  );
}

/** The end of an installation that the user stopped. */
export function interrupted(version: string): Failure {
  return new Failure('interrupted', `the installation of uv ${version} was interrupted`);
}

/** The end of what a program said, which has the reason. */
export function lastLines(text: string): string {
  return text.split('\n').slice(-12).join('\n');
}
