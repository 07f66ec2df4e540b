import type { TargetConfig } from '../config/options.js';
import { isTable, type Manifest } from '../project/manifest.js';
import { normalizeName } from '../python/version.js';

/**
 * Whether the project declares (`[tool.uv] conflicts`) that what two targets select can't be installed together.
 * `uv pip compile` itself ignores the declaration and would fail.
 */
export function declaredConflict(manifest: Manifest, a: TargetConfig, b: TargetConfig): boolean {
  const sets = manifest.toolUv.conflicts;
  if (!Array.isArray(sets)) return false;
  const selects = (target: TargetConfig, kind: 'extra' | 'group', name: string): boolean =>
    (kind === 'extra' ? target.extras : target.groups).some(
      (one) => normalizeName(one) === normalizeName(name),
    );
  return sets.some((set) => {
    const members = Array.isArray(set) ? set.filter(isTable) : [];
    const chosen = (target: TargetConfig): Set<number> =>
      new Set(
        members.flatMap((member, index) => {
          const { extra, group } = member;
          if (typeof extra === 'string') return selects(target, 'extra', extra) ? [index] : [];
          if (typeof group === 'string') return selects(target, 'group', group) ? [index] : [];
          return [];
        }),
      );
    const [left, right] = [chosen(a), chosen(b)];
    return [...left].some((index) => [...right].some((other) => other !== index));
  });
}
