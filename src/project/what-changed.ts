import type { DenyOption, TargetConfig } from '../config/options.js';
import type { Requirement } from '../python/requirement.js';
import type { Manifest } from './manifest.js';
import type { Project } from './project.js';
import { canonical, relevantPart } from './relevance.js';
import { requirementsOf } from './requirements.js';

/**
 * What of a project's own files makes a target's lockfile another one than before: requirements, the Python floor,
 * settings of uv, options. What other inputs say isn't looked at.
 *
 * @param target - as it is now
 * @returns one clause each, in the past tense; none where nothing that is known of changed
 */
export function whatChanged(then: Project, now: Project, target: TargetConfig): readonly string[] {
  const was = then.config.targets.find(({ name }) => name === target.name);
  const clauses = [
    ...requirementClauses(requirementsOf(then.manifest, was ?? target), requirementsOf(now.manifest, target)),
    ...pythonClauses(then.manifest, now.manifest),
    ...(was === undefined ? [`the target ${target.name} was added`] : optionClauses(was, target)),
    ...versionClauses(then, now),
    ...settingClauses(then.manifest, now.manifest),
  ];
  if (clauses.length > 0) return clauses;
  const { path } = now.manifest;
  return relevantPart(then.manifest) === relevantPart(now.manifest) ? [] : [`${path} was changed`];
}

/** Requirements that came, went, or ask for something else, by package. */
function requirementClauses(then: readonly Requirement[], now: readonly Requirement[]): readonly string[] {
  const texts = (all: readonly Requirement[]): ReadonlyMap<string, readonly string[]> => {
    const found = new Map<string, string[]>();
    for (const { key, text } of all) found.set(key, [...(found.get(key) ?? []), text].sort());
    return found;
  };
  const [before, after] = [texts(then), texts(now)];
  return [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((key) => {
    const gone = (before.get(key) ?? []).filter((text) => !after.get(key)?.includes(text));
    const come = (after.get(key) ?? []).filter((text) => !before.get(key)?.includes(text));
    if (gone.length === 0 && come.length === 0) return [];
    if (gone.length === 0) return [`${quoted(come)} was added`];
    return [come.length === 0 ? `${quoted(gone)} was removed` : `${quoted(gone)} became ${quoted(come)}`];
  });
}

function pythonClauses(then: Manifest, now: Manifest): readonly string[] {
  if (then.requiresPython === now.requiresPython) return [];
  return [
    `requires-python became ${now.requiresPython ?? 'nothing'} (it was ${then.requiresPython ?? 'nothing'})`,
  ];
}

/** Options of a target, whoever states them. */
function optionClauses(then: TargetConfig, now: TargetConfig): readonly string[] {
  const before: Readonly<Record<string, unknown>> = { ...then };
  return Object.entries(now).flatMap(([key, value]) => {
    if (key === 'name' || key === 'explicit') return [];
    const [was, is] = [JSON.stringify(before[key]), JSON.stringify(value)];
    return was === is ? [] : [`the option ${key} became ${is ?? 'unset'} (it was ${was ?? 'unset'})`];
  });
}

function versionClauses({ config: then }: Project, { config: now }: Project): readonly string[] {
  return then.uvVersion === now.uvVersion
    ? []
    : [`uvVersion became ${now.uvVersion} (it was ${then.uvVersion})`];
}

function settingClauses({ toolUv: then }: Manifest, { path, toolUv: now }: Manifest): readonly string[] {
  return [...new Set([...Object.keys(then), ...Object.keys(now)])]
    .sort()
    .flatMap((key) =>
      canonical(then[key]) === canonical(now[key]) ? [] : [`${key} under [tool.uv] in ${path} was changed`],
    );
}

/** What the policy may say no to, by the option that says it. */
export type PolicyPart = 'deny' | 'hosts' | 'requireHashes';

/**
 * What of a project's policy forbids more than before. What it allows now can make no lockfile stale.
 *
 * @param parts - which options are of interest
 * @returns one clause each, in the past tense
 */
export function whatPolicyChanged(
  { config: { policy: then } }: Project,
  { config: { policy: now } }: Project,
  parts: ReadonlySet<PolicyPart>,
): readonly string[] {
  const hosts = (of: typeof now.hosts): string => of?.allowed.join(', ') ?? 'those that the project names';
  const before = new Set(then.deny.map(denialText));
  const denied = now.deny.filter((rule) => !before.has(denialText(rule)));
  return [
    ...(parts.has('deny')
      ? denied.map(({ package: name, place }) => `${JSON.stringify(name)} was denied (${place})`)
      : []),
    ...(parts.has('hosts') && hosts(then.hosts) !== hosts(now.hosts)
      ? [`the allowed hosts became ${hosts(now.hosts)} (they were ${hosts(then.hosts)})`]
      : []),
    ...(parts.has('requireHashes') && then.requireHashes === undefined && now.requireHashes !== undefined
      ? [`hashes became required (${now.requireHashes})`]
      : []),
  ];
}

/** What a rule denies, wherever it stands and whyever it does. */
const denialText = ({ package: name, except, exceptIn }: DenyOption): string =>
  JSON.stringify([name, except, exceptIn]);

const quoted = (texts: readonly string[]): string => texts.map((text) => `"${text}"`).join(', ');
