import { durationText } from '../config/durations.js';
import type { TargetConfig } from '../config/options.js';
import { Failure } from '../failure.js';
import { inFolder } from '../project/paths.js';
import type { Project } from '../project/project.js';
import { folderOperand } from '../shell-word.js';
import type { UvFailure } from '../uv/messages.js';
import type { Waiting } from '../uv/waiting.js';
import type { Budget } from './budget.js';
import { askedBy, distrusted, TORCH_HOST } from './unreached.js';

/** What a target's lockfile needed and uv could not have. */
export interface Unavailability {
  readonly message: string;
  readonly next: string;
}

/** Says what could not be had: from whom, why, and what may help. */
export function unavailability(project: Project, target: TargetConfig, failure: UvFailure): Unavailability {
  const output = inFolder(project.folder, target.output);
  const where = failure.host ?? 'the package index';
  const again = `then ${generateCommand(project)}`;
  const { damaged, status } = failure;
  if (damaged !== undefined) {
    return {
      message: `${output}: ${where} gave a file of ${damaged.name} ${damaged.version} that can't be read, and uv would take another version for it`,
      next: `try again: ${generateCommand(project)}; if the index itself has it so, exclude it in ${project.manifest.path}: "${damaged.name}!=${damaged.version}"`,
    };
  }
  if (/Hash mismatch for package metadata/.test(failure.message)) {
    return {
      message: `${output}: ${where} gave other metadata of a package than its page promises`,
      next: `look at what stands between here and ${where} (a proxy, a login page), ${again}`,
    };
  }
  const certificate = distrusted(failure.message);
  if (certificate !== undefined)
    return {
      message: `${output}: the certificate of ${where} isn't trusted`,
      next: `${certificate}, ${again}`,
    };
  const said = status === undefined ? '' : ` (HTTP ${status})`;
  const asked =
    failure.host === undefined ? undefined : askedBy(project, target, failure.host, failure.message);
  const because = asked === undefined ? '' : `; it is asked because of ${asked}`;
  const message = `${output}: ${where} didn't give what uv asked for${said}${because}`;
  if (status === 401 || status === 403) {
    return {
      message,
      next: `check the credentials for ${where} (UV_INDEX_NAME_USERNAME and …_PASSWORD, netrc, or uv.toml), ${again}`,
    };
  }
  if (status === 407)
    return { message, next: `check the credentials of the proxy (HTTPS_PROXY, HTTP_PROXY), ${again}` };
  if (status === 429 || (status !== undefined && status >= 500))
    return { message, next: `wait a little, ${again}` };
  if (asked !== undefined) {
    const instead =
      where === TORCH_HOST
        ? 'have PyTorch from elsewhere or not at all (docs/pytorch.md)'
        : 'correct the line';
    return { message, next: `check the network and HTTPS_PROXY, or ${instead}, ${again}` };
  }
  return {
    message,
    next: `check the network and the index settings ([tool.uv] index, uv.toml, UV_DEFAULT_INDEX, HTTPS_PROXY), ${again}`,
  };
}

/** The failure of a run whose time is spent. */
export function budgetSpent(
  project: Project,
  target: TargetConfig,
  budget: Budget,
  waiting: Waiting | undefined,
): Failure {
  const output = inFolder(project.folder, target.output);
  const what = waiting === undefined ? '' : `; uv was waiting for ${waiting.what}`;
  const more = Math.ceil((budget.whole * 5) / 1000);
  return new Failure('network', `${output}: not made within ${durationText(budget.whole)}${what}`, {
    next: `try again (what uv has fetched is in its cache), or give it longer: ${generateCommand(project)} --timeout=${more}, or timeout in .lockgenrc`,
    unreachable: waiting?.host !== undefined,
    host: waiting?.host,
  });
}

/** What makes a project's lockfiles, from the repository's root. */
function generateCommand({ folder }: Project): string {
  return `lockgen generate${folderOperand(folder)}`;
}
