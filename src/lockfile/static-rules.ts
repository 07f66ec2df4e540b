import { normalOption } from './compare.js';
import { credentialLines, withoutCredentials } from './credentials.js';
import type { Finding, StaticInput } from './findings.js';
import { optionFindings } from './header-rules.js';
import { policyFindings } from './policy-rules.js';
import { isPylockName } from './pylock-name.js';
import { orphanFindings, requirementFindings } from './requirement-rules.js';
import { findLinksFor } from './torch.js';

export type { Finding, StaticInput } from './findings.js';

/**
 * The reasons for which a lockfile is stale that can be told without a resolution. Each of them is proof; no
 * finding proves nothing. Where a rule could be wrong, it says nothing: the resolution knows.
 */
export function staticFindings(input: StaticInput): Finding[] {
  const conflicts = conflictFindings(input);
  const credentials = credentialFindings(input);
  // The pins of a half-merged file are two lockfiles' pins: nothing else about it is worth saying.
  if (conflicts.length > 0) return [...conflicts, ...credentials];
  // What it says about one form is worth nothing in the place of the other.
  const form = formFindings(input);
  if (form.length > 0) return [...form, ...credentials];
  return [
    ...credentials,
    ...(input.policy === undefined ? [] : policyFindings(input.lockfile, input.policy)),
    ...optionFindings(input),
    ...requirementFindings(input),
    ...orphanFindings(input),
    ...hashFindings(input),
    ...findLinksFindings(input),
  ];
}

function conflictFindings({ lockfile }: StaticInput): Finding[] {
  const first = lockfile.problems.find((problem) => problem.kind === 'conflict-marker');
  if (first === undefined) return [];
  const message = `has conflict markers of a merge (\`${withoutCredentials(first.text).slice(0, 40)}\`)`;
  return [{ code: 'conflict-markers', line: first.line, name: undefined, message }];
}

function credentialFindings({ text }: StaticInput): Finding[] {
  return credentialLines(text).map((line) => ({
    code: 'credential',
    line,
    name: undefined,
    message: 'a URL with a password or a token in it',
  }));
}

/** By its name, uv and pip tell in which of the two forms a file is. */
function formFindings({ text, lockfile, output }: StaticInput): Finding[] {
  if (text.trim() === '' || isPylockName(output) === (lockfile.isPylock === true)) return [];
  const message =
    lockfile.isPylock === true
      ? 'is a pylock.toml (PEP 751) under the name of a requirements file, as which uv and pip read it'
      : 'is no pylock.toml (PEP 751), which uv and pip read under this name';
  return [{ code: 'unreadable', line: 1, name: undefined, message }];
}

/** A direct URL may have none (a folder, a repository); a version always has. */
function hashFindings({ lockfile, target, policy }: StaticInput): Finding[] {
  // Where hashes are required, the policy's own rule asks for more.
  if (!target.generateHashes || policy?.requireHashes !== undefined) return [];
  const bare = lockfile.pins.filter((pin) => pin.version !== undefined && pin.hashes.length === 0);
  const [first, ...others] = bare;
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  const message = `${first.name}==${first.version} has no hash${more}, and hashes are asked for`;
  return [{ code: 'missing-hashes', line: first.line, name: first.name, message }];
}

function findLinksFindings({ lockfile, target }: StaticInput): Finding[] {
  // It has each file's URL.
  if (lockfile.isPylock === true) return [];
  const present = new Set(lockfile.options.map(normalOption));
  return findLinksFor(lockfile, target.torchBackend).flatMap((url) => {
    const line = `--find-links ${url}`;
    if (present.has(line)) return [];
    const message = `the line \`${line}\` is missing, without which no installer finds the pin`;
    return [{ code: 'missing-find-links' as const, line: undefined, name: undefined, message }];
  });
}
