import picomatch from 'picomatch';
import { nameMatches } from '../lockfile/name-pattern.js';
import type { DenyRule, Policy } from '../lockfile/policy-rules.js';
import { emittedLines, ownHosts } from './hosts.js';
import { lineOf, type Manifest } from './manifest.js';
import { plainPattern } from './paths.js';
import type { Project } from './project.js';

/**
 * What a project's lockfiles may hold at all, as its configuration says it.
 *
 * @param texts - those of the project's input files, by path
 */
export function policyOf(project: Project, texts: ReadonlyMap<string, string>): Policy {
  const { folder, manifest } = project;
  const { deny, requireHashes, hosts } = project.config.policy;
  const read = (path: string): string | undefined => texts.get(path);
  const rules = deny.flatMap(
    ({ package: pattern, reason, except = [], exceptIn = [], place }): DenyRule[] => {
      if (
        exceptIn.length > 0 &&
        picomatch(exceptIn.map(plainPattern), { dot: true })(folder === '' ? '.' : folder)
      )
        return [];
      const denies = (key: string): boolean =>
        nameMatches(pattern, key) && !except.some((one) => nameMatches(one, key));
      return [{ pattern, reason, place, denies }];
    },
  );
  return {
    deny: rules,
    requireHashes,
    hosts:
      hosts === undefined
        ? { allowed: ownHosts(project, read), place: undefined, emitted: emittedLines(project, read) }
        : { ...hosts, emitted: new Set() },
    origin: (key) => requirementPlace(manifest, key),
  };
}

function requirementPlace(manifest: Manifest, key: string): string {
  const all = [manifest.dependencies, ...manifest.extras.values(), ...manifest.groups.values()].flat();
  const text = all.flatMap((one) => ('key' in one && one.key === key ? [one.text] : []))[0];
  const line = text === undefined ? undefined : lineOf(manifest.text, text);
  return line === undefined ? manifest.path : `${manifest.path}:${line}`;
}
