import { Failure } from '../failure.js';
import type { Snapshot } from '../git/snapshot.js';
import type { Finding } from '../lockfile/findings.js';
import { type Lockfile, parseLockfile } from '../lockfile/parse.js';
import { hostsOf, type Policy, policyFindings } from '../lockfile/policy-rules.js';
import { isDynamic } from '../project/inputs.js';
import { inFolder, isUvSettings } from '../project/paths.js';
import { policyOf } from '../project/policy.js';
import type { Project } from '../project/project.js';
import { requirementsOf } from '../project/requirements.js';
import { normalizeName } from '../python/version.js';
import { silentNames } from '../verdict/static.js';

/** The files that a project is locked from, as texts by their paths. */
export async function inputTexts(
  { inputs }: Project,
  snapshot: Snapshot,
): Promise<ReadonlyMap<string, string>> {
  const files = await snapshot.readMany(inputs.files);
  return new Map([...files].map(([path, bytes]) => [path, bytes.toString('utf8')]));
}

/**
 * Makes sure that a project doesn't itself ask for what its policy forbids, before any uv is looked for, and
 * anything fetched or built. Only where nothing but the requirement decides about it; all else is told from the lockfiles.
 *
 * @throws Failure `policy`
 */
export async function assertRequirements(project: Project, snapshot: Snapshot): Promise<void> {
  const { deny, hosts } = project.config.policy;
  if (deny.length === 0 && hosts === undefined) return;
  if (isDynamic(project.manifest) || project.inputs.files.some(isUvSettings)) return;
  const silent = silentNames(project);
  const asked = project.config.targets.map((target) => {
    const certain = requirementsOf(project.manifest, target).filter(
      ({ key, marker }) => marker === undefined && !silent.has(key),
    );
    // A requirement is read as the entry that it will become.
    const lockfile = parseLockfile(certain.map(({ text }) => text).join('\n'));
    return { path: inFolder(project.folder, target.output), lockfile };
  });
  // Only an entry that is locked can have a hash.
  assertLockfiles(
    project,
    { ...policyOf(project, await inputTexts(project, snapshot)), requireHashes: undefined },
    asked,
  );
}

/**
 * Makes sure that lockfiles hold nothing that the project's policy forbids, before anything is written.
 *
 * @param texts - the project's inputs (`inputTexts`)
 * @throws Failure `policy`
 */
export function assertPolicy(
  project: Project,
  texts: ReadonlyMap<string, string>,
  lockfiles: readonly Judged[],
): void {
  assertLockfiles(project, policyOf(project, texts), lockfiles);
}

/** A lockfile, or what will be one. */
interface Judged {
  readonly path: string;
  readonly lockfile: Lockfile;
}

function assertLockfiles(project: Project, policy: Policy, lockfiles: readonly Judged[]): void {
  const found = lockfiles.flatMap(({ path, lockfile }) =>
    policyFindings(lockfile, policy).map((finding) => ({ path, finding })),
  );
  const [first] = found;
  if (first === undefined) return;
  const others = new Set(found.map(({ finding }) => finding.message));
  others.delete(first.finding.message);
  throw new Failure('policy', `${first.path}: ${first.finding.message}`, {
    next: nextStep(first.finding, policy, project, lockfiles),
    ...(others.size === 0 ? {} : { detail: [...others].join('\n') }),
  });
}

function nextStep(
  { code, name }: Finding,
  { requireHashes, hosts, deny }: Policy,
  { manifest }: Project,
  lockfiles: readonly Judged[],
): string {
  switch (code) {
    case 'foreign-host': {
      if (hosts.place !== undefined)
        return `take it out of ${manifest.path}, or add its host to ${hosts.place}`;
      const all = new Set([...hosts.allowed, ...lockfiles.flatMap(({ lockfile }) => hostsOf(lockfile))]);
      return `if that host is right, say so in .lockgenrc or [tool.lockgen]: hosts = ${JSON.stringify([...all].sort())}`;
    }
    case 'missing-hashes':
      return `take ${name} from an index that has hashes, or leave ${requireHashes} off`;
    default: {
      const rule = deny.find((one) => name !== undefined && one.denies(normalizeName(name)));
      return `take what brings it in out of ${manifest.path}, or make an exception where it is denied (${rule?.place ?? 'deny'})`;
    }
  }
}
