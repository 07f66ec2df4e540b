import { Failure } from '../failure.js';
import type { Snapshot } from '../git/snapshot.js';
import type { Finding } from '../lockfile/findings.js';
import type { Lockfile } from '../lockfile/parse.js';
import { hostsOf, type Policy, policyFindings } from '../lockfile/policy-rules.js';
import { policyOf } from '../project/policy.js';
import type { Project } from '../project/project.js';

/**
 * Makes sure that lockfiles hold nothing that the project's policy forbids, before anything is written.
 *
 * @throws Failure `policy`
 */
export async function assertPolicy(
  project: Project,
  snapshot: Snapshot,
  lockfiles: readonly { readonly path: string; readonly lockfile: Lockfile }[],
): Promise<void> {
  const files = await snapshot.readMany(project.inputs.files);
  const policy = policyOf(
    project,
    new Map([...files].map(([path, bytes]) => [path, bytes.toString('utf8')])),
  );
  const found = lockfiles.flatMap(({ path, lockfile }) =>
    policyFindings(lockfile, policy).map((finding) => ({ path, finding })),
  );
  const [first] = found;
  if (first === undefined) return;
  const others = new Set(
    found
      .filter(({ finding }) => finding.message !== first.finding.message)
      .map(({ finding }) => finding.message),
  );
  throw new Failure('policy', `${first.path}: ${first.finding.message}`, {
    next: nextStep(first.finding, policy, project, lockfiles),
    ...(others.size === 0 ? {} : { detail: [...others].join('\n') }),
  });
}

function nextStep(
  { code, name }: Finding,
  { requireHashes, hosts, deny }: Policy,
  { manifest }: Project,
  lockfiles: readonly { readonly lockfile: Lockfile }[],
): string {
  switch (code) {
    case 'foreign-host': {
      if (hosts.place !== undefined)
        return `take it out of ${manifest.path}, or add its host to ${hosts.place}`;
      const all = new Set([...hosts.allowed, ...lockfiles.flatMap(({ lockfile }) => hostsOf(lockfile))]);
      return `if that host is right, say so in .lockgenrc or [tool.lockgen]: hosts = ${JSON.stringify([...all].sort())}`;
    }
    case 'missing-hashes':
      return `require a release of ${name} from an index, or do without ${requireHashes}`;
    default: {
      const rule = deny.find((one) => name !== undefined && one.denies(name));
      return `take what brings it in out of ${manifest.path}, or make an exception where it is denied (${rule?.place ?? 'deny'})`;
    }
  }
}
